// Package poll looks at something again and again, through faults that pass.
package poll

import (
	"context"
	"time"

	"confcall/pkg/failure"
)

// Loop says how to look.
type Loop struct {
	Interval time.Duration   // from the start of one look to the start of the next
	Random   func() float64  // 0 ≤ x < 1; jitter, so that many who poll do not do so in step
	Passing  func(err error) // is told of a look that failed in a way that may pass
}

// Run looks until one look says that it was the last, or fails in a way that does not pass. If ctx ends, Run returns its cause.
func (l Loop) Run(ctx context.Context, look func(ctx context.Context) (last bool, err error)) error {
	for {
		began := time.Now()
		last, err := look(ctx)
		switch {
		case ctx.Err() != nil && (err != nil || !last):
			return context.Cause(ctx)
		case err != nil && !failure.MayPass(err):
			return err
		case err != nil:
			l.Passing(err)
		case last:
			return nil
		}
		select {
		case <-time.After(max(l.pause()-time.Since(began), failure.RetryAfter(err))):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// pause is the time from one look to the next, a little longer or shorter each time. What the API asks for counts from its answer on.
func (l Loop) pause() time.Duration {
	return time.Duration(float64(l.Interval) * (0.9 + 0.2*l.Random()))
}
