// Package output prints JSON objects of the API, one or a list, as a table, JSON, YAML, lines of JSON, CSV, TSV or names.
// It reads the API's own bytes, by the API's own field names and in the API's order.
package output

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"syscall"
	"time"

	"github.com/itchyny/gojq"
)

// A Noun describes a kind of resource to the printer.
type Noun struct {
	ID      string   // the field that `name` prints
	Fields  []string // the documented fields, in the API's order
	Columns []string // the columns of a table of many, unless others are chosen
	Least   []string // those that are left out first in a narrow window, the least important one first

	Nameless bool // an item may have no ID, and is left out by `name`

	Named []string // other columns, which the answer has only if they are named

	Elsewhere func(field string) string // says how to get an unknown field, empty if it cannot be got; nil if none can
}

// Unknown begins the hint for an unknown field, if there is anything to say of it.
func (n Noun) Unknown(field string) string {
	if n.Elsewhere == nil {
		return ""
	}
	if hint := n.Elsewhere(field); hint != "" {
		return hint + "; "
	}
	return ""
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
	Note     func(text string) // says something beside the result; may be nil

	ShortSIDs  bool // show the beginning of SIDs that have no room, on a screen that can show the rest
	Margin     int  // of the window, in cells, which Width leaves out
	NoFootnote bool // do not name the columns that had no room below a list
}

// UsageError is a mistake in the options of a printer.
type UsageError struct{ Message, Hint string }

func (e *UsageError) Error() string { return e.Message }

// AnswerError is an answer that cannot be used.
type AnswerError struct{ Message string }

func (e *AnswerError) Error() string { return e.Message }

// WriteError is a failure to write the result.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return "write the result: " + e.Err.Error() }

// Unwrap returns the writer's error.
func (e *WriteError) Unwrap() error { return e.Err }

// ReaderHasGone reports whether an error means just that nobody reads the result any more.
func ReaderHasGone(err error) bool {
	var write *WriteError
	return errors.As(err, &write) && errors.Is(write.Err, syscall.EPIPE)
}

// Judged returns the error of a result that was printed and judged. A reader who has gone does not hide the verdict.
func Judged(printed, verdict error) error {
	if ReaderHasGone(printed) {
		return cmp.Or(verdict, printed)
	}
	return cmp.Or(printed, verdict)
}

// Printer prints resources of one noun in one way.
type Printer struct {
	GoesOn func() bool // tells whether more is asked for although nobody reads the result any more; nil if never

	w       io.Writer
	noun    Noun
	options Options
	format  *format
	columns []string // that were asked for, nil for the usual ones
	added   bool     // to the usual ones
	judged  bool     // CheckColumns has found them, before there was an answer
	query   *gojq.Code

	leftOut  []string // fields of later items that are no columns
	notShown []string // columns that had no room
}

// NewPrinter checks the options against each other, so that a mistake is found before anything is sent.
// Its errors are of the type *UsageError.
func NewPrinter(w io.Writer, noun Noun, options Options) (*Printer, error) {
	p := &Printer{w: w, noun: noun, options: options, format: formatOf(options.Format)}
	if options.NoHeaders && !p.format.columns {
		return nil, &UsageError{fmt.Sprintf("--no-headers beside the format %s, which has no header", options.Format),
			"use it with table, csv or tsv"}
	}
	if options.Columns != "" {
		if !p.format.columns {
			return nil, &UsageError{fmt.Sprintf("--columns beside the format %s, which always holds every field", options.Format),
				"use it with table, csv or tsv, or choose fields with --jq"}
		}
		var err error
		if p.columns, p.added, err = splitColumns(options.Columns, noun); err != nil {
			return nil, err
		}
	}
	if options.JQ != "" {
		if !p.format.query {
			return nil, &UsageError{fmt.Sprintf("--jq beside the format %s", options.Format), "use it with json or jsonl"}
		}
		var err error
		if p.query, err = compile(options.JQ); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// IsPlain reports whether a table with the usual columns is wanted: a command may print something more readable instead.
func (p *Printer) IsPlain() bool { return p.options.Format == Table && p.columns == nil }

// NotShown returns the columns of the printed list for which there was no room.
func (p *Printer) NotShown() []string { return p.notShown }

// Batches yields the items of a list in portions, each printed as it comes; an error ends the list.
type Batches = iter.Seq2[[][]byte, error]

// Item prints one object.
func (p *Printer) Item(ctx context.Context, raw []byte) error {
	return p.print(p.encoder(ctx, false), func(yield func([][]byte, error) bool) { yield([][]byte{raw}, nil) })
}

// List prints any number of objects as a list. json and yaml are one document, which is printed when it is complete or not at
// all. The other formats print each batch as it comes, except that a table waits for its first page to choose its widths.
func (p *Printer) List(ctx context.Context, batches Batches) error {
	defer p.sayLeftOut()
	return p.print(p.encoder(ctx, true), batches)
}

func (p *Printer) print(e encoder, batches Batches) error {
	d := document{p: p, w: p.w, encoder: e}
	var unread error // nobody reads any more
	for batch, err := range batches {
		if err != nil {
			return d.breakOff(err)
		}
		if err = d.add(batch); ReaderHasGone(err) {
			unread, d.w = err, io.Discard
		} else if err != nil {
			return err
		}
		if unread != nil && (p.GoesOn == nil || !p.GoesOn()) {
			return unread
		}
	}
	if err := d.end(); err != nil {
		return err
	}
	return unread
}

// A document is a list or an item that is being printed.
type document struct {
	p       *Printer
	w       io.Writer
	encoder encoder
	waiting [][]byte // for the first page to be whole
	begun   bool
	text    bytes.Buffer // that is not written yet
}

// add takes the next items.
func (d *document) add(items [][]byte) error {
	if d.begun {
		d.waiting = items
		return d.write()
	}
	d.waiting = append(d.waiting, items...)
	if len(d.waiting) < d.p.format.page {
		return nil
	}
	return d.write()
}

// breakOff writes what is there of a list that ends with an error, whatever became of the rest.
func (d *document) breakOff(err error) error {
	if d.p.format.whole || len(d.waiting) == 0 {
		return err
	}
	if unwritten := d.write(); !ReaderHasGone(unwritten) {
		return errors.Join(unwritten, err)
	}
	return err
}

// write encodes the items that wait, and writes them unless the document must be whole for that.
func (d *document) write() error {
	var err error
	if !d.begun {
		d.begun = true
		err = d.encoder.begin(&d.text, d.waiting)
	}
	if err == nil {
		err = d.encoder.batch(&d.text, d.waiting)
	}
	d.waiting = nil // so that the page can be collected
	if d.p.format.whole {
		return err
	}
	return cmp.Or(err, d.flush())
}

// end writes what is left.
func (d *document) end() error {
	if !d.begun || len(d.waiting) > 0 {
		if err := d.write(); err != nil {
			return err
		}
	}
	return cmp.Or(d.encoder.end(&d.text), d.flush())
}

func (d *document) flush() error {
	_, err := d.text.WriteTo(d.w)
	if err != nil {
		return &WriteError{err}
	}
	return nil
}
