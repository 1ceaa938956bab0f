package expect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/condition"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/poll"
	"confcall/pkg/signalwire"
	"confcall/pkg/suggest"
)

// Wait declares a verb that polls one resource until it is as wanted.
type Wait struct {
	Noun       output.Noun
	Conference *flags.ConferenceTarget // whose SID Observe needs, nil if it needs none; it need not exist yet

	// Observe fetches the resource once.
	Observe func(ctx context.Context, s *cli.Session) (Observation, error)

	// Count counts what the condition count is about; nil if there is nothing to count.
	// ended is the conference, if it has ended meanwhile.
	Count func(ctx context.Context, s *cli.Session) (count int, ended signalwire.Resource, err error)
}

// Command completes the verb's command, which has its words and the flags that name the resource.
func (w Wait) Command(app *cli.App, cmd *cobra.Command) *cobra.Command {
	var wait waitFlags
	cmd.Args = commands.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return w.run(cmd.Context(), app, &wait) }
	if w.Conference != nil {
		flags.Conference(cmd, w.Conference)
	}
	wait.add(cmd, Subject{Noun: w.Noun, Counts: w.Count != nil})
	app.AddReport(cmd)
	app.AddPrintFlags(cmd, w.Noun)
	return cmd
}

func (w Wait) run(ctx context.Context, app *cli.App, wait *waitFlags) error {
	s, err := app.Open(ctx, cli.Needs{Noun: w.Noun})
	if err != nil {
		return err
	}
	conference := func(context.Context) (string, error) { return "", nil }
	if w.Conference != nil {
		conference = lookup.Again(s.Client, *w.Conference, app.NoteText)
	}
	return wait.until(ctx, app, s.Printer, func(ctx context.Context) (found Observation, err error) {
		s.Conference, err = conference(ctx)
		if failure.IsMissing(err) {
			return wait.missing(ctx, s.Client, *w.Conference, err)
		}
		if err == nil {
			found, err = w.Observe(ctx, s)
		}
		if err == nil && found.Object != nil && wait.needsCount() {
			var ended signalwire.Resource
			if found.Count, ended, err = w.Count(ctx, s); ended != nil {
				found.Object, found.Over = ended, "the conference has ended"
			}
		}
		return found, err
	})
}

// waitFlags are the flags that say what to wait for, and how long.
type waitFlags struct {
	mustExist bool // what does not exist is an error, and is not waited for

	fields   []string // that the documents know
	goals    []*expectation
	failOn   []*expectation
	any      bool
	within   time.Duration
	interval time.Duration

	seen  bool   // it has been there
	state string // what does not hold yet, for the line in a terminal
}

func (w *waitFlags) add(cmd *cobra.Command, subject Subject) {
	w.fields, w.within, w.interval = subject.Noun.Fields, 5*time.Minute, time.Second
	cmd.Flags().Var(&conditionsValue{flag: "for", into: &w.goals, noCount: !subject.Counts}, "for",
		"the `CONDITION` to wait for, such as muted=true, exists or gone; may be repeated")
	cmd.Flags().BoolVar(&w.any, "any", false, "one of the conditions is enough")
	cmd.Flags().Var(&conditionsValue{flag: "fail-on", into: &w.failOn, noCount: !subject.Counts}, "fail-on",
		"end with 9 as soon as this `CONDITION` holds; may be repeated")
	flags.Duration(cmd, &w.within, "within", "end with 10 after this `DURATION`")
	flags.Duration(cmd, &w.interval, "interval", "look again after this `DURATION`")
	cmd.Flags().BoolVar(&w.mustExist, "must-exist", false, "end with 5 when it is not there, rather than wait for it")
	flags.Require(cmd, "for")
}

// needsCount reports whether it waits for a count.
func (w *waitFlags) needsCount() bool {
	for _, one := range append(w.goals, w.failOn...) {
		if one.NeedsCount() {
			return true
		}
	}
	return false
}

// needsGone reports whether it waits until something is gone.
func (w *waitFlags) needsGone() bool {
	return slices.ContainsFunc(w.goals, func(one *expectation) bool { return one.OfGone() })
}

// needsExists reports whether it waits until something exists.
func (w *waitFlags) needsExists() bool {
	return slices.ContainsFunc(w.goals, func(one *expectation) bool { return one.OfExistence() && !one.OfGone() })
}

// Observation is what one poll of the API found.
type Observation struct {
	Object  signalwire.Resource // nil if there is none
	Count   int                 // of participants
	Missing error               // why there is no object, for --must-exist
	Over    string              // why nothing will change any more; empty as long as it may
	Left    string              // why nothing will change unless it comes back

	// NeverSeen is set if no conference is known to have had the name that is missing. It may be misspelt, so nothing
	// proves that a conference has gone.
	NeverSeen bool
}

// missing is the observation of a conference that was not found by its name. It is known to have gone only if a conference of
// this name has ended.
func (w *waitFlags) missing(ctx context.Context, client *signalwire.Client, target flags.ConferenceTarget,
	missing error) (Observation, error) {
	found := Observation{Missing: missing}
	if w.needsGone() {
		ended, err := lookup.HasEnded(ctx, client, target.Name)
		if err != nil {
			return found, err
		}
		found.NeverSeen = !ended
	}
	if found.NeverSeen || w.mustExist {
		found.Missing = lookup.WithLookAlikes(ctx, client, missing) // the wait ends here, so there is time to look for them
	}
	return found, nil
}

// errWithin means that --within has run out.
var errWithin = errors.New("the time to wait is over")

// until observes again and again until the conditions hold, and prints what was found then. A fault that may pass is
// reported, and the wait goes on.
func (w *waitFlags) until(ctx context.Context, app *cli.App, printer *output.Printer,
	observe func(context.Context) (Observation, error)) error {
	within, cancel := context.WithTimeoutCause(ctx, w.within, errWithin)
	defer cancel()
	last, answered, failed := "nothing yet", false, false
	var object signalwire.Resource
	line := startLine(within, app, w.conditions())
	loop := poll.Loop{Interval: w.interval, Random: app.Random, Passing: func(err error) {
		last, failed = err.Error(), true
		app.NoteText(last)
		line.say(last)
	}}
	err := loop.Run(within, func(ctx context.Context) (bool, error) {
		found, err := observe(ctx)
		if err != nil {
			return false, err
		}
		answered = true
		done, state, err := w.judge(app, found)
		object, last = found.Object, state
		line.say(w.state)
		return done, err
	})
	line.end()
	switch {
	case errors.Is(err, errWithin), errors.Is(err, poll.ErrTooLate):
		return w.outOfTime(last, failed && !answered)
	case err != nil || object == nil:
		return err
	}
	return printer.Item(ctx, object)
}

func (w *waitFlags) outOfTime(last string, undecided bool) error {
	return &failure.Error{Exit: failure.ExitOutOfTime, Undecided: undecided,
		Err:  fmt.Errorf("wait for %s: not within %s; last seen: %s", w.conditions(), w.within, last),
		Hint: "give it longer with --within"}
}

func (w *waitFlags) conditions() string {
	var texts []string
	for _, one := range w.goals {
		texts = append(texts, one.String())
	}
	if w.any {
		return strings.Join(texts, " or ")
	}
	return strings.Join(texts, " and ")
}

// judge reports whether the wait is over, and which conditions do not hold yet. Its error ends the wait.
func (w *waitFlags) judge(app *cli.App, found Observation) (done bool, state string, err error) {
	subject := condition.Subject{Object: found.Object, Fields: w.fields, Count: found.Count, Now: app.Now().In(app.Zone)}
	if w.mustExist && found.Missing != nil && !w.seen {
		return false, "", found.Missing
	}
	w.seen = w.seen || found.Object != nil
	var mismatches, states []string
	held := 0
	for _, one := range w.goals {
		verdict, err := judgeOne(one, subject)
		if err != nil {
			return false, "", err
		}
		if one.NeedsCount() && found.Object == nil {
			verdict.Mismatch = "there is nothing to count yet"
		}
		if found.Object == nil && !one.OfExistence() {
			verdict.State = fmt.Sprintf("not there yet, want %s", one)
		}
		if verdict.Mismatch == "" && one.OfGone() && found.NeverSeen {
			return false, "", found.Missing
		}
		if verdict.Mismatch == "" {
			held++
		} else {
			mismatches, states = append(mismatches, verdict.Mismatch), append(states, verdict.State)
		}
	}
	w.state = strings.Join(states, "; ")
	if held == len(w.goals) || w.any && held > 0 {
		return true, "", nil
	}
	state = strings.Join(mismatches, "; ")
	for _, one := range w.failOn {
		if !w.seen {
			break // what was never there has not gone
		}
		verdict, err := judgeOne(one, subject)
		if err != nil {
			return false, "", err
		}
		if verdict.Mismatch == "" {
			return false, "", &failure.Error{Exit: failure.ExitExpectation,
				Err: fmt.Errorf("wait for %s: %s holds", w.conditions(), one), Hint: "--fail-on said that this ends the wait"}
		}
	}
	if found.Over == "" && !w.needsExists() {
		found.Over = found.Left
	}
	if found.Over != "" {
		return false, "", &failure.Error{Exit: failure.ExitExpectation,
			Err:  fmt.Errorf("wait for %s: it can no longer come true, %s; %s", w.conditions(), found.Over, state),
			Hint: "nothing will change any more"}
	}
	return false, state, nil
}

// judgeOne judges one condition.
func judgeOne(one *expectation, subject condition.Subject) (condition.Verdict, error) {
	verdict, err := one.Judge(subject)
	if err != nil {
		return verdict, &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--%s %w", one.flag, err),
			Hint: "look at the answer with -o json"}
	}
	if verdict.NoField {
		return verdict, &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--%s %q: no answer has the field %q%s", one.flag,
			one, one.Field(), suggest.Did(one.Field(), condition.Fields(subject.Object))),
			Hint: "there are " + strings.Join(condition.Fields(subject.Object), ", ")}
	}
	return verdict, nil
}
