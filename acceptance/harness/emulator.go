//go:build unix

package harness

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"confcall/pkg/output"
)

// An Emulator is a terminal as far as the program uses one: it makes of bytes what a person sees. Between the marks of a frame
// nothing shows, so that what shows is always a whole drawing.
type Emulator struct {
	Bells     int
	Clipboard string   // what was written to it last
	Unknown   []string // sequences that it does not know

	width, height int
	ordinary      *page
	own           *page // the screen of a program's own; nil if there is none
	style         string
	hidden        bool // the cursor
	framed        bool
	shown         []string
	left          []string // what stood on the screen of a program's own that was left
	pending       []byte
}

// A page is what stands on a screen, and where the cursor is.
type page struct {
	cells    [][]cell
	row, col int
	wraps    bool // the last column is written, and the next character begins a line
}

// A cell is a character with its style. The second one of a wide character is empty.
type cell struct{ text, style string }

// NewEmulator returns an empty terminal.
func NewEmulator(width, height int) *Emulator {
	e := &Emulator{width: width, height: height}
	e.ordinary = e.newPage()
	e.show()
	return e
}

func (e *Emulator) newPage() *page {
	p := &page{cells: make([][]cell, e.height)}
	for i := range p.cells {
		p.cells[i] = make([]cell, e.width)
	}
	return p
}

// Resize changes the window's size, and keeps what fits.
func (e *Emulator) Resize(width, height int) {
	e.width, e.height = width, height
	for _, p := range []*page{e.ordinary, e.own} {
		if p == nil {
			continue
		}
		fresh := e.newPage()
		for i := range min(height, len(p.cells)) {
			copy(fresh.cells[i], p.cells[i])
		}
		p.cells, p.row, p.col, p.wraps = fresh.cells, min(p.row, height-1), min(p.col, width-1), false
	}
	e.show()
}

func (e *Emulator) page() *page {
	if e.own != nil {
		return e.own
	}
	return e.ordinary
}

// Write takes what a program writes, in whatever pieces. It never fails.
func (e *Emulator) Write(p []byte) (int, error) {
	e.pending = append(e.pending, p...)
	for len(e.pending) > 0 {
		size := e.next()
		if size == 0 {
			break // more has to come
		}
		e.pending = e.pending[size:]
	}
	if !e.framed {
		e.show()
	}
	return len(p), nil
}

// next does what the pending bytes begin with, and returns how many they were.
func (e *Emulator) next() int {
	p := e.page()
	switch first := e.pending[0]; {
	case first == 0x1b:
		return e.escape()
	case first == '\a':
		e.Bells++
	case first == '\r':
		p.col, p.wraps = 0, false
	case first == '\n':
		p.wraps = false
		p.lineFeed(e)
	case first == '\b':
		p.col, p.wraps = max(0, p.col-1), false
	case first == '\t':
		p.col = min(e.width-1, p.col/8*8+8)
	case first < ' ' || first == 0x7f:
		e.Unknown = append(e.Unknown, strconv.QuoteRune(rune(first)))
	case !utf8.FullRune(e.pending):
		return 0
	default:
		_, size := utf8.DecodeRune(e.pending)
		p.put(e, string(e.pending[:size]))
		return size
	}
	return 1
}

func (p *page) lineFeed(e *Emulator) {
	if p.row++; p.row < e.height {
		return
	}
	p.row = e.height - 1
	p.cells = append(p.cells[1:], make([]cell, e.width))
}

// put writes a character at the cursor.
func (p *page) put(e *Emulator, text string) {
	width := output.Width(text)
	if width == 0 { // it goes onto the one before
		if at := p.col - 1; at >= 0 {
			p.cells[p.row][at].text += text
		}
		return
	}
	if width > e.width {
		return // it has no room anywhere
	}
	if p.wraps || p.col+width > e.width {
		p.col, p.wraps = 0, false
		p.lineFeed(e)
	}
	for i := range width {
		p.cells[p.row][p.col+i] = cell{style: e.style}
	}
	p.cells[p.row][p.col].text = text
	if p.col += width; p.col >= e.width {
		p.col, p.wraps = e.width-1, true
	}
}

// escape does what an escape sequence asks for.
func (e *Emulator) escape() int {
	if len(e.pending) < 2 {
		return 0
	}
	switch e.pending[1] {
	case '[':
		end := slices.IndexFunc(e.pending[2:], func(b byte) bool { return b >= 0x40 && b <= 0x7e })
		if end < 0 {
			return 0
		}
		parameters, final := string(e.pending[2:2+end]), e.pending[2+end]
		if !e.control(parameters, final) {
			e.Unknown = append(e.Unknown, fmt.Sprintf("ESC [%s%c", parameters, final))
		}
		return end + 3
	case ']':
		end := slices.Index(e.pending, '\a')
		if end < 0 {
			return 0
		}
		e.command(string(e.pending[2:end]))
		return end + 1
	}
	e.Unknown = append(e.Unknown, fmt.Sprintf("ESC %c", e.pending[1]))
	return 2
}

// command is one of the operating system's: 52 writes the clipboard.
func (e *Emulator) command(text string) {
	encoded, ok := strings.CutPrefix(text, "52;c;")
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil {
		e.Unknown = append(e.Unknown, "ESC ]"+text)
		return
	}
	e.Clipboard = string(decoded)
}

// control does what a sequence that begins with ESC [ asks for, and tells whether it is known.
func (e *Emulator) control(parameters string, final byte) bool {
	p := e.page()
	switch final {
	case 'm':
		if e.style = parameters; parameters == "0" {
			e.style = ""
		}
	case 'H':
		row, col, _ := strings.Cut(parameters, ";")
		p.row, p.col, p.wraps = e.place(row, e.height), e.place(col, e.width), false
	case 'K':
		if parameters != "" {
			return false
		}
		clear(p.cells[p.row][p.col:])
	case 'J':
		if parameters != "" {
			return false
		}
		clear(p.cells[p.row][p.col:])
		for _, line := range p.cells[p.row+1:] {
			clear(line)
		}
	case 'h', 'l':
		return e.mode(parameters, final == 'h')
	default:
		return false
	}
	return true
}

// place is a row or a column, counted from 1, within the window.
func (e *Emulator) place(number string, size int) int {
	at, _ := strconv.Atoi(number)
	return max(0, min(at-1, size-1))
}

func (e *Emulator) mode(number string, on bool) bool {
	switch number {
	case "?25":
		e.hidden = !on
	case "?1049":
		if e.own != nil {
			e.left = slices.Clone(e.shown)
		}
		if e.own = nil; on {
			e.own = e.newPage()
		}
	case "?2026":
		if e.framed = on; !on {
			e.show()
		}
	case "?2004":
	default:
		return false
	}
	return true
}

// show makes what is on the screen what a person sees.
func (e *Emulator) show() {
	e.shown = e.shown[:0]
	for _, line := range e.page().cells {
		e.shown = append(e.shown, drawn(line))
	}
}

// drawn is a line: a letter for its style, if the whole line has one, and the text.
func drawn(line []cell) string {
	letter, text := " ", ""
	for i := 0; i < len(line); i++ {
		if line[i].text == "" {
			text += " "
			continue
		}
		if strings.TrimSpace(text) == "" {
			letter = styles[line[i].style]
		}
		text += line[i].text
		i += output.Width(line[i].text) - 1
	}
	return strings.TrimRight(cmp.Or(letter, " ")+"|"+text, " ")
}

// styles are those of a whole line: selected, dim and alarming.
var styles = map[string]string{"7": "S", "2": "D", "31;1": "A"}

// Screen is what a person sees, a line each, of which the first letter tells the style. Empty lines are counted.
func (e *Emulator) Screen() string { return counted(e.shown) }

// Left is what a person saw last on a screen of the program's own, which it has left.
func (e *Emulator) Left() string { return counted(e.left) }

func counted(lines []string) string {
	var text strings.Builder
	for i := 0; i < len(lines); {
		from := i
		for i < len(lines) && lines[i] == " |" {
			i++
		}
		switch empty := i - from; {
		case empty > 1:
			fmt.Fprintf(&text, "(%d empty lines)\n", empty)
			continue
		case empty == 1:
			text.WriteString(" |\n")
			continue
		}
		text.WriteString(lines[i] + "\n")
		i++
	}
	return text.String()
}

// Text is what a person reads, as one line: where a window is narrow the same text stands on several.
func (e *Emulator) Text() string {
	var words []string
	for _, line := range e.shown {
		words = append(words, strings.Fields(line[2:])...)
	}
	return strings.Join(words, " ")
}

// IsGivenBack tells whether a program has left the terminal as it found it.
func (e *Emulator) IsGivenBack() bool {
	return e.own == nil && !e.hidden && !e.framed && e.style == "" && len(e.pending) == 0
}
