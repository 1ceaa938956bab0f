package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/config"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Work is what ForEach does with each call.
type Work struct {
	Name string // for the progress bar: muted
	Do   func(ctx context.Context, call string) (signalwire.Resource, error)
	Done func(call string, answer signalwire.Resource) // is told of each success, in the calls' order; may be nil
}

// ForEach works on calls and prints what comes of each: one object for a single call, a list in the calls' order for any other number.
// Of many, each failure is reported by itself and the others are done nevertheless; the error returned then sums them up,
// with the exit code of the first. A nil printer prints nothing.
func (a *App) ForEach(ctx context.Context, printer *output.Printer, calls *Calls, work Work) error {
	if work.Done == nil {
		work.Done = func(string, signalwire.Resource) {}
	}
	if call, single := calls.Single(); single {
		resource, err := work.Do(ctx, call)
		if err != nil {
			return err
		}
		work.Done(call, resource)
		if resource == nil || printer == nil {
			return nil
		}
		return printer.Item(ctx, resource)
	}
	type result struct {
		call     string
		resource signalwire.Resource
		err      error
	}
	results := Map(ctx, calls.parallel, calls.Targets(a), func(ctx context.Context, target Target) result {
		if target.Err != nil {
			return result{err: target.Err}
		}
		resource, err := work.Do(ctx, target.Call)
		return result{target.Call, resource, err}
	})
	progress := a.StartProgress(work.Name)
	defer progress.Done()
	failed, count := a.NewFailures(), 0
	batches := func(yield func([][]byte, error) bool) {
		for r := range results {
			if ctx.Err() != nil {
				yield(nil, context.Cause(ctx))
				return
			}
			count++
			progress.Set(int64(count), int64(len(calls.named)), "calls")
			if r.err != nil {
				failed.Add(r.err)
				if calls.failFast {
					return
				}
				continue
			}
			work.Done(r.call, r.resource)
			if r.resource != nil && !yield([][]byte{r.resource}, nil) {
				return
			}
		}
	}
	if printer == nil {
		batches(func([][]byte, error) bool { return true })
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	} else if err := printer.List(ctx, batches); err != nil {
		return err
	}
	return failed.Sum(count)
}

// Failures counts what failed of many.
type Failures struct {
	app   *App
	first error
	count int
}

// NewFailures begins to count.
func (a *App) NewFailures() *Failures { return &Failures{app: a} }

// Add reports a failure at once, by itself.
func (f *Failures) Add(err error) {
	f.count++
	if f.first == nil {
		f.first = err
	}
	f.app.say(f.app.report(err, exitCode(err), f.app.reportsJSON(nil)))
}

// Sum is the error of all failures, of as many as were worked on; nil when there are none.
func (f *Failures) Sum(of int) error {
	if f.first == nil {
		return nil
	}
	return &Failure{Exit: exitCode(f.first), Err: fmt.Errorf("%d of %d failed", f.count, of), Hint: "each failure is reported above; the others are done"}
}

// AddDryRun adds the flag that shows a change instead of sending it.
func (a *App) AddDryRun(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.DryRun, "dry-run", false, "print the request, without the token, and send no change")
}

// AddYes adds the flag that answers the question beforehand.
func (a *App) AddYes(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&a.Yes, "yes", "y", false, "do not ask")
}

// requestNoun is a request that was not sent.
var requestNoun = output.Noun{ID: "url", Fields: []string{"method", "url", "form"}, Columns: []string{"method", "url", "form"}}

// Open makes what a command needs that prints resources of a noun. The printer comes first: a bad format is found before anything is sent.
func (a *App) Open(noun output.Noun) (*output.Printer, *signalwire.Client, error) {
	printer, err := a.Printer(noun)
	if err != nil {
		return nil, nil, err
	}
	client, err := a.Client()
	return printer, client, err
}

// OpenChange makes what a command needs that changes something. An unknown column is refused before the change;
// of a dry run the request is printed.
func (a *App) OpenChange(noun output.Noun) (*output.Printer, *signalwire.Client, error) {
	if a.DryRun {
		noun = requestNoun
	}
	printer, err := a.Printer(noun)
	if err == nil {
		err = printer.CheckColumns()
	}
	if err != nil {
		return nil, nil, err
	}
	client, err := a.Client()
	return printer, client, err
}

// Confirmed says on standard error that a change was made, or warns when the answer does not show it. want are the fields that
// should show it, with their values as JSON.
func (a *App) Confirmed(done string, answer signalwire.Resource, want map[string]string) {
	if a.DryRun {
		return
	}
	for field, value := range want {
		if got := string(answer.Field(field)); !strings.EqualFold(got, value) {
			a.Warn("%s, but the answer does not show it: %s is %s", done, field, orNothing(got))
			return
		}
	}
	a.Note("%s", done)
}

func orNothing(text string) string {
	if text == "" {
		return "missing"
	}
	return text
}

// Uncertain gives the error of a change whose answer was lost the command that shows whether it was made.
func Uncertain(err error, look string) error {
	if problem := (*signalwire.Error)(nil); errors.As(err, &problem) && problem.Uncertain {
		return &Failure{Exit: exitCode(err), Err: err, Hint: "the change may have been made; look with: " + look}
	}
	return err
}

// Confirm asks before something that cannot be undone. Where nobody can be asked, --yes has to say so beforehand.
// question makes the question, and is called only when it is asked.
func (a *App) Confirm(ctx context.Context, question func() (string, error)) error {
	if a.Yes || a.DryRun {
		return nil
	}
	asker := a.Asker()
	if asker == nil {
		return a.NeedYes()
	}
	text, err := question()
	if err != nil {
		return err
	}
	var answer string
	if err := asker.Ask(ctx, output.Clean(text)+" [y/N]", func(given string) error { answer = given; return nil }); err != nil {
		return err
	}
	if answer != "y" && answer != "Y" && answer != "yes" {
		return &Failure{Exit: ExitDeclined, Err: errors.New("declined"), Hint: "nothing was changed"}
	}
	return nil
}

// NeedYes is the error of a question that nobody can be asked, or nil where somebody can, or need not.
func (a *App) NeedYes() error {
	if a.Yes || a.DryRun || a.Asker() != nil {
		return nil
	}
	return &Failure{Exit: ExitUsage, Err: errors.New("this cannot be undone, and there is nobody to ask"), Hint: "agree beforehand with --yes"}
}

// SpaceName is the space as a person knows it, for questions.
func (a *App) SpaceName() string {
	space, err := url.Parse(a.settings.Get(config.Space).Text)
	if err == nil && space.Host != "" {
		return space.Host
	}
	return a.settings.Get(config.Space).Text
}
