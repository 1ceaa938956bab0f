package bulk

import (
	"fmt"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
)

// Failures counts what failed of many.
type Failures struct {
	app   *cli.App
	first error
	count int
}

// NewFailures begins to count.
func NewFailures(app *cli.App) *Failures { return &Failures{app: app} }

// Add reports a failure at once, by itself.
func (f *Failures) Add(err error) {
	f.count++
	if f.first == nil {
		f.first = err
	}
	f.app.Report(err)
}

// Sum returns the error that stands for all failures, nil if there are none; of is the number of calls in all.
func (f *Failures) Sum(of int) error {
	if f.first == nil {
		return nil
	}
	hint := "each failure is reported above"
	if f.count < of {
		hint += "; the others are done"
	}
	return &failure.Error{Exit: failure.Exit(f.first), Err: fmt.Errorf("%d of %d failed", f.count, of), Hint: hint}
}
