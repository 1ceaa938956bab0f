package yamlfile

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// find returns a key of a mapping and its value.
func find(node *yaml.Node, word string) (key, value *yaml.Node) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == word {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

func isFlow(node *yaml.Node) bool { return node.Style&yaml.FlowStyle != 0 }

// offset is where a node begins.
func (e *editor) offset(node *yaml.Node) int {
	at := 0
	for line := 1; line < node.Line; line++ {
		newline := strings.IndexByte(e.text[at:], '\n')
		if newline < 0 {
			break
		}
		at += newline + 1
	}
	for column := 1; column < node.Column && at < len(e.text); column++ {
		_, size := utf8.DecodeRuneInString(e.text[at:])
		at += size
	}
	return at
}

// colon is where the colon behind a key is.
func (e *editor) colon(key *yaml.Node) (int, error) {
	end, err := e.scalarEnd(key)
	if err != nil {
		return 0, err
	}
	at := end + len(e.text[end:]) - len(strings.TrimLeft(e.text[end:], " \t"))
	if !strings.HasPrefix(e.text[at:], ":") {
		return 0, ErrForm
	}
	return at, nil
}

// end is where a key's value ends.
func (e *editor) end(key, value *yaml.Node) (int, error) {
	switch {
	case value.Kind == yaml.ScalarNode && value.Tag == "!!null" && value.Value == "":
		colon, err := e.colon(key)
		return colon + 1, err
	case value.Kind == yaml.ScalarNode || value.Kind == yaml.AliasNode:
		return e.scalarEnd(value)
	case isFlow(value):
		return e.flowEnd(value)
	case len(value.Content) == 0:
		return 0, ErrForm
	case value.Kind == yaml.MappingNode:
		return e.end(value.Content[len(value.Content)-2], value.Content[len(value.Content)-1])
	}
	return e.end(value, value.Content[len(value.Content)-1])
}

// scalarEnd is where a text ends, which is in quotes or, plain, as it is written.
func (e *editor) scalarEnd(node *yaml.Node) (int, error) {
	at := e.offset(node)
	if node.Kind == yaml.ScalarNode {
		at += properties(e.text[at:])
	}
	text := e.text[at:]
	switch {
	case node.Style&yaml.DoubleQuotedStyle != 0 && strings.HasPrefix(text, `"`):
		for i := 1; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case '"':
				return at + i + 1, nil
			}
		}
	case node.Style&yaml.SingleQuotedStyle != 0 && strings.HasPrefix(text, "'"):
		for i := 1; i < len(text); i++ {
			if text[i] == '\'' {
				if !strings.HasPrefix(text[i+1:], "'") {
					return at + i + 1, nil
				}
				i++
			}
		}
	case node.Kind == yaml.AliasNode && strings.HasPrefix(text, "*"+node.Value):
		return at + 1 + len(node.Value), nil
	case node.Kind == yaml.ScalarNode && node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		length, err := blockLength(text)
		return at + length, err
	case node.Kind == yaml.ScalarNode:
		length, err := plainLength(text, node.Value)
		return at + length, err
	}
	return 0, ErrForm
}

// isPlainly reports whether a value is written as this package writes one, and not with an anchor, with a tag, as a block of
// text or over several lines, of which a replacement would leave nothing.
func (e *editor) isPlainly(node *yaml.Node) bool {
	if node.Kind != yaml.ScalarNode || node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		return true
	}
	return node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && strings.HasPrefix(e.text[e.offset(node):], node.Value)
}

// properties is how much of a text is an anchor and a tag in front of a value.
func properties(text string) int {
	rest := text
	for strings.HasPrefix(rest, "&") || strings.HasPrefix(rest, "!") {
		end := strings.IndexAny(rest, " \t\r\n")
		if end < 0 {
			break
		}
		rest = strings.TrimLeft(rest[end:], " \t\r\n")
	}
	return len(text) - len(rest)
}

// blockLength is how long a block of text is that begins with | or >, without the newline of its last line.
func blockLength(text string) (int, error) {
	length, at, indent := 0, 0, 0
	for line := range strings.Lines(text) {
		content := strings.TrimRight(line, " \t\r\n")
		blanks := len(content) - len(strings.TrimLeft(content, " "))
		switch {
		case at == 0:
			if strings.ContainsAny(strings.Fields(content)[0], "123456789") {
				return 0, ErrForm // it says its own indent
			}
		case content == "":
		case indent == 0:
			indent = blanks
			length = at + len(content)
		case blanks < indent:
			return length, nil
		default:
			length = at + len(content)
		}
		at += len(line)
	}
	if length == 0 {
		return 0, ErrForm
	}
	return length, nil
}

// plainLength is how long a plain text is in a file, which may be written over several lines.
func plainLength(text, value string) (int, error) {
	rest := text
	for _, word := range strings.Fields(value) {
		var found bool
		if rest, found = strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n"), word); !found {
			return 0, ErrForm
		}
	}
	return len(text) - len(rest), nil
}

// flowEnd is where a list in brackets, or a mapping in braces, ends.
func (e *editor) flowEnd(node *yaml.Node) (int, error) {
	at, depth, quote := e.offset(node), 0, byte(0)
	for i := at; i < len(e.text); i++ {
		c := e.text[i]
		switch {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return i + 1, nil
			}
		case depth == 0:
			return 0, ErrForm // an anchor or a tag
		}
	}
	return 0, ErrForm
}

// placeFor is the number of the line in which the file's own comments show a key of the top level, 0 if there is none.
func (e *editor) placeFor(path []string) int {
	found, number := 0, 0
	for line := range strings.Lines(e.text) {
		if number++; len(path) == 1 && strings.HasPrefix(line, "# "+path[0]+": ") {
			found = number
		}
	}
	return found
}

// aboveComments is the number of the line above those that belong to a line: its own comments.
func (e *editor) aboveComments(line int) int {
	lines := strings.Split(e.text, "\n")
	at := line - 1
	for at > 0 && strings.HasPrefix(strings.TrimSpace(lines[at-1]), "#") {
		at--
	}
	if at == 0 { // what the file itself begins with stays in front
		return line - 1
	}
	return at
}

// belowComments is the number of the last line that belongs to one above it: of comments that are indented deeper.
func (e *editor) belowComments(line, indent int) int {
	lines := strings.Split(e.text, "\n")
	for i := line; i < len(lines); i++ {
		text := strings.TrimLeft(lines[i], " ")
		switch {
		case strings.TrimSpace(text) == "":
		case text[0] == '#' && len(lines[i])-len(text) > indent:
			line = i + 1
		default:
			return line
		}
	}
	return line
}
