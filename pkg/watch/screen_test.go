package watch

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confcall/pkg/board"
	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// newView is a watch of a conference with so many participants, as a person sees it, and the tasks that the keys ask for.
func newView(participants int) *view {
	app := &cli.App{Console: &console.Console{Out: &bytes.Buffer{}}, Now: func() time.Time { return noon }, Zone: time.UTC}
	w := &Watch{
		Kind: "participant", Came: "joined", Went: "left", interval: 2 * time.Second,
		Noun: output.Noun{
			ID: "call_sid", Columns: []string{"call_sid", "status", "muted", "hold", "coaching", "date_created"}, Least: []string{"coaching"},
		},
		ScreenColumns: []string{"number", "direction"}, NameField: "number", ScreenLeast: []string{"date_created", "direction", "call_sid", "status", "number"},
	}
	v := &view{watch: w, app: app, rows: &rows{watch: w}}
	v.board = &board.Board{
		Columns: w.Noun.Columns, Keys: true, Interval: w.interval, Table: v.table, Color: false,
		Actions: []board.Action{
			{Key: 'm', Name: "mute", Help: "mute, or unmute", Doing: func([]signalwire.Resource) string { return "muting" }},
			{Key: 'c', Name: "coach", Help: "coach", Choose: "Coach whom?"},
			{Key: 'x', Name: "remove", Help: "remove", Question: func(board.Task) (string, error) { return "", nil }},
			{Key: 'a', Name: "announce", Help: "announce", Prompt: "Announce the URL"},
			{Key: 'e', Name: "end", Help: "end", Prompt: "Type its name", Whole: true},
		},
	}
	v.update(polled{found: &Snapshot{Title: "Support line (7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e002), in-progress", Items: people(participants, -1)}, at: noon})
	return v
}

// people are participants, one of whom is muted if there is such a number.
func people(count, muted int) []signalwire.Resource {
	var items []signalwire.Resource
	for i := range count {
		items = append(items, signalwire.Resource(fmt.Sprintf(
			`{"call_sid": "2e9d4b60-8c1a-4d5e-a7f3-%012d", "status": "in-progress", "muted": %t, "hold": false, "coaching": false, "date_created": "Mon, 23 Nov 2026 11:42:00 +0000", "number": "+1310555%04d", "direction": "inbound"}`,
			i, i == muted, i)))
	}
	return items
}

// press presses keys, and returns what the last one asks for.
func (v *view) pressAll(codes ...rune) (last board.Effect) {
	for _, code := range codes {
		last = v.board.Press(console.Key{Code: code})
	}
	return last
}

// TestScreens holds what a person sees in windows of four sizes against golden screens: every line fits.
func TestScreens(t *testing.T) {
	t.Parallel()
	for _, scene := range []struct {
		name string
		set  func(v *view)
	}{
		{"begin", func(*view) {}},
		{"change", func(v *view) {
			v.update(polled{found: &Snapshot{Title: "Support line", Items: people(60, 1)}, at: noon})
			v.pressAll(console.KeyDown, ' ', ' ')
		}},
		{"under-way", func(v *view) { v.board.Begin(v.pressAll(console.KeyDown, 'm').Task) }},
		{"narrowed", func(v *view) { v.pressAll('/', '0', '0', '0', '7', console.KeyEnter, 's') }},
		{"end", func(v *view) { v.pressAll(console.KeyEnd) }},
		{"question", func(v *view) {
			task := v.pressAll('x').Task
			v.board.Ask(task, "Remove +13105550000 (2e9d4b60…) from the conference \"Support line\" of example.signalwire.com? This ends the conference for all 60 in it.")
		}},
		{"stale", func(v *view) {
			v.board.AsOf = noon.Add(-42 * time.Second)
			v.board.Fault, v.board.Missed = "connection refused", 3
		}},
		{"help", func(v *view) { v.pressAll('?') }},
	} {
		t.Run(scene.name, func(t *testing.T) {
			t.Parallel()
			var screens strings.Builder
			for _, size := range [][2]int{{60, 24}, {80, 24}, {100, 30}, {200, 50}} {
				v := newView(60)
				_, _ = v.board.Lines(size[0], size[1], noon) // a person has seen it before
				scene.set(v)
				lines, err := v.board.Lines(size[0], size[1], noon)
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range lines {
					if output.Width(line) > size[0] {
						t.Errorf("%dx%d: a line of %d: %s", size[0], size[1], output.Width(line), line)
					}
				}
				if len(lines) > size[1] {
					t.Errorf("%dx%d: %d lines", size[0], size[1], len(lines))
				}
				fmt.Fprintf(&screens, "%dx%d:\n%s\n", size[0], size[1], strings.Join(lines, "\n"))
			}
			path := filepath.Join("testdata", "screens", scene.name+".txt")
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(path, []byte(screens.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(path); err != nil || screens.String() != string(want) {
				t.Errorf("%s: %v, got\n%s\nwant\n%s", path, err, screens.String(), want)
			}
		})
	}
}

// TestEverySize draws every scene in windows down to a single cell.
func TestEverySize(t *testing.T) {
	t.Parallel()
	v := newView(5)
	for _, keys := range [][]rune{{}, {'?'}, {'q'}, {'/', 'x'}, {console.KeyEscape, 'a', 'u'}, {console.KeyEscape, 'c'}} {
		v.pressAll(keys...)
		for _, width := range []int{1, 2, 3, 8, 20, 40, 59, 60, 61, 80, 300} {
			for _, height := range []int{1, 2, 3, 5, 10, 24, 100} {
				lines, err := v.board.Lines(width, height, noon)
				if err != nil || len(lines) > height {
					t.Fatalf("%dx%d: %v, %d lines", width, height, err, len(lines))
				}
				for _, line := range lines {
					if output.Width(line) > width {
						t.Errorf("%dx%d: a line of %d: %q", width, height, output.Width(line), line)
					}
				}
			}
		}
	}
}

// TestManyRows answers keys among 5,000 participants by drawing those alone that are on the screen.
func TestManyRows(t *testing.T) {
	t.Parallel()
	v := newView(5000)
	draw := v.board.Table
	drawn := 0
	v.board.Table = func(rows []*board.Row, width int) ([]string, []string, error) {
		drawn = max(drawn, len(rows))
		return draw(rows, width)
	}
	for _, key := range []rune{console.KeyEnd, console.KeyPageUp, console.KeyHome, console.KeyPageDown, console.KeyDown, 's', ' '} {
		v.pressAll(key)
		if _, err := v.board.Lines(80, 24, noon); err != nil {
			t.Fatal(err)
		}
	}
	if drawn > 24 {
		t.Errorf("%d rows are drawn", drawn)
	}
}

// BenchmarkKey is a key, and a look that has something new, among 5,000 participants, with the drawing.
func BenchmarkKey(b *testing.B) {
	for _, one := range []struct {
		name string
		do   func(v *view, n int)
	}{
		{"down", func(v *view, _ int) { v.pressAll(console.KeyDown) }},
		{"sort", func(v *view, _ int) { v.pressAll('s') }},
		{"narrow", func(v *view, _ int) { v.pressAll('/', '7', console.KeyEnter) }},
		{"look", func(v *view, n int) { v.update(polled{found: &Snapshot{Items: people(5000, n%5000)}, at: noon}) }},
	} {
		b.Run(one.name, func(b *testing.B) {
			v, n := newView(5000), 0
			for b.Loop() {
				n++
				one.do(v, n)
				if _, err := v.board.Lines(80, 24, noon); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestTell says events as lines of text.
func TestTell(t *testing.T) {
	t.Parallel()
	v := newView(1)
	var s seen
	found := Snapshot{Conference: "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e002", Items: people(1, -1)}
	_ = s.next(v.watch, found, noon)
	found.Items = people(1, 0)
	got := v.watch.sentence(v.app, s.next(v.watch, found, noon)[0])
	if want := "12:00:00 2e9d4b60-8c1a-4d5e-a7f3-000000000000 +13105550000 inbound muted: no → yes"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
