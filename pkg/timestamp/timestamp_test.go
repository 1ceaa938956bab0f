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
		"Mon, 24 Sept 2018 21:00:00 +0000":       "2018-09-24T21:00:00Z", // the sample in the documentation
		"Mon, 24 Sep 2018 21:00:00 +0000":        "2018-09-24T21:00:00Z",
		"Monday, 24 September 2018 21:00:00 GMT": "2018-09-24T21:00:00Z",
		"24 sep. 2018 21:00 -0700":               "2018-09-25T04:00:00Z",
		"Tue, 4 Jun 2019 01:02:03 UT":            "2019-06-04T01:02:03Z",
		"Wed,  05  Feb  2020 01:02:03 +0530":     "2020-02-04T19:32:03Z",
		"2026-11-23T12:00:00Z":                   "2026-11-23T12:00:00Z",
		"2026-11-23T12:00:00.123+01:00":          "2026-11-23T11:00:00.123Z",
		"Mon, 29 Feb 2019 21:00:00 +0000":        "",
		"Mon, 24 Se 2018 21:00:00 +0000":         "",
		"Mon, 24 Septembers 2018 21:00:00 +0000": "",
		"Mon, 24 Sep 2018 25:00:00 +0000":        "",
		// The obsolete forms of RFC 2822, and those that it leaves to the writer.
		"Fri, 21 Nov 1997 09(comment):   55  :  06 -0600":           "1997-11-21T15:55:06Z",
		"Thu,\r\n\t13\r\n Feb 1969 23:32 -0330 (Newfoundland Time)": "1969-02-14T03:02:00Z",
		"(a(b(c\\))d))Mon , 24 Sep 2018 21:00:00 +0000 (e)":         "2018-09-24T21:00:00Z",
		"Mon, 24 Sep 2018 21:00:00 +0000 (UTC)":                     "2018-09-24T21:00:00Z",
		"mon, 24 sep 2018 21:00:00 gmt":                             "2018-09-24T21:00:00Z",
		"24 Sep 2018 21:00:00 EST":                                  "2018-09-25T02:00:00Z",
		"24 Sep 2018 21:00:00 EDT":                                  "2018-09-25T01:00:00Z",
		"24 Sep 2018 21:00:00 CST":                                  "2018-09-25T03:00:00Z",
		"24 Sep 2018 21:00:00 CDT":                                  "2018-09-25T02:00:00Z",
		"24 Sep 2018 21:00:00 MST":                                  "2018-09-25T04:00:00Z",
		"24 Sep 2018 21:00:00 MDT":                                  "2018-09-25T03:00:00Z",
		"24 Sep 2018 21:00:00 PST":                                  "2018-09-25T05:00:00Z",
		"24 Sep 2018 21:00:00 pdt":                                  "2018-09-25T04:00:00Z",
		"24 Sep 2018 21:00:00 A":                                    "2018-09-24T21:00:00Z",
		"24 Sep 2018 21:00:00 y":                                    "2018-09-24T21:00:00Z",
		"24 Sep 2018 21:00:00 J":                                    "",
		"24 Sep 2018 21:00:00 CET":                                  "", // ambiguous
		"Mon, 24 Sep 18 21:00:00 +0000":                             "2018-09-24T21:00:00Z",
		"24 Sep 49 21:00 Z":                                         "2049-09-24T21:00:00Z",
		"24 Sep 50 21:00 Z":                                         "1950-09-24T21:00:00Z",
		"24 Sep 118 21:00 Z":                                        "2018-09-24T21:00:00Z",
		"24 Sep 8 21:00 Z":                                          "",
		"24 Sep 20188 21:00 Z":                                      "",
		"Sun, 31 Dec 2016 23:59:60 +0000":                           "2017-01-01T00:00:00Z",
		"Sun, 31 Dec 2016 23:59:61 +0000":                           "",
		"24 Sep 2018 21:60 Z":                                       "",
		"24 Sep 2018 24:00 Z":                                       "",
		"24 Sep 2018 21:00:00 -0000":                                "2018-09-24T21:00:00Z",
		"24 Sep 2018 21:00:00 +1260":                                "",
		"24 Sep 2018 21:00:00 +2400":                                "",
		"24 Sep 2018 21:00:00 +100":                                 "",
		"24 Sep 2018 21:00:00 +0000 (":                              "",
		"24 Sep 2018 21:00:00 +0000 )":                              "",
		"24 Sep 2018 21:00:00 + 0000":                               "",
		"0 Sep 2018 21:00 Z":                                        "",
		"31 Sep 2018 21:00 Z":                                       "",
		"29 Feb 2020 21:00 Z":                                       "2020-02-29T21:00:00Z",
		"Sep 24 2018 21:00 Z":                                       "",
		// RFC 3339, and ISO 8601 where it is unambiguous.
		"2026-11-23t12:00:00z":                       "2026-11-23T12:00:00Z",
		"2026-11-23 12:00:00Z":                       "2026-11-23T12:00:00Z",
		"2026-11-23 12:00:00.5 -05:30":               "2026-11-23T17:30:00.5Z",
		"2026-11-23T12:00:00,123456789Z":             "2026-11-23T12:00:00.123456789Z",
		"2026-11-23T12:00:00.0000000001Z":            "2026-11-23T12:00:00Z",
		"2026-11-23T12:00:00+0130":                   "2026-11-23T10:30:00Z",
		"2026-11-23 12:00:00 +03":                    "2026-11-23T09:00:00Z",
		"2026-11-23T12:00Z":                          "2026-11-23T12:00:00Z",
		"2016-12-31T23:59:60Z":                       "2017-01-01T00:00:00Z",
		"2026-11-23 11:42:00 UTC":                    "2026-11-23T11:42:00Z",
		"2026-11-23 11:42:00 UTC (18m ago)":          "2026-11-23T11:42:00Z",
		"2026-11-23T12:00:00":                        "",
		"2026-11-23T12:00:00.Z":                      "",
		"2026-13-23T12:00:00Z":                       "",
		"2026-02-29T12:00:00Z":                       "",
		"2026-11-2312:00:00Z":                        "",
		"26-11-23T12:00:00Z":                         "",
		"2026-11-23":                                 "",
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
		366 * 24 * time.Hour:     "1y ago",
		8 * 366 * 24 * time.Hour: "8y ago",
		-5 * time.Second:         "in 5s",
		-2 * time.Hour:           "in 2h00m",
		-time.Second:             "in 1s",
		-time.Second + 1:         "0s ago",
		-1:                       "0s ago",
	} {
		if got := Age(now.Add(-ago), now); got != want {
			t.Errorf("age of %s = %q, want %q", ago, got, want)
		}
	}
	// Beyond 292 years, the limit of a time.Duration.
	for text, want := range map[string]string{
		"9999-12-31T00:00:00Z": "in 7973y", "0001-01-01T00:00:00Z": "2025y ago", "1700-01-01T00:00:00Z": "326y ago",
		"2025-11-23T12:00:00Z": "1y ago",
		"2025-11-23T12:00:01Z": "364d ago", "2024-11-23T12:00:00Z": "2y ago", "2024-11-24T12:00:00Z": "1y ago",
		"2026-11-23T11:59:00.000000001Z": "59s ago",
	} {
		at, ok := Parse(text)
		if got := Age(at, now); got != want || !ok {
			t.Errorf("age of %s = %q, want %q", text, got, want)
		}
	}
}

func TestMoment(t *testing.T) {
	t.Parallel()
	for zone, moments := range map[string]map[string]string{
		"UTC": {
			"2026-11-23T11:42:00Z":              "2026-11-23T11:42:00Z",
			" Mon, 23 Nov 2026 12:42:00 +0100 ": "2026-11-23T11:42:00Z",
			"2026-11-23 11:42:00 UTC":           "2026-11-23T11:42:00Z",
			"2026-11-23 11:42:00 UTC (18m ago)": "2026-11-23T11:42:00Z",
			"2026-11-23 11:42:00 EST":           "2026-11-23T16:42:00Z",
			"2026-11-23 11:42:00 XYZ":           "",
			"2026-11-23 11:42:00":               "",
			"2026-11-23":                        "2026-11-23T00:00:00Z",
			"2026-11-31":                        "",
			"now":                               "2026-11-23T12:00:00Z",
			"today":                             "2026-11-23T00:00:00Z",
			"Yesterday":                         "2026-11-22T00:00:00Z",
			"5m ago":                            "2026-11-23T11:55:00Z",
			"2h30m ago":                         "2026-11-23T09:30:00Z",
			"3h12m  ago":                        "2026-11-23T08:48:00Z",
			"1.5h ago":                          "2026-11-23T10:30:00Z",
			"3d ago":                            "2026-11-20T12:00:00Z",
			"1w ago":                            "2026-11-16T12:00:00Z",
			"1w2d12h ago":                       "2026-11-14T00:00:00Z",
			"0s ago":                            "2026-11-23T12:00:00Z",
			"1y ago":                            "2025-11-23T12:00:00Z",
			"8y Ago":                            "2018-11-23T12:00:00Z",
			"2000y ago":                         "0026-11-23T12:00:00Z",
			"in 5s":                             "2026-11-23T12:00:05Z",
			"in 2h00m":                          "2026-11-23T14:00:00Z",
			"in 3d":                             "2026-11-26T12:00:00Z",
			"99999999d ago":                     "",
			"9999999y ago":                      "",
			"9999999999h ago":                   "",
			"5 ago":                             "",
			"ago":                               "",
			" ago":                              "",
			"in ":                               "",
			"5x ago":                            "",
			"1.5d ago":                          "",
			"-5m ago":                           "",
			"+5m ago":                           "",
			"1d-5h ago":                         "",
			"in -5m":                            "",
			"--5m ago":                          "",
			".5h ago":                           "2026-11-23T11:30:00Z",
			"5m":                                "",
			"soon":                              "",
			"":                                  "",
		},
		"Europe/Berlin": {
			"2026-11-23 12:42:00 CET":               "2026-11-23T11:42:00Z",
			"2026-07-23 12:42:00 CEST (4mo)":        "2026-07-23T10:42:00Z",
			"2026-10-25 02:30:00 CEST":              "2026-10-25T00:30:00Z", // the hour that occurs twice
			"2026-10-25 02:30:00 CET":               "2026-10-25T01:30:00Z",
			"2026-07-23 12:42:00 CET":               "", // no clock shows this in summer
			"2026-11-23 11:42:00 UTC":               "2026-11-23T11:42:00Z",
			"2026-11-23":                            "2026-11-23T00:00:00Z",
			"today":                                 "2026-11-23T00:00:00Z",
			"Mon, 23 Nov 2026 12:42:00 +0100 (CET)": "2026-11-23T11:42:00Z",
		},
		"Asia/Shanghai": {
			"2026-11-23 19:42:00 CST (18m ago)": "2026-11-23T11:42:00Z",
			"Mon, 23 Nov 2026 05:42:00 CST":     "2026-11-23T11:42:00Z",
		},
		"America/New_York": {
			"2026-11-23 06:42:00 EST": "2026-11-23T11:42:00Z",
			"2026-11-01 01:30:00 EDT": "2026-11-01T05:30:00Z",
			"2026-11-01 01:30:00 EST": "2026-11-01T06:30:00Z",
		},
		"Asia/Kathmandu": {"2026-11-23 17:27:00 +0545": "2026-11-23T11:42:00Z"},
		"Asia/Dubai":     {"2026-11-23 15:42:00 +04": "2026-11-23T11:42:00Z"},
	} {
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Skip(err) // this machine has no time zone data
		}
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).In(place)
		for text, want := range moments {
			got := ""
			if moment, ok := Moment(text, now); ok {
				got = moment.UTC().Format(time.RFC3339Nano)
			}
			if got != want {
				t.Errorf("in %s %q is %q, want %q", zone, text, got, want)
			}
		}
		// Moment must read what the tables show.
		for hours := range 24 * 366 {
			at := now.Add(-time.Duration(hours) * time.Hour)
			if text := at.Format("2006-01-02 15:04:05 MST") + " (" + Age(at, now) + ")"; hours%7 == 0 {
				if moment, ok := Moment(text, now); !ok || !moment.Equal(at) {
					t.Errorf("in %s %q is %s, %t", zone, text, moment, ok)
				}
			}
		}
	}
}

// FuzzParse checks any text. If the standard library reads it in one of the formats, Parse returns the same time. A time that
// was read is written back as the same time, and is shown in plain characters only.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Mon, 24 Sept 2018 21:00:00 +0000", "24 May 2018 21:00 Z", "2026-11-23T12:00:00Z", "x", "Mon,"} {
		f.Add(seed)
	}
	shown := regexp.MustCompile(`^(in )?\d+(s|m|d|y|h\d\dm)( ago)?$`)
	named, short := regexp.MustCompile(`(?i)\b[A-Z]{3,4}\s*(\(|$)`), regexp.MustCompile(`[a-zA-Z.)]\s*\d{2,3}\s`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, ok := Moment(text, time.Unix(0, 0).UTC()); !ok {
			if _, ok := Parse(text); ok {
				t.Errorf("the API may write %q, and a person may not", text)
			}
		}
		parsed, ok := Parse(text)
		for _, layout := range []string{time.RFC3339, time.RFC1123Z} {
			if theirs, err := time.Parse(layout, text); err == nil && len(text) <= longest && (!ok || !parsed.Equal(theirs)) {
				t.Errorf("%q is %s, %t, and by the standard library %s", text, parsed, ok, theirs)
			}
		}
		if !ok {
			return
		}
		// The standard library does not know the offsets of named zones, nor RFC 2822's centuries.
		if theirs, err := mail.ParseDate(text); err == nil && !named.MatchString(text) && !short.MatchString(text) && !parsed.Equal(theirs) {
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
