package output

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"confcall/pkg/rawjson"
	"confcall/pkg/suggest"
)

// mostColumns is how many columns the items after the first may add.
const mostColumns = 1000

// splitColumns reads the value of --columns. Columns after a + are added to the usual ones.
func splitColumns(text string, noun Noun) (columns []string, added bool, err error) {
	rest, added := strings.CutPrefix(strings.TrimSpace(text), "+")
	for column := range strings.SplitSeq(rest, ",") {
		column = strings.TrimSpace(column)
		if added {
			column = strings.TrimSpace(strings.TrimPrefix(column, "+"))
		}
		if column == "" {
			return nil, false, &UsageError{fmt.Sprintf("--columns %q: a column's name is empty", text),
				"known columns: " + strings.Join(noun.Fields, ", ")}
		}
		if strings.HasPrefix(column, "+") {
			return nil, false, &UsageError{fmt.Sprintf("--columns %q: a column with + follows one without", text),
				"begin with + to add columns to the usual ones, as in +" + strings.TrimPrefix(column, "+")}
		}
		columns = append(columns, column)
	}
	return columns, added, nil
}

// NamesColumn reports whether --columns, as it is written, names a field or something inside it.
func NamesColumn(text, field string) bool {
	for column := range strings.SplitSeq(text, ",") {
		column = strings.Trim(column, "+ \t")
		if len(column) > len(field) && column[len(field)] == '.' {
			column = column[:len(field)]
		}
		if strings.EqualFold(column, field) {
			return true
		}
	}
	return false
}

// CheckColumns refuses a column that is not documented, so that a mistake is found before a change is made. Other fields that
// an answer may have are not known before, and after it is too late to refuse anything.
func (p *Printer) CheckColumns() error {
	columns, err := p.resolve([][]byte{[]byte("{}")})
	if err == nil && p.columns != nil {
		p.columns, p.judged = columns, true
	}
	return err
}

// choose returns the columns to print, as the API writes their names: those of --columns, or the usual ones.
func (p *Printer) choose(usual []string, page [][]byte) ([]string, error) {
	if p.columns == nil {
		return usual, nil
	}
	columns, err := p.resolve(page)
	if p.added {
		columns = appendMissing(slices.Clone(usual), columns)
	}
	return columns, err
}

// resolve finds the columns that were asked for among the noun's and those of the first page, in the letter case of the API,
// and refuses one that neither knows. An empty list proves nothing.
func (p *Printer) resolve(page [][]byte) ([]string, error) {
	columns := slices.Clone(p.columns)
	for i, column := range columns {
		name, ok := p.find(column, page)
		switch {
		case ok:
			columns[i] = name
		case !p.judged && len(page) > 0:
			known := appendMissing(slices.Clone(p.noun.Fields), keysOf(page, mostColumns))
			return nil, &UsageError{fmt.Sprintf("unknown column %q%s", column, suggest.Did(column, known)),
				p.noun.Unknown(column) + "known columns: " + strings.Join(known, ", ")}
		}
	}
	return columns, nil
}

// find finds the name of a column that is written as the API or as a table's header writes it.
func (p *Printer) find(column string, page [][]byte) (string, bool) {
	if slices.Contains(p.noun.Fields, column) || slices.Contains(p.noun.Columns, column) {
		return column, true
	}
	for _, item := range page {
		if _, ok := valueOf(item).at(column); ok {
			return column, true
		}
	}
	if name, ok := equalFold(slices.Values(slices.Concat(p.noun.Fields, p.noun.Columns)), column); ok {
		return name, true
	}
	for _, item := range page {
		if name, ok := valueOf(item).findFold(column); ok {
			return name, true
		}
	}
	// A missing or empty parent could hold any field.
	parent, inner, dotted := strings.Cut(column, ".")
	if !dotted {
		return column, false
	}
	parent, known := p.find(parent, page)
	for _, item := range page {
		if inside, _ := valueOf(item).field(parent); inside.kind != null {
			known = false
		}
	}
	if inner == strings.ToUpper(inner) {
		inner = strings.ToLower(inner)
	}
	return parent + "." + inner, known
}

// equalFold finds a name in any letter case.
func equalFold(names iter.Seq[string], name string) (string, bool) {
	for known := range names {
		if strings.EqualFold(known, name) {
			return known, true
		}
	}
	return "", false
}

// findFold finds a dotted path whose names are in any letter case, and returns it as the object has it.
func (v value) findFold(path string) (string, bool) {
	keys, values := v.fields()
	for i, key := range keys {
		if strings.EqualFold(key, path) {
			return key, true
		}
		if len(path) > len(key) && path[len(key)] == '.' && strings.EqualFold(key, path[:len(key)]) {
			if inner, ok := values[i].findFold(path[len(key)+1:]); ok {
				return key + "." + inner, true
			}
		}
	}
	return "", false
}

// keysOf returns the names of the items' fields, in order: all of the first item's, and of the others until there are most.
func keysOf(items [][]byte, most int) []string {
	if len(items) == 0 {
		return nil
	}
	keys, _ := valueOf(items[0]).fields()
	known := map[string]bool{}
	for _, key := range keys {
		known[key] = true
	}
	for _, item := range items[1:] {
		for key := range rawjson.Members(item) {
			if !known[string(key)] && len(keys) < most {
				known[string(key)] = true
				keys = append(keys, string(key))
			}
		}
	}
	return keys
}

// appendMissing appends the names that are not there.
func appendMissing(names, more []string) []string {
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// A selection is the columns of a list's rows.
type selection struct {
	columns []string
	places  map[string][]int // of the columns in a row, by their names
	missed  func(key string) // is called with fields that are not columns; may be nil
}

func newSelection(columns []string) *selection {
	s := &selection{columns: columns, places: map[string][]int{}}
	for i, column := range columns {
		s.places[column] = append(s.places[column], i)
	}
	return s
}

// of returns an item's values for the columns, null if it has none. It reads the item once.
func (s *selection) of(item value) []value {
	row := make([]value, len(s.columns))
	for key, raw := range rawjson.Members(item.raw) {
		places := s.places[string(key)]
		for _, i := range places {
			row[i] = valueOf(raw)
		}
		if s.missed != nil && len(places) == 0 {
			s.missed(string(key))
		}
	}
	for i, column := range s.columns {
		if row[i].raw == nil {
			row[i], _ = item.at(column)
		}
	}
	return row
}

// mostLeftOut is how many left-out fields are named.
const mostLeftOut = 20

// leaveOut remembers a field that only a later item has, so that it has no column.
func (p *Printer) leaveOut(field string) {
	if len(p.leftOut) <= mostLeftOut && !slices.Contains(p.leftOut, field) {
		p.leftOut = append(p.leftOut, field)
	}
}

// sayLeftOut says which fields were left out.
func (p *Printer) sayLeftOut() {
	if len(p.leftOut) == 0 || p.options.Note == nil {
		return
	}
	names, more := p.leftOut, ""
	if len(names) > mostLeftOut {
		names, more = names[:mostLeftOut], " and more"
	}
	p.options.Note(fmt.Sprintf("not among the columns, since the first page did not have them: %s%s (name them with --columns)",
		strings.Join(names, ", "), more))
}
