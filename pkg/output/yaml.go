package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
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
	node := yamlNode(items[0])
	if d.list {
		node = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}
		for _, item := range items[1:] {
			node.Content = append(node.Content, yamlNode(item))
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

// yamlNode makes a node of valid JSON. It reads each level once, so that deeply nested text takes no longer than flat text.
func yamlNode(text []byte) *yaml.Node {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return nextNode(decoder)
}

func nextNode(d *json.Decoder) *yaml.Node {
	token, _ := d.Token()
	switch token := token.(type) {
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(token)}
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: yamlNumber(token.String())}
	case string:
		return yamlString(token)
	case json.Delim:
		node := &yaml.Node{Kind: yaml.SequenceNode}
		if token == '{' {
			node = nextMapping(d)
		}
		for d.More() {
			node.Content = append(node.Content, nextNode(d))
		}
		_, _ = d.Token() // the closing bracket
		return node
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
}

// nextMapping reads the members of an object. If a key appears twice, the last value wins.
func nextMapping(d *json.Decoder) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode}
	places := map[string]int{}
	for d.More() {
		key, _ := d.Token()
		name, _ := key.(string)
		value := nextNode(d)
		if place, twice := places[name]; twice {
			node.Content[place] = value
			continue
		}
		places[name] = len(node.Content) + 1
		node.Content = append(node.Content, yamlString(name), value)
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
