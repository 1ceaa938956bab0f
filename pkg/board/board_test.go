package board

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confcall/pkg/console"
	"confcall/pkg/signalwire"
)

// newBoard has three rows and an action of every kind.
func newBoard() *Board {
	b := &Board{
		Keys: true, Returns: true, Columns: []string{"sid", "name"},
		Table: func(rows []*Row, _ int) (lines, notShown []string, err error) {
			lines = []string{"HEADER"}
			for _, r := range rows {
				lines = append(lines, r.ID)
			}
			return lines, nil, nil
		},
		Actions: []Action{
			{Key: 'm', Help: "mute"},
			{Key: 'x', Help: "remove", Question: func(Task) (string, error) { return "", nil }},
			{Key: 'a', Help: "announce", Prompt: "URL", Check: func(text string) error {
				if text == "" {
					return fmt.Errorf("want a URL")
				}
				return nil
			}},
			{Key: 'c', Help: "coach", Choose: "whom?"},
			{Key: 'e', Help: "end", Whole: true, Prompt: "name"},
		},
	}
	var rows []*Row
	for i, name := range []string{"cherry", "apple", "banana"} {
		id := fmt.Sprint(i)
		rows = append(rows, &Row{ID: id, Item: signalwire.Resource(fmt.Sprintf(`{"sid": %q, "name": %q}`, id, name))})
	}
	b.SetRows(rows)
	return b
}

// TestPress presses keys and looks at what the last one asks for, and of which rows.
func TestPress(t *testing.T) {
	t.Parallel()
	names := map[Kind]string{
		Nothing: "", Quit: "quit", Interrupt: "interrupt", Abort: "abort", Suspend: "suspend", Question: "question", Run: "run", Open: "open",
		Details: "details", Return: "return", Copy: "copy",
	}
	code := map[rune]rune{
		'↓': console.KeyDown, '↑': console.KeyUp, '⇟': console.KeyPageDown, '⇱': console.KeyHome, '⇲': console.KeyEnd,
		'⏎': console.KeyEnter, '⎋': console.KeyEscape, '⌫': console.KeyBackspace, '©': console.CtrlC, '®': console.CtrlZ, '±': console.CtrlQuit,
	}
	for keys, want := range map[string]string{
		"q": "quit", "©": "interrupt", "®": "suspend", "±": "abort", "⎋": "return", "y": "copy", "⏎": "details", "k": "",
		"m": "run 0", "↓m": "run 1", "↓↓↓↓m": "run 2", "⇲m": "run 2", "⇲⇱m": "run 0", "⇲↑m": "run 1",
		"  m": "run 0,1", "   m": "run 0,1,2", " ⎋m": "run 1", " ↑ m": "run 1",
		"x": "question 0", "xm": "", "xy": "", "xq": "", "x⎋m": "run 0", "x©": "interrupt",
		"a": "", "ahttp⏎": "run 0 http", "a⏎": "", "a⏎z⏎": "run 0 z", "ax⌫z⏎": "run 0 z", "a⎋m": "run 0", "aq": "", "a®": "suspend",
		"c↓⏎": "run 0 of 1", "c⎋m": "run 0", "cq": "", "e name⏎": "run  name",
		"/banana⏎m": "run 2", "/banana⏎⎋m": "run 2", "/nothing⏎m": "", "/q": "",
		"ssm": "run 0", "ss⇱m": "run 1", "ssS⇱m": "run 0", "sss⇱m": "run 0",
		"?": "", "?m": "", "?mm": "run 0", "?↓m": "", "?q": "",
	} {
		b := newBoard()
		var last Effect
		for _, key := range keys {
			if named, ok := code[key]; ok {
				key = named
			}
			last = b.Press(console.Key{Code: key})
		}
		got := names[last.Kind]
		if last.Kind == Run || last.Kind == Question {
			got += " " + strings.Join(last.Task.IDs, ",")
			if last.Task.Input != "" {
				got += " " + last.Task.Input
			}
			if last.Task.Other != nil {
				got += " of " + last.Task.Other.SID()
			}
		}
		if got != want {
			t.Errorf("%s asks for %q, want %q", keys, got, want)
		}
	}
}

// TestQuestion is answered only once it stands there, by y alone, and not by what is pasted.
func TestQuestion(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]Kind{"y": Run, "Y": Run, "n": Nothing, "\r": Nothing, "q": Nothing, "x": Nothing} {
		b := newBoard()
		task := b.Press(console.Key{Code: 'x'}).Task
		if e := b.Press(console.Key{Code: 'y'}); e.Kind != Nothing {
			t.Errorf("a key before the question answers it: %v", e.Kind)
		}
		b.Ask(task, "Remove?")
		if e := b.Press(console.Key{Code: 'y', Pasted: true}); e.Kind != Nothing {
			t.Error("what is pasted answers the question")
		}
		for _, key := range keys {
			if e := b.Press(console.Key{Code: key}); e.Kind != want {
				t.Errorf("%q is %v, want %v", keys, e.Kind, want)
			}
		}
	}
	b := newBoard()
	task := b.Press(console.Key{Code: 'x'}).Task
	b.Press(console.Key{Code: console.KeyEscape})
	if b.Ask(task, "Remove?"); b.Press(console.Key{Code: 'y'}).Kind != Copy {
		t.Error("what was given up is asked all the same")
	}
}

// TestBusy keeps a row whose change is under way from another one, and marks it until that has ended.
func TestBusy(t *testing.T) {
	t.Parallel()
	b := newBoard()
	task := b.Press(console.Key{Code: 'm'}).Task
	b.Begin(task)
	b.SetRows(b.rows)
	if b.Selected().Busy() == "" || b.Press(console.Key{Code: 'm'}).Kind != Nothing {
		t.Error("the change under way is not marked, or another one begins")
	}
	if b.End(task); b.Selected().Busy() != "" || b.Press(console.Key{Code: 'm'}).Kind != Run {
		t.Error("the change is marked when it has ended")
	}
}

// TestStale says first how old the data is, whatever the width, and dims the rows after three missed looks or a long silence.
func TestStale(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		age    time.Duration
		fault  string
		missed int
		first  string
		dim    bool
	}{
		{0, "", 0, "", false},
		{42 * time.Second, "connection refused", 1, "as of 42s ago: connection refused, trying again", true},
		{4 * time.Second, "connection refused", 2, "as of 4s ago: connection refused, trying again", false},
		{4 * time.Second, "connection refused", 3, "as of 4s ago: connection refused, trying again", true},
		{42 * time.Second, "", 0, "as of 42s ago: no answer yet, trying again", true},
	} {
		b := newBoard()
		b.Color, b.Interval, b.AsOf, b.Fault, b.Missed = true, 2*time.Second, now.Add(-test.age), test.fault, test.missed
		for _, width := range []int{20, 80} {
			lines, err := b.Lines(width, 24, now)
			if err != nil {
				t.Fatal(err)
			}
			text := plain(strings.Join(lines, " "))
			if test.first != "" && !strings.HasPrefix(text, test.first) {
				t.Errorf("%d columns: it begins with %q, want %q", width, text[:40], test.first)
			}
			if dim := strings.Contains(strings.Join(lines, "\n"), "\x1b[2m  1"); dim != test.dim {
				t.Errorf("%+v: dim is %t", test, dim)
			}
		}
	}
}
