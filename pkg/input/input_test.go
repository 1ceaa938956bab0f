package input

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"confcall/pkg/failure"
	"confcall/pkg/sid"
)

const (
	a    = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e0001"
	b    = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e0002"
	conf = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001"
)

// read returns what a text names: each word, with its conference after an @, or for a bad line the error after a !.
func read(text string, fields ...string) []string {
	var got []string
	for target := range SIDs(strings.NewReader(text), fields...).Targets() {
		switch {
		case target.Err != nil:
			got = append(got, "!"+target.Err.Error())
		case target.Conference != "":
			got = append(got, target.Word+"@"+target.Conference)
		default:
			got = append(got, target.Word)
		}
	}
	return got
}

func TestForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil, "\n\n": nil, "\ufeff": nil, " \t# " + a: nil, "# {\n": nil, "call_sid\n": nil, "call_sid": nil,
		"\n#\ncall_sid,conference_sid\r\n": nil, a: {a}, a + "\r\n": {a},
		"\ufeff" + a + "\n" + b: {a, b}, "  " + a + "\t\n# x\n" + a + "\n": {a, a},
		// objects
		`{"call_sid":"` + a + `"}`: {a},
		"# x\n\n " + `{ "conference_sid" : "` + conf + `", "call" : {"call_sid": "x"}, "call_sid" : "` + a + `"} ` +
			"\r\n#y\n\n" + `{"call_sid":"` + b + `","conference_sid":null}`: {a + "@" + conf, b},
		`{"\u0063all_sid":"\u0032e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e0001"}`: {a},
		// rows
		"call_sid\n" + a + "\n" + b:                                                          {a, b},
		"\ufeffcall_sid\n" + a:                                                               {a},
		"call_sid\r\n" + a + "\r\n":                                                          {a},
		"muted,call_sid,conference_sid\ntrue," + a + "," + conf + "\n":                       {a + "@" + conf},
		"muted,call_sid,conference_sid\ntrue," + a + ",\n":                                   {a},
		"muted\tcall_sid\ntrue\t" + a + "\n":                                                 {a},
		"conference_name\tcall_sid\nthe\\tname\\n\\\\\t" + a + "\n":                          {a},
		"conference_name\tcall_sid\n\"quoted\t" + a + "\n\"\t" + b:                           {a, b},
		"\"conference_name\",\"call_sid\"\n\"a, \"\"b\"\"\",\"" + a + `"`:                    {a},
		"conference_name,call_sid\n\"two\nlines, \n# three\"," + a + "\n" + `"",` + b + "\n": {a, b},
		"call_sid,call.from\n\n  \n" + a + ",+1\n":                                           {a},
		// The name of a conference may begin as a comment does, but a comment remains one.
		"conference_name,call_sid\n# one,two,three\n#standup," + a + "\n#\n": {a},
		"conference_name\tcall_sid\n# one\n#standup\t" + a + "\n":            {a},
		"call_sid,muted\n# one, two\n" + a + ",x\n":                          {a},
	} {
		if got := read(text, "call_sid"); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q\nnames %q\nwant  %q", text, got, want)
		}
	}
}

func TestBadLines(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"x\n":                                 `line 1 of standard input: "x" is not a SID`,
		"\n#\n" + a + "\n" + a + "x":          `line 4 of standard input: "` + a + `x" is not a SID`,
		"muted,conference_sid\n":              `line 1 of standard input: "muted,conference_sid" is not a SID`,
		"CALL_SID\n":                          `line 1 of standard input: "CALL_SID" is not a SID`,
		"sid\n":                               `line 1 of standard input: "sid" is not a SID`,
		"[{}]":                                `line 1 of standard input: "[{}]" is not a SID`,
		"{":                                   `line 1 of standard input: "{": want a JSON object: it is not JSON`,
		"{}":                                  `line 1 of standard input: it has no call_sid`,
		`{"call_sid":"` + a + `"}` + "\n" + a: `line 2 of standard input: "` + a + `": want a JSON object`,
		`{"call_sid":"` + a + `"}` + "\n[]":   `line 2 of standard input: "[]": want a JSON object, as the first line is`,
		`{"call_sid":"` + a + `"}{"call_sid":"x"}`:                 `want a JSON object: it is not JSON`,
		`{"call_sid":"` + a + `"} # x`:                             `want a JSON object: it is not JSON`,
		`{"call_sid":null}`:                                        `line 1 of standard input: it has no call_sid`,
		`{"call_sid":""}`:                                          `its call_sid "" is not a SID`,
		`{"call_sid":"null"}`:                                      `its call_sid "null" is not a SID`,
		`{"call_sid":7}`:                                           `its call_sid "7" is not a SID`,
		`{"call_sid":{"sid":"` + a + `"}}`:                         `its call_sid "{\"sid\":`,
		`{"call_sid":"../` + a + `"}`:                              `is not a SID`,
		`{"call_sid":"` + a + `\n"}`:                               `is not a SID`,
		`{"call_sid":"` + a + `\u0000"}`:                           `is not a SID`,
		`{"call_sid":"` + a + `","call_sid":"` + b + `"}`:          `it has call_sid twice`,
		`{"call_sid":"` + a + `","conference_sid":"Support line"}`: `its conference_sid "Support line" is not a SID`,
		`{"call_sid":"` + a + `","conference_sid":"` + conf + `","conference_sid":null}`: `it has conference_sid twice`,
		"{" + strings.Repeat(`"x":{`, 1000):                                              `it is nested too deep`,
		"call_sid\n" + a + ",x": `line 2 of standard input: "` + a +
			`,x": the number of cells is 2, and that of the header 1`,
		"call_sid,muted\n" + a:                      `the number of cells is 1, and that of the header 2`,
		"call_sid\tmuted\n" + a:                     `the number of cells is 1, and that of the header 2`,
		"call_sid,muted\n,true":                     `line 2 of standard input: it has no call_sid`,
		"call_sid,call_sid\n" + a + "," + b:         `it has call_sid twice`,
		"call_sid,muted\n" + a + ",a\"b\"":          `bare " in non-quoted-field`,
		"call_sid,name\n" + a + ",\"x\n" + b + ",y": `line 2 of standard input: `,
		"name,call_sid\n\"x\ny\"," + a + "\nz,w": `line 4 of standard input: ` +
			`its call_sid "w" is not a SID`,
		"call_sid,muted\n# a comment\n# b, c\n" + a:                       `line 4 of standard input: `,
		"call_sid\tconference_sid\n" + a + "\tx":                          `its conference_sid "x" is not a SID`,
		"call_sid\n\"\"":                                                  `line 2 of standard input: it has no call_sid`,
		strings.Repeat("x", 2<<20):                                        `it is longer than 1 MiB`,
		"call_sid,name\n" + a + ",\"" + strings.Repeat("\n\n\n\n", 1<<19): `line 2 of standard input: `,
	} {
		got := read(text, "call_sid")
		if len(got) == 0 || !strings.HasPrefix(got[len(got)-1], "!") || !strings.Contains(got[len(got)-1], want) {
			t.Errorf("%s\ngives %q\nwant  %q", failure.Shorten(text, 200), got, want)
		}
		for target := range SIDs(strings.NewReader(text), "call_sid").Targets() {
			if problem := (*failure.Error)(nil); target.Err != nil &&
				(!errors.As(target.Err, &problem) || problem.Exit != failure.ExitUsage || problem.Hint == "") {
				t.Errorf("%s: %v is no usage error with a hint", failure.Shorten(text, 200), target.Err)
			}
		}
	}
}

// TestFields checks that the first of the fields that an item has counts, even if it is empty.
func TestFields(t *testing.T) {
	t.Parallel()
	fields := []string{"recording_sid", "sid"}
	for text, want := range map[string]string{
		"sid,call_sid\n" + a + "," + b:                                 a,
		"sid,recording_sid\n" + a + "," + b:                            b,
		`{"sid":"` + a + `","recording_sid":"` + b + `"}`:              b,
		`{"recording_sid":null,"sid":"` + a + `"}`:                     "!line 1 of standard input: it has no recording_sid and no sid",
		`{"call_sid":"` + a + `"}`:                                     "!line 1 of standard input: it has no recording_sid and no sid",
		`{"sid":"` + a + `"}` + "\n" + `{"recording_sid":"` + b + `"}`: a + " " + b,
	} {
		if got := strings.Join(read(text, fields...), " "); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	if got := read("{}"); len(got) != 1 || !strings.Contains(got[0], "is not a SID") {
		t.Errorf("without fields there are items: %q", got)
	}
}

// TestLongestLine checks that a line may be 1 MiB long and no longer, however it ends.
func TestLongestLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		length int
		end    string
		long   bool
	}{
		{longestLine, "", false}, {longestLine, "\n", false}, {longestLine, "\r\n", false}, {longestLine - 1, "\r\n", false},
		{longestLine + 1, "", true}, {longestLine + 1, "\n", true}, {longestLine + 1, "\r\n", true}, {longestLine + 2, "", true},
		{longestLine + 3, "\n", true},
	} {
		text := strings.Repeat(" ", test.length-len(a)) + a
		got := read(text + test.end + b)
		if test.end == "" {
			got = read(text)
		}
		long := strings.HasPrefix(got[0], "!line 1 of standard input: ") && strings.Contains(got[0], "longer than 1 MiB")
		if long != test.long || !long && got[0] != a || test.end != "" && (len(got) != 2 || got[1] != b) {
			t.Errorf("%d bytes and %q: %.200q", test.length, test.end, got)
		}
	}
}

// TestBroken tells an input that breaks off from one that ends.
func TestBroken(t *testing.T) {
	t.Parallel()
	broken := SIDs(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("\n"+a))), "call_sid")
	if broken.IsEmpty() {
		t.Error("what cannot be read is empty")
	}
	var last Target
	for target := range broken.Targets() {
		last = target
	}
	if last.Err == nil || !strings.Contains(last.Err.Error(), "read calls from standard input: timeout") {
		t.Error(last)
	}
	// Half a number is no number, wherever the input breaks off, and half a row is no row.
	anything := func(text string) (string, error) { return text, nil }
	for text, whole := range map[string]int{
		"": 0, "+1310": 0, "+13105550100": 0, "+13105550100\n": 1, "+13105550100\n+1310": 1, "\ufeff+13": 0, "+13105550100\n\r": 1,
		"call_sid": 0, "call_sid,n\n" + a + ",x": 0, "call_sid,n\n" + a + ",x\n" + b: 1, "call_sid,n\n" + a + ",\"x\ny": 0,
		`{"call_sid": "` + a + `"}`: 0, `{"call_sid": "` + a + `"}` + "\n" + `{"call_sid": "` + b + `"}`: 1,
	} {
		r := SIDs(io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("cut"))), "call_sid")
		r.word = anything
		var got []Target
		for target := range r.Targets() {
			got = append(got, target)
		}
		sound := slices.DeleteFunc(slices.Clone(got), func(target Target) bool { return target.Err != nil })
		if len(sound) != whole || got[len(got)-1].Err == nil || !strings.Contains(got[len(got)-1].Err.Error(), ": cut") {
			t.Errorf("%q: %v, want %d and an error", text, got, whole)
		}
	}
	if empty := SIDs(strings.NewReader("\n# x"), "call_sid"); !empty.IsEmpty() || empty.HasItems() {
		t.Error("a comment is no target")
	}
	if header := SIDs(strings.NewReader("call_sid"), "call_sid"); header.IsEmpty() || !header.HasItems() {
		t.Error("a header is a list without items")
	}
}

// FuzzItems checks what programs rely on: a target is a SID or an error on one line, line numbers rise, and encoding/json
// reads the same from what is read as an object.
func FuzzItems(f *testing.F) {
	for _, seed := range []string{
		a + "\n" + b, "call_sid\n" + a, "name,call_sid\n\"#x\ny\"," + a, "#x\tcall_sid\n#y\t" + a,
		`{"call_sid":"` + a + `","conference_sid":"` + conf + `"}`,
		"\ufeff{\"call_sid\":null}\n\r\n[", "call_sid,\"\n\"\n", "\"call_sid\"\r" + a,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		reader := SIDs(bytes.NewReader(text), "call_sid")
		objects, last := reader.HasItems() && reader.items.header == nil, 0
		all := bytes.Split(text, []byte("\n"))
		for target := range reader.Targets() {
			if target.Err != nil {
				if strings.ContainsAny(target.Err.Error(), "\n\r\x1b") {
					t.Errorf("%q: the error is %q", text, target.Err)
				}
				continue
			}
			if !sid.Is(target.Word) || target.Conference != "" && !sid.Is(target.Conference) {
				t.Errorf("%q names %+v", text, target)
			}
			if target.Line <= last || target.Line > len(all) {
				t.Errorf("%q: line %d comes after line %d", text, target.Line, last)
			}
			last = target.Line
			if !objects {
				continue
			}
			var item map[string]any
			if err := json.Unmarshal(bytes.TrimPrefix(all[target.Line-1], []byte("\ufeff")), &item); err != nil || item["call_sid"] != target.Word {
				t.Errorf("line %d of %q names %q, another reader finds %q, %v", target.Line, text, target.Word, item["call_sid"], err)
			}
		}
	})
}
