package cli

import (
	"context"
	"iter"
)

// Map works on items side by side, at most n at once, and yields the results in the order of the items, each when it and
// those before it are there. No more than n results are kept. When the reader stops early, the work under way is told to end.
func Map[T, R any](ctx context.Context, n int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		// What waits in the queue and what the reader waits for make n together.
		queue := make(chan chan R, n-1)
		go func() {
			defer close(queue)
			for item := range items {
				result := make(chan R, 1)
				select {
				case queue <- result:
				case <-ctx.Done():
					return
				}
				go func() { result <- work(ctx, item) }()
			}
		}()
		for result := range queue {
			if !yield(<-result) {
				return
			}
		}
	}
}
