package check

import (
	"errors"
	"strings"
	"testing"

	"confcall/pkg/yamlfile"
)

func variable(name string) (string, bool) {
	value, set := map[string]string{"ROOM": "Morning: {stand-up}", "EMPTY": "", "WAIT": "2m"}[name]
	return value, set
}

// TestParse reads what a file may say.
func TestParse(t *testing.T) {
	t.Parallel()
	const rest = ", expect: [status=x]}"
	for _, text := range []string{
		"{name: a, conference: {name: X}" + rest, "{name: a, conference: X" + rest, "{name: a, conference: {conference_name: 'null'}" + rest,
		"{name: a, conference: {sid: 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001}" + rest, "{name: a, conference: 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001" + rest,
		"{name: a, conference: X, expect: [count>=2, exists]}", `{name: "${ROOM}", conference: "${ROOM}", within: "${WAIT}", expect: ["status=$$x"]}`,
		"{name: a, participant: {conference: X, call: 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001}, expect: [gone]}", "{name: a, participant: {conference_name: X, number: (310) 555-0101}, expect: [muted=true]}",
		"{name: a, participants: {all_conferences: true, where: [hold=true], since: 2h}, expect_count: 0}", `{name: a, participants: {conference: X}, expect_count: ["<5", "!=3"]}`,
		"{name: a, conferences: {status: [in-progress, init]}, expect_count: '>=1'}", "{name: a, call: {number: +13105550101}, expect: [exists]}", "{name: a, calls: {status: ringing}, expect_count: 0, within: 0s}",
		"{name: a, recording: {recording: 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001}, expect: [duration>60], interval: 5s}", "{name: a, recordings: {}, expect_count: '>1'}",
		"{name: a, recordings: {since: yesterday}, expect: [status=completed], expect_count: '>=0'}",
	} {
		if file, err := Parse("f", []byte("checks: ["+text+"]"), variable); err != nil || len(file.Checks) != 1 {
			t.Errorf("%s: %v", text, err)
		}
	}
	file, err := Parse("f", []byte(`{defaults: {within: 1m, profile: "${ROOM}"}, checks: [{name: a, conference: "${ROOM}", expect: [friendly_name="a"]}]}`), variable)
	if err != nil || file.Profile != "Morning: {stand-up}" || file.Checks[0].target.conference.Name != "Morning: {stand-up}" || file.Checks[0].within.Minutes() != 1 {
		t.Errorf("%+v, %v", file, err)
	}
}

// TestWrongFiles refuses what is no check file, at its line, before anything is sent.
func TestWrongFiles(t *testing.T) {
	t.Parallel()
	const named = "checks:\n  - name: a\n    "
	const target = named + "conference: X\n    "
	for text, want := range map[string]string{
		"":                                     "f:1: there are no checks",
		"checks:":                              "f:1: there are no checks",
		"checks: []":                           "f:1: checks: the list is empty",
		"checks: x":                            "f:1: checks: want a list",
		"[]":                                   "f:1: want a check file, which is a mapping",
		"check: []":                            `f:1: unknown key "check" of a check file; want one of defaults, checks`,
		"a: [":                                 "f:1: not valid YAML",
		"checks: [1]":                          "f:1: want a check, which is a mapping",
		"defaults: {x: 1}":                     `unknown key "x" of the defaults; want one of within, interval, profile`,
		"defaults: {within: soon}\nchecks: []": `f:1: within: "soon": want a duration with a unit`,
		"defaults: {interval: 0s}\nchecks: []": "want a duration",
		"defaults: {within: -1s}\nchecks: []":  "want a duration",
		"defaults: {within: 10}\nchecks: []":   "want a duration",
		named + "expect: [a=1]":                "f:2: \"a\": want one of conference, conferences, participant",
		target + "participants: {}":            "got 2",
		"checks:\n  - conference: X\n    expect: [a=1]":     "f:2: the check has no name",
		"checks:\n  - name: ''\n    conference: X":          "want more than nothing",
		target + "within: 1s":                               "there is nothing to check; want expect or expect_count",
		target + "expect: []":                               "there is nothing to check",
		target + "expect: status=x":                         "f:4: expect: want a list",
		target + "expect:\n      - ok=1\n      - status==x": `f:6: "status==x": "==" is no operator; write status=x`,
		target + "expect: [status=]":                        "want a value behind =",
		target + "expect: [true]":                           "want text or a number",
		target + "expect: [{a: 1}]":                         "want text or a number, got a mapping",
		target + "expect_count: 1":                          "expect_count is for lists; want expect: [count>=2]",
		target + "name: b":                                  `the key "name" stands here a second time`,
		target + "expect: [a=1]\n  - name: a\n    conference: Y\n    expect: [a=1]": `f:5: the name "a" is given twice`,
		target + "nosuch: 1":                                                                          "unknown key \"nosuch\" of a check",
		named + "conference: {}\n    expect: [a=1]":                                                   "conference: want name, conference_name or sid",
		named + "conference: {name: 'null'}\n    expect: [a=1]":                                       "--conference-name='null'",
		named + "conference: {name: '7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001 '}\n    expect: [a=1]":      "--conference-name=",
		named + "conference: '7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e00'\n    expect: [a=1]":                "--conference-name=",
		named + "participant: {conference: nil, number: 5550101}\n    expect: [a=1]":                  "--conference-name='nil'",
		named + "conference: {sid: X}\n    expect: [a=1]":                                             "sid: \"X\"",
		named + "conference: {name: X, sid: 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001}\n    expect: [a=1]": "named twice",
		named + "conference: {name: X, conference_name: Y}\n    expect: [a=1]":                        "named twice",
		named + "participant: {conference: X}\n    expect: [a=1]":                                     "want either call or number",
		named + "participant: {call: 7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001}\n    expect: [a=1]":        "want conference or conference_name",
		named + "participant: {conference: X, number: 12}\n    expect: [a=1]":                         "number: \"12\"",
		named + "participants: {}\n    expect: [a=1]":                                                 "want either conference, conference_name or all_conferences",
		named + "participants: {conference: X, all_conferences: true}\n    expect: [a=1]":             "want either conference",
		named + "participants: {all_conferences: yes please}\n    expect: [a=1]":                      "want true or false",
		named + "participants: {all_conferences: true, where: hold=true}\n    expect: [a=1]":          "where: want a list",
		named + "participants: {all_conferences: true, where: [hold]}\n    expect: [a=1]":             "want FIELD=VALUE",
		named + "participants: {all_conferences: true, where: [exists]}\n    expect: [a=1]":           "what a list has is there",
		named + "participants: {all_conferences: true}\n    expect: [count>1]":                        "expect_count",
		named + "participants: {all_conferences: true}\n    expect_count: many":                       "want a comparison such as",
		named + "participants: {all_conferences: true}\n    expect_count: '='":                        "want a comparison such as",
		named + "calls: {status: talking}\n    expect_count: 0":                                       "status: \"talking\": want one of queued",
		named + "recordings: {since: soon}\n    expect_count: 0":                                      "since: \"soon\": want a day",
		named + "recording: {}\n    expect: [a=1]":                                                    "want recording",
		"checks: [{name: '${NOSUCH}'}]":                                                               "the variable NOSUCH is not set",
		"checks: [{name: '${ROOM'}]":                                                                  "with a brace at its end",
		"checks: [{name: '${}'}]":                                                                     "with a brace at its end",
		"checks: [{name: '${EMPTY}'}]":                                                                "want more than nothing",
		"checks: [{name: a, '${ROOM}': X}]":                                                           `unknown key "${ROOM}" of a check`,
		"checks: [&a {name: a, conference: X, expect: [a=1]}, *a]":                                    "a reference, which this file cannot have",
		"checks: [{name: a}]\n---\nchecks: []":                                                        "want one YAML document",
	} {
		_, err := Parse("f", []byte(text), variable)
		if problem := (*yamlfile.Error)(nil); !errors.As(err, &problem) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// FuzzParse reads anything without a panic, and never without an error that names the file.
func FuzzParse(f *testing.F) {
	f.Add("checks: [{name: a, conference: X, expect: [status=x]}]")
	f.Add("defaults: {within: 2m}\nchecks:\n  - {name: '${ROOM}', participants: {all_conferences: true, where: [a=1]}, expect_count: '=0'}")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse("file", []byte(text), variable); err != nil && !strings.HasPrefix(err.Error(), "file:") {
			t.Errorf("%q: %v", text, err)
		}
	})
}
