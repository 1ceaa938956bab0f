package output

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("%s: %v, got\n%s\nwant\n%s", path, err, got, want)
	}
}

var layoutNoun = Noun{
	ID:      "call_sid",
	Fields:  []string{"call_sid", "status", "muted", "hold", "coaching", "date_created", "uri"},
	Columns: []string{"call_sid", "status", "muted", "hold", "coaching", "date_created"},
	Least:   []string{"coaching"},
}

func layoutItem(n int, change string) []byte {
	return fmt.Appendf(nil, `{"call_sid": "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1%03d", "status": "in-progress", "muted": %t, "hold": false, "coaching": false, `+
		`"date_created": "Mon, 23 Nov 2026 11:%02d:00 +0000", "uri": "/x", "change": %q, "call": {"from": "+1310555010%d", "to": "client:somebody-with-a-long-name"}}`,
		n, n%2 == 0, 42-n, change, n)
}

func layOut(t *testing.T, noun Noun, options Options, items ...[]byte) (string, *Printer) {
	t.Helper()
	var b strings.Builder
	if options.Format == "" {
		options.Format = Table
	}
	options.Terminal, options.Zone, options.Now = options.Width > 0, time.UTC, time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	p, err := NewPrinter(&b, noun, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.List(t.Context(), func(yield func([][]byte, error) bool) { yield(items, nil) }); err != nil {
		t.Fatal(err)
	}
	return b.String(), p
}

// TestLayout holds lists against golden screens: in windows of several widths, with columns of several kinds.
func TestLayout(t *testing.T) {
	t.Parallel()
	watched := layoutNoun
	watched.Columns = []string{"call_sid", "change", "status", "muted", "hold", "coaching", "date_created"}
	people, changed := [][]byte{layoutItem(1, ""), layoutItem(2, "")}, [][]byte{layoutItem(1, ""), layoutItem(2, "3s ago muted: no → yes, hold: yes → no")}
	for _, test := range []struct {
		name    string
		noun    Noun
		options Options
		items   [][]byte
	}{
		{"usual", layoutNoun, Options{}, people},
		{"added", layoutNoun, Options{Columns: "+call.from"}, people},
		{"named", layoutNoun, Options{Columns: "call_sid,date_created,call.to"}, people},
		{"sids", layoutNoun, Options{Columns: "call_sid,call_sid,hold"}, people},
		{"watched", watched, Options{NoFootnote: true}, changed},
		{"watched-short", watched, Options{ShortSIDs: true}, changed},
		{"wide", layoutNoun, Options{Format: Wide}, people},
		{"none", layoutNoun, Options{}, nil},
	} {
		var screens strings.Builder
		for _, width := range []int{0, 200, 120, 100, 80, 60, 59, 40} {
			got, _ := layOut(t, test.noun, with(test.options, width), test.items...)
			fmt.Fprintf(&screens, "%d:\n%s\n", width, got)
			for line := range strings.Lines(got) {
				if cells := cells(strings.TrimSuffix(line, "\n")); width > 0 && cells > width && test.options.Format != Wide {
					t.Errorf("%s at %d: a line of %d: %s", test.name, width, cells, line)
				}
			}
			if rows := strings.Count(got, "\n"); width >= leastTable && rows > len(test.items)+2 {
				t.Errorf("%s at %d: %d items take %d lines", test.name, width, len(test.items), rows)
			}
		}
		golden(t, "layout-"+test.name+".txt", screens.String())
	}
}

func with(options Options, width int) Options {
	options.Width = width
	return options
}

// TestNotShown tells what had no room, also where it is not written below the list.
func TestNotShown(t *testing.T) {
	t.Parallel()
	_, p := layOut(t, layoutNoun, Options{Width: 60, NoFootnote: true}, layoutItem(1, ""))
	if got := strings.Join(p.NotShown(), " "); got != "coaching date_created" {
		t.Errorf("not shown: %q", got)
	}
	if _, p = layOut(t, layoutNoun, Options{Width: 200}, layoutItem(1, "")); p.NotShown() != nil {
		t.Errorf("not shown: %q", p.NotShown())
	}
	screen, _ := layOut(t, layoutNoun, Options{Width: 80, Color: true}, layoutItem(1, ""))
	if want := "\x1b[90mnot shown: coaching; --columns or -o wide\x1b[0m\n"; !strings.HasSuffix(screen, want) {
		t.Errorf("got %q, want it to end with %q", screen, want)
	}
}
