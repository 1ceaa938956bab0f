//go:build unix

package terminal

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"confcall/acceptance/harness"
)

// sizes are the windows in which every walk is taken: columns and lines.
var sizes = [][2]int{{60, 24}, {80, 24}, {100, 30}, {200, 50}}

// A step is something that a person does at a terminal, by keys or elsewhere, and the screen that results.
type step struct {
	name  string
	keys  string
	do    func(t *testing.T)
	shows []string // texts on the screen after it, at every size
}

// A walk is a program in a terminal, from its first screen to its end.
type walk struct {
	name        string
	environment []string
	args        []string
	steps       []step
	code        int
	bells       int    // how many bells rang by the end
	clipboard   string // what it holds by then
}

const (
	up, down, home, end          = "\x1b[A", "\x1b[B", "\x1b[H", "\x1b[F"
	pageUp, pageDown, enter, esc = "\x1b[5~", "\x1b[6~", "\r", "\x1b"
)

// take walks at one size, and compares every screen with the golden one. It presses the next key once a screen is as expected,
// so nothing depends on timing.
func (w walk) take(t *testing.T, columns, rows int) {
	t.Helper()
	path := goldenWalk(w.name, columns, rows)
	want := readScreens(path)
	var got strings.Builder
	cmd := harness.Command(t, w.environment, w.args...)
	s := harness.OpenTerminal(t, uint16(rows), uint16(columns), cmd)
	for _, step := range w.steps {
		if step.do != nil {
			step.do(t)
		}
		s.Write(step.keys)
		if os.Getenv("UPDATE") != "" {
			if s.Settle(time.Second); lacks(s.Window, step.shows) != "" {
				s.Settle(4 * time.Second)
			}
			want[step.name] = steady(s.Window.Screen())
		}
		if !s.UntilSeen(func(e *harness.Emulator) bool { return steady(e.Screen()) == want[step.name] }) {
			t.Fatalf("%s, %s: the screen was\n%s\nwant\n%s", path, step.name, steady(s.Window.Left()), want[step.name])
		}
		if missing := lacks(s.Window, step.shows); missing != "" {
			t.Errorf("%s, %s: the screen lacks %q", path, step.name, missing)
		}
		fmt.Fprintf(&got, "== %s\n%s", step.name, want[step.name])
	}
	if _, code := s.End(); code != w.code {
		t.Errorf("exit code %d, want %d", code, w.code)
	}
	last := steady(s.Window.Screen())
	fmt.Fprintf(&got, "== the end\n%s", last)
	if !s.Window.IsGivenBack() || len(s.Window.Unknown) > 0 {
		t.Errorf("the terminal is given back: %t; what it was sent beside what it knows: %q", s.Window.IsGivenBack(), s.Window.Unknown)
	}
	if s.Window.Bells != w.bells || s.Window.Clipboard != w.clipboard {
		t.Errorf("it rang %d times, want %d; the clipboard holds %q, want %q", s.Window.Bells, w.bells, s.Window.Clipboard, w.clipboard)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if last != want["the end"] {
		t.Errorf("%s, behind the end stands\n%s\nwant\n%s", path, last, want["the end"])
	}
}

// goldenWalk returns the path of the golden screens of a walk.
func goldenWalk(name string, columns, rows int) string {
	return filepath.Join("acceptance", "terminal", "testdata", "screens", fmt.Sprintf("%s-%dx%d.txt", name, columns, rows))
}

// walkEverywhere takes a walk at every size, each with a server of its own.
func walkEverywhere(t *testing.T, make func(t *testing.T) walk) {
	t.Helper()
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			make(t).take(t, size[0], size[1])
		})
	}
}

// lacks returns the first of some texts that is not on the screen, or an empty string if all are.
func lacks(e *harness.Emulator, texts []string) string {
	seen := e.Text()
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			return text
		}
	}
	return ""
}

// timeLeft matches what a wait says about the time left.
var timeLeft = regexp.MustCompile(`, (\d+m)?\d+s left`)

// steady returns a screen without what differs from run to run: the port of a server, which always has five digits here, and
// how long a wait may still take.
func steady(screen string) string {
	return timeLeft.ReplaceAllString(port.ReplaceAllString(screen, "127.0.0.1:40404"), ", 42s left")
}

var headline = regexp.MustCompile(`(?m)^== (.*)\n`)

// readScreens reads golden screens, by the names of their steps.
func readScreens(path string) map[string]string {
	screens := map[string]string{}
	data, _ := os.ReadFile(path) // if they are missing, every comparison fails
	text := string(data)
	at := headline.FindAllStringSubmatchIndex(text, -1)
	for i, found := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		screens[text[found[2]:found[3]]] = text[found[1]:end]
	}
	return screens
}
