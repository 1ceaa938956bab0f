package output

import (
	"bytes"
	"context"
	"strings"

	"confcall/pkg/suggest"
)

// Format is a way to print, by its name.
type Format string

// The formats.
const (
	Table Format = "table"
	Wide  Format = "wide" // a table with all fields that runs over
	JSON  Format = "json"
	YAML  Format = "yaml"
	JSONL Format = "jsonl"
	CSV   Format = "csv"
	TSV   Format = "tsv"
	Name  Format = "name"
)

// A format describes one way to print. A new one is an entry here and a file of its own.
type format struct {
	name    Format
	columns bool // it has columns under a header, and goes with --columns and --no-headers
	query   bool // it goes with --jq
	whole   bool // it is one document, printed when it is complete or not at all
	page    int  // it is begun once so many items are there, or all of them
	chosen  bool // only the flag may choose it, not a setting
	encoder func(p *Printer, list bool) encoder
}

// formats are in the order in which help lists them.
var formats = [...]format{
	{name: Table, columns: true, page: firstPage, encoder: newTable},
	{name: Wide, columns: true, page: firstPage, chosen: true, encoder: newTable},
	{name: JSON, query: true, whole: true, encoder: newJSON},
	{name: YAML, whole: true, encoder: newYAML},
	{name: JSONL, query: true, encoder: newLines},
	{name: CSV, columns: true, encoder: newCSV},
	{name: TSV, columns: true, encoder: newTSV},
	{name: Name, encoder: newNames},
}

// An encoder writes resources in one format: what precedes them, one batch after another, and what follows them. If it fails,
// what it has written is printed, so it writes whole lines and items only.
type encoder interface {
	begin(b *bytes.Buffer, first [][]byte) error // with the first batch, which is passed to batch as well
	batch(b *bytes.Buffer, items [][]byte) error
	end(b *bytes.Buffer) error
}

// bare is embedded by the encoders of formats that have nothing before and after the items.
type bare struct{}

func (bare) begin(*bytes.Buffer, [][]byte) error { return nil }
func (bare) end(*bytes.Buffer) error             { return nil }

// encoder makes the encoder for one item or a list.
func (p *Printer) encoder(ctx context.Context, list bool) encoder {
	if p.query != nil {
		return &query{ctx: ctx, p: p, list: list}
	}
	return p.format.encoder(p, list)
}

// Formats lists the formats that the flag takes, for help and completion.
func Formats() []string { return formatNames(true) }

// FormatForm lists the formats that a setting may have, for the error about another text.
func FormatForm(text string) string {
	names := formatNames(false)
	return "want one of " + strings.Join(names, ", ") + suggest.Did(text, names)
}

// ParseFormat reads a format's name.
func ParseFormat(text string) (Format, bool) { return Format(text), formatOf(Format(text)) != nil }

// IsSetting reports whether environment and file may choose a format for all commands.
func (f Format) IsSetting() bool { return !formatOf(f).chosen }

func formatNames(chosen bool) []string {
	var names []string
	for i := range formats {
		if chosen || !formats[i].chosen {
			names = append(names, string(formats[i].name))
		}
	}
	return names
}

// formatOf returns the format of a name, nil if there is none.
func formatOf(name Format) *format {
	for i := range formats {
		if formats[i].name == name {
			return &formats[i]
		}
	}
	return nil
}
