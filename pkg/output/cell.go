package output

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"confcall/pkg/status"
	"confcall/pkg/timestamp"
)

// Tablewriter would keep thousands of the texts that it has measured, however long they are.
func init() { twwidth.SetCacheCapacity(0) }

const (
	sidWidth  = 36 // cells of a SID
	shortSID  = 8  // of which so many tell it from the others on a screen
	leastCell = 8  // a column is not shortened below this
)

// The select graphic rendition codes in use. A colour never says anything that the text does not.
const (
	bold    = "\x1b[1m"
	yellow  = "\x1b[33m"
	magenta = "\x1b[35m"
	grey    = "\x1b[90m"
	reset   = "\x1b[0m"
)

// changeField is the field of a watch that tells what has changed.
const changeField = "change"

// A cell is a value as a person reads it, on one line, and its colour.
type cell struct {
	text  string
	age   string // what a time is shown as if there is little room; empty for other values
	color string
}

// cell shows a value: booleans as yes and no, null as -, a time in the chosen zone with its age.
func (p *Printer) cell(column string, v value) cell {
	field := column[strings.LastIndexByte(column, '.')+1:]
	switch v.kind {
	case null:
		return cell{text: "-"}
	case boolean:
		if v.raw[0] == 'f' {
			return cell{text: "no"}
		}
		switch field {
		case "muted":
			return cell{text: "yes", color: yellow}
		case "hold":
			return cell{text: "yes", color: magenta}
		}
		return cell{text: "yes"}
	case text:
		return p.textCell(field, v.text())
	case number:
		return cell{text: v.text()}
	}
	return cell{text: Clean(v.compact())}
}

func (p *Printer) textCell(field, s string) cell {
	switch {
	case field == changeField && s != "":
		return cell{text: Clean(s), color: yellow}
	case field == "status" && s == status.Completed:
		return cell{text: s, color: grey}
	case timestamp.IsField(field):
		if t, ok := timestamp.Parse(s); ok {
			return p.timeCell(t)
		}
	}
	return cell{text: Clean(s)}
}

func (p *Printer) timeCell(t time.Time) cell {
	age := timestamp.Age(t, p.options.Now)
	return cell{
		text: t.In(p.options.Zone).Format("2006-01-02 15:04:05 MST") + " (" + age + ")",
		age:  strings.TrimSuffix(age, " ago"),
	}
}

func (p *Printer) paint(c cell) string {
	if !p.options.Color || c.color == "" || c.text == "" {
		return c.text
	}
	return c.color + c.text + reset
}

// Width returns how many cells of a terminal a cleaned text takes.
func Width(text string) int {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return twwidth.Width(text)
		}
	}
	return len(text) // the usual case, without asking what every letter is
}

// Shorten cuts text to a number of cells, the last of them an ellipsis. It never cuts inside a SID:
// it cuts before it, or after it if the text begins with it.
func Shorten(text string, room int) string {
	if Width(text) <= room {
		return text
	}
	cut, used := 0, 0
	for i, r := range text {
		used += twwidth.Width(string(r))
		if used > room-1 {
			cut = i
			break
		}
	}
	if begin, end, inside := sidAround(text, cut); inside {
		cut = begin
		if begin == 0 {
			cut = end
		}
	}
	if cut == len(text) {
		return text
	}
	return text[:cut] + "…"
}

// sidAround finds what looks like a SID around a place of a text; the documents' own sample has one that is not hexadecimal.
func sidAround(text string, place int) (begin, end int, inside bool) {
	for begin := max(0, place-sidWidth+1); begin <= place && begin+sidWidth <= len(text); begin++ {
		if looksLikeSID(text[begin : begin+sidWidth]) {
			return begin, begin + sidWidth, true
		}
	}
	return 0, 0, false
}

func looksLikeSID(text string) bool {
	if len(text) != sidWidth {
		return false
	}
	for i := range sidWidth {
		b := text[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		alphanumeric := '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
		if dash != (b == '-') || !dash && !alphanumeric {
			return false
		}
	}
	return true
}
