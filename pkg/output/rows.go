package output

import (
	"bytes"
	"slices"
)

// rows are csv and tsv: a header, and a row an item. They are exact for a program, and escaped as in a table in a terminal.
type rows struct {
	p         *Printer
	list      bool
	write     func(b *bytes.Buffer, rows [][]string)
	escape    func(cell string) string // what would end a cell or a row, if it must not stand there
	selection *selection
}

// begin takes the columns from the first page and from the noun's fields, which do not change from run to run.
func (r *rows) begin(b *bytes.Buffer, first [][]byte) error {
	columns := keysOf(first, mostColumns)
	if r.list || len(columns) == 0 {
		columns = appendMissing(columns, r.p.noun.Fields)
	}
	chosen, err := r.p.choose(columns, first)
	if err != nil {
		return err
	}
	r.selection = newSelection(chosen)
	if r.p.columns == nil {
		r.selection.missed = r.p.leaveOut
	}
	if !r.p.options.NoHeaders {
		r.write(b, [][]string{r.texts(slices.Clone(chosen))})
	}
	return nil
}

func (r *rows) batch(b *bytes.Buffer, items [][]byte) error {
	lines := make([][]string, len(items))
	for at, item := range items {
		values := r.selection.of(valueOf(item))
		line := make([]string, len(values))
		for i, v := range values {
			line[i] = v.plain()
		}
		lines[at] = r.texts(line)
	}
	r.write(b, lines)
	return nil
}

func (r *rows) end(*bytes.Buffer) error { return nil }

// texts makes the texts of a row ready to print.
func (r *rows) texts(row []string) []string {
	for i, cell := range row {
		if r.escape != nil {
			cell = r.escape(cell)
		}
		row[i] = r.p.exact(cell)
	}
	return row
}

// exact is raw text for a program, and cleaned text for a terminal.
func (p *Printer) exact(s string) string {
	if p.options.Terminal {
		return Clean(s)
	}
	return s
}
