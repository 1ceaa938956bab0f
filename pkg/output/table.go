package output

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// firstPage is how many rows a table waits for, at most, to take its widths from.
const firstPage = 1000

func newTable(p *Printer, list bool) encoder {
	if list {
		return &listTable{p: p}
	}
	return &itemTable{p: p}
}

// itemTable is one object as FIELD and VALUE, a field a row.
type itemTable struct {
	bare
	p *Printer
}

func (t *itemTable) batch(b *bytes.Buffer, items [][]byte) error {
	p := t.p
	columns, err := p.choose(keysOf(items, 0), items)
	if err != nil {
		return err
	}
	rows := make([][]cell, len(columns))
	for i, v := range newSelection(columns).of(valueOf(items[0])) {
		rows[i] = []cell{{text: Clean(columns[i])}, p.cell(columns[i], v)}
	}
	header := []string{"FIELD", "VALUE"}
	l := p.layOutItem(header, rows)
	d := p.newDrawing(b, l)
	if !l.stacked {
		return cmp.Or(d.header(header), d.rows(rows))
	}
	for _, row := range rows {
		if err := d.pair(row[0].text, row[1]); err != nil {
			return err
		}
	}
	return nil
}

// listTable is many objects, one a row. In a window too narrow for that, each is a block of its own.
type listTable struct {
	p         *Printer
	header    []string
	selection *selection
	layout    layout
	first     [][]cell // the rows of the first page, which the layout is made for
	drawing   *drawing
	filled    bool // with a row
}

func (t *listTable) begin(b *bytes.Buffer, first [][]byte) error {
	p := t.p
	usual := p.noun.Columns
	if p.options.Format == Wide {
		usual = appendMissing(appendMissing(slices.Clone(usual), p.noun.Fields), keysOf(first, mostColumns))
	}
	columns, err := p.choose(usual, first)
	if err != nil {
		return err
	}
	t.selection = newSelection(columns)
	for _, column := range columns {
		t.header = append(t.header, strings.ToUpper(Clean(column)))
	}
	t.first = t.rows(first)
	t.layout = p.layOutList(columns, t.header, t.first)
	t.drawing = p.newDrawing(b, t.layout)
	if t.layout.stacked {
		return nil
	}
	return t.drawing.header(t.header)
}

func (t *listTable) rows(items [][]byte) [][]cell {
	rows := make([][]cell, len(items))
	for i, item := range items {
		rows[i] = make([]cell, len(t.header))
		for c, v := range t.selection.of(valueOf(item)) {
			rows[i][c] = t.p.cell(t.selection.columns[c], v)
		}
	}
	return rows
}

func (t *listTable) batch(_ *bytes.Buffer, items [][]byte) error {
	rows := t.first
	if t.first = nil; rows == nil {
		rows = t.rows(items)
	}
	if !t.layout.stacked {
		return t.drawing.rows(rows)
	}
	for _, row := range rows {
		if t.filled {
			t.drawing.blank()
		}
		t.filled = true
		for c, name := range t.header {
			if err := t.drawing.pair(name, row[c]); err != nil {
				return err
			}
		}
	}
	return nil
}

// end names the columns that had no room.
func (t *listTable) end(b *bytes.Buffer) error {
	p := t.p
	var left []string
	for c, column := range t.selection.columns {
		if !slices.Contains(t.layout.shown, c) {
			left = append(left, Clean(column))
		}
	}
	p.notShown = left
	if len(left) == 0 || p.options.NoHeaders || p.options.NoFootnote {
		return nil
	}
	const before, behind = "not shown: ", "; --columns or -o wide"
	names := Shorten(strings.Join(left, ", "), max(leastCell, p.options.Width-len(before)-len(behind)))
	b.WriteString(p.paint(cell{text: Shorten(before+names+behind, p.options.Width), color: grey}) + "\n")
	return nil
}
