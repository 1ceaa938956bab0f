package output

import (
	"strings"
	"testing"
)

// TestJQTime reads the API's times as seconds, so that what is sorted by one is sorted right.
func TestJQTime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ value, jq, want string }{
		{`"Mon, 23 Nov 2026 11:42:00 +0000"`, ".d|time", "1795434120"},
		{`"Mon, 23 Nov 2026 12:42:00 +0100"`, ".d|time", "1795434120"},
		{`"Mon, 24 Sept 2018 21:00:00 +0000"`, ".d|time", "1537822800"},
		{`"2026-11-23T11:42:00Z"`, ".d|time", "1795434120"},
		{`"2026-11-23T11:42:00.5Z"`, ".d|time", "1795434120.5"},
		{`"Thu, 01 Jan 1970 00:00:00 GMT"`, ".d|time", "0"},
		{`"Thu, 01 Jan 1600 00:00:00 GMT"`, ".d|time", "-11676096000"},
		{`null`, ".d|time", "null"},
		{`"Mon, 23 Nov 2026 11:42:00 +0000"`, "(.d|time) > (\"Sun, 22 Nov 2026 11:42:00 +0000\"|time)", "true"},
		{`"Mon, 23 Nov 2026 11:42:00 +0000"`, ".d|time|todate", "2026-11-23T11:42:00Z"},
		{`"soon"`, ".d|time", `!time cannot read "soon"`},
		{`""`, ".d|time", `!time cannot read ""`},
		{`5`, ".d|time", "!time wants a text or null, not number"},
		{`{}`, ".d|time", "!time wants a text or null, not object"},
		{`"soon"`, ".d|try time catch 0", "0"},
		{`"soon"`, "def time: 7; .d|time", "7"},
	} {
		got, err := print(t, Options{Format: JSON, JQ: test.jq}, false, `{"d":`+test.value+`}`)
		if want, failure := strings.CutPrefix(test.want, "!"); failure {
			if err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%s of %s: %q, %v, want the error %q", test.jq, test.value, got, err, want)
			}
			continue
		}
		if err != nil || got != test.want+"\n" {
			t.Errorf("%s of %s: %q, %v, want %s", test.jq, test.value, got, err, test.want)
		}
	}
	got, err := print(t, Options{Format: JSON, JQ: "sort_by(.d|time)[].n"}, true,
		`{"n":"b","d":"Tue, 01 Dec 2026 00:00:00 +0000"}`, `{"n":"a","d":"Mon, 30 Nov 2026 23:59:00 +0000"}`, `{"n":"none","d":null}`)
	if err != nil || got != "none\na\nb\n" {
		t.Errorf("sorted: %q, %v", got, err)
	}
}
