// Package output prints JSON objects of the API, one or a list, as table, JSON, YAML, lines of JSON, CSV, TSV or names.
// It reads the API's own bytes, by the API's own field names and in the API's order.
package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/itchyny/gojq"

	"confcall/pkg/rawjson"
)

// Format is a way to print.
type Format string

// The formats.
const (
	Table Format = "table"
	JSON  Format = "json"
	YAML  Format = "yaml"
	JSONL Format = "jsonl"
	CSV   Format = "csv"
	TSV   Format = "tsv"
	Name  Format = "name"
)

// Formats lists the formats, for help, completion and checks.
func Formats() []string {
	return []string{string(Table), string(JSON), string(YAML), string(JSONL), string(CSV), string(TSV), string(Name)}
}

// FormatForm says what a format looks like, for error messages.
func FormatForm() string { return "want one of " + strings.Join(Formats(), ", ") }

// ParseFormat reads a format's name.
func ParseFormat(text string) (Format, bool) {
	return Format(text), slices.Contains(Formats(), text)
}

// Noun is what the printer must know of a kind of resource.
type Noun struct {
	ID      string   // the field that `name` prints
	Fields  []string // the documented fields, in the API's order
	Columns []string // the columns of a table of many, unless others are chosen
}

// Options say how to print.
type Options struct {
	Format    Format
	Columns   string // comma-separated; empty for all, or the noun's own in a table of many
	NoHeaders bool
	JQ        string // an expression for json and jsonl; empty for none

	Now      time.Time      // the age of times is counted to it
	Zone     *time.Location // of the times in tables
	Terminal bool           // a person reads: escape what could drive the terminal, and keep to Width
	Width    int            // of the terminal in cells; 0 when it is not known
	Color    bool
}

// UsageError is a mistake in what was asked of the printer.
type UsageError struct{ Message, Hint string }

func (e *UsageError) Error() string { return e.Message }

// AnswerError is an answer that lacks what its format needs.
type AnswerError struct{ Message string }

func (e *AnswerError) Error() string { return e.Message }

// WriteError is a failure to write the result.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return "write the result: " + e.Err.Error() }

// Unwrap returns the writer's error.
func (e *WriteError) Unwrap() error { return e.Err }

// Printer prints resources of one noun in one way.
type Printer struct {
	w       io.Writer
	noun    Noun
	options Options
	columns []string
	query   *gojq.Code

	started bool       // something has been printed, so the header has
	widths  []int      // of a list's columns in a table, nil where the window is too narrow for one
	rows    *selection // of a list's columns
	lines   []byte     // the room of the last batch, for the next one
}

// CheckColumns refuses a column that the documents do not know, for a change that must not be made before a mistake is found.
// Of what an answer may hold beside them nothing is known yet.
func (p *Printer) CheckColumns() error { return p.checkColumns([]value{valueOf([]byte("{}"))}) }

// NewPrinter checks the options against each other, so that a mistake is found before anything is sent.
// Its errors are of the type *UsageError.
func NewPrinter(w io.Writer, noun Noun, options Options) (*Printer, error) {
	p := &Printer{w: w, noun: noun, options: options}
	tabular := options.Format == Table || options.Format == CSV || options.Format == TSV
	if options.NoHeaders && !tabular {
		return nil, &UsageError{fmt.Sprintf("--no-headers beside the format %s, which has no header", options.Format), "use it with table, csv or tsv"}
	}
	if options.Columns != "" {
		if !tabular {
			return nil, &UsageError{fmt.Sprintf("--columns beside the format %s, which always holds every field", options.Format), "use it with table, csv or tsv, or choose fields with --jq"}
		}
		for column := range strings.SplitSeq(options.Columns, ",") {
			column = strings.TrimSpace(column)
			if column == "" {
				return nil, &UsageError{fmt.Sprintf("--columns %q: a column's name is empty", options.Columns), "known columns: " + strings.Join(noun.Fields, ", ")}
			}
			p.columns = append(p.columns, column)
		}
	}
	if options.JQ != "" {
		if options.Format != JSON && options.Format != JSONL {
			return nil, &UsageError{fmt.Sprintf("--jq beside the format %s", options.Format), "use it with json or jsonl"}
		}
		var err error
		if p.query, err = compile(options.JQ); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// IsPlain tells whether a table is wanted with whatever columns it has, so that a command may print something more readable instead.
func (p *Printer) IsPlain() bool { return p.options.Format == Table && p.columns == nil }

// Batches yields the items of a list in portions, each printed as it comes; an error ends the list.
type Batches = iter.Seq2[[][]byte, error]

// Item prints one object.
func (p *Printer) Item(ctx context.Context, raw []byte) error {
	return p.printAll(ctx, [][]byte{raw}, false)
}

// firstPage is how many rows a table waits for, at most, to take its widths from.
const firstPage = 1000

// List prints any number of objects as a list. As one document, which is json and yaml, it is printed when it is whole, or not at all;
// the other formats print each batch when it is there, but a table waits for its first page, which gives it its widths.
func (p *Printer) List(ctx context.Context, batches Batches) error {
	whole := p.options.Format == JSON || p.options.Format == YAML
	var waiting [][]byte
	for batch, err := range batches {
		if err != nil {
			if !whole && len(waiting) > 0 {
				err = errors.Join(p.printAll(ctx, waiting, true), err)
			}
			return err
		}
		waiting = append(waiting, batch...)
		if whole || p.options.Format == Table && !p.started && len(waiting) < firstPage {
			continue
		}
		if err := p.printAll(ctx, waiting, true); err != nil {
			return err
		}
		clear(waiting) // or the page could not be forgotten
		waiting = waiting[:0]
	}
	if p.started && len(waiting) == 0 {
		return nil
	}
	return p.printAll(ctx, waiting, true)
}

func (p *Printer) printAll(ctx context.Context, items [][]byte, list bool) error {
	if p.query != nil {
		p.started = true
		return p.runQuery(ctx, items, list)
	}
	document, err := p.render(items, list)
	if err != nil {
		return err
	}
	p.started = true
	return write(p.w, document)
}

func write(w io.Writer, document []byte) error {
	if _, err := w.Write(document); err != nil {
		return &WriteError{err}
	}
	return nil
}

// render makes all of a document, or of a batch, before any of it is written.
func (p *Printer) render(items [][]byte, list bool) ([]byte, error) {
	switch p.options.Format {
	case JSON:
		return indentJSON(join(items, list))
	case JSONL:
		p.lines = p.lines[:0]
		for _, item := range items {
			p.lines = append(rawjson.AppendCompact(p.lines, item), '\n')
		}
		return escapeJSON(p.lines), nil
	case YAML:
		return encodeYAML(valueOf(join(items, list)))
	}
	values := make([]value, len(items))
	for i, item := range items {
		values[i] = valueOf(item)
	}
	if !p.started {
		if err := p.checkColumns(values); err != nil {
			return nil, err
		}
	}
	switch p.options.Format {
	case CSV, TSV:
		return p.renderRows(values), nil
	case Name:
		return p.renderNames(values)
	}
	if list {
		return p.renderList(values)
	}
	return p.renderItem(values[0])
}

// join makes one JSON document of one object, or an array of any number.
func join(items [][]byte, list bool) []byte {
	if !list {
		return items[0]
	}
	document := []byte{'['}
	for i, item := range items {
		if i > 0 {
			document = append(document, ',')
		}
		document = append(document, item...)
	}
	return append(document, ']')
}

// checkColumns refuses a column that neither the documents nor the first answer know.
func (p *Printer) checkColumns(items []value) error {
	if len(items) == 0 {
		return nil
	}
	known := slices.Clone(p.noun.Fields)
	keys, _ := items[0].fields()
	for _, key := range keys {
		if !slices.Contains(p.noun.Fields, key) {
			known = append(known, key)
		}
	}
	for _, column := range p.columns {
		if _, ok := items[0].at(column); ok || slices.Contains(known, column) {
			continue
		}
		// Nothing is known of what an absent or empty parent could hold.
		parent, _, dotted := strings.Cut(column, ".")
		if inside, _ := items[0].field(parent); dotted && slices.Contains(known, parent) && inside.kind == null {
			continue
		}
		return &UsageError{fmt.Sprintf("unknown column %q", column), "known columns: " + strings.Join(known, ", ")}
	}
	return nil
}
