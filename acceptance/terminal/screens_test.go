//go:build unix

package terminal

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"confcall/acceptance/harness"
)

// lists are the commands that list, each with the name of its golden screen and the number of items.
var lists = []struct {
	name    string
	args    []string
	columns string
}{
	{"conferences", []string{"conference", "list", "--status", "in-progress"}, ""},
	{"participants", []string{"participant", "list", "--conference", "Morning stand-up"}, ""},
	{"participants-with-call", []string{"participant", "list", "--conference", "Morning stand-up", "--with-call"}, ""},
	{"participants-added", []string{"participant", "list", "--conference", "Morning stand-up", "--with-call"}, "+call.from"},
	{"participants-everywhere", []string{"participant", "list", "--all-conferences"}, ""},
	{"participants-named", []string{"participant", "list", "--conference", "Morning stand-up"}, "CALL_SID,date_updated,date_created,uri"},
	{"recordings", []string{"recording", "list", "--conference", "Morning stand-up"}, ""},
	{"calls", []string{"call", "list"}, ""},
	{"transcriptions", []string{"transcription", "list"}, ""},
	{"plans", []string{"participant", "mute", "--conference", "Morning stand-up", "--all", "--dry-run"}, ""},
}

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// TestScreens compares the list of every noun with golden screens of four widths. Each item takes one line that fits, and
// every SID is whole.
func TestScreens(t *testing.T) {
	t.Parallel()
	for _, list := range lists {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			plain := harness.Run(t, nil, append([]string{"--sandbox", "-q", "-o", "name"}, list.args...)...)
			plain.Want(t, 0)
			items := strings.Count(plain.Stdout, "\n")
			shown := append([]string{"--sandbox", "-q"}, list.args...)
			if list.columns != "" {
				shown = append(shown, "--columns", list.columns)
			}
			var screens strings.Builder
			for _, width := range []int{60, 80, 100, 200} {
				screen, code := harness.InTerminal(t, uint16(width), []string{"NO_COLOR=1"}, shown)
				lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
				if behind := len(lines) - 1 - items; code != 0 || behind < 0 || behind > 1 ||
					behind == 1 && !strings.HasPrefix(lines[len(lines)-1], "not shown: ") {
					t.Errorf("%d columns: exit code %d, %d lines for %d items:\n%s", width, code, len(lines), items, screen)
				}
				for _, line := range lines {
					if cells := utf8.RuneCountInString(line); cells > width {
						t.Errorf("%d columns: a line of %d: %s", width, cells, line)
					}
					if cut := anySID.ReplaceAllString(line, ""); regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]`).MatchString(cut) {
						t.Errorf("%d columns: a SID is cut: %s", width, line)
					}
				}
				fmt.Fprintf(&screens, "%d:\n%s\n", width, port.ReplaceAllString(screen, "127.0.0.1:40404"))
			}
			golden(t, list.name, screens.String())

			wide, _ := harness.InTerminal(t, 60, []string{"NO_COLOR=1"}, append(shown, "-o", "wide"))
			if strings.Contains(wide, "…") || strings.Contains(wide, "not shown") || strings.Count(wide, "\n") != items+1 {
				t.Errorf("wide:\n%s", wide)
			}
		})
	}
}

// golden compares a screen with a golden one, or rewrites that if UPDATE is set.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("acceptance", "terminal", "testdata", "screens", name+".txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("%s: %v, got\n%s\nwant\n%s", path, err, got, want)
	}
}
