package pick

import (
	"fmt"
	"strings"
	"unicode"

	"confcall/pkg/console"
	"confcall/pkg/output"
)

// A picker is a list that a person narrows by typing, and picks an item from.
type picker struct {
	what  string // what is picked: conference
	items []item
	more  bool // there are more than these

	typed string
	at    int // the selected item, as an index of matches
	top   int // the first item on the screen, as an index of matches
}

// newPicker makes a picker of items, at most mostItems of them.
func newPicker(what string, items []item) *picker {
	p := &picker{what: what, items: items}
	if len(items) > mostItems {
		p.items, p.more = items[:mostItems], true
	}
	return p
}

// An outcome is what a key means for the picker.
type outcome int

const (
	goesOn outcome = iota
	picked
	declined
	interrupted
	suspended
)

// matches returns the items that contain every word that was typed.
func (p *picker) matches() []item {
	words := strings.Fields(strings.ToLower(p.typed))
	if len(words) == 0 {
		return p.items
	}
	var found []item
	for _, one := range p.items {
		if one.has(words) {
			found = append(found, one)
		}
	}
	return found
}

// selected returns the item that Enter picks. There must be a match.
func (p *picker) selected() item { return p.matches()[p.at] }

// room is how many items a window of a height shows: it has two more lines, for what is typed and for what the keys do.
func room(height int) int { return max(1, height-2) }

// press obeys a key. A pasted Enter picks nothing.
func (p *picker) press(key console.Key, height int) outcome {
	count := len(p.matches())
	switch key.Code {
	case console.CtrlC:
		return interrupted
	case console.CtrlZ:
		return suspended
	case console.KeyEscape, console.CtrlD:
		return declined
	case console.KeyEnter:
		if count > 0 && !key.Pasted {
			return picked
		}
		return goesOn
	case console.KeyUp:
		p.at--
	case console.KeyDown:
		p.at++
	case console.KeyPageUp:
		p.at -= room(height)
	case console.KeyPageDown:
		p.at += room(height)
	case console.KeyHome:
		p.at = 0
	case console.KeyEnd:
		p.at = count - 1
	case console.KeyBackspace:
		p.narrow(strings.TrimSuffix(p.typed, lastRune(p.typed)))
	case console.CtrlU:
		p.narrow("")
	default:
		if key.Code <= unicode.MaxRune && unicode.IsPrint(key.Code) {
			p.narrow(p.typed + string(key.Code))
		}
	}
	p.at = max(0, min(p.at, len(p.matches())-1))
	return goesOn
}

// narrow changes what is typed, and selects the first match.
func (p *picker) narrow(typed string) { p.typed, p.at, p.top = typed, 0, 0 }

func lastRune(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return ""
	}
	return string(runes[len(runes)-1])
}

// lines draws the picker: what is typed, as many matches as fit around the selected one, and what the keys do.
func (p *picker) lines(width, height int) []string {
	matches := p.matches()
	shown := room(height)
	p.top = max(min(p.top, p.at), p.at-shown+1)
	count := fmt.Sprint(len(p.items))
	if p.more {
		count = "the first " + count
	}
	if len(matches) < len(p.items) {
		count = fmt.Sprintf("%d of %s", len(matches), count)
	}
	lines := []string{output.Shorten(fmt.Sprintf("Pick a %s (%s): %s_", p.what, count, output.Clean(p.typed)), width)}
	visible := matches[p.top:min(p.top+shown, len(matches))]
	columns := columnsOf(visible)
	for i, one := range visible {
		line := one.line(columns, width-2)
		if p.top+i == p.at {
			line = "\x1b[7m> " + line + "\x1b[0m"
		} else {
			line = "  " + line
		}
		lines = append(lines, line)
	}
	if len(matches) == 0 {
		lines = append(lines, "  nothing matches")
	}
	lines = append(lines, output.Shorten("type to narrow, arrows move, Enter picks, Esc leaves", width))
	return lines[:min(len(lines), height)]
}
