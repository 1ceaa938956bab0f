// Package expect checks results against conditions: once for --expect, and repeatedly for wait.
package expect

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
	"confcall/pkg/suggest"
)

// Flags are the flags that say what a result should be, and what was found.
type Flags struct {
	noun  output.Noun
	all   []*expectation // of one item, or of every item of a list
	some  []*expectation // of at least one item of a list
	count []*expectation // of how many items there are

	app    *cli.App
	items  int      // that were judged
	wrong  []string // the mismatches, as many as a person wants to read
	more   int      // how many mismatches came after those
	broken error    // an expectation that cannot be judged
	last   []byte   // an item, for its fields
	open   Open     // what is not known of the list
}

// Open is what is not known of a list.
type Open struct {
	More      int   // so many more items may belong to it than were judged
	Displaces bool  // such an item may stand in place of one that was judged, since the list has a limit
	Why       error // why that is not known; nil if all is known
}

// An expectation is a condition and what was found by it.
type expectation struct {
	condition.Condition
	flag string
	held bool // of some item
	seen bool // some item has its field
}

// maxWrong is how many mismatches the error names; the rest are reported one by one.
const maxWrong = 10

// A Subject is what conditions are about.
type Subject struct {
	Noun   output.Noun
	Counts bool // there is something to count, which only a conference has
}

// Add adds --expect to a command that prints one item of a noun, or several.
func (e *Flags) Add(app *cli.App, cmd *cobra.Command, subject Subject) {
	e.app, e.noun = app, subject.Noun
	cmd.Flags().Var(&conditionsValue{flag: "expect", into: &e.all, noCount: !subject.Counts}, "expect",
		"end with 9 unless this `CONDITION` holds, such as muted=true; may be repeated")
}

// AddList adds the flags to a command that lists items of a noun.
func (e *Flags) AddList(app *cli.App, cmd *cobra.Command, noun output.Noun) {
	e.app, e.noun = app, noun
	cmd.Flags().Var(&conditionsValue{flag: "expect", into: &e.all, noCount: true}, "expect",
		"end with 9 unless this `CONDITION` holds of every item, such as muted=true; may be repeated")
	cmd.Flags().Var(&conditionsValue{flag: "expect-any", into: &e.some, noCount: true}, "expect-any",
		"end with 9 unless this `CONDITION` holds of some item; may be repeated")
	cmd.Flags().Var(&conditionsValue{flag: "expect-count", prefix: condition.Count, into: &e.count}, "expect-count",
		"end with 9 unless there are so many items: a `COMPARISON` such as '>=2'")
}

// Any reports whether anything is expected.
func (e *Flags) Any() bool { return len(e.all)+len(e.some)+len(e.count) > 0 }

// OfExistence reports whether exists or gone is expected, so that finding nothing is no failure by itself.
func (e *Flags) OfExistence() bool {
	for _, one := range e.all {
		if one.OfExistence() {
			return true
		}
	}
	return false
}

// NeedsCount reports whether an expectation is about the count of participants.
func (e *Flags) NeedsCount() bool {
	for _, one := range e.all {
		if one.NeedsCount() {
			return true
		}
	}
	return false
}

// Judge checks an item against the expectations; nil stands for one that does not exist. The label names it among many.
func (e *Flags) Judge(label string, item signalwire.Resource, count int) {
	if e == nil {
		return
	}
	e.items++
	if item != nil {
		e.last = item
	}
	subject := condition.Subject{Object: item, Fields: e.noun.Fields, Count: count, Now: e.app.Now().In(e.app.Zone)}
	for _, one := range e.all {
		if verdict := e.judge(one, subject); !verdict.Holds && e.broken == nil {
			e.amiss(label + verdict.Mismatch)
		}
	}
	for _, one := range e.some {
		one.held = e.judge(one, subject).Holds || one.held
	}
}

func (e *Flags) judge(one *expectation, subject condition.Subject) condition.Verdict {
	verdict, err := one.Judge(subject)
	if err != nil && e.broken == nil {
		e.broken = &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--%s %w", one.flag, err),
			Hint: "look at the answer with -o json"}
	}
	one.seen = one.seen || !verdict.NoField
	return verdict
}

func (e *Flags) amiss(text string) {
	if len(e.wrong) < maxWrong {
		e.wrong = append(e.wrong, text)
	} else {
		e.app.Say("confcall: not as expected: " + output.Clean(text) + "\n")
		e.more++
	}
}

// JudgePage judges the items of a list.
func (e *Flags) JudgePage(items []signalwire.Resource) {
	if e == nil {
		return
	}
	for _, item := range items {
		e.Judge(item.Text(e.noun.ID)+": ", item, 0)
	}
}

// LeaveOpen says what is not known of the list. Only what is certain all the same is a verdict then.
func (e *Flags) LeaveOpen(open Open) { e.open = open }

// Verdict is the error if expectations are not met, are about a field that no answer has, or cannot be judged since it is not known
// which items belong to the list.
func (e *Flags) Verdict() error {
	if e == nil {
		return nil
	}
	if e.broken != nil {
		return e.broken
	}
	if e.open.Displaces && len(e.all)+len(e.some) > 0 {
		return e.open.Why
	}
	for _, one := range append(e.all, e.some...) {
		if e.last != nil && !one.seen && e.open.Why != nil {
			return e.open.Why // others may have the field
		}
		if e.last != nil && !one.seen {
			return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--%s %q: no answer has the field %q%s", one.flag, one,
				one.Field(), suggest.Did(one.Field(), condition.Fields(e.last))),
				Hint: e.noun.Unknown(one.Field()) + "there are " + strings.Join(condition.Fields(e.last), ", ")}
		}
	}
	decided := e.open.Why == nil || len(e.all) == 0 // what is not known may not be as all must be
	for _, one := range e.some {
		if !one.held && e.open.Why != nil {
			decided = false
		} else if !one.held {
			e.amiss(fmt.Sprintf("none of %d has %s", e.items, one))
		}
	}
	for _, one := range e.count {
		if !one.SameForCounts(e.items, e.items+min(e.open.More, math.MaxInt-e.items)) {
			decided = false
			continue
		}
		// A count can always be judged.
		if verdict, _ := one.Judge(condition.Subject{Count: e.items}); !verdict.Holds {
			e.amiss(verdict.Mismatch)
		}
	}
	if len(e.wrong) == 0 {
		if !decided {
			return e.open.Why
		}
		return nil
	}
	text := strings.Join(e.wrong, "; ")
	if e.more > 0 {
		text += fmt.Sprintf("; and %d more, above", e.more)
	}
	return &failure.Error{Exit: failure.ExitExpectation, Err: fmt.Errorf("not as expected: %s", text),
		Hint: "the answer is the result all the same"}
}
