package timestamp

import (
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Mon, 24 Sept 2018 21:00:00 +0000":           "2018-09-24T21:00:00Z", // the documents' own sample
		"Mon, 24 Sep 2018 21:00:00 +0000":            "2018-09-24T21:00:00Z",
		"Monday, 24 September 2018 21:00:00 GMT":     "2018-09-24T21:00:00Z",
		"24 sep. 2018 21:00 -0700":                   "2018-09-25T04:00:00Z",
		"Tue, 4 Jun 2019 01:02:03 UT":                "2019-06-04T01:02:03Z",
		"Wed,  05  Feb  2020 01:02:03 +0530":         "2020-02-04T19:32:03Z",
		"2026-11-23T12:00:00Z":                       "2026-11-23T12:00:00Z",
		"2026-11-23T12:00:00.123+01:00":              "2026-11-23T11:00:00.123Z",
		"Mon, 29 Feb 2019 21:00:00 +0000":            "",
		"Mon, 24 Se 2018 21:00:00 +0000":             "",
		"Mon, 24 Septembers 2018 21:00:00 +0000":     "",
		"Mon, 24 Sep 2018 25:00:00 +0000":            "",
		"Mon, 24 Sep 2018 21:00:00 EST":              "", // which one of them?
		"Mon, 24 Sep 18 21:00:00 +0000":              "",
		"Mon, 24 Sep 2018 21:00:00":                  "",
		"2020-01-02":                                 "",
		"not a time":                                 "",
		"":                                           "",
		strings.Repeat("Mon, 24 Sep 2018 ", 1000):    "",
		"Mon, 24 Sep 2018 21:00:00 +0000 and more":   "",
		"Mon, Mon, 24 Sep 2018 21:00:00 +0000":       "",
		"Mon, -4 Sep 2018 21:00:00 +0000":            "",
		"Mon, 24 Sep 2018 21:00:00 +0000\x1b[31mred": "",
	} {
		got := ""
		if parsed, ok := Parse(text); ok {
			got = parsed.UTC().Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("Parse(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		0:                        "0s ago",
		59 * time.Second:         "59s ago",
		time.Minute:              "1m ago",
		59*time.Minute + 59e9:    "59m ago",
		time.Hour:                "1h00m ago",
		3*time.Hour + 12*60e9:    "3h12m ago",
		24 * time.Hour:           "1d ago",
		364 * 24 * time.Hour:     "364d ago",
		8 * 366 * 24 * time.Hour: "8y ago",
		-5 * time.Second:         "in 5s",
		-2 * time.Hour:           "in 2h00m",
	} {
		if got := Age(now.Add(-ago), now); got != want {
			t.Errorf("age of %s = %q, want %q", ago, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Mon, 24 Sept 2018 21:00:00 +0000", "24 May 2018 21:00 Z", "2026-11-23T12:00:00Z", "x", "Mon,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, ok := Parse(text)
		if !ok {
			return
		}
		again, ok := Parse(parsed.Format(time.RFC1123Z))
		if year := parsed.Year(); year >= 1000 && year <= 9999 && (!ok || !again.Equal(parsed.Truncate(time.Second))) {
			t.Errorf("%q is %s, which is read back as %s", text, parsed, again)
		}
		if shown := parsed.UTC().Format("2006-01-02 15:04:05 MST") + Age(parsed, time.Unix(0, 0)); strings.ContainsFunc(shown, func(r rune) bool { return r < ' ' || r >= 0x7f }) {
			t.Errorf("%q is shown as %q", text, shown)
		}
	})
}
