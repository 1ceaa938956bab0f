package output

import (
	"bytes"
	"encoding/csv"
)

func newCSV(p *Printer, list bool) encoder { return &rows{p: p, list: list, write: writeCSV} }

func writeCSV(b *bytes.Buffer, rows [][]string) {
	w := csv.NewWriter(b)
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
}
