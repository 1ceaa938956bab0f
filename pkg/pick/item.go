package pick

import (
	"strings"
	"unicode/utf8"

	"confcall/pkg/output"
	"confcall/pkg/sid"
)

// An item is one of those to pick from.
type item struct {
	value string   // its SID, for the flag
	words []string // what tells a person which one it is
	text  string   // all of it, in lower case, for what is typed
}

// newItem is an item of a SID and what is known of it; what is not known is empty.
func newItem(sid string, words ...string) item {
	for i, word := range words {
		words[i] = output.Clean(word)
	}
	return item{sid, words, strings.ToLower(strings.Join(words, " ") + " " + sid)}
}

// has reports whether the item has every one of some words, which are in lower case.
func (one item) has(words []string) bool {
	for _, word := range words {
		if !strings.Contains(one.text, word) {
			return false
		}
	}
	return true
}

// said is the item in a sentence.
func (one item) said() string {
	said := one.value
	for _, word := range one.words {
		if word != "" {
			said += ", " + word
		}
	}
	return said
}

// line is the item in so many cells, with its words in columns. Where the SID has no room, its beginning stands for it.
func (one item) line(columns []int, room int) string {
	words := ""
	for i, word := range one.words {
		if columns[i] > 0 {
			words += word + strings.Repeat(" ", max(0, columns[i]-utf8.RuneCountInString(word))) + "  "
		}
	}
	short := sid.Short(one.value)
	if line := words + one.value; output.Shorten(line, room) == line {
		return line
	}
	if line := words + short; output.Shorten(line, room) == line {
		return line
	}
	return output.Shorten(strings.TrimRight(words, " "), max(1, room-2-utf8.RuneCountInString(short))) + "  " + short
}

// widest bounds a column.
const widest = 32

// columnsOf are the widths of the columns that the words of items stand in.
func columnsOf(items []item) []int {
	var columns []int
	for _, one := range items {
		for i, word := range one.words {
			if i == len(columns) {
				columns = append(columns, 0)
			}
			columns[i] = max(columns[i], min(widest, utf8.RuneCountInString(word)))
		}
	}
	return columns
}
