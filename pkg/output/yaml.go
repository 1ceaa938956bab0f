package output

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// yamlDocument is yaml: one mapping or sequence with the keys, order and types that it has in JSON.
type yamlDocument struct {
	list   bool
	filled bool // with an item
}

func newYAML(_ *Printer, list bool) encoder { return &yamlDocument{list: list} }

func (*yamlDocument) begin(*bytes.Buffer, [][]byte) error { return nil }

// batch writes items. Sequences one below the other are one sequence.
func (d *yamlDocument) batch(b *bytes.Buffer, items [][]byte) error {
	if len(items) == 0 {
		return nil
	}
	d.filled = true
	node := yamlNode(valueOf(items[0]))
	if d.list {
		node = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}
		for _, item := range items[1:] {
			node.Content = append(node.Content, yamlNode(valueOf(item)))
		}
	}
	var encoded bytes.Buffer
	encoder := yaml.NewEncoder(&encoded)
	encoder.SetIndent(2)
	if err := encoder.Encode(node); err != nil {
		return err
	}
	if err := encoder.Close(); err != nil {
		return err
	}
	b.Write(escapeRunes(encoded.Bytes(), func(dst []byte, r rune) []byte { return fmt.Appendf(dst, `\U%08X`, r) }))
	return nil
}

func (d *yamlDocument) end(b *bytes.Buffer) error {
	if d.list && !d.filled {
		b.WriteString("[]\n")
	}
	return nil
}

func yamlNode(v value) *yaml.Node {
	switch v.kind {
	case null:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	case boolean:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: string(v.raw)}
	case number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: yamlNumber(string(v.raw))}
	case text:
		return yamlString(v.text())
	case array:
		node := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range v.items() {
			node.Content = append(node.Content, yamlNode(item))
		}
		return node
	}
	node := &yaml.Node{Kind: yaml.MappingNode}
	keys, values := v.fields()
	for i, item := range values {
		node.Content = append(node.Content, yamlString(keys[i]), yamlNode(item))
	}
	return node
}

var (
	// plainSafe are the strings that every YAML reader, old and new, takes for strings without quotes,
	plainSafe = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[A-Za-z_/][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*$`)
	})
	// except for these words.
	yamlWords = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true,
		"null": true}
)

func yamlString(s string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: strings.ToValidUTF8(s, "\ufffd")}
	if !plainSafe().MatchString(s) || yamlWords[strings.ToLower(s)] {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

// yamlNumber writes a JSON number so that readers of YAML 1.1 too take it for one:
// before an exponent they want a point, and in it a sign.
func yamlNumber(literal string) string {
	at := strings.IndexAny(literal, "eE")
	if at < 0 {
		return literal
	}
	mantissa, exponent := literal[:at], literal[at+1:]
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	if exponent[0] != '+' && exponent[0] != '-' {
		exponent = "+" + exponent
	}
	return mantissa + "e" + exponent
}
