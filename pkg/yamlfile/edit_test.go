package yamlfile

import (
	"errors"
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	t.Parallel()
	file := "# What it is.\nspace: example   # ours\n\n# retries: 3\nproject: 'a''b'\n\n" +
		"profiles:\n  # First.\n  a:\n    space: \"x\"\n\n  b: {space: y}\n  c:\n# the end\n"
	for _, test := range []struct {
		name, before string
		path         string
		value        Value
		after        string // only what changes: old|new
	}{
		{"a value, beside a comment", file, "space", Value{Text: "other"}, "space: example |space: other "},
		{"a value in single quotes", file, "project", Value{Text: "it's"}, "'a''b'|'it''s'"},
		{"a value in double quotes", file, "profiles.a.space", Value{Text: `q"x`}, `"x"|"q\"x"`},
		{"a value that needs quotes", file, "space", Value{Text: "00: #1"}, "example |'00: #1' "},
		{"a value in braces", file, "profiles.b.space", Value{Text: "a, b"}, `y}|"a, b"}`},
		{"a number, where a comment has its place", file, "retries", Value{Text: "5", Plain: true}, "# retries: 3\n|# retries: 3\nretries: 5\n"},
		{"a new key, before the profiles", file, "timeout", Value{Text: "5s"}, "'a''b'\n|'a''b'\ntimeout: 5s\n"},
		{"a new key of a profile", file, "profiles.a.timeout", Value{Text: "5s"}, "    space: \"x\"\n|    space: \"x\"\n    timeout: 5s\n"},
		{"a new key of a profile in braces", file, "profiles.b.timeout", Value{Text: "5s"}, `{space: y}|{space: y, timeout: "5s"}`},
		{"a new key of an empty profile", file, "profiles.c.timeout", Value{Text: "5s"}, "  c:\n|  c:\n    timeout: 5s\n"},
		{"a new profile", file, "profiles.d e: f.space", Value{Text: "z"}, "  c:\n|  c:\n  'd e: f':\n    space: z\n"},
		{"a list", file, "api_token_command", Value{Words: []string{"pass", "show", "a, b", "it's", "-n"}},
			"'a''b'\n|'a''b'\napi_token_command: [pass, show, \"a, b\", it's, -n]\n"},
		{"another list", "c:\n- a\n- b\nd: e\n", "c", Value{Words: []string{"x"}}, "c:\n- a\n- b\n|c: [x]\n"},
		{"a list in brackets", "c: [a, 'b]']  # why\n", "c", Value{Words: []string{"x"}}, "[a, 'b]']|[x]"},
		{"an empty value", "a:   # nothing\nb: c\n", "a", Value{Text: "x"}, "a: |a: x "},
		{"a null", "a: ~\n", "a", Value{Text: "x"}, "~|x"},
		{"a profile that is null", "profiles: {a: ~}\n", "profiles.a.space", Value{Text: "x"}, `~|{space: "x"}`},
		{"no profiles yet", "profiles:\nspace: x\n", "profiles.a.space", Value{Text: "y"}, "profiles:\n|profiles:\n  a:\n    space: y\n"},
		{"no file yet", "", "profiles.a.space", Value{Text: "y"}, "|profiles:\n  a:\n    space: y\n"},
		{"comments alone", "# nothing\n", "space", Value{Text: "y"}, "# nothing\n|# nothing\nspace: y\n"},
		{"a section", "space: x\n\n# the end\n", "profiles.a.space", Value{Text: "y"}, "end\n|end\nprofiles:\n  a:\n    space: y\n"},
		{"comments alone, with a place", "# timeout: 30s\n# space: x\n", "timeout", Value{Text: "1s"},
			"# timeout: 30s\n|# timeout: 30s\ntimeout: 1s\n"},
		{"no newline at the end", "space: x", "timeout", Value{Text: "1s"}, "x|x\ntimeout: 1s\n"},
		{"lines of Windows", "space: x\r\nprofiles:\r\n  a: {}\r\n", "timeout", Value{Text: "1s"}, "x\r\n|x\r\ntimeout: 1s\r\n"},
		{"a mark in front", "\ufeffspace: x\n", "space", Value{Text: "y"}, ": x|: y"},
		{"JSON", `{"space": "x", "profiles": {"a": {}}}`, "profiles.a.retries", Value{Text: "1", Plain: true}, `{}|{"retries": 1}`},
		{"JSON, a new key", `{"space": "x"}`, "timeout", Value{Text: "1s"}, `"x"|"x", "timeout": "1s"`},
		{"a wide indent", "profiles:\n      a:\n              space: x\n", "profiles.a.timeout", Value{Text: "1s"},
			"x\n|x\n              timeout: 1s\n"},
		{"profiles first", "# ours\nprofiles:\n  a: {}\n", "space", Value{Text: "x"}, "# ours\n|# ours\nspace: x\n"},
		{"a comment of the profiles", "# ours\n\n# many\nprofiles:\n  a: {}\n", "space", Value{Text: "x"}, "# ours\n\n|# ours\n\nspace: x\n"},
		{"letters beyond ASCII", "é: ü  # ö\n", "é", Value{Text: "x"}, ": ü|: x"},
		{"a reference", "a: &x 1\nb: *x\n", "b", Value{Text: "y"}, "*x|y"},
		{"a text over two lines", "a: \"b\n  c\"\nd: e\n", "a", Value{Text: "x"}, "\"b\n  c\"|\"x\""},
		{"a new profile, without a newline at the end", "profiles:\n  a:\n    space: b", "profiles.c.space", Value{Text: "x"},
			"b|b\n  c:\n    space: x\n"},
		{"the same with lines of Windows", "profiles:\r\n  a:\r\n    space: b", "profiles.c.space", Value{Text: "x"},
			"b|b\r\n  c:\r\n    space: x\r\n"},
		{"a new profile, below the comments of the one before",
			"profiles:\n  a:\n    b: c\n\n    # of a\n  # of all\n# the end\n", "profiles.d.b", Value{Text: "x"},
			"# of a\n|# of a\n  d:\n    b: x\n"},
		{"a new key, below a deeper comment", "space: a\n  # of space\n# of b\nb: {}\n", "timeout", Value{Text: "1s"},
			"# of space\n|# of space\ntimeout: 1s\n"},
		{"beside an anchor", "space: &s a # x\nprofiles:\n  p: {space: *s}\n", "timeout", Value{Text: "1s"}, "# x\n|# x\ntimeout: 1s\n"},
		{"beside a tag", "space: !!str a\nprofiles: {}\n", "timeout", Value{Text: "1s"}, "a\n|a\ntimeout: 1s\n"},
		{"beside an anchor, a tag and quotes", "space: &s !!str 'a'\nprofiles: {}\n", "timeout", Value{Text: "1s"}, "'a'\n|'a'\ntimeout: 1s\n"},
		{"beside a folded block", "space: >-\n  a\n\n   b\n\n# of all\nprofiles: {}\n", "timeout", Value{Text: "1s"},
			"   b\n|   b\ntimeout: 1s\n"},
		{"beside a block at the end", "space: >-\n  # no comment", "timeout", Value{Text: "1s"}, "# no comment|# no comment\ntimeout: 1s\n"},
		{"beside a long text", "space: a\n  b\n\n  c # d\nprofiles: {}\n", "timeout", Value{Text: "1s"}, "# d\n|# d\ntimeout: 1s\n"},
		{"a document's marks", "---\nspace: a\n...\n", "timeout", Value{Text: "1s"}, "a\n|a\ntimeout: 1s\n"},
		{"a profile with a tabulator for a blank", "profiles:\n  a:\n    space:\tb\t# c\n", "profiles.a.space", Value{Text: "x"}, "\tb|\tx"},
		{"a profile that reads as a number", "profiles:\n  1:\n    space: b\n", "profiles.1.space", Value{Text: "x"}, "space: b|space: x"},
		{"keys in quotes", "\"profiles\":\n  'a':\n    \"space\": b\n", "profiles.a.space", Value{Text: "x"}, ": b|: x"},
	} {
		want := strings.Replace(test.before, first(test.after), second(test.after), 1)
		if got, err := Set([]byte(test.before), test.value, strings.Split(test.path, ".")...); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", test.name, err, got, want)
		}
	}
	for name, text := range map[string]string{
		"a block of text": "a: |\n  b\n", "an anchor": "a: &x b\nc: *x\n", "a tag": "a: !!str b\n", "a list": "- a\n",
		"two documents": "b: c\n...\n", "a mapping in its place": "a: {}\nb: c", "a long text": "a: b\n  c\n", "UTF-16": "\xff\xfea\x00",
	} {
		got, err := Set([]byte(text), Value{Text: "x"}, "a")
		if err == nil && name != "two documents" && name != "a mapping in its place" || err != nil && !errors.Is(err, ErrForm) {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestUnset(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, before, path, after string }{
		{"a line", "# a\na: b # c\n\nd: e\n", "a", "a: b # c\n|"},
		{"a line of a profile", "p:\n  a:\n    b: c\n    d: e\n", "p.a.b", "    b: c\n|"},
		{"the only line of a profile", "p:\n  a:\n    b: c\nd: e\n", "p.a.b", "    b: c\n|"},
		{"a list", "c:\n- a\n- b\nd: e\n", "c", "c:\n- a\n- b\n|"},
		{"the first in braces", "{a: b, c: d}", "a", "a: b, |"},
		{"the last in braces", "{a: b, c: d}", "c", ", c: d|"},
		{"the only one in braces", "p: {a: b}\n", "p.a", "a: b|"},
		{"what is not there", "a: b\n", "c", "|"},
		{"of what is not there", "a: b\n", "p.a.b", "|"},
		{"of nothing", "# nothing\n", "a", "|"},
		{"an empty value", "a:\nb: c\n", "a", "a:\n|"},
		{"the last line", "b: c\na: d", "a", "a: d|"},
		{"a block of text", "a: >\n  b\n  c\nd: e\n", "a", "a: >\n  b\n  c\n|"},
		{"a long text", "a: b\n  c # d\ne: f\n", "a", "a: b\n  c # d\n|"},
		{"an anchor that nobody uses", "a: &x b\nd: e\n", "a", "a: &x b\n|"},
	} {
		want := strings.Replace(test.before, first(test.after), second(test.after), 1)
		if got, err := Unset([]byte(test.before), strings.Split(test.path, ".")...); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", test.name, err, got, want)
		}
	}
}

func first(change string) string  { before, _, _ := strings.Cut(change, "|"); return before }
func second(change string) string { _, after, _ := strings.Cut(change, "|"); return after }

// FuzzSet sets a value in any file. What Set returns must parse, and setting the same value again must change nothing.
func FuzzSet(f *testing.F) {
	f.Add("space: a # b\nprofiles:\n  a: {space: c}\n", "d: #e", true)
	f.Add("{\"a\": [1, {}]}", "x", false)
	f.Fuzz(func(t *testing.T, file, value string, deep bool) {
		path := []string{"space"}
		if deep {
			path = []string{"profiles", "a", "space"}
		}
		written, err := Set([]byte(file), Value{Text: value}, path...)
		if err != nil {
			return
		}
		_, err = Parse("f", written, Rules{})
		if err != nil {
			t.Fatalf("%q becomes %q: %v", file, written, err)
		}
		if again, err := Set(written, Value{Text: value}, path...); err != nil || string(again) != string(written) {
			t.Errorf("%q becomes %q and then %q: %v", file, written, again, err)
		}
	})
}
