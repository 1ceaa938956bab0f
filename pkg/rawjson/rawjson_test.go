package rawjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestCheckBounds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want error
	}{
		{`[[[1]]]`, nil},
		{`{"a":{"b":[1]}}`, nil},
		{`[[[[1]]]]`, ErrDeep},
		{`{"a":{"b":{"c":{}}}}`, ErrDeep},
		{strings.Repeat("[", 1<<20), ErrDeep},
		{`[[],[],[],[[]]]`, nil},
		{`"[[[[["`, nil},
		{`[[[1]]`, ErrInvalid},
		{`{"":[` + strings.Repeat("1,", 17) + `1]}`, nil},
		{`{"":[` + strings.Repeat("1,", 18) + `1]}`, ErrMany},
	} {
		if got := Check([]byte(test.text), 3, 20); !errors.Is(got, test.want) {
			t.Errorf("%.20s: %v, want %v", test.text, got, test.want)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	const object = `{"a": {"b": {"c": 1}, "b.c": 2, "": 3}, "a.b": {"c": 4, "d": null}, ` +
		`"x.y": 5, "x": {"y": 6, "z": [{"w": 7}]}, "": {"": 8}, "t": "a.b"}`
	for path, want := range map[string]string{
		"x.y": "5", "a.b.c": "4", "a.b.d": "null", "a.b.e": "", "a.": "3", "x.z": `[{"w": 7}]`, "x.z.w": "", "x.z.0": "",
		"": `{"": 8}`, ".": "8", "..": "",
		"t": `"a.b"`, "t.a": "", "nosuch": "", "a.nosuch": "", "x.y.z": "", "a..b": "", ".a": "",
	} {
		if got := Lookup([]byte(object), path); string(got) != want {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
	if got := Lookup([]byte(`{"a": {"b.c": 1}, "a.b": {"d": 2}}`), "a.b.c"); string(got) != "1" {
		t.Errorf("what is not behind the longer name is behind the shorter: %s", got)
	}
	for _, text := range []string{"", "null", "[1]", `"x"`, "7"} {
		if got := Lookup([]byte(text), "a.b"); got != nil {
			t.Errorf("%s has %s", text, got)
		}
	}
}

// seeds are texts on which this package and encoding/json might disagree.
var seeds = []string{
	``, ` `, `{}`, `[]`, ` {"a" : 1 , "b":[ 1,2 ] } `, `{"a":1,"a":2}`, `{"\u0061":1}`, `["x\"y","\\"]`, `[1,]`, `{"a"}`, `{"a":1,}`, `[,1]`,
	`-0`, `01`, `1.`, `.5`, `1e5`, `1E+`, `-`, `+1`, `1e-07`, `123456789012345678901234567890`, `nul`, `true`, `tru e`,
	`"a` + "\x01" + `"`, `"\x"`, `"\u12g4"`, `"\ud800"`,
	"\"\xff\"", `"` + "\u2028" + `"`, `{"a":{"b":{"c":[{},[]]}}} x`, `[1 2]`, `{"a":1 "b":2}`, "\ufeff{}", `"`, `"\`, `[[[`,
	`}`, `{"a":}`, `{"a":`, `[,`, `["a"`, `{"a" `, `{"a"`,
}

// FuzzRead compares the package with encoding/json: what counts as JSON, and what it contains.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fields, items := map[string]json.RawMessage{}, []json.RawMessage{}
		for key, value := range Members(text) {
			fields[string(key)] = value
			if len(value) == 0 {
				t.Errorf("%q: the value of %q is empty", text, key)
			}
		}
		for item := range Items(text) {
			items = append(items, item)
			if len(item) == 0 {
				t.Errorf("%q: an item is empty", text)
			}
		}
		compact := AppendCompact(nil, text)
		valid := json.Valid(text)
		// encoding/json has a limit of its own at ten thousand levels.
		if got := Check(text, 10_000, len(text)); (got == nil) != valid && !errors.Is(got, ErrDeep) {
			t.Fatalf("%q: %v, but valid is %t", text, got, valid)
		}
		if !valid {
			return
		}
		var want bytes.Buffer
		if err := json.Compact(&want, text); err != nil || !bytes.Equal(compact, want.Bytes()) {
			t.Errorf("compact: %q, want %q", compact, want.Bytes())
		}
		var wantFields map[string]json.RawMessage
		if json.Unmarshal(text, &wantFields) == nil && len(wantFields)+len(fields) > 0 && !reflect.DeepEqual(fields, wantFields) {
			t.Errorf("%q: members %q, want %q", text, fields, wantFields)
		}
		for name, value := range wantFields {
			if got := Field(text, name); !bytes.Equal(got, value) {
				t.Errorf("field %q of %q: %q, want %q", name, text, got, value)
			}
		}
		var wantItems []json.RawMessage
		if json.Unmarshal(text, &wantItems) == nil && len(wantItems)+len(items) > 0 && !reflect.DeepEqual(items, wantItems) {
			t.Errorf("%q: items %q, want %q", text, items, wantItems)
		}
		var whole string
		if err := json.Unmarshal(text, &whole); err == nil && bytes.TrimSpace(text)[0] == '"' {
			if got := Text(bytes.TrimSpace(text)); got != whole {
				t.Errorf("%q reads as %q, want %q", text, got, whole)
			}
		}
	})
}

// sample resembles a page of participants.
func sample() []byte {
	var page bytes.Buffer
	page.WriteString(`{"next_page_uri": null, "participants": [`)
	for i := range 1000 {
		if i > 0 {
			page.WriteString(", ")
		}
		fmt.Fprintf(&page, `{"call_sid": "2e9d4b60-8c1a-4d5e-a7f3-%012d", "call_sid_to_coach": null, "coaching": false, `+
			`"date_created": "Mon, 23 Nov 2026 11:42:00 +0000", "muted": %t}`, i, i%2 == 0)
	}
	page.WriteString("]}")
	return page.Bytes()
}

func BenchmarkCheck(b *testing.B) {
	page := sample()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Check(page, 100, 1_000_000); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkItems(b *testing.B) {
	page := sample()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		count := 0
		for range Items(Field(page, "participants")) {
			count++
		}
		if count != 1000 {
			b.Fatal(count)
		}
	}
}

func BenchmarkField(b *testing.B) {
	page := sample()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		for item := range Items(Field(page, "participants")) {
			if Field(item, "call_sid") == nil {
				b.Fatal(string(item))
			}
		}
	}
}

func BenchmarkCompact(b *testing.B) {
	page := sample()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	var line []byte
	for b.Loop() {
		line = AppendCompact(line[:0], page)
	}
}
