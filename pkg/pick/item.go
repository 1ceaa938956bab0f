package pick

import (
	"strings"
	"unicode/utf8"

	"confcall/pkg/output"
	"confcall/pkg/sid"
)

// An item is a conference, call or recording to pick from.
type item struct {
	value string   // its SID, which becomes the flag's value
	words []string // what a person knows it by, such as a name and a status
	text  string   // words and SID in lower case, which what is typed is searched in
}

// newItem makes an item with a SID and words about it. A word that is not known is empty, as each has its own column.
func newItem(sid string, words ...string) item {
	for i, word := range words {
		words[i] = output.Clean(word)
	}
	return item{sid, words, strings.ToLower(strings.Join(words, " ") + " " + sid)}
}

// has reports whether the item contains every one of the words, which are in lower case.
func (one item) has(words []string) bool {
	for _, word := range words {
		if !strings.Contains(one.text, word) {
			return false
		}
	}
	return true
}

// said names the item in a message: its SID and its words.
func (one item) said() string {
	said := one.value
	for _, word := range one.words {
		if word != "" {
			said += ", " + word
		}
	}
	return said
}

// line is the item as a line of at most room cells, with its words in columns of the given widths. If the SID does not fit, it is
// shortened.
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

// widest bounds the width of a column, in characters.
const widest = 32

// columnsOf returns the widths of the columns for the words of items, in characters.
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
