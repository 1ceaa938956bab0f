package output

import (
	"bytes"
	"regexp"
	"strings"

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

// A cell is a value as a person reads it, on one line, and the colour that stresses it.
type cell struct{ text, color string }

// sid finds what looks like a SID; the documents' own sample has one that is not hexadecimal.
var sid = regexp.MustCompile(`[0-9A-Za-z]{8}(-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}`)

// renderItem prints one object as FIELD and VALUE, a field a row.
func (p *Printer) renderItem(item value) ([]byte, error) {
	columns := p.columns
	if columns == nil {
		columns = item.keys
	}
	rows := make([][]cell, len(columns))
	for i, column := range columns {
		v, _ := item.at(column)
		rows[i] = []cell{{text: Clean(column)}, p.cell(column, v)}
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
	header := make([]string, len(p.columns))
	for i, column := range p.columns {
		header[i] = strings.ToUpper(Clean(column))
	}
	rows := make([][]cell, len(items))
	for i, item := range items {
		for _, column := range p.columns {
			v, _ := item.at(column)
			rows[i] = append(rows[i], p.cell(column, v))
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
		if v.text == "false" {
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
		if field == "change" && v.text != "" {
			return cell{Clean(v.text), yellow}
		}
		if field == "status" && v.text == "completed" {
			return cell{v.text, grey}
		}
		if t, ok := timestamp.Parse(v.text); ok && timestamp.IsField(field) {
			return cell{text: t.In(p.options.Zone).Format("2006-01-02 15:04:05 MST") + " (" + timestamp.Age(t, p.options.Now) + ")"}
		}
		return cell{text: Clean(v.text)}
	case number:
		return cell{text: v.text}
	}
	return cell{text: Clean(v.compact())}
}

// narrow tells whether there is a window to keep to. Without one nothing is cut.
func (p *Printer) narrow() bool { return p.options.Terminal && p.options.Width > 0 }

// fit returns the columns' widths. Where the rows are wider than the window it narrows the widest columns;
// where that would take cutting a SID it returns nil.
func (p *Printer) fit(header []string, rows [][]cell) []int {
	widths, least := make([]int, len(header)), make([]int, len(header))
	total := gap * (len(header) - 1)
	for c, name := range header {
		widths[c], least[c] = twwidth.Width(name), twwidth.Width(name)
		for _, row := range rows {
			widths[c] = max(widths[c], twwidth.Width(row[c].text))
			least[c] = max(least[c], twwidth.Width(Shorten(row[c].text, leastCell)))
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
	if twwidth.Width(text) <= room {
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
	for _, at := range sid.FindAllStringIndex(text, -1) {
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
	var b bytes.Buffer
	if p.options.NoHeaders {
		header = nil
	}
	for len(rows) > 0 || header != nil {
		count := 0
		for count < len(rows) && !p.overflows(rows[count], widths) {
			count++
		}
		if count == 0 && len(rows) > 0 && header == nil {
			count = 1 // a wider row is drawn by itself
		}
		if err := p.drawAligned(&b, header, rows[:count], widths); err != nil {
			return nil, err
		}
		header, rows = nil, rows[count:]
	}
	return b.Bytes(), nil
}

func (p *Printer) overflows(row []cell, widths []int) bool {
	for c, width := range widths {
		if !p.narrow() && twwidth.Width(row[c].text) > width {
			return true
		}
	}
	return false
}

func (p *Printer) drawAligned(b *bytes.Buffer, header []string, rows [][]cell, widths []int) error {
	var drawn bytes.Buffer
	table := tablewriter.NewTable(&drawn,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAlignment(tw.AlignLeft), tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithPadding(tw.Padding{Right: strings.Repeat(" ", gap), Overwrite: true}),
		tablewriter.WithTrimSpace(tw.Off), tablewriter.WithTrimTab(tw.Off),
	)
	skip := -1
	if header != nil {
		table.Header(p.styled(len(header), func(c int) cell { return cell{header[c], bold} }))
	}
	if widths != nil {
		// A row of the wanted widths, which is not printed, keeps the columns of all batches in line.
		if err := table.Append(p.styled(len(widths), func(c int) cell { return cell{text: strings.Repeat("x", widths[c])} })); err != nil {
			return err
		}
		if skip = 0; header != nil {
			skip = 1
		}
	}
	for _, row := range rows {
		line := p.styled(len(row), func(c int) cell {
			if widths != nil && p.narrow() {
				return cell{Shorten(row[c].text, widths[c]), row[c].color}
			}
			return row[c]
		})
		if err := table.Append(line); err != nil {
			return err
		}
	}
	if err := table.Render(); err != nil {
		return err
	}
	trimLines(b, drawn.Bytes(), skip)
	return nil
}

func (p *Printer) styled(count int, at func(c int) cell) []string {
	row := make([]string, count)
	for c := range row {
		row[c] = p.paint(at(c))
	}
	return row
}

func (p *Printer) paint(c cell) string {
	if !p.options.Color || c.color == "" || c.text == "" {
		return c.text
	}
	return c.color + c.text + reset
}

// trimLines takes the padding off the ends of lines, with the reset that tablewriter puts behind a painted cell's,
// and leaves out one line.
func trimLines(b *bytes.Buffer, drawn []byte, skip int) {
	number := 0
	for line := range bytes.Lines(drawn) {
		if number++; number-1 == skip {
			continue
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte(reset))
		b.Write(bytes.TrimRight(line, " "))
		b.WriteByte('\n')
	}
}
