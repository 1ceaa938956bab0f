package cmd

import (
	"strings"
	"unicode/utf8"
)

// helpWidth is the longest line of help, in characters: it fits into every window.
const helpWidth = 80

// wrapText breaks the paragraphs of a text into lines. Indented paragraphs stay as they are.
func wrapText(text string) string {
	var paragraphs []string
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if !strings.HasPrefix(paragraph, " ") {
			paragraph = fill("", "", strings.Fields(paragraph))
		}
		paragraphs = append(paragraphs, paragraph)
	}
	return strings.Join(paragraphs, "\n\n")
}

// fill breaks words into lines of helpWidth. The first line begins with first, every other one with other.
func fill(first, other string, words []string) string {
	return fillTo(helpWidth, first, other, "", words)
}

// fillTo is fill to a given width, with every line but the last followed by end.
func fillTo(width int, first, other, end string, words []string) string {
	var text strings.Builder
	line := first
	for i, word := range words {
		last := i == len(words)-1
		room := width
		if !last {
			room -= utf8.RuneCountInString(end)
		}
		switch {
		case line == first && text.Len() == 0 && i == 0:
			line += word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > room:
			text.WriteString(line + end + "\n")
			line = other + word
		default:
			line += " " + word
		}
	}
	return text.String() + line
}

// wrapUsage breaks a usage line between its flags.
func wrapUsage(line string) string { return fill("  ", "      ", units(line)) + "\n" }

// wrapExamples breaks the lines of examples so that a shell still takes them: a comment continues as another comment, a
// command after a backslash.
func wrapExamples(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		indent := line[:len(line)-len(trimmed)]
		switch {
		case utf8.RuneCountInString(line) <= helpWidth:
		case strings.HasPrefix(trimmed, "# "):
			line = fill(indent+"# ", indent+"# ", strings.Fields(trimmed[2:]))
		default:
			line = fillTo(helpWidth, indent, indent+"  ", ` \`, units(trimmed))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// units splits a command line where it may be broken: not within quotes, brackets or braces, and not between a flag and
// its value.
func units(line string) []string {
	var found []string
	for _, word := range words(line) {
		if last := len(found) - 1; last >= 0 && strings.HasPrefix(found[last], "-") && !strings.Contains(found[last], " ") &&
			!strings.HasPrefix(word, "-") && word != "|" {
			found[last] += " " + word
			continue
		}
		found = append(found, word)
	}
	return found
}

// words splits a line at the spaces that are not within quotes, brackets or braces.
func words(line string) []string {
	var found []string
	begin, depth := 0, 0
	quote := rune(0)
	for at, r := range line {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '[' || r == '{' || r == '(':
			depth++
		case r == ']' || r == '}' || r == ')':
			depth--
		case r == ' ' && depth <= 0:
			if at > begin {
				found = append(found, line[begin:at])
			}
			begin = at + 1
		}
	}
	if begin < len(line) {
		found = append(found, line[begin:])
	}
	return found
}

// wrapCodes breaks the meanings of the exit codes.
func wrapCodes(codes string) string {
	var text strings.Builder
	for line := range strings.Lines(codes) {
		code, meaning, _ := strings.Cut(strings.TrimSpace(line), " ")
		text.WriteString(fill("  "+code+strings.Repeat(" ", 5-len(code)), "       ", strings.Fields(meaning)) + "\n")
	}
	return text.String()
}
