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
	case node.Kind == yaml.ScalarNode && node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && node.Anchor == "" &&
		strings.HasPrefix(text, node.Value):
		return at + len(node.Value), nil
	}
	return 0, ErrForm
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
