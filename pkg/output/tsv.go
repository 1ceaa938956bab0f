package output

import (
	"bytes"
	"strings"
)

func newTSV(p *Printer, list bool) encoder {
	escapes := strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, `\`, `\\`)
	return &rows{p: p, list: list, write: writeTSV, escape: escapes.Replace}
}

func writeTSV(b *bytes.Buffer, rows [][]string) {
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
}
