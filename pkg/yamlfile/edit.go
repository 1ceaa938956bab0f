package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A Value is what Set writes: a text, or a list of words.
type Value struct {
	Text  string
	Plain bool // the text is a number, true or false, and stays without quotes
	Words []string
}

// ErrForm is the error of an edit that the form of a file does not allow.
var ErrForm = errors.New("the file is written in a form that cannot be changed in place")

// Set returns a YAML or JSON file that has a value under a path of keys, which are made where they are missing.
// Comments, order, blank lines and quotes stay as they were. The error is ErrForm.
func Set(data []byte, value Value, path ...string) ([]byte, error) {
	return edit(data, path, value.plain(), func(e *editor, root *yaml.Node) error { return e.set(root, path, value) })
}

// Unset returns a file without a key at a path, and with everything else as it was.
func Unset(data []byte, path ...string) ([]byte, error) {
	return edit(data, path, nil, func(e *editor, root *yaml.Node) error { return e.unset(root, path) })
}

// edit has change rewrite the text, and wants the result to say what it should and nothing else.
func edit(data []byte, path []string, want any, change func(*editor, *yaml.Node) error) ([]byte, error) {
	bare := bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(bare) || hasOddBreaks(bare) {
		return nil, ErrForm
	}
	e := &editor{text: string(bare), newline: "\n"}
	if strings.Contains(e.text, "\r\n") {
		e.newline = "\r\n"
	}
	document, err := Parse("", bare, Rules{})
	if err != nil {
		return nil, ErrForm
	}
	var root *yaml.Node
	if !document.IsNull() {
		root = document.yaml
	}
	if err := change(e, root); err != nil {
		return nil, err
	}
	if _, err := Parse("", []byte(e.text), Rules{}); err != nil {
		return nil, ErrForm
	}
	var before, after any
	if err := errors.Join(yaml.Unmarshal(bare, &before), yaml.Unmarshal([]byte(e.text), &after)); err != nil {
		return nil, ErrForm
	}
	if !reflect.DeepEqual(changed(before, path, want), withoutEmpty(after)) {
		return nil, ErrForm
	}
	return append(data[:len(data)-len(bare):len(data)-len(bare)], e.text...), nil
}

// oddBreaks end a line for YAML and for hardly anyone else.
const oddBreaks = "\u0085\u2028\u2029"

func hasOddBreaks(text []byte) bool {
	return bytes.Count(text, []byte("\r")) != bytes.Count(text, []byte("\r\n")) || bytes.ContainsAny(text, oddBreaks)
}

// changed is a decoded file with another value at a path; nil stands for none.
func changed(tree any, path []string, value any) any {
	level, _ := tree.(map[string]any)
	copied := map[string]any{}
	for key, one := range level {
		copied[key] = one
	}
	if len(path) > 1 {
		copied[path[0]] = changed(copied[path[0]], path[1:], value)
	} else {
		copied[path[0]] = value
	}
	return withoutEmpty(copied)
}

// withoutEmpty is a decoded file without keys that say nothing, since what holds nothing may be written in several ways.
func withoutEmpty(tree any) any {
	level, ok := tree.(map[string]any)
	if !ok {
		return tree
	}
	kept := map[string]any{}
	for key, one := range level {
		if one = withoutEmpty(one); one != nil {
			kept[key] = one
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// plain is the value as it is decoded.
func (v Value) plain() any {
	var decoded any
	switch {
	case v.Words != nil:
		var words []any
		for _, word := range v.Words {
			words = append(words, word)
		}
		return words
	case v.Plain && yaml.Unmarshal([]byte(v.Text), &decoded) == nil:
		return decoded
	}
	return v.Text
}

// An editor rewrites a text in which each node knows its line and column.
type editor struct {
	text, newline string
}

// set finds the place of a path below a node, nil for an empty file, and writes the value there.
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

// add writes a key, and those below it, that a mapping does not have yet.
func (e *editor) add(node *yaml.Node, path []string, value Value) error {
	if isFlow(node) {
		return e.addToFlow(node, path, value)
	}
	indent := node.Content[0].Column - 1
	lines := e.lines(indent, path, value)
	if indent == 0 {
		if len(path) > 1 { // a section of its own, whose settings come last
			e.appendLines(0, path, value)
			return nil
		}
		if below := e.placeFor(path); below > 0 {
			return e.insertBelow(below, lines)
		}
	}
	// What holds other settings comes last, so that one of this level is not lost behind them.
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
	return e.insertBelow(strings.Count(e.text[:end], "\n")+1, lines)
}

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

// replace writes another value in the place of one, in its quotes.
func (e *editor) replace(parent, key, old *yaml.Node, value Value) error {
	style := old.Style & (yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle)
	if isFlow(parent) && style == 0 && !value.Plain {
		style = yaml.DoubleQuotedStyle
	}
	return e.replaceText(key, old, value.render(style))
}

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
	if old.Kind == yaml.SequenceNode && !isFlow(old) { // it begins on a line of its own
		colon, err := e.colon(key)
		if err != nil {
			return err
		}
		start, text = colon+1, " "+text
	}
	e.splice(start, end, text)
	return nil
}

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

func (e *editor) splice(start, end int, text string) {
	e.text = e.text[:start] + text + e.text[end:]
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

// insertBelow puts lines below one of a number, 0 for the top.
func (e *editor) insertBelow(line int, lines string) error {
	at := e.offset(&yaml.Node{Line: line + 1, Column: 1})
	if line > 0 && !strings.HasSuffix(e.text[:at], "\n") {
		at = len(e.text)
		lines = e.newline + lines
	}
	e.splice(at, at, lines)
	return nil
}

// appendLines puts a path and its value at the end of the file.
func (e *editor) appendLines(indent int, path []string, value Value) {
	if e.text != "" && !strings.HasSuffix(e.text, "\n") {
		e.text += e.newline
	}
	e.text += e.lines(indent, path, value)
}

// lines writes a path of keys and the value below the last one, a line a key.
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

// flow writes a path of keys and the value below the last one in braces, with quotes as JSON has them.
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

func isWord(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
}

// render writes the value in a style, on one line.
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
