package pick

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confcall/pkg/console"
)

// people are so many to pick from.
func people(count int) []item {
	var items []item
	for i := range count {
		sid := fmt.Sprintf("2e9d4b60-8c1a-4d5e-a7f3-%012d", i)
		items = append(items, newItem(sid, fmt.Sprintf("+1310555%04d, %s", i, []string{"inbound", "outbound-dial"}[i%2]), []string{"", "muted", "on hold"}[i%3]))
	}
	return items
}

// press presses keys: characters, and others by their names in braces.
func press(p *picker, height int, keys string) outcome {
	named := map[string]rune{"up": console.KeyUp, "down": console.KeyDown, "pageup": console.KeyPageUp, "pagedown": console.KeyPageDown, "home": console.KeyHome, "end": console.KeyEnd,
		"enter": console.KeyEnter, "esc": console.KeyEscape, "back": console.KeyBackspace, "^C": console.CtrlC, "^D": console.CtrlD, "^U": console.CtrlU, "^Z": console.CtrlZ, "^A": 1, "delete": console.KeyDelete}
	last := goesOn
	for keys != "" {
		key := console.Key{Code: []rune(keys)[0]}
		size := len(string(key.Code))
		if name, rest, ok := strings.Cut(keys[1:], "}"); ok && key.Code == '{' {
			key.Code, size = named[name], len(keys)-len(rest)
		}
		keys = keys[size:]
		last = p.press(key, height)
	}
	return last
}

// TestKeys presses keys and looks at what is picked.
func TestKeys(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]struct {
		outcome outcome
		at      string // the end of the number that is selected, empty if nothing matches
	}{
		"{enter}":                          {picked, "0000"},
		"{down}{down}{up}{enter}":          {picked, "0001"},
		"{up}{enter}":                      {picked, "0000"},
		"{end}{enter}":                     {picked, "0099"},
		"{end}{down}{enter}":               {picked, "0099"},
		"{end}{home}{enter}":               {picked, "0000"},
		"{pagedown}{enter}":                {picked, "0022"},
		"{pagedown}{pagedown}{pageup}":     {goesOn, "0022"},
		"0042{enter}":                      {picked, "0042"},
		"MUTED 55500{down}{enter}":         {picked, "0004"},
		"0042{back}{back}{back}{back}":     {goesOn, "0000"},
		"0042{back}3{enter}":               {picked, "0043"},
		"no such{enter}":                   {goesOn, ""},
		"no such{^U}{enter}":               {picked, "0000"},
		"{down}{down}{down}0042{esc}":      {declined, "0042"},
		"{^D}":                             {declined, "0000"},
		"{^C}":                             {interrupted, "0000"},
		"{^Z}":                             {suspended, "0000"},
		"{back}{^A}{delete}":               {goesOn, "0000"},
		"{end}hold{enter}":                 {picked, "0002"},
		"outbound  1310555009{end}{enter}": {picked, "0099"},
	} {
		p := &picker{what: "call", items: people(100)}
		got := press(p, 24, keys)
		at := ""
		if len(p.matches()) > 0 {
			at = p.selected().value[len(p.selected().value)-4:]
		}
		if got != want.outcome || at != want.at {
			t.Errorf("%s: got %d at %q, want %d at %q", keys, got, at, want.outcome, want.at)
		}
	}
	p := &picker{what: "call", items: people(1)}
	if got := p.press(console.Key{Code: console.KeyEnter, Pasted: true}, 24); got != goesOn {
		t.Error("a pasted newline picks")
	}
}

// TestScreens holds what is drawn against golden screens.
func TestScreens(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 24}, {80, 24}, {100, 30}, {200, 50}} {
		var screens strings.Builder
		for _, keys := range []string{"", "{pagedown}{down}", "muted inbound", "no such"} {
			p := &picker{what: "call", items: append(people(100), newItem("2e9d4b60-8c1a-4d5e-a7f3-ffffffffffff", "\x1b[2J evil\u202e inbound", "muted"))}
			press(p, size[1], keys)
			lines := p.lines(size[0], size[1])
			if len(lines) > size[1] {
				t.Errorf("%v: %d lines", size, len(lines))
			}
			fmt.Fprintf(&screens, "%q\n%s\n\n", keys, strings.NewReplacer("\x1b[7m", "[", "\x1b[0m", "]").Replace(strings.Join(lines, "\n")))
		}
		path := filepath.Join("testdata", fmt.Sprintf("%dx%d.txt", size[0], size[1]))
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(path, []byte(screens.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != screens.String() {
			t.Errorf("%s: %v, got\n%s", path, err, screens.String())
		}
	}
	// A window of any size has what Enter picks.
	for height := range 5 {
		p := &picker{what: "call", items: people(100)}
		press(p, height, "{pagedown}{down}")
		if lines := p.lines(3, height); len(lines) > height || height > 1 && !strings.Contains(strings.Join(lines, ""), "\x1b[7m") {
			t.Errorf("%d lines: %q", height, lines)
		}
	}
}
