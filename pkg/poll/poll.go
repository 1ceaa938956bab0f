// Package poll repeats a request at intervals, and continues after errors that may pass.
package poll

import (
	"context"
	"errors"
	"time"

	"confcall/pkg/failure"
)

// A Loop says how to poll. A look is one poll.
type Loop struct {
	Interval time.Duration   // from the start of one look to the start of the next
	Longest  time.Duration   // the longest wait that the API may ask for; 0 for no limit but ctx
	Sooner   <-chan struct{} // starts the next look at once, unless the API asked to wait; may be nil
	Random   func() float64  // 0 ≤ x < 1; varies the interval, so that several loops do not poll in step
	Passing  func(err error) // called with the error of a look that may pass
}

// ErrTooLate means that the API asks to wait for longer than there is time. Passing has already been called with its error.
var ErrTooLate = errors.New("the API asks to wait for longer than there is time")

// Asked is an error with which the API asks to wait for longer than the interval.
type Asked struct {
	Err   error
	words string // how long the API asks to wait, and how long the loop will
}

func (a *Asked) Error() string { return a.Err.Error() + "; " + a.words }

// Unwrap returns the error itself.
func (a *Asked) Unwrap() error { return a.Err }

// Run looks until a look reports that it was the last, or fails with an error that does not pass. If ctx ends, Run returns its
// cause. It returns ErrTooLate as soon as it is known that the next look would come after the end of ctx.
func (l Loop) Run(ctx context.Context, look func(ctx context.Context) (last bool, err error)) error {
	for {
		began := time.Now()
		sooner := l.Sooner
		last, err := look(ctx)
		wait := l.pause() - time.Since(began)
		switch {
		case ctx.Err() != nil && (err != nil || !last):
			return context.Cause(ctx)
		case err != nil && !failure.MayPass(err):
			return err
		case err != nil:
			// The wait that the API asks for counts from its answer.
			if asked := failure.RetryAfter(err); asked > max(wait, 0) {
				sooner = nil
				wait = l.heed(asked)
				err = &Asked{Err: err, words: wording(asked, wait)}
			}
			l.Passing(err)
			if deadline, ok := ctx.Deadline(); ok && min(failure.RetryAfter(err), wait) > time.Until(deadline) {
				return ErrTooLate
			}
		case last:
			return nil
		}
		select {
		case <-time.After(wait):
		case <-sooner:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// pause returns the time from one look to the next, which varies by up to a tenth.
func (l Loop) pause() time.Duration {
	return time.Duration(float64(l.Interval) * (0.9 + 0.2*l.Random()))
}

// heed returns how long to wait when the API asks for a wait.
func (l Loop) heed(asked time.Duration) time.Duration {
	if l.Longest > 0 {
		return min(asked, max(l.Longest, l.Interval))
	}
	return asked
}

// wording returns how long the API asks to wait and, if the loop will wait less, how long that is.
func wording(asked, wait time.Duration) string {
	text := "the API asks to wait " + failure.InWords(asked)
	if wait < asked {
		text += ", and is asked again in " + failure.InWords(wait)
	}
	return text
}
