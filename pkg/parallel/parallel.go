// Package parallel does ordered work side by side.
package parallel

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

// A job is an item, and where what came of it goes.
type job[T, R any] struct {
	item   T
	result chan done[R]
}

// Map works on items side by side, at most n at once, and yields the results in the order of the items, each when it and
// those before it are there. No more than n results are kept. When the reader stops early, the work under way is told to end.
func Map[T, R any](ctx context.Context, n int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq[R] {
	return MapKeeping(ctx, n, n, items, work)
}

// MapKeeping is Map that keeps more results, so that one that is slow does not hold up the work on those behind it.
func MapKeeping[T, R any](ctx context.Context, n, kept int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan chan done[R], kept-1) // the reader waits for one more
		jobs := make(chan job[T, R])
		do := func(j job[T, R]) {
			var d done[R]
			defer func() { d.bug = recover(); j.result <- d }()
			d.result = work(ctx, j.item)
		}
		var bug any // what the items panicked with
		go func() {
			defer close(queue)
			defer close(jobs)
			defer func() { bug = recover() }()
			workers := 0
			for item := range items {
				j := job[T, R]{item, make(chan done[R], 1)}
				select {
				case queue <- j.result:
				case <-ctx.Done():
					return
				}
				if workers == n {
					jobs <- j
					continue
				}
				workers++
				go func() {
					do(j)
					for j := range jobs {
						do(j)
					}
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
