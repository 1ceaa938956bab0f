package cli

import (
	"context"
	"iter"
)

// done is what came of work: a result, or what it panicked with, which belongs to the reader, as it has a terminal to give
// back and an exit code to keep.
type done[R any] struct {
	result R
	bug    any
}

// Map works on items side by side, at most n at once, and yields the results in the order of the items, each when it and
// those before it are there. No more than n results are kept. When the reader stops early, the work under way is told to end.
func Map[T, R any](ctx context.Context, n int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		// What waits in the queue and what the reader waits for make n together.
		queue := make(chan chan done[R], n-1)
		var bug any // what the items panicked with
		go func() {
			defer close(queue)
			defer func() { bug = recover() }()
			for item := range items {
				result := make(chan done[R], 1)
				select {
				case queue <- result:
				case <-ctx.Done():
					return
				}
				go func() {
					var d done[R]
					defer func() { d.bug = recover(); result <- d }()
					d.result = work(ctx, item)
				}()
			}
		}()
		for result := range queue {
			d := <-result
			if d.bug != nil {
				panic(d.bug)
			}
			if !yield(d.result) {
				return
			}
		}
		if bug != nil {
			panic(bug)
		}
	}
}
