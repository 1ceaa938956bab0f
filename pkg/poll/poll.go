// Package poll repeats a request at intervals, and survives faults that pass.
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
	Longest  time.Duration   // the longest that the API may make it wait; 0 for as long as ctx lasts
	Sooner   <-chan struct{} // asks for the next look at once, unless the API asks to wait; may be nil
	Random   func() float64  // 0 ≤ x < 1; jitter, so that many who poll do not do so in step
	Passing  func(err error) // is called with the error of a look that failed in a way that may pass
}

// ErrTooLate says that the API asks to wait for longer than there is time. Passing was called with what it asks for.
var ErrTooLate = errors.New("the API asks to wait for longer than there is time")

// Asked is a fault with which the API asks to wait for longer than the interval.
type Asked struct {
	Err   error
	words string // what it asks for, and what is done of it
}

func (a *Asked) Error() string { return a.Err.Error() + "; " + a.words }

// Unwrap returns the fault itself.
func (a *Asked) Unwrap() error { return a.Err }

// Run looks until a look says that it was the last, or fails in a way that does not pass. If ctx ends, Run returns its cause.
// It returns ErrTooLate as soon as it is known that the next look would come after the end of ctx.
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
			if deadline, ok := ctx.Deadline(); ok && failure.RetryAfter(err) > time.Until(deadline) {
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

// pause is the time from one look to the next, a little longer or shorter each time.
func (l Loop) pause() time.Duration {
	return time.Duration(float64(l.Interval) * (0.9 + 0.2*l.Random()))
}

// heed returns how long to wait if the API asks for a wait.
func (l Loop) heed(asked time.Duration) time.Duration {
	if l.Longest > 0 {
		return min(asked, max(l.Longest, l.Interval))
	}
	return asked
}

// wording says how long the API asks to wait, and how long it is waited.
func wording(asked, wait time.Duration) string {
	text := "the API asks to wait " + failure.InWords(asked)
	if wait < asked {
		text += ", and is asked again in " + failure.InWords(wait)
	}
	return text
}
