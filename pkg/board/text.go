package board

import (
	"strings"
	"unicode/utf8"

	"confcall/pkg/output"
)

// clip cuts a line that is too wide at the edge of the window.
func clip(line string, width int) string {
	for at := range line {
		if output.Width(line[:at]) > width {
			_, size := utf8.DecodeLastRuneInString(line[:at])
			return line[:at-size]
		}
	}
	_, size := utf8.DecodeLastRuneInString(line)
	return line[:len(line)-size]
}

// plain returns a line without its colours.
func plain(line string) string {
	before, rest, coloured := strings.Cut(line, "\x1b[")
	for coloured {
		_, rest, _ = strings.Cut(rest, "m")
		var more string
		more, rest, coloured = strings.Cut(rest, "\x1b[")
		before += more
	}
	return before
}

// wrap breaks a text into lines of at most width cells, between words if possible.
func wrap(text string, width int) []string {
	var lines []string
	for output.Width(text) > width && width > 1 {
		cut := output.Shorten(text, width)
		cut = strings.TrimSuffix(cut, "…")
		if space := strings.LastIndexByte(cut, ' '); space > 0 {
			cut = cut[:space]
		}
		if cut == "" {
			break
		}
		lines = append(lines, cut)
		text = strings.TrimLeft(text[len(cut):], " ")
	}
	return append(lines, text)
}

// tail returns as much of a text's end as fits into width cells.
func tail(text string, width int) string {
	for output.Width(text) > width && text != "" {
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
	}
	return text
}
