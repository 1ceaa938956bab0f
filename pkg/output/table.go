package output

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
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
	if fitted, ok := p.fit(header, rows); ok {
		return p.draw(header, fitted)
	}
	return p.draw(nil, p.stack(rows))
}

// renderList prints many objects, one a row. In a window too narrow for that, each is a block of its own.
func (p *Printer) renderList(items []value) ([]byte, error) {
	columns := p.columns
	if columns == nil {
		columns = p.noun.Columns
	}
	header := make([]string, len(columns))
	for i, column := range columns {
		header[i] = strings.ToUpper(Clean(column))
	}
	rows := make([][]cell, len(items))
	for i, item := range items {
		for _, column := range columns {
			v, _ := item.at(column)
			rows[i] = append(rows[i], p.cell(column, v))
		}
	}
	if fitted, ok := p.fit(header, rows); ok {
		return p.draw(header, fitted)
	}
	var blocks [][]cell
	for i, row := range rows {
		if i > 0 {
			blocks = append(blocks, []cell{{}})
		}
		var pairs [][]cell
		for c, name := range header {
			pairs = append(pairs, []cell{{text: name}, row[c]})
		}
		blocks = append(blocks, p.stack(pairs)...)
	}
	return p.draw(nil, blocks)
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
		if field == "status" && v.text == "completed" {
			return cell{v.text, grey}
		}
		if t, ok := parseTime(v.text); ok && isTime(field) {
			return cell{text: t.In(p.options.Zone).Format("2006-01-02 15:04:05 MST") + " (" + age(t, p.options.Now) + ")"}
		}
		return cell{text: Clean(v.text)}
	case number:
		return cell{text: v.text}
	}
	return cell{text: Clean(v.compact())}
}

// fit shortens the widest columns until a row fits the window. It is false when that would take cutting a SID.
// Without a window nothing is cut.
func (p *Printer) fit(header []string, rows [][]cell) ([][]cell, bool) {
	if !p.options.Terminal || p.options.Width <= 0 {
		return rows, true
	}
	widths, least := make([]int, len(header)), make([]int, len(header))
	total := gap * (len(header) - 1)
	for c, name := range header {
		widths[c], least[c] = twwidth.Width(name), twwidth.Width(name)
		for _, row := range rows {
			widths[c] = max(widths[c], twwidth.Width(row[c].text))
			least[c] = max(least[c], twwidth.Width(shorten(row[c].text, leastCell)))
		}
		if c == 0 && header[0] == "FIELD" {
			least[c] = widths[c] // a field's name says what the value is
		}
		total += widths[c]
	}
	for total > p.options.Width {
		widest := -1
		for c := range widths {
			if widths[c] > least[c] && (widest < 0 || widths[c] > widths[widest]) {
				widest = c
			}
		}
		if widest < 0 {
			return nil, false
		}
		narrower := max(least[widest], widths[widest]-(total-p.options.Width))
		total -= widths[widest] - narrower
		widths[widest] = narrower
	}
	fitted := make([][]cell, len(rows))
	for i, row := range rows {
		for c, one := range row {
			fitted[i] = append(fitted[i], cell{shorten(one.text, widths[c]), one.color})
		}
	}
	return fitted, true
}

// stack puts each value on the line below its field's name, for windows where they do not fit side by side.
func (p *Printer) stack(pairs [][]cell) [][]cell {
	indent := max(0, min(gap, p.options.Width-sidWidth))
	var lines [][]cell
	for _, pair := range pairs {
		value := cell{strings.Repeat(" ", indent) + shorten(pair[1].text, p.options.Width-indent), pair[1].color}
		lines = append(lines, []cell{{text: shorten(pair[0].text, p.options.Width)}}, []cell{value})
	}
	return lines
}

// shorten cuts text to a number of cells, the last of them an ellipsis. It never cuts inside a SID:
// it cuts before it, or behind it when the text begins with it.
func shorten(text string, room int) string {
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

// draw renders rows, and a header unless there is none, without borders.
func (p *Printer) draw(header []string, rows [][]cell) ([]byte, error) {
	var b bytes.Buffer
	table := tablewriter.NewTable(&b,
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
	if header != nil && !p.options.NoHeaders {
		styled := make([]string, len(header))
		for i, name := range header {
			styled[i] = p.paint(cell{name, bold})
		}
		table.Header(styled)
	}
	for _, row := range rows {
		styled := make([]string, len(row))
		for i, one := range row {
			styled[i] = p.paint(one)
		}
		if err := table.Append(styled); err != nil {
			return nil, err
		}
	}
	if err := table.Render(); err != nil {
		return nil, err
	}
	return trimLines(b.Bytes()), nil
}

func (p *Printer) paint(c cell) string {
	if !p.options.Color || c.color == "" || c.text == "" {
		return c.text
	}
	return c.color + c.text + reset
}

// trimLines takes the padding off the ends of lines, with the reset that tablewriter puts behind a painted cell's.
func trimLines(drawn []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(drawn) {
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte(reset))
		b.Write(bytes.TrimRight(line, " "))
		b.WriteByte('\n')
	}
	return b.Bytes()
}
