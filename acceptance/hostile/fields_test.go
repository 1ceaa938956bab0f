//go:build unix

package hostile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"confcall/acceptance/harness"
)

// kinds has a value of each kind in JSON.
var kinds = [][2]string{
	{"object", `{"a":{"b":1}}`}, {"array", `[1,"x",null]`}, {"number", `123456789012345678901234567890`}, {"text", `"text"`},
	{"true", `true`}, {"null", `null`},
}

// nouns has the fields of a good object of each noun, by the key under which a page lists such objects.
var nouns = map[string][][2]string{
	"participants": {
		{"account_sid", `"x"`}, {"call_sid", `"x"`}, {"call_sid_to_coach", `null`}, {"coaching", `false`}, {"conference_sid", `"x"`},
		{"date_created", `"Mon, 23 Nov 2026 11:00:00 +0000"`}, {"date_updated", `"Mon, 23 Nov 2026 11:00:00 +0000"`}, {"status", `"in-progress"`},
		{"end_conference_on_exit", `false`}, {"muted", `false`}, {"hold", `false`}, {"start_conference_on_enter", `true`}, {"uri", `"/x"`},
	},
	"conferences": {
		{"sid", `"x"`}, {"account_sid", `"x"`}, {"date_created", `"Mon, 23 Nov 2026 11:00:00 +0000"`},
		{"date_updated", `"Mon, 23 Nov 2026 11:00:00 +0000"`},
		{"friendly_name", `"Sales"`}, {"status", `"in-progress"`}, {"api_version", `"2010-04-01"`}, {"region", `"us1"`},
		{"uri", `"/x"`}, {"subresource_uris", `{"participants":"/x"}`},
	},
	"recordings": {
		{"sid", `"x"`}, {"account_sid", `"x"`}, {"call_sid", `null`}, {"conference_sid", `"x"`}, {"channel", `"1"`}, {"channels", `"1"`},
		{"date_created", `"Mon, 23 Nov 2026 11:00:00 +0000"`}, {"start_time", `"Mon, 23 Nov 2026 11:00:00 +0000"`},
		{"end_time", `null`}, {"duration", `42`},
		{"price", `"0.0025"`}, {"price_unit", `"USD"`}, {"source", `"Conference"`}, {"status", `"completed"`}, {"error_code", `null`},
		{"subresource_uris", `{"transcriptions":"/x"}`}, {"encryption_details", `null`}, {"trim", `"do-not-trim"`},
	},
	"calls": {
		{"sid", `"x"`}, {"from", `"+13103384645"`}, {"status", `"in-progress"`}, {"start_time", `"Mon, 23 Nov 2026 11:00:00 +0000"`},
		{"duration", `20`}, {"price", `0.003`}, {"direction", `"inbound"`}, {"answered_by", `null`}, {"subresource_uris", `{}`},
		{"audio_in_mos", `4.4`},
	},
}

// misshapen returns the objects of a noun in which one field has a value of another kind, for each field and kind.
func misshapen(noun string) []string {
	var objects []string
	for wrong := range nouns[noun] {
		for _, kind := range kinds {
			objects = append(objects, object(noun, func(i int) (string, bool) { return kind[1], i == wrong }))
		}
	}
	return objects
}

// object returns an object of a noun with other values for some of its fields.
func object(noun string, other func(i int) (string, bool)) string {
	var fields []string
	for i, field := range nouns[noun] {
		value := field[1]
		if another, ok := other(i); ok {
			value = another
		}
		fields = append(fields, fmt.Sprintf("%q:%s", field[0], value))
	}
	return "{" + strings.Join(fields, ",") + "}"
}

// servePages serves a list of each noun with the given objects, and each call by the number at its end.
func servePages(t *testing.T, objects map[string][]string) []string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		var number int
		if _, err := fmt.Sscanf(last, "00000000-0000-0000-0000-%d", &number); err == nil {
			fmt.Fprint(w, objects["calls"][number])
			return
		}
		key := strings.ToLower(last)
		fmt.Fprintf(w, `{%q: [%s], "next_page_uri": null}`, key, strings.Join(objects[key], ","))
	}))
	t.Cleanup(server.Close)
	return harness.Account(server.URL)
}

// TestMisshapenFields lists objects with each field as each kind of value, in every format. Each value is shown as it came.
func TestMisshapenFields(t *testing.T) {
	t.Parallel()
	for noun, args := range map[string][]string{
		"participants": {"participant", "list", "--conference", harness.StorySID},
		"conferences":  {"conference", "list"},
		"recordings":   {"recording", "list", "--conference", harness.StorySID},
		"calls":        {"participant", "list", "--conference", harness.StorySID, "--with-call"},
	} {
		t.Run(noun, func(t *testing.T) {
			t.Parallel()
			sent := misshapen(noun)
			lists := map[string][]string{noun: sent}
			if noun == "calls" {
				for i := range sent {
					lists["participants"] = append(lists["participants"], fmt.Sprintf(`{"call_sid":%q}`, harness.StoryCall(i)))
				}
			}
			environment := servePages(t, lists)
			shown := func(more ...string) string {
				t.Helper()
				o := harness.Run(t, environment, append(args, more...)...)
				o.Want(t, 0)
				if o.Stderr != "" {
					t.Errorf("%v: %s", more, o.Stderr)
				}
				return o.Stdout
			}
			lines := strings.Split(strings.TrimSuffix(shown("-o", "jsonl"), "\n"), "\n")
			for i, want := range sent {
				if noun == "calls" {
					want = fmt.Sprintf(`{"call_sid":%q,"call":%s}`, harness.StoryCall(i), want)
				}
				if len(lines) != len(sent) || lines[i] != want {
					t.Fatalf("line %d of %d is %s, want %s", i, len(lines), lines[i], want)
				}
			}
			var compact bytes.Buffer
			if err := json.Compact(&compact, []byte(shown("-o", "json"))); err != nil || compact.String() != "["+strings.Join(lines, ",")+"]" {
				t.Errorf("json is not what was sent (%v):\n%s", err, compact.String())
			}
			var items []map[string]any
			if err := yaml.Unmarshal([]byte(shown("-o", "yaml")), &items); err != nil || len(items) != len(sent) {
				t.Errorf("%d items of YAML (%v)", len(items), err)
			}
			if rows, err := csv.NewReader(strings.NewReader(shown("-o", "csv"))).ReadAll(); err != nil || len(rows) != len(sent)+1 {
				t.Errorf("%d rows of CSV (%v)", len(rows), err)
			}
			for _, format := range []string{"table", "tsv"} {
				if rows := strings.Count(shown("-o", format), "\n"); rows != len(sent)+1 {
					t.Errorf("%d rows of %s", rows, format)
				}
			}
			if got := shown("--jq", "length"); got != fmt.Sprintln(len(sent)) {
				t.Errorf("jq counts %s", got)
			}
			if noun != "calls" {
				o := harness.Run(t, environment, append(args, "-o", "name")...)
				o.Want(t, 8, "the answer has no ")
			}
		})
	}
}

// TestMisshapenItem gets a participant whose fields are all of one kind, and checks its table, row, name and error.
func TestMisshapenItem(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind[0], func(t *testing.T) {
			t.Parallel()
			kind, value := kind[0], kind[1]
			all := object("participants", func(int) (string, bool) { return value, true })
			environment := servePages(t, map[string][]string{"calls": {all}})
			args := []string{"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(0)}
			text := strings.Trim(value, `"`)
			cell, plain := text, text
			switch kind {
			case "true":
				cell = "yes"
			case "null":
				cell, plain = "-", ""
			}
			for _, show := range []struct{ flag, format, want string }{
				{"-o", "table", fmt.Sprintf("\n%-27s%s\n", "muted", cell)},
				{"-o", "tsv", strings.Repeat("\t"+plain, 12) + "\n"},
				{"--jq", ".muted", text + "\n"},
				{"-o", "name", plain + "\n"},
			} {
				o := harness.Run(t, environment, append(args, show.flag, show.format)...)
				if show.format == "name" && plain == "" {
					o.Want(t, 8, "the answer has no call_sid")
				} else if o.Want(t, 0); !strings.HasSuffix(o.Stdout, show.want) && !(show.format == "table" && strings.Contains(o.Stdout, show.want)) {
					t.Errorf("%s: want %q in\n%s", show.format, show.want, o.Stdout)
				}
			}
			code := map[string]int{"true": 0, "text": 9, "null": 9}[kind]
			if kind == "object" || kind == "array" || kind == "number" {
				code = 2 // this kind cannot be compared with a boolean
			}
			harness.Run(t, environment, append(args, "--expect", "muted=true")...).Want(t, code)
		})
	}
}

// TestMisshapenDecisions has fields of the wrong kind where the program itself decides by them. Such a field must decide
// nothing.
func TestMisshapenDecisions(t *testing.T) {
	t.Parallel()
	conferences, participants := misshapen("conferences"), misshapen("participants")
	goodName := fmt.Sprintf(`{"sid": %q, "friendly_name": "Sales", "status": "in-progress"}`, harness.StorySID)
	goodCall := fmt.Sprintf(`{"call_sid": %q, "muted": true, "end_conference_on_exit": "true"}`, harness.StoryCall(0))
	environment := servePages(t, map[string][]string{
		"conferences": append(conferences, goodName), "participants": append(participants, goodCall), "calls": {goodCall},
	})
	// A misshapen conference with the name still counts, so more than one has the name.
	harness.Run(t, environment, "participant", "get", "--conference", "Sales", "--call", harness.StoryCall(0)).
		Want(t, 2, "conferences are named \"Sales\"")
	harness.Run(t, environment, "participant", "get", "--conference", "x", "--call", harness.StoryCall(0)).
		Want(t, 5, "no conference in progress is named")
	// A value that is not a SID is never put into a path.
	harness.Run(t, environment, "participant", "mute", "--conference", harness.StorySID, "--all").
		Want(t, 8, "the answer's call_sid ", "is no SID")
	harness.Run(t, environment, "participant", "remove", "--conference", harness.StorySID, "--all", "--yes").Want(t, 8, "is no SID")
	harness.Run(t, environment, "participant", "list", "--all-conferences").Want(t, 8, "the answer's sid ", "is no SID")
	harness.Run(t, servePages(t, map[string][]string{"conferences": conferences}), "participant", "find", "--call", harness.StoryCall(0)).
		Want(t, 8, "is no SID")
	harness.Run(t, servePages(t, map[string][]string{"conferences": {strings.Replace(goodName, fmt.Sprintf("%q", harness.StorySID), "7", 1)}}),
		"participant", "get", "--conference", "Sales", "--call", harness.StoryCall(0)).Want(t, 8, `the answer's sid "7" is no SID`)
	// Only the value true ends the conference for all.
	environment = servePages(t, map[string][]string{
		"participants": append(participants, goodCall),
		"calls":        {0: goodCall, 12: strings.Replace(goodName, harness.StorySID, harness.StoryCall(12), 1)},
	})
	screen, code := harness.InTerminal(t, 300, environment,
		[]string{"participant", "remove", "--conference", harness.StoryCall(12), "--call", harness.StoryCall(0)}, [2]string{"[y/N]", "n\r"})
	if code != 11 || strings.Contains(screen, "ends the conference") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
}

// TestMisshapenChanges watches participants who become misshapen and good again, line by line and on a screen.
func TestMisshapenChanges(t *testing.T) {
	t.Parallel()
	well := object("participants", func(int) (string, bool) { return "", false })
	serve := func() []string {
		var looks atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, "/Participants") {
				fmt.Fprintf(w, `{"sid": [], "friendly_name": {"a": 1}, "status": %s}`,
					map[bool]string{true: `"completed"`, false: "7"}[looks.Load() > 3])
				return
			}
			items := []string{well}
			if looks.Add(1)%2 == 0 {
				items = misshapen("participants")
			}
			fmt.Fprintf(w, `{"participants": [%s], "next_page_uri": null}`, strings.Join(items, ","))
		}))
		t.Cleanup(server.Close)
		return harness.Account(server.URL)
	}
	watch := []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "1ms"}
	o := harness.Run(t, serve(), watch...)
	o.Want(t, 0)
	for line := range strings.Lines(o.Stdout) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
	if !strings.Contains(o.Stdout, `"event":"changed"`) || strings.Count(o.Stdout, `"event":"ended"`) != 1 {
		t.Errorf("the events are\n%s", o.Stdout)
	}
	if screen, code := harness.InTerminal(t, 120, serve(), watch); code != 0 || !strings.HasSuffix(screen, ": it has ended\n") {
		t.Errorf("exit code %d: %q", code, screen[max(0, len(screen)-300):])
	}
}

// TestDuplicateKeys checks that the last of a field's values counts everywhere, however its name is escaped. JSON output shows
// all values as they came.
func TestDuplicateKeys(t *testing.T) {
	t.Parallel()
	const twice = `{"call_sid":"first","muted":false,"call_sid":"last","status":"completed","status":"in-progress","m\u0075ted":true}`
	environment := servePages(t, map[string][]string{"calls": {twice}, "participants": {twice}})
	args := []string{"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(0)}
	for _, test := range []struct {
		more []string
		want string
	}{
		{[]string{"-o", "jsonl"}, twice + "\n"},
		{[]string{"-o", "yaml"}, "call_sid: last\nmuted: true\nstatus: in-progress\n"},
		{[]string{"-o", "csv"}, "call_sid,muted,status\nlast,true,in-progress\n"},
		{[]string{"-o", "table"}, "FIELD     VALUE\ncall_sid  last\nmuted     yes\nstatus    in-progress\n"},
		{[]string{"-o", "name"}, "last\n"},
		{[]string{"--jq", "[.call_sid, .muted, .status]"}, `["last",true,"in-progress"]` + "\n"},
		{[]string{"--expect", "muted=true", "--expect", "exists", "--expect", "call_sid=last", "-o", "name"}, "last\n"},
	} {
		o := harness.Run(t, environment, append(args, test.more...)...)
		if o.Want(t, 0); o.Stdout != test.want {
			t.Errorf("%v: got %q, want %q", test.more, o.Stdout, test.want)
		}
	}
	args[1] = "wait"
	harness.Run(t, environment, append(args, "--for", "muted=true", "--within", "1m")...).Want(t, 0)
	changed := servePages(t, map[string][]string{"calls": {fmt.Sprintf(`{"call_sid":%q,"muted":false,"muted":true}`, harness.StoryCall(0))}})
	harness.Run(t, changed, "participant", "mute", "--conference", harness.StorySID, "--call", harness.StoryCall(0)).
		Want(t, 0, "confcall: muted ")
}

// TestOddTexts shows texts with invalid UTF-8 as far as they are valid, and numbers with all of their digits.
func TestOddTexts(t *testing.T) {
	t.Parallel()
	odd := "{\"call_sid\":\"a\xffb\",\"half\":\"\\ud800\",\"\xc0\xaf\":1,\"huge\":-123456789012345678901234567890,\"long\":0.10000000000000000000000000010,\"far\":1E400,\"zero\":-0}"
	environment := servePages(t, map[string][]string{"calls": {odd}})
	args := []string{"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(0)}
	for _, format := range []string{"json", "jsonl", "yaml", "csv", "tsv", "table", "name"} {
		o := harness.Run(t, environment, append(args, "-o", format)...)
		o.Want(t, 0)
		if !utf8.ValidString(o.Stdout) || !strings.Contains(o.Stdout, "a\ufffdb") && !strings.Contains(o.Stdout, `a\ufffdb`) {
			t.Errorf("%s: %q", format, o.Stdout)
		}
		for _, digits := range []string{"-123456789012345678901234567890", "0.10000000000000000000000000010", "-0"} {
			if format != "name" && !strings.Contains(o.Stdout, digits) {
				t.Errorf("%s: %q lacks %s", format, o.Stdout, digits)
			}
		}
	}
	o := harness.Run(t, environment, append(args, "--jq", ".huge, .long, .far, .zero, .call_sid")...)
	if o.Want(t, 0); o.Stdout != "-123456789012345678901234567890\n0.10000000000000000000000000010\n1E400\n-0\na\ufffdb\n" {
		t.Errorf("jq: %q", o.Stdout)
	}
	harness.Run(t, environment,
		append(args, "--expect", "huge=-123456789012345678901234567890", "--expect", "call_sid=a\ufffdb", "--expect", "long>0.1")...).
		Want(t, 0)
	harness.Run(t, environment, append(args, "--expect", "huge=-123456789012345678901234567891")...).Want(t, 9)
}
