// Package parallel works on several items at once and keeps their order.
package parallel

import (
	"context"
	"iter"
	"sync"
)

// done is a result, or the value that the work panicked with. The panic is passed on to the reader, who may have to restore a
// terminal and keep the exit code.
type done[R any] struct {
	result R
	bug    any
}

// A job is an item and the channel for its result.
type job[T, R any] struct {
	item   T
	result chan done[R]
}

// Map works on at most n items at once, and yields the results in the order of the items. It holds at most n results that have
// not been yielded yet. If the reader stops early, the context of the work under way is cancelled. If ctx ends, Map starts no
// further item and yields those under way. However the loop ends, no work is under way behind it. Only the iterator over the
// items may be, since an item that has not arrived is not waited for: it passes its errors on as items.
func Map[T, R any](ctx context.Context, n int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq[R] {
	return MapKeeping(ctx, n, n, items, work)
}

// MapKeeping is Map with room for kept results, so that a slow item does not hold up the work on later ones.
func MapKeeping[T, R any](ctx context.Context, n, kept int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var working underWay
		defer working.end()
		defer cancel()
		queue := make(chan chan done[R], kept-1) // one more is with the reader
		jobs := make(chan job[T, R])
		do := func(j job[T, R]) {
			if !working.begin() {
				return // nobody waits for the result
			}
			defer working.Done()
			var d done[R]
			defer func() { d.bug = recover(); j.result <- d }()
			d.result = work(ctx, j.item)
		}
		bug := make(chan any, 1) // the value that the iterator over the items panicked with
		go func() {
			defer close(queue)
			defer close(jobs)
			defer func() {
				if b := recover(); b != nil {
					bug <- b
				}
			}()
			workers := 0
			for item := range items {
				if ctx.Err() != nil {
					return
				}
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
		for result := range untilIdle(ctx, queue) {
			d := <-result
			if d.bug != nil {
				panic(d.bug)
			}
			if !yield(d.result) {
				return
			}
		}
		select {
		case b := <-bug:
			panic(b)
		default:
		}
	}
}

// untilIdle yields what is in the queue up to its end. Once ctx has ended, it stops when the queue is empty: the next item may
// come from a terminal, and never arrive.
func untilIdle[V any](ctx context.Context, queue <-chan V) iter.Seq[V] {
	return func(yield func(V) bool) {
		for ctx.Err() == nil {
			select {
			case v, more := <-queue:
				if !more || !yield(v) {
					return
				}
			case <-ctx.Done():
			}
		}
		for {
			select {
			case v, more := <-queue:
				if !more || !yield(v) {
					return
				}
			default:
				return
			}
		}
	}
}

// underWay counts the items that are worked on.
type underWay struct {
	sync.WaitGroup
	mu    sync.Mutex
	ended bool
}

// begin reports whether work on another item may begin.
func (u *underWay) begin() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.ended {
		u.Add(1)
	}
	return !u.ended
}

// end lets no further work begin, and waits for what has begun.
func (u *underWay) end() {
	u.mu.Lock()
	u.ended = true
	u.mu.Unlock()
	u.Wait()
}
