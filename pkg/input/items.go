package input

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"confcall/pkg/rawjson"
	"confcall/pkg/sid"
)

// conferenceField is the field of an item that names its conference.
const conferenceField = "conference_sid"

// items reads lines that are items: objects, or rows below a header.
type items struct {
	fields []string // those that may hold the SID, in order of preference; if empty, lines are never items
	read   func(text string) (Target, error)

	comma  rune     // separates the cells of a row; 0 for objects
	header []string // the names of the columns
}

// begin decides whether the lines are items: the first one is an object, or a header with one of the fields. It reports
// whether it used the line up, as it does with a header.
func (i *items) begin(first line) bool {
	text := strings.TrimSpace(first.text)
	switch {
	case first.err != nil || len(i.fields) == 0:
		return false
	case strings.HasPrefix(text, "{"):
		i.read = i.object
		return false // the line is an item too
	case strings.Contains(text, "\t"):
		i.comma = '\t'
	default:
		i.comma = ','
	}
	header, err := i.split(text)
	if err != nil || !slices.ContainsFunc(i.fields, func(field string) bool { return slices.Contains(header, field) }) {
		i.comma = 0
		return false
	}
	i.header, i.read = header, i.row
	return true
}

// mayBeRow reports whether a line that looks like a comment has as many cells as the header: the name of a conference may
// begin with #.
func (i *items) mayBeRow(text string) bool {
	if i.header == nil || !strings.HasPrefix(text, "#") || strings.HasSuffix(i.header[0], "sid") {
		return false
	}
	cells, err := i.split(text)
	return err != nil || len(cells) == len(i.header)
}

// split splits a row into its cells. The cells of tsv remain escaped, which does not matter for SIDs.
func (i *items) split(text string) ([]string, error) {
	if i.comma == '\t' {
		return strings.Split(text, "\t"), nil
	}
	cells, err := csv.NewReader(strings.NewReader(text)).Read()
	if problem := (*csv.ParseError)(nil); errors.As(err, &problem) {
		err = problem.Err // without its line number, which counts from this row
	}
	return cells, err
}

// row returns what a row names. Its cells are in the order of the header.
func (i *items) row(text string) (Target, error) {
	cells, err := i.split(text)
	switch {
	case err != nil:
		return Target{}, fmt.Errorf("%s: %w", shown(text), err)
	case len(cells) != len(i.header):
		return Target{}, fmt.Errorf("%s: the number of cells is %d, and that of the header %d", shown(text), len(cells), len(i.header))
	}
	var fields []field
	for at, cell := range cells {
		fields = append(fields, field{i.header[at], cell, cell == ""})
	}
	return i.target(fields)
}

// The bounds of an object, beyond any item of the API.
const (
	deepest  = 100
	mostJSON = 100_000 // values
)

// object returns what a JSON object names.
func (i *items) object(text string) (Target, error) {
	if err := rawjson.Check([]byte(text), deepest, mostJSON); err != nil {
		return Target{}, fmt.Errorf("%s: want a JSON object: %w", shown(text), err)
	}
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return Target{}, fmt.Errorf("%s: want a JSON object, as the first line is", shown(text))
	}
	var fields []field
	for key, value := range rawjson.Members([]byte(text)) {
		fields = append(fields, field{string(key), rawjson.Text(value), string(value) == "null"})
	}
	return i.target(fields)
}

// A field is one field of an item.
type field struct {
	name, text string
	empty      bool // an empty cell, or null
}

// target returns what an item's fields name. A field that occurs twice is an error.
func (i *items) target(fields []field) (Target, error) {
	word, err := find(fields, i.fields...)
	if err == nil && word == "" {
		err = fmt.Errorf("it has no %s", strings.Join(i.fields, " and no "))
	}
	if err != nil {
		return Target{}, err
	}
	conference, err := find(fields, conferenceField)
	return Target{Word: word, Conference: conference}, err
}

// find returns the SID in the first of the named fields that the item has. It returns an empty string if the item has none of
// them, or the field is empty.
func find(fields []field, names ...string) (string, error) {
	for _, name := range names {
		var found []field
		for _, f := range fields {
			if f.name == name {
				found = append(found, f)
			}
		}
		switch {
		case len(found) == 0:
			continue
		case len(found) > 1:
			return "", fmt.Errorf("it has %s twice", name)
		case found[0].empty:
			return "", nil
		case !sid.Is(found[0].text):
			return "", fmt.Errorf("its %s %s is not %s", name, shown(found[0].text), sid.Form)
		}
		return found[0].text, nil
	}
	return "", nil
}

// hint returns how to correct a line that should be a SID.
func (i *items) hint(text string) string {
	if len(i.fields) > 0 && (strings.HasPrefix(text, "[") || strings.ContainsAny(text, " ,\t")) {
		return "give one SID a line, or what -o jsonl, csv or tsv print, whose header needs " + strings.Join(i.fields, " or ")
	}
	return "correct the line"
}
