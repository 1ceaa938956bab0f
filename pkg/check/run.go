package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/poll"
	"confcall/pkg/report"
	"confcall/pkg/signalwire"
)

// Options say how to run checks.
type Options struct {
	AtOnce   int  // requests; with one, the checks go one after another
	FailFast bool // once a check does not hold, those that have not ended are not run
}

// Run runs checks side by side, and returns what came of them in their order.
func Run(ctx context.Context, app *cli.App, client *signalwire.Client, checks []*Check, options Options) []report.Result {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if len(checks) > 1 {
		cli.UseAllProcessors()
	}
	source := newSource(ctx, client, options.AtOnce)
	results := make([]report.Result, len(checks))
	run := func(i int) {
		if context.Cause(ctx) == nil {
			results[i] = (&runner{app: app, source: source, check: checks[i]}).run(ctx)
		} else {
			results[i] = report.Result{Name: checks[i].Name, Status: report.Skipped}
		}
		if failed := results[i].Status == report.Failed || results[i].Status == report.Error; failed && options.FailFast {
			stop(errFailFast)
		}
	}
	var all sync.WaitGroup
	for i := range checks {
		if options.AtOnce == 1 {
			run(i)
			continue
		}
		all.Go(func() { run(i) })
	}
	all.Wait()
	return results
}

var errFailFast = errors.New("another check did not hold")

var errNotInTime = errors.New("the time to wait is over")

// runner runs one check.
type runner struct {
	app    *cli.App
	source *source
	check  *Check
	sent   atomic.Int64
}

func (r *runner) run(ctx context.Context) report.Result {
	began := time.Now()
	result := r.poll(ctx, began)
	if errors.Is(context.Cause(ctx), errFailFast) && result.Status != report.OK && result.Status != report.Failed {
		result = report.Result{Status: report.Skipped}
	}
	result.Name, result.Duration, result.Requests = r.check.Name, time.Since(began), int(r.sent.Load())
	return result
}

// poll judges the check again and again until it holds, or its time is over. A check without a time is judged once.
func (r *runner) poll(ctx context.Context, began time.Time) report.Result {
	last := report.Result{Status: report.Error, Problem: "there was no answer in time", Exit: failure.ExitOutOfTime}
	if r.check.within == 0 {
		result, _, err := r.once(ctx, began.Add(-time.Hour))
		if err != nil {
			return problem(err, r.app)
		}
		return result
	}
	within, cancel := context.WithTimeoutCause(ctx, r.check.within, errNotInTime)
	defer cancel()
	loop := poll.Loop{Interval: r.check.interval, Random: r.app.Random, Passing: func(err error) { last = problem(err, r.app) }}
	err := loop.Run(within, func(ctx context.Context) (bool, error) {
		// What another check fetched half an interval ago is recent enough.
		result, over, err := r.once(ctx, time.Now().Add(-r.check.interval/2))
		if err != nil {
			return false, err
		}
		last = result
		return over || result.Status == report.OK, nil
	})
	if err != nil && !errors.Is(err, errNotInTime) && !errors.Is(err, poll.ErrTooLate) {
		return problem(err, r.app)
	}
	return last
}

// problem returns the result of a check that could not be judged.
func problem(err error, app *cli.App) report.Result {
	return report.Result{Status: report.Error, Problem: app.Describe(err).Message, Exit: failure.Exit(err)}
}

// once judges the check once. over is set if nothing will change any more.
func (r *runner) once(ctx context.Context, notOlder time.Time) (result report.Result, over bool, err error) {
	now := r.app.Now().In(r.app.Zone)
	q := query{source: r.source, ctx: ctx, notOlder: notOlder, sent: &r.sent}
	found, err := q.find(r.check, now)
	if err != nil {
		return report.Result{}, false, err
	}
	result, err = r.check.judge(found, now, r.app)
	return result, found.over, err
}

// mostQuoted is how many mismatches a result names.
const mostQuoted = 10

// judge compares what was found with what is expected. Values that cannot be compared are an error.
func (c *Check) judge(f found, now time.Time, app *cli.App) (report.Result, error) {
	if f.missing != nil && !slices.ContainsFunc(c.expect, condition.Condition.OfExistence) {
		return problem(f.missing, app), nil
	}
	j := judgement{check: c, now: now}
	if f.missing != nil {
		j.item(nil, 0)
	}
	for _, item := range f.items {
		j.item(item, f.count)
	}
	if err := j.unknownField(f.items); err != nil {
		return report.Result{}, err
	}
	for _, comparison := range c.count {
		j.add(comparison, "", condition.Subject{Count: len(f.items)})
	}
	if c.target.kind.isList() && len(f.items) == 0 && len(c.count) == 0 {
		j.want, j.got, j.wrong = []string{"at least one of them"}, []string{"none"}, []string{"there are none"}
	}
	switch {
	case j.err != nil:
		return report.Result{}, failure.Usage(fmt.Errorf("expect %w", j.err), "look at the answer with -o json")
	case len(j.wrong) == 0:
		return report.Result{Status: report.OK}, nil
	}
	return report.Result{
		Status: report.Failed, Exit: failure.ExitExpectation, Want: j.list(j.want, ", "), Got: j.list(j.got, ", "),
		Problem: "not as expected: " + j.list(j.wrong, "; "),
	}, nil
}

// judgement collects what does not hold.
type judgement struct {
	check            *Check
	now              time.Time
	seen             map[string]bool // conditions whose field some item has
	want, got, wrong []string
	more             int
	err              error
}

func (j *judgement) item(item signalwire.Resource, count int) {
	label := ""
	if kind := j.check.target.kind; kind.isList() {
		label = item.Text(kind.noun().ID) + ": "
	}
	for _, expected := range j.check.expect {
		j.add(expected, label, condition.Subject{Object: item, Fields: j.check.target.kind.noun().Fields, Count: count, Now: j.now})
	}
}

func (j *judgement) add(expected condition.Condition, label string, subject condition.Subject) {
	verdict, err := expected.Judge(subject)
	if err != nil && j.err == nil {
		j.err = err
	}
	if !verdict.NoField {
		if j.seen == nil {
			j.seen = map[string]bool{}
		}
		j.seen[expected.String()] = true
	}
	switch {
	case err != nil || verdict.Holds:
	case len(j.wrong) == mostQuoted:
		j.more++
	default:
		if want := expected.String(); !slices.Contains(j.want, want) {
			j.want = append(j.want, want)
		}
		j.got, j.wrong = append(j.got, label+verdict.Got), append(j.wrong, label+verdict.Mismatch)
	}
}

// unknownField returns the error for an expectation about a field that neither the noun nor any item has.
func (j *judgement) unknownField(items []signalwire.Resource) error {
	if len(items) == 0 || j.err != nil {
		return nil
	}
	for _, expected := range j.check.expect {
		if !j.seen[expected.String()] {
			return unknownField(expected, j.check.target.kind, items[len(items)-1])
		}
	}
	return nil
}

func (j *judgement) list(texts []string, between string) string {
	text := strings.Join(texts, between)
	if j.more > 0 {
		text += fmt.Sprintf("%sand %d more", between, j.more)
	}
	return output.Shorten(text, longestQuote)
}

// longestQuote bounds what a result quotes, in cells.
const longestQuote = 2000
