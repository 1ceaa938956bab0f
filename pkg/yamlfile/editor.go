package yamlfile

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// An editor changes the text of a file at the lines and columns of its parsed nodes. The nodes fit only until the first change.
type editor struct {
	text, newline string
}

// set writes a value at a path below a node. The node is nil if the file is empty.
func (e *editor) set(node *yaml.Node, path []string, value Value) error {
	if node == nil {
		if below := e.placeFor(path); below > 0 {
			return e.insertBelow(below, e.lines(0, path, value))
		}
		e.appendLines(0, path, value)
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return ErrForm
	}
	key, found := find(node, path[0])
	switch {
	case key == nil:
		return e.add(node, path, value)
	case len(path) == 1:
		return e.replace(node, key, found, value)
	case found.Kind == yaml.MappingNode:
		return e.set(found, path[1:], value)
	case found.Tag != "!!null":
		return ErrForm
	case isFlow(node) || found.Value != "":
		return e.replaceText(key, found, e.flow(path[1:], value, node))
	}
	return e.insertBelow(key.Line, e.lines(key.Column+1, path[1:], value))
}

// add writes a key that a mapping does not have yet, with the rest of the path below it.
func (e *editor) add(node *yaml.Node, path []string, value Value) error {
	if isFlow(node) {
		return e.addToFlow(node, path, value)
	}
	indent := node.Content[0].Column - 1
	lines := e.lines(indent, path, value)
	if indent == 0 {
		if len(path) > 1 { // a new section goes to the end of the file
			e.appendLines(0, path, value)
			return nil
		}
		if below := e.placeFor(path); below > 0 {
			return e.insertBelow(below, lines)
		}
	}
	// A plain setting goes above the first nested mapping, where it is easier to find than after it.
	last := -1
	for i := 0; i+1 < len(node.Content); i += 2 {
		if len(path) == 1 && node.Content[i+1].Kind == yaml.MappingNode {
			break
		}
		last = i
	}
	if last < 0 {
		return e.insertBelow(e.aboveComments(node.Content[0].Line), lines)
	}
	end, err := e.end(node.Content[last], node.Content[last+1])
	if err != nil {
		return err
	}
	return e.insertBelow(e.belowComments(strings.Count(e.text[:end], "\n")+1, indent), lines)
}

// addToFlow writes a new key into a mapping in braces.
func (e *editor) addToFlow(node *yaml.Node, path []string, value Value) error {
	addition := e.flow(path, value, node)
	addition = addition[1 : len(addition)-1]
	if len(node.Content) == 0 {
		at := e.offset(node)
		brace := strings.IndexByte(e.text[at:], '}')
		if brace < 0 {
			return ErrForm
		}
		e.splice(at+1, at+brace, addition)
		return nil
	}
	last := len(node.Content) - 2
	end, err := e.end(node.Content[last], node.Content[last+1])
	if err != nil {
		return err
	}
	e.splice(end, end, ", "+addition)
	return nil
}

// replace writes a value in place of an old one, with the same kind of quotes.
func (e *editor) replace(parent, key, old *yaml.Node, value Value) error {
	if !e.isPlainly(old) {
		return ErrForm
	}
	style := old.Style & (yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle)
	if isFlow(parent) && style == 0 && !value.Plain {
		style = yaml.DoubleQuotedStyle
	}
	return e.replaceText(key, old, value.render(style))
}

// replaceText writes text in place of the value of a key, which may be missing behind its colon.
func (e *editor) replaceText(key, old *yaml.Node, text string) error {
	if old.Kind == yaml.ScalarNode && old.Tag == "!!null" && old.Value == "" {
		colon, err := e.colon(key)
		if err != nil {
			return err
		}
		e.splice(colon+1, colon+1, " "+text)
		return nil
	}
	end, err := e.end(key, old)
	if err != nil {
		return err
	}
	start := e.offset(old)
	if old.Kind == yaml.SequenceNode && !isFlow(old) { // the list begins on the line below the key
		colon, err := e.colon(key)
		if err != nil {
			return err
		}
		start, text = colon+1, " "+text
	}
	e.splice(start, end, text)
	return nil
}

// unset removes the key at a path below a node, if it is there.
func (e *editor) unset(node *yaml.Node, path []string) error {
	if node == nil {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return ErrForm
	}
	key, value := find(node, path[0])
	if key == nil {
		return nil
	}
	if len(path) > 1 {
		if value.Tag == "!!null" {
			return nil
		}
		return e.unset(value, path[1:])
	}
	end, err := e.end(key, value)
	if err != nil {
		return err
	}
	start := e.offset(key)
	if isFlow(node) {
		rest := strings.TrimLeft(e.text[end:], " \t\r\n")
		if behind, ok := strings.CutPrefix(rest, ","); ok {
			end = len(e.text) - len(strings.TrimLeft(behind, " \t"))
		} else if before := strings.TrimRight(e.text[:start], " \t\r\n"); strings.HasSuffix(before, ",") {
			start = len(before) - 1
		}
		e.splice(start, end, "")
		return nil
	}
	lineStart := strings.LastIndexByte(e.text[:start], '\n') + 1
	if strings.TrimSpace(e.text[lineStart:start]) != "" {
		return ErrForm
	}
	lineEnd := len(e.text)
	if newline := strings.IndexByte(e.text[end:], '\n'); newline >= 0 {
		lineEnd = end + newline + 1
	}
	e.splice(lineStart, lineEnd, "")
	return nil
}

// splice replaces the text from start to end.
func (e *editor) splice(start, end int, text string) {
	e.text = e.text[:start] + text + e.text[end:]
}

// insertBelow inserts lines below the line of that number; 0 is the top of the file.
func (e *editor) insertBelow(line int, lines string) error {
	if line > strings.Count(e.text, "\n") { // it is the last line and has no newline
		e.text += e.newline
	}
	at := e.offset(&yaml.Node{Line: line + 1, Column: 1})
	e.splice(at, at, lines)
	return nil
}

// appendLines adds a path and its value at the end of the file.
func (e *editor) appendLines(indent int, path []string, value Value) {
	if e.text != "" && !strings.HasSuffix(e.text, "\n") {
		e.text += e.newline
	}
	e.text += e.lines(indent, path, value)
}

// lines returns a path of keys with the value at its end, in block style: one line for each key.
func (e *editor) lines(indent int, path []string, value Value) string {
	var lines strings.Builder
	for i, word := range path {
		fmt.Fprintf(&lines, "%*s%s:", indent+2*i, "", Value{Text: word}.render(0))
		if i == len(path)-1 {
			lines.WriteString(" " + value.render(0))
		}
		lines.WriteString(e.newline)
	}
	return lines.String()
}

// flow returns a path of keys with the value at its end, in braces. Keys are quoted as in JSON, unless those of like are not.
func (e *editor) flow(path []string, value Value, like *yaml.Node) string {
	key := Value{Text: path[0]}.render(yaml.DoubleQuotedStyle)
	if len(like.Content) > 0 && like.Content[0].Style&yaml.DoubleQuotedStyle == 0 && isWord(path[0]) {
		key = path[0]
	}
	if len(path) > 1 {
		return "{" + key + ": " + e.flow(path[1:], value, like) + "}"
	}
	style := yaml.DoubleQuotedStyle
	if value.Plain {
		style = 0
	}
	return "{" + key + ": " + value.render(style) + "}"
}

// isWord reports whether text is a key that needs no quotes.
func isWord(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
}

// render returns the value as YAML on one line, quoted in a style.
func (v Value) render(style yaml.Style) string {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v.Text, Style: style}
	switch {
	case v.Words != nil:
		words := make([]string, len(v.Words))
		for i, word := range v.Words {
			words[i] = Value{Text: word}.render(0)
			if strings.ContainsAny(words[i], ",[]{}") || style != 0 {
				words[i] = strconv.Quote(word)
			}
		}
		return "[" + strings.Join(words, ", ") + "]"
	case v.Plain:
		return v.Text
	case strings.ContainsAny(v.Text, "\r\n\t"+oddBreaks):
		node.Style = yaml.DoubleQuotedStyle
	}
	encoded, err := yaml.Marshal(node)
	if err != nil {
		return strconv.Quote(v.Text)
	}
	return strings.TrimSuffix(string(encoded), "\n")
}
