package yamlfile

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// find returns the node of a key in a mapping and that of its value, or nil if the mapping does not have the key.
func find(node *yaml.Node, word string) (key, value *yaml.Node) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == word {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

// isFlow reports whether a node is written in braces or brackets.
func isFlow(node *yaml.Node) bool { return node.Style&yaml.FlowStyle != 0 }

// offset returns where a node begins, as an index into the text.
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

// colon returns the index of the colon behind a key.
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

// end returns the index at which a key's value ends.
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

// scalarEnd returns the index at which a scalar or a reference ends.
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

// isPlainly reports whether a scalar can be replaced without loss. It cannot if it has an anchor or a tag, is a block, or spans
// several lines: nothing of that form would be left. It does not check other kinds of
// values.
func (e *editor) isPlainly(node *yaml.Node) bool {
	if node.Kind != yaml.ScalarNode || node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		return true
	}
	return node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && strings.HasPrefix(e.text[e.offset(node):], node.Value)
}

// properties returns the length of the anchor and the tag at the beginning of a text.
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

// blockLength returns the length of the block that a text begins with, from its | or > to the end of its last line that is not
// blank. It returns ErrForm if the block states its own indent.
func blockLength(text string) (int, error) {
	length, at, indent := 0, 0, 0
	for line := range strings.Lines(text) {
		content := strings.TrimRight(line, " \t\r\n")
		blanks := len(content) - len(strings.TrimLeft(content, " "))
		switch {
		case at == 0:
			if strings.ContainsAny(strings.Fields(content)[0], "123456789") {
				return 0, ErrForm // the header states the indent
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

// plainLength returns the length of the plain scalar that a text begins with. It may span several lines.
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

// flowEnd returns the index at which a list in brackets or a mapping in braces ends.
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

// placeFor returns the number of the last line that shows a key of the top level as a comment, such as `# space: example`, or 0
// if there is none.
func (e *editor) placeFor(path []string) int {
	found, number := 0, 0
	for line := range strings.Lines(e.text) {
		if number++; len(path) == 1 && strings.HasPrefix(line, "# "+path[0]+": ") {
			found = number
		}
	}
	return found
}

// aboveComments returns the number of the line above a line's own comments, which are those directly above it.
func (e *editor) aboveComments(line int) int {
	lines := strings.Split(e.text, "\n")
	at := line - 1
	for at > 0 && strings.HasPrefix(strings.TrimSpace(lines[at-1]), "#") {
		at--
	}
	if at == 0 { // comments at the top belong to the file, not to the line
		return line - 1
	}
	return at
}

// belowComments returns the number of the last comment below a line that belongs to it, because it is indented deeper, or the
// line's own number if there is none.
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
