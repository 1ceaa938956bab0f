package output

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

var testNoun = Noun{ID: "call_sid", Fields: []string{"call_sid", "muted"}, Columns: []string{"call_sid", "muted"}}

func print(t *testing.T, options Options, list bool, items ...string) (string, error) {
	t.Helper()
	var b bytes.Buffer
	options.Zone = time.UTC
	p, err := NewPrinter(&b, testNoun, options)
	if err != nil {
		return "", err
	}
	var raw [][]byte
	for _, item := range items {
		raw = append(raw, []byte(item))
	}
	if list {
		err = p.List(t.Context(), func(yield func([][]byte, error) bool) {
			for _, item := range raw {
				if !yield([][]byte{item}, nil) {
					return
				}
			}
		})
	} else {
		err = p.Item(t.Context(), raw[0])
	}
	return b.String(), err
}

// TestList prints none, one and two items: always an array where the format has one, never an error.
func TestList(t *testing.T) {
	t.Parallel()
	one, two := `{"call_sid":"a","muted":true}`, `{"call_sid":"b","muted":false,"extra":[1]}`
	for _, test := range []struct {
		options Options
		items   []string
		want    string
	}{
		{Options{Format: JSON}, nil, "[]\n"},
		{Options{Format: JSON}, []string{one}, "[\n  {\n    \"call_sid\": \"a\",\n    \"muted\": true\n  }\n]\n"},
		{Options{Format: YAML}, nil, "[]\n"},
		{Options{Format: YAML}, []string{one, two}, "- call_sid: a\n  muted: true\n- call_sid: b\n  muted: false\n  extra:\n    - 1\n"},
		{Options{Format: JSONL}, nil, ""},
		{Options{Format: JSONL}, []string{one, two}, one + "\n" + two + "\n"},
		{Options{Format: CSV}, nil, "call_sid,muted\n"},
		{Options{Format: CSV, Columns: "nosuch"}, nil, "nosuch\n"},
		{Options{Format: CSV}, []string{one, two}, "call_sid,muted\na,true\nb,false\n"},
		{Options{Format: TSV, NoHeaders: true}, []string{one}, "a\ttrue\n"},
		{Options{Format: Name}, nil, ""},
		{Options{Format: Name}, []string{one, two}, "a\nb\n"},
		{Options{Format: Table}, nil, "CALL_SID  MUTED\n"},
		{Options{Format: Table}, []string{one, two}, "CALL_SID  MUTED\na         yes\nb         no\n"},
		{Options{Format: JSON, JQ: "length"}, []string{one, two}, "2\n"},
		{Options{Format: JSON, JQ: ".[]"}, nil, ""},
		{Options{Format: JSONL, JQ: ".call_sid"}, []string{one, two}, "a\nb\n"},
	} {
		got, err := print(t, test.options, true, test.items...)
		if err != nil || got != test.want {
			t.Errorf("%+v of %d: %v, got\n%q, want\n%q", test.options, len(test.items), err, got, test.want)
		}
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	const sid = "b3877c40-da60-4998-90ad-b792e98472ca"
	for _, test := range []struct {
		text string
		room int
		want string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"日本語日本語", 5, "日本…"},
		{sid, 8, sid},
		{sid + ".json", 38, sid + ".…"},
		{sid + ".json", 20, sid + "…"},
		{"/Accounts/" + sid + "/Conferences/" + sid, 30, "/Accounts/…"},
		{"/Accounts/" + sid + "/Conferences/" + sid, 47, "/Accounts/" + sid + "…"},
		{"/Accounts/" + sid + "/Conferences/" + sid, 46, "/Accounts/…"},
		{"x" + sid, 1, "…"},
	} {
		if got := Shorten(test.text, test.room); got != test.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", test.text, test.room, got, test.want)
		}
	}
}

// FuzzPrint prints any JSON object in every format: no panic, nothing raw that drives a terminal,
// and what a reader of the format gets back is what went in.
func FuzzPrint(f *testing.F) {
	for _, seed := range []string{
		`{"call_sid": "b3877c40-da60-4998-90ad-b792e98472ca", "muted": true, "date_created": "Mon, 24 Sept 2018 21:00:00 +0000"}`,
		`{"call_sid": 1e400, "a": -0, "b": 1E5, "c": 123456789012345678901234567890, "d": 1.10}`,
		`{"call_sid":"` + "\u202e\u0085\u2028\U000e0041\x7f" + `\u001b[31m", "` + "\ufeff" + `": "yes", "yes": "0123", "~": "2020-01-02", "<<": "=", "": "y"}`,
		`{"call_sid":{"a":[{},[],null,[[1,{"b":"\ud800"}]]]}, "twice":1, "twice":"two", "k":"a\tb\r\nc\\d,\"e\""}`,
		"{\"call_sid\":\"\xff\xfe\", \"x\": \"- a: b\\n# c\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		trimmed := bytes.TrimSpace(raw)
		if !json.Valid(raw) || len(trimmed) == 0 || trimmed[0] != '{' || bytes.Count(raw, []byte("{"))+bytes.Count(raw, []byte("[")) > 100 {
			t.Skip()
		}
		want := decode(t, raw)
		outputs := map[string]string{}
		for _, format := range Formats() {
			for _, terminal := range []bool{false, true} {
				got, err := print(t, Options{Format: Format(format), Terminal: terminal, Width: 40}, false, string(raw))
				if _, none := err.(*AnswerError); err != nil && !(none && format == "name") {
					t.Fatalf("%s: %v", format, err)
				}
				human := terminal || format == "table" || format == "json" || format == "yaml" || format == "jsonl"
				if human && strings.ContainsFunc(strings.ReplaceAll(got, "\t", " "), func(r rune) bool { return r != '\n' && drives(r) }) {
					t.Errorf("%s: raw control characters in %q", format, got)
				}
				if !terminal {
					outputs[format] = got
				}
			}
		}
		if strings.Contains(outputs["table"], "\t") || strings.Contains(outputs["jsonl"], "\t") {
			t.Error("a raw tab")
		}
		for _, format := range []string{"json", "jsonl"} {
			if got := decode(t, []byte(outputs[format])); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s comes out as %s", format, raw, outputs[format])
			}
			if !utf8.ValidString(outputs[format]) {
				t.Errorf("%s: not UTF-8: %q", format, outputs[format])
			}
		}
		if got := keysIn(t, outputs["json"]); !reflect.DeepEqual(got, keysIn(t, string(raw))) {
			t.Errorf("keys %q come out as %q", keysIn(t, string(raw)), got)
		}
		var node yaml.Node
		if err := yaml.Unmarshal([]byte(outputs["yaml"]), &node); err != nil {
			t.Fatalf("yaml: %v in\n%s", err, outputs["yaml"])
		}
		if got := fromYAML(t, node.Content[0]); !reflect.DeepEqual(got, decodeFloats(t, raw)) {
			t.Errorf("yaml: %s comes out as\n%s", raw, outputs["yaml"])
		}
		rows, err := csv.NewReader(strings.NewReader(outputs["csv"])).ReadAll()
		if top, _ := want.(map[string]any); len(top) > 0 && (err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) || len(rows[0]) != len(top)) {
			t.Errorf("csv: %v in %q", err, outputs["csv"])
		}
		lines := strings.Split(outputs["tsv"], "\n")
		if len(lines) != 3 || strings.Count(lines[0], "\t") != strings.Count(lines[1], "\t") {
			t.Errorf("tsv: %q", outputs["tsv"])
		}
	})
}

// decode reads JSON with the digits of its numbers kept.
func decode(t *testing.T, raw []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, raw)
	}
	return v
}

// keysIn lists the keys of an object in their order.
func keysIn(t *testing.T, raw string) []string {
	t.Helper()
	keys, _ := valueOf([]byte(raw)).fields()
	return keys
}

// decodeFloats reads JSON as a YAML reader sees it: numbers by value.
func decodeFloats(t *testing.T, raw []byte) any {
	t.Helper()
	var floats func(v any) any
	floats = func(v any) any {
		switch v := v.(type) {
		case json.Number:
			return numberOf(v.String())
		case []any:
			for i := range v {
				v[i] = floats(v[i])
			}
		case map[string]any:
			for key := range v {
				v[key] = floats(v[key])
			}
		}
		return v
	}
	return floats(decode(t, raw))
}

// numberOf is a number's value as both sides are compared by; those beyond float64 by their text.
func numberOf(literal string) any {
	var f float64
	if json.Unmarshal([]byte(literal), &f) != nil {
		return "beyond"
	}
	return f
}

func fromYAML(t *testing.T, node *yaml.Node) any {
	t.Helper()
	switch node.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			if node.Content[i].ShortTag() != "!!str" {
				t.Errorf("yaml: the key %q is read as %s", node.Content[i].Value, node.Content[i].ShortTag())
			}
			object[node.Content[i].Value] = fromYAML(t, node.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range node.Content {
			list = append(list, fromYAML(t, item))
		}
		return list
	}
	switch node.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return node.Value == "true"
	case "!!int", "!!float":
		return numberOf(node.Value)
	}
	if node.Style == 0 && numberOf(strings.Replace(node.Value, ".0e", "e", 1)) == "beyond" && strings.ContainsAny(node.Value[:1], "-0123456789") {
		return "beyond" // the reader here takes a number beyond float64 for text
	}
	return node.Value
}

// TestTableOfBatches takes its widths from the first page: a longer cell that comes later makes its own row wider in a pipe,
// and is shortened in a window, but never a SID.
func TestTableOfBatches(t *testing.T) {
	t.Parallel()
	const sid = "b3877c40-da60-4998-90ad-b792e98472ca"
	item := func(name, muted string) string { return `{"call_sid":"` + name + `","muted":"` + muted + `"}` }
	var items []string
	for range firstPage {
		items = append(items, item("short", "no"))
	}
	items = append(items, item("short", "no"), item("much longer than before", "much longer, too"), item(sid, "x"), item("end", "no"))

	piped, err := print(t, Options{Format: Table}, true, items...)
	if err != nil {
		t.Fatal(err)
	}
	want := "short     no\nshort     no\nmuch longer than before  much longer, too\n" + sid + "  x\nend       no\n"
	if !strings.HasPrefix(piped, "CALL_SID  MUTED\nshort     no\n") || !strings.HasSuffix(piped, want) {
		t.Errorf("piped it ends with\n%s", piped[len(piped)-200:])
	}
	window, err := print(t, Options{Format: Table, Terminal: true, Width: 60}, true, items...)
	if err != nil {
		t.Fatal(err)
	}
	if want := "short     no\nmuch lo…  much…\n" + sid + "  x\nend       no\n"; !strings.HasSuffix(window, want) {
		t.Errorf("in a window it ends with\n%s", window[len(window)-200:])
	}
	if _, err := print(t, Options{Format: CSV, Columns: "nosuch"}, true, items...); err == nil || !strings.Contains(err.Error(), "nosuch") {
		t.Errorf("an unknown column: %v", err)
	}
}

// TestManyFields prints an object of a great many fields without taking the square of their number.
func TestManyFields(t *testing.T) {
	t.Parallel()
	var object strings.Builder
	object.WriteString(`{"call_sid":"x"`)
	for i := range 50_000 {
		fmt.Fprintf(&object, `,"k%d":%d`, i, i)
	}
	object.WriteString("}")
	for _, format := range []Format{Table, CSV, YAML} {
		if got, err := print(t, Options{Format: format}, false, object.String()); err != nil || !strings.Contains(got, "k49999") {
			t.Errorf("%s: %v", format, err)
		}
	}
}
