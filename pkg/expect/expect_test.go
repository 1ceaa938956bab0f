package expect

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

var noun = output.Noun{ID: "call_sid", Fields: []string{"call_sid", "muted", "status", "date_created"}}

// anApp is an app that says things into a buffer.
func anApp() (*cli.App, *bytes.Buffer) {
	var said bytes.Buffer
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return &cli.App{
		Console: &console.Console{Err: &said, Scrub: func(text string) string { return text }},
		Now:     func() time.Time { return now }, Zone: time.UTC,
	}, &said
}

func participant(number int, muted bool) signalwire.Resource {
	return signalwire.Resource(fmt.Sprintf(`{"call_sid": "%d", "muted": %t, "status": "in-progress"}`, number, muted))
}

// TestVerdict judges lists by what is expected of every item, of some, and of how many there are.
func TestVerdict(t *testing.T) {
	t.Parallel()
	var many, ten []signalwire.Resource
	for number := range 12 {
		many = append(many, participant(number, false))
	}
	ten = many[:10]
	three := []signalwire.Resource{participant(1, true), participant(2, false), participant(3, true)}
	for _, test := range []struct {
		flags string
		items []signalwire.Resource
		exit  int
		text  string // of the error, behind `not as expected: ` where that is what it is
		said  int    // how many more are said one by one
	}{
		{"--expect muted=true", three[:1], 0, "", 0},
		{"--expect muted=true", three, 9, "2: muted: want true, got false", 0},
		{"--expect muted=true", nil, 0, "", 0},
		{"--expect muted=true", ten, 9, "8: muted: want true, got false; 9: muted: want true, got false", 0},
		{"--expect muted=true", many, 9, "9: muted: want true, got false; and 2 more, above", 2},
		{"--expect-any muted=true", three, 0, "", 0},
		{"--expect-any muted=true", many[:2], 9, "none of 2 has muted=true", 0},
		{"--expect-any muted=true", nil, 9, "none of 0 has muted=true", 0},
		{"--expect-any muted=true --expect-any status=completed", three, 9, "none of 3 has status=completed", 0},
		{"--expect-count 3", three, 0, "", 0},
		{"--expect-count >3", three, 9, "count: want > 3, got 3", 0},
		{"--expect-count 0", nil, 0, "", 0},
		{"--expect-count 2 --expect muted=true", three, 9, "2: muted: want true, got false; count: want 2, got 3", 0},
		{"--expect muted=yes", three, 2, "--expect muted=yes: cannot be compared", 0},
		{"--expect muted=yes --expect-any status=x", three, 2, "--expect muted=yes: cannot be compared", 0},
		{"--expect-any muted=yes", three, 2, "--expect-any muted=yes: cannot be compared", 0},
		{"--expect volume=3", three, 2, `--expect "volume=3": no answer has the field "volume"`, 0},
		{"--expect-any statuss=x", three, 2, `--expect-any "statuss=x": no answer has the field "statuss"; did you mean status?`, 0},
		{"--expect volume=3", nil, 0, "", 0},
		{"--expect date_created=null", three, 0, "", 0},
	} {
		t.Run(fmt.Sprintf("%s, %d", test.flags, len(test.items)), func(t *testing.T) {
			t.Parallel()
			app, said := anApp()
			var expected Flags
			cmd := &cobra.Command{}
			expected.AddList(app, cmd, noun)
			if err := cmd.ParseFlags(strings.Fields(test.flags)); err != nil {
				t.Fatal(err)
			}
			expected.JudgePage(test.items)
			err := expected.Verdict()
			if failure.Exit(err) != test.exit || err != nil && !strings.Contains(err.Error(), test.text) || strings.HasPrefix(fmt.Sprint(err), "not as expected: ") != (test.exit == 9) {
				t.Errorf("%d, %v", failure.Exit(err), err)
			}
			if got := strings.Count(said.String(), "confcall: not as expected: "); got != test.said || strings.Contains(fmt.Sprint(err), " more, above") != (test.said > 0) {
				t.Errorf("said:\n%s", said)
			}
		})
	}
	var none *Flags
	none.Judge("", nil, 0)
	none.JudgePage(three)
	if err := none.Verdict(); err != nil {
		t.Error(err)
	}
}

// TestConditionFlags reads what the flags take, and says what they took.
func TestConditionFlags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{ // a part of the error
		"3": "", "=3": "", ">=2": "", "<0": "", "!=1": "", "0": "", "9": "", "03": "",
		"": "want a comparison such as '>=2'", "three": "want a comparison", "x=3": "want a comparison", ">": "want a value behind >", "==3": `"==" is no operator`,
		">=x": "want a number to compare count with", "~3": "want a number", "-1": "want a comparison", " 3": "want a comparison",
	} {
		var into []*expectation
		flag := &conditionsValue{flag: "expect-count", prefix: condition.Count, into: &into}
		err := flag.Set(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("--expect-count %q: %v, want %s", text, err, want)
		}
		if shown := "=" + strings.TrimPrefix(text, "="); err == nil && flag.String() != text && flag.String() != shown || err != nil && flag.String() != "" {
			t.Errorf("--expect-count %q is shown as %q", text, flag)
		}
	}
	var into []*expectation
	items, whole := &conditionsValue{flag: "expect-any", into: &into, noCount: true}, &conditionsValue{flag: "for", into: &into}
	if err := items.Set("count>=2"); err == nil || !strings.HasPrefix(err.Error(), "there is no count here") {
		t.Error(err)
	}
	if err := errors.Join(items.Set("muted=true"), whole.Set("count>=2"), items.Set("exists")); err != nil || items.String() != "muted=true, exists" || whole.String() != "count>=2" {
		t.Errorf("%v: %q and %q", err, items, whole)
	}
	if text := (&conditionsValue{}).String(); text != "" {
		t.Errorf("what was never used is %q", text)
	}
}

// TestWaitJudges tells when a wait is over, from what one look found after another.
func TestWaitJudges(t *testing.T) {
	t.Parallel()
	missing := &failure.Error{Exit: failure.ExitNotFound, Err: errors.New("not there"), Hint: "look"}
	here, muted, over := Observation{Object: participant(1, false)}, Observation{Object: participant(1, true)}, Observation{Object: signalwire.Resource(`{"muted": true, "status": "completed"}`), Over: "the conference has ended"}
	none, never, left := Observation{Missing: missing}, Observation{Missing: missing, NeverSeen: true}, Observation{Missing: missing, Left: "the participant has left"}
	counts := Observation{Object: participant(1, false), Count: 2}
	const on, done = "on", "done"
	for _, test := range []struct {
		flags string
		looks []Observation
		want  string // of the last look: on, done, or a part of the error; before that all go on
		exit  int
		state string
	}{
		{"--for muted=true", []Observation{none, here, muted}, done, 0, ""},
		{"--for muted=true", []Observation{none}, on, 0, "not there yet, want muted=true"},
		{"--for muted=true", []Observation{here}, on, 0, "muted is false, want true"},
		{"--for muted=true --for status=completed", []Observation{muted}, on, 0, "status is in-progress, want completed"},
		{"--for muted=true --for status=completed", []Observation{here}, on, 0, "muted is false, want true; status is in-progress, want completed"},
		{"--for muted=true --for status=completed --any", []Observation{here, muted}, done, 0, ""},
		{"--for muted=true --any", []Observation{here}, on, 0, "muted is false, want true"},
		{"--for count>=2", []Observation{here, counts}, done, 0, ""},
		{"--for count<2", []Observation{none}, on, 0, "not there yet, want count<2"},
		{"--for count=0", []Observation{none}, on, 0, "not there yet, want count=0"},
		{"--for exists", []Observation{none, left, here}, done, 0, ""},
		{"--for gone", []Observation{here, none}, done, 0, ""},
		{"--for gone", []Observation{over}, done, 0, ""},
		{"--for gone", []Observation{here, never}, "not there", 5, ""},
		{"--for exists", []Observation{never}, on, 0, "it is gone, want it to exist"},
		{"--for muted=true", []Observation{never}, on, 0, "not there yet, want muted=true"},
		{"--for muted=true --must-exist", []Observation{none}, "not there", 5, ""},
		{"--for muted=true --must-exist", []Observation{here, none}, on, 0, "not there yet, want muted=true"},
		{"--for muted=true --must-exist", []Observation{here}, on, 0, "muted is false, want true"},
		{"--for muted=true", []Observation{here, left}, "wait for muted=true: it can no longer come true, the participant has left; muted: want true, got nothing", 9, ""},
		{"--for muted=true --for exists", []Observation{here, left}, on, 0, "not there yet, want muted=true; it is gone, want it to exist"},
		{"--for muted=false", []Observation{over}, "it can no longer come true, the conference has ended; muted: want false, got true", 9, ""},
		{"--for exists", []Observation{{Missing: missing, Over: "it has ended"}}, "it can no longer come true, it has ended", 9, ""},
		{"--for muted=true --fail-on gone", []Observation{none, none}, on, 0, "not there yet, want muted=true"},
		{"--for muted=true --fail-on gone", []Observation{none, here, none}, "wait for muted=true: gone holds", 9, ""},
		{"--for muted=true --fail-on status~^in", []Observation{here}, "status~^in holds", 9, ""},
		{"--for muted=true --fail-on status~^in", []Observation{muted}, done, 0, ""},
		{"--for muted=yes", []Observation{here}, "--for muted=yes: cannot be compared", 2, ""},
		{"--for muted=true --fail-on muted=1", []Observation{here}, "--fail-on muted=1: cannot be compared", 2, ""},
		{"--for volume=3", []Observation{here}, `--for "volume=3": no answer has the field "volume"`, 2, ""},
		{"--for date_created!=2026-01-01", []Observation{here}, done, 0, ""},
	} {
		t.Run(fmt.Sprintf("%s, %d", test.flags, len(test.looks)), func(t *testing.T) {
			t.Parallel()
			app, _ := anApp()
			var wait waitFlags
			cmd := &cobra.Command{}
			wait.add(cmd, Subject{Noun: noun, Counts: true})
			if err := cmd.ParseFlags(strings.Fields(test.flags)); err != nil {
				t.Fatal(err)
			}
			for i, look := range test.looks {
				isDone, _, err := wait.judge(app, look)
				if last := i == len(test.looks)-1; !last && (isDone || err != nil) {
					t.Fatalf("look %d: %t, %v", i, isDone, err)
				} else if !last {
					continue
				}
				got := on
				switch {
				case err != nil:
					got = err.Error()
				case isDone:
					got = done
				}
				if !strings.Contains(got, test.want) || failure.Exit(err) != test.exit || got == on && wait.state != test.state {
					t.Errorf("%s, %d, %q", got, failure.Exit(err), wait.state)
				}
			}
		})
	}
}

// TestNeeds tells what has to be looked at for conditions.
func TestNeeds(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string][3]bool{ // count, gone, exists
		"--for muted=true":                   {false, false, false},
		"--for count=2":                      {true, false, false},
		"--for muted=true --fail-on count=0": {true, false, false},
		"--for gone":                         {false, true, false},
		"--for exists":                       {false, false, true},
		"--for muted=true --fail-on gone":    {false, false, false},
		"--for gone --for exists --any":      {false, true, true},
	} {
		var wait waitFlags
		cmd := &cobra.Command{}
		wait.add(cmd, Subject{Noun: noun, Counts: true})
		if err := cmd.ParseFlags(strings.Fields(flags)); err != nil {
			t.Fatal(err)
		}
		if got := [3]bool{wait.needsCount(), wait.needsGone(), wait.needsExists()}; got != want {
			t.Errorf("%s needs %v, want %v", flags, got, want)
		}
	}
	if text := (&waitFlags{goals: []*expectation{}}).conditions(); text != "" {
		t.Error(text)
	}
}

// TestFilter keeps the items for which all clauses hold, and knows by them all which fields there are.
func TestFilter(t *testing.T) {
	t.Parallel()
	three, none, unread, bare := signalwire.Resource(`{"count": 3}`), signalwire.Resource(`{"count": null}`), signalwire.Resource(`{"count": 1e5}`), signalwire.Resource(`{"status": "x"}`)
	for _, test := range []struct {
		where   string
		items   []signalwire.Resource
		kept    int
		unknown bool
	}{
		{"count>=2", []signalwire.Resource{three, none, unread}, 1, false},
		{"count>=2", []signalwire.Resource{three, bare}, 1, false},
		{"count>=2", []signalwire.Resource{bare, three}, 1, false},
		{"count>=2", []signalwire.Resource{none}, 0, false},
		{"count>=2", []signalwire.Resource{bare}, 0, true},
		{"status=x", []signalwire.Resource{bare, three}, 1, false},
		{"volume=3", []signalwire.Resource{bare, three}, 0, true},
		{"volume=null", []signalwire.Resource{bare}, 1, true},
		{"volume=3", nil, 0, false},
	} {
		c, err := condition.Parse(test.where)
		if err != nil {
			t.Fatal(err)
		}
		f := NewFilter([]Clause{{c, "--where"}}, noun, time.Time{})
		kept, err := f.Keep(test.items)
		if err != nil || len(kept) != test.kept || (f.UnknownField() != nil) != test.unknown || len(test.items) > 0 && f.Knows() == test.unknown {
			t.Errorf("%s of %d: %d kept, %v, unknown: %v", test.where, len(test.items), len(kept), err, f.UnknownField())
		}
	}
	c, _ := condition.Parse("muted=1")
	if _, err := NewFilter([]Clause{{c, "--where"}}, noun, time.Time{}).Keep([]signalwire.Resource{participant(1, true)}); failure.Exit(err) != failure.ExitUsage {
		t.Error(err)
	}
}

// TestUnsureVerdict judges lists of which one item is known, and of two more it is not known whether they belong to it.
func TestUnsureVerdict(t *testing.T) {
	t.Parallel()
	where, err := condition.Parse("count>=2")
	if err != nil {
		t.Fatal(err)
	}
	known := signalwire.Resource(`{"call_sid": "1", "muted": false, "count": 3}`)
	unknown := signalwire.Resource(`{"call_sid": "2", "muted": false, "count": null}`)
	for flags, want := range map[string]int{
		"--expect muted=true":                        failure.ExitExpectation, // the known one breaks it
		"--expect muted=false":                       failure.ExitUnreachable,
		"--expect-any muted=false":                   0,
		"--expect-any muted=true":                    failure.ExitUnreachable,
		"--expect-count >=1":                         0,
		"--expect-count 0":                           failure.ExitExpectation,
		"--expect-count 4":                           failure.ExitExpectation,
		"--expect-count 1":                           failure.ExitUnreachable,
		"--expect-count 3":                           failure.ExitUnreachable,
		"--expect-count !=2":                         failure.ExitUnreachable,
		"--expect-count !=4":                         0,
		"--expect-count <=3":                         0,
		"--expect-count <2":                          failure.ExitUnreachable,
		"--expect-any nosuch=1":                      failure.ExitUnreachable,
		"--expect-count >=1 --expect-any muted=true": failure.ExitUnreachable,
		"--expect-count 3 --expect muted=true":       failure.ExitExpectation,
		"":                                           0,
	} {
		app, _ := anApp()
		var e Flags
		cmd := &cobra.Command{}
		e.AddList(app, cmd, noun)
		if err := cmd.ParseFlags(strings.Fields(flags)); err != nil {
			t.Fatal(err)
		}
		filter := NewFilter([]Clause{{where, "--where"}}, noun, time.Time{})
		kept, err := filter.Keep([]signalwire.Resource{unknown, known, unknown})
		if err != nil || len(kept) != 1 {
			t.Fatal(kept, err)
		}
		e.JudgePage(kept)
		more, why := filter.Unsure()
		e.LeaveOpen(Open{More: more, Why: why})
		if got := e.Verdict(); failure.Exit(got) != want {
			t.Errorf("%s: %v, want exit code %d", flags, got, want)
		}
	}
}
