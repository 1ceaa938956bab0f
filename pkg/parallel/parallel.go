// Package parallel works on several items at once and keeps their order.
package parallel

import (
	"context"
	"iter"
	"sync"
)

// Map works on at most n items at once, and yields the results in the order of the items. It holds at most n results that have
// not been yielded yet. If the reader stops early, the context of the work under way is cancelled. If ctx ends, Map starts no
// further item, yields those under way and, behind them, the cause as an error: there may be more items. However the loop ends,
// no work is under way behind it. Only the iterator over the items may be, since an item that has not arrived is not waited for:
// it passes its errors on as items.
func Map[T, R any](ctx context.Context, n int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq2[R, error] {
	return MapKeeping(ctx, n, n, items, work)
}

// MapKeeping is Map with room for kept results, so that a slow item does not hold up the work on later ones.
func MapKeeping[T, R any](ctx context.Context, n, kept int, items iter.Seq[T], work func(context.Context, T) R) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		toTheEnd := run(ctx, n, kept, func(yieldJob func(*job) bool) {
			for item := range items {
				var result R
				do, pass := func(ctx context.Context) { result = work(ctx, item) }, func() bool { return yield(result, nil) }
				if !yieldJob(&job{do: do, pass: pass, done: make(chan any, 1)}) {
					return
				}
			}
		})
		if toTheEnd && ctx.Err() != nil {
			var none R
			yield(none, context.Cause(ctx))
		}
	}
}

// A job is the work on an item. It knows no types: with them, all of run would be in the program once for each use.
type job struct {
	do   func(ctx context.Context) // the work
	pass func() bool               // passes the result to the reader, and returns false if that one stops
	done chan any                  // gets what the work panicked with, or nil
}

// run does the jobs, and passes their results on in order. It returns false if the reader stopped. What a job panicked with is passed on to the reader as well, who may
// have to restore a terminal and keep the exit code.
func run(ctx context.Context, n, kept int, jobs iter.Seq[*job]) bool {
	ctx, cancel := context.WithCancel(ctx)
	var working underWay
	defer working.end()
	defer cancel()
	queue := make(chan *job, kept-1) // one more is with the reader
	todo := make(chan *job)
	do := func(j *job) {
		if !working.begin() {
			return // nobody waits for the result
		}
		defer working.Done()
		defer func() { j.done <- recover() }()
		j.do(ctx)
	}
	bug := make(chan any, 1) // the value that the iterator over the jobs panicked with
	go func() {
		defer close(queue)
		defer close(todo)
		defer func() {
			if b := recover(); b != nil {
				bug <- b
			}
		}()
		workers := 0
		for j := range jobs {
			if ctx.Err() != nil {
				return
			}
			select {
			case queue <- j:
			case <-ctx.Done():
				return
			}
			if workers == n {
				todo <- j
				continue
			}
			workers++
			go func() {
				do(j)
				for j := range todo {
					do(j)
				}
			}()
		}
	}()
	for j := range untilIdle(ctx, queue) {
		if b := <-j.done; b != nil {
			panic(b)
		}
		if !j.pass() {
			return false
		}
	}
	select {
	case b := <-bug:
		panic(b)
	default:
	}
	return true
}

// untilIdle yields what is in the queue up to its end. Once ctx has ended, it stops when the queue is empty: the next item may
// come from a terminal, and never arrive.
func untilIdle(ctx context.Context, queue <-chan *job) iter.Seq[*job] {
	return func(yield func(*job) bool) {
		for ctx.Err() == nil {
			select {
			case j, more := <-queue:
				if !more || !yield(j) {
					return
				}
			case <-ctx.Done():
			}
		}
		for {
			select {
			case j, more := <-queue:
				if !more || !yield(j) {
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
