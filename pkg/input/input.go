// Package input reads SIDs from standard input: one a line, or in the items that confcall prints as jsonl, csv or tsv.
package input

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/sid"
)

// A Target is what a line names, or what is wrong with the line.
type Target struct {
	Word       string // the SID, or whatever else is read
	Conference string // the SID of its conference; empty if the line does not say
	Line       int    // from 1
	Err        error  // a usage error that gives the number of the line
}

// A Reader reads targets. The first line that is neither blank nor a comment decides the form of all lines.
type Reader struct {
	lines lines
	word  func(text string) (string, error) // reads a line that is not an item
	items items

	begun bool
	first *line // the line that decided the form, if it is also a target
}

// SIDs returns a Reader of SIDs, or of items that have a SID in one of the fields. If an item has several of the fields, the
// first one counts.
func SIDs(in io.Reader, fields ...string) *Reader {
	r := Words(in, func(text string) (string, error) {
		if !sid.Is(text) {
			return "", fmt.Errorf("%s is not %s", shown(text), sid.Form)
		}
		return text, nil
	})
	r.items.fields = fields
	return r
}

// Words returns a Reader of words, one a line. The function word reads a line, or returns what is wrong with it.
func Words(in io.Reader, word func(text string) (string, error)) *Reader {
	return &Reader{lines: lines{r: bufio.NewReader(in)}, word: word}
}

// HasItems reports whether the lines are items. Callers read all items before they do anything. It waits for the line that
// decides the form.
func (r *Reader) HasItems() bool {
	r.begin()
	return r.items.read != nil
}

// IsEmpty reports whether all lines are blank or comments.
func (r *Reader) IsEmpty() bool {
	r.begin()
	return r.first == nil && r.items.read == nil && r.lines.end == io.EOF
}

// Problem returns what is wrong with the first line, unless the lines are items.
func (r *Reader) Problem() error {
	r.begin()
	if r.first == nil || r.items.read != nil {
		return nil
	}
	return r.target(*r.first).Err
}

// Targets yields what the lines name. It yields a target for a bad line too.
func (r *Reader) Targets() iter.Seq[Target] {
	return func(yield func(Target) bool) {
		r.begin()
		if r.first != nil && !yield(r.target(*r.first)) {
			return
		}
		for {
			next, more := r.next()
			if !more {
				break
			}
			if !yield(r.target(next)) {
				return
			}
		}
		if err := r.lines.end; err != io.EOF {
			yield(Target{Err: failure.Usage(fmt.Errorf("read calls from standard input: %w", err), "give one SID a line")})
		}
	}
}

// begin reads up to the line that decides the form.
func (r *Reader) begin() {
	if r.begun {
		return
	}
	r.begun = true
	if first, some := r.next(); some && !r.items.begin(first) {
		r.first = &first
	}
}

// next returns the next line that is neither blank nor a comment.
func (r *Reader) next() (line, bool) {
	for {
		next, more := r.lines.next()
		if !more {
			return next, false
		}
		text := strings.TrimSpace(next.text)
		if next.err == nil && text == "" || strings.HasPrefix(text, "#") && !r.items.mayBeRow(next.text) {
			continue
		}
		if r.items.comma == ',' {
			r.lines.complete(&next)
		}
		return next, true
	}
}

// target returns what a line names.
func (r *Reader) target(l line) Target {
	t, hint := Target{}, "correct the line"
	text, err := strings.TrimSpace(l.text), l.err
	switch {
	case err != nil:
		err, hint = fmt.Errorf("%s: %w", shown(text), err), "give one a line"
	case r.items.read != nil:
		if t, err = r.items.read(l.text); err != nil {
			hint = "correct the line; nothing was done about any of them"
		}
	default:
		if t.Word, err = r.word(text); err != nil {
			hint = r.items.hint(text)
		}
	}
	t.Line = l.number
	if err != nil {
		t.Err = failure.Usage(fmt.Errorf("line %d of standard input: %w", l.number, err), hint)
	}
	return t
}

// shown quotes a line for an error.
func shown(text string) string { return fmt.Sprintf("%q", failure.Shorten(text, 80)) }
