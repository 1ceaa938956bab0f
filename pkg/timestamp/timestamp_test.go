package timestamp

import (
	"net/mail"
	"regexp"
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
	if got := Age(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), now); got != "in 292y" { // which is as far as a duration reaches
		t.Errorf("the end of time is %q", got)
	}
}

// FuzzParse reads any text: what the standard library can read as one of the formats is the same moment here,
// what is read is written back as the same moment, and how it is shown holds nothing but plain characters.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Mon, 24 Sept 2018 21:00:00 +0000", "24 May 2018 21:00 Z", "2026-11-23T12:00:00Z", "x", "Mon,"} {
		f.Add(seed)
	}
	shown := regexp.MustCompile(`^(in )?\d+(s|m|d|y|h\d\dm)( ago)?$`)
	f.Fuzz(func(t *testing.T, text string) {
		parsed, ok := Parse(text)
		for _, layout := range []string{time.RFC3339, time.RFC1123Z} {
			if theirs, err := time.Parse(layout, text); err == nil && len(text) <= longest && (!ok || !parsed.Equal(theirs)) {
				t.Errorf("%q is %s, %t, and by the standard library %s", text, parsed, ok, theirs)
			}
		}
		if !ok {
			return
		}
		if theirs, err := mail.ParseDate(text); err == nil && !parsed.Equal(theirs) {
			t.Errorf("%q is %s, and in a mail %s", text, parsed, theirs)
		}
		for _, layout := range []string{time.RFC3339Nano, time.RFC1123Z} {
			again, ok := Parse(parsed.Format(layout))
			want := parsed
			if layout == time.RFC1123Z {
				want = parsed.Truncate(time.Second)
			}
			if year := parsed.Year(); year >= 1000 && year <= 9999 && (!ok || !again.Equal(want)) {
				t.Errorf("%q is %s, which is read back as %s", text, parsed, again)
			}
		}
		for _, now := range []time.Time{{}, time.Unix(0, 0), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} {
			if age := Age(parsed, now); !shown.MatchString(age) {
				t.Errorf("the age of %q is shown as %q", text, age)
			}
		}
	})
}
