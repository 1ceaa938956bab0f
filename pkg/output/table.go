package output

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"confcall/pkg/timestamp"
)

const (
	gap       = 2  // blanks between columns
	sidWidth  = 36 // cells of a SID
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

// The table's library would keep thousands of the texts that it has measured, however long they are.
func init() { twwidth.SetCacheCapacity(0) }

// A cell is a value as a person reads it, on one line, and the colour that stresses it.
type cell struct{ text, color string }

// sid finds what looks like a SID; the documents' own sample has one that is not hexadecimal.
var sid = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9A-Za-z]{8}(-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}`) })

// renderItem prints one object as FIELD and VALUE, a field a row.
func (p *Printer) renderItem(item value) ([]byte, error) {
	columns, values := item.fields()
	if p.columns != nil {
		columns, values = p.columns, newSelection(p.columns).of(item)
	}
	rows := make([][]cell, len(columns))
	for i, column := range columns {
		rows[i] = []cell{{text: Clean(column)}, p.cell(column, values[i])}
	}
	header := []string{"FIELD", "VALUE"}
	if widths := p.fit(header, rows); widths != nil {
		return p.draw(header, rows, widths)
	}
	return p.draw(nil, p.stack(rows), nil)
}

// renderList prints many objects, one a row. In a window too narrow for that, each is a block of its own.
func (p *Printer) renderList(items []value) ([]byte, error) {
	if p.columns == nil {
		p.columns = p.noun.Columns
	}
	if p.rows == nil {
		p.rows = newSelection(p.columns)
	}
	header := make([]string, len(p.columns))
	for i, column := range p.columns {
		header[i] = strings.ToUpper(Clean(column))
	}
	rows := make([][]cell, len(items))
	for i, item := range items {
		rows[i] = make([]cell, len(p.columns))
		for c, v := range p.rows.of(item) {
			rows[i][c] = p.cell(p.columns[c], v)
		}
	}
	if !p.started {
		p.widths = p.fit(header, rows)
	}
	if p.widths != nil {
		if p.started {
			header = nil
		}
		return p.draw(header, rows, p.widths)
	}
	var blocks [][]cell
	for i, row := range rows {
		if i > 0 || p.started {
			blocks = append(blocks, []cell{{}})
		}
		var pairs [][]cell
		for c, name := range header {
			pairs = append(pairs, []cell{{text: name}, row[c]})
		}
		blocks = append(blocks, p.stack(pairs)...)
	}
	return p.draw(nil, blocks, nil)
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
			return cell{"yes", yellow}
		case "hold":
			return cell{"yes", magenta}
		}
		return cell{text: "yes"}
	case text:
		s := v.text()
		if field == "change" && s != "" {
			return cell{Clean(s), yellow}
		}
		if field == "status" && s == "completed" {
			return cell{s, grey}
		}
		if !timestamp.IsField(field) {
			return cell{text: Clean(s)}
		}
		if t, ok := timestamp.Parse(s); ok {
			return cell{text: t.In(p.options.Zone).Format("2006-01-02 15:04:05 MST") + " (" + timestamp.Age(t, p.options.Now) + ")"}
		}
		return cell{text: Clean(s)}
	case number:
		return cell{text: v.text()}
	}
	return cell{text: Clean(v.compact())}
}

// width is how many cells of a terminal a text takes, which has been cleaned.
func width(text string) int {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return twwidth.Width(text)
		}
	}
	return len(text) // the usual case, without asking what every letter is
}

// narrow tells whether there is a window to keep to. Without one nothing is cut.
func (p *Printer) narrow() bool { return p.options.Terminal && p.options.Width > 0 }

// fit returns the columns' widths. Where the rows are wider than the window it narrows the widest columns;
// where that would take cutting a SID it returns nil.
func (p *Printer) fit(header []string, rows [][]cell) []int {
	widths, least := make([]int, len(header)), make([]int, len(header))
	total := gap * (len(header) - 1)
	for c, name := range header {
		widths[c], least[c] = width(name), width(name)
		for _, row := range rows {
			widths[c] = max(widths[c], width(row[c].text))
			if p.narrow() {
				least[c] = max(least[c], width(Shorten(row[c].text, leastCell)))
			}
		}
		if c == 0 && header[0] == "FIELD" {
			least[c] = widths[c] // a field's name says what the value is
		}
		total += widths[c]
	}
	for p.narrow() && total > p.options.Width {
		widest := -1
		for c := range widths {
			if widths[c] > least[c] && (widest < 0 || widths[c] > widths[widest]) {
				widest = c
			}
		}
		if widest < 0 {
			return nil
		}
		narrower := max(least[widest], widths[widest]-(total-p.options.Width))
		total -= widths[widest] - narrower
		widths[widest] = narrower
	}
	return widths
}

// stack puts each value on the line below its field's name, for windows where they do not fit side by side.
func (p *Printer) stack(pairs [][]cell) [][]cell {
	indent := max(0, min(gap, p.options.Width-sidWidth))
	var lines [][]cell
	for _, pair := range pairs {
		value := cell{strings.Repeat(" ", indent) + Shorten(pair[1].text, p.options.Width-indent), pair[1].color}
		lines = append(lines, []cell{{text: Shorten(pair[0].text, p.options.Width)}}, []cell{value})
	}
	return lines
}

// Shorten cuts text to a number of cells, the last of them an ellipsis. It never cuts inside a SID:
// it cuts before it, or behind it when the text begins with it.
func Shorten(text string, room int) string {
	if width(text) <= room {
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
	for _, at := range sid().FindAllStringIndex(text, -1) {
		if at[0] <= cut && cut < at[1] {
			cut = at[0]
			if cut == 0 {
				cut = at[1]
			}
		}
	}
	if cut == len(text) {
		return text
	}
	return text[:cut] + "…"
}

// draw renders rows, and a header unless there is none, without borders. Columns are as wide as widths say, where it says:
// in a window a longer cell is shortened, elsewhere it makes its own row wider.
func (p *Printer) draw(header []string, rows [][]cell, widths []int) ([]byte, error) {
	var drawn bytes.Buffer
	table := tablewriter.NewTable(&drawn,
		tablewriter.WithRenderer(&columnRenderer{Blueprint: renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		}), widths: widths}),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off), tablewriter.WithTrimTab(tw.Off),
	)
	if header != nil && !p.options.NoHeaders {
		names := make([]string, len(header))
		for c, name := range header {
			names[c] = p.paint(cell{name, bold})
		}
		table.Header(names)
	}
	for _, row := range rows {
		texts := make([]string, len(row))
		for c, cell := range row {
			if widths != nil && p.narrow() {
				cell.text = Shorten(cell.text, widths[c])
			}
			texts[c] = p.paint(cell)
		}
		if err := table.Append(texts); err != nil {
			return nil, err
		}
	}
	err := table.Render()
	return drawn.Bytes(), err
}

// columnRenderer writes the cells of a line in columns of given widths, and no blank behind the last one.
// The library's own renderer takes the widths from the rows at hand, which would differ from one page of a list to the next.
type columnRenderer struct {
	*renderer.Blueprint
	w      io.Writer
	widths []int // nil for a single column
}

// Start is told where to write.
func (r *columnRenderer) Start(w io.Writer) error {
	r.w = w
	return r.Blueprint.Start(w)
}

// Header writes the lines of the header, of which there is one.
func (r *columnRenderer) Header(lines [][]string, ctx tw.Formatting) {
	for _, line := range lines {
		r.Row(line, ctx)
	}
}

// Row writes a line. What it writes to is a buffer, which takes everything.
func (r *columnRenderer) Row(row []string, _ tw.Formatting) {
	var line []byte
	used := 0 // bytes up to the last one that is no blank
	for c, cell := range row {
		line = append(line, cell...)
		if cell != "" {
			used = len(line)
		}
		if c < len(r.widths) {
			for range max(gap, r.widths[c]+gap-twwidth.Width(cell)) {
				line = append(line, ' ')
			}
		}
	}
	_, _ = r.w.Write(append(line[:used], '\n'))
}

func (p *Printer) paint(c cell) string {
	if !p.options.Color || c.color == "" || c.text == "" {
		return c.text
	}
	return c.color + c.text + reset
}
