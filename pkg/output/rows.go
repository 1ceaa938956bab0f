package output

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
)

// exact is raw text for a program, and cleaned text for a terminal.
func (p *Printer) exact(s string) string {
	if p.options.Terminal {
		return Clean(s)
	}
	return s
}

// renderRows prints csv or tsv: a header and a row an item.
func (p *Printer) renderRows(items []value) []byte {
	if p.columns == nil {
		p.columns = p.noun.Fields
		if len(items) > 0 {
			if keys, _ := items[0].fields(); len(keys) > 0 {
				p.columns = keys
			}
		}
	}
	if p.rows == nil {
		p.rows = newSelection(p.columns)
	}
	rows := make([][]string, 0, len(items)+1)
	if !p.options.NoHeaders && !p.started {
		rows = append(rows, p.row(slices.Clone(p.columns)))
	}
	for _, item := range items {
		row := make([]string, len(p.columns))
		for i, cell := range p.rows.of(item) {
			row[i] = cell.plain()
		}
		rows = append(rows, p.row(row))
	}
	if p.options.Format == TSV {
		return encodeTSV(rows)
	}
	return encodeCSV(rows)
}

// row makes the texts of a row fit to be printed.
func (p *Printer) row(row []string) []string {
	for i, cell := range row {
		if p.options.Format == TSV {
			cell = tsvEscapes.Replace(cell)
		}
		row[i] = p.exact(cell)
	}
	return row
}

func encodeCSV(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		if len(row) == 1 && row[0] == "" {
			// The only field of a row must be quoted when empty, or readers pass over the line.
			w.Flush()
			b.WriteString("\"\"\n")
			continue
		}
		_ = w.Write(row) // a buffer takes every write
	}
	w.Flush()
	return b.Bytes()
}

var tsvEscapes = strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, `\`, `\\`)

func encodeTSV(rows [][]string) []byte {
	var b bytes.Buffer
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.Bytes()
}

// renderNames prints the ID of each item on a line.
func (p *Printer) renderNames(items []value) ([]byte, error) {
	var b bytes.Buffer
	for _, item := range items {
		id := ""
		if v, ok := item.field(p.noun.ID); ok {
			id = v.plain()
		}
		if id == "" {
			return nil, &AnswerError{"the answer has no " + p.noun.ID}
		}
		b.WriteString(p.exact(id) + "\n")
	}
	return b.Bytes(), nil
}
