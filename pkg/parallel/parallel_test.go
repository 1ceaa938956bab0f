package parallel

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// upTo yields 1 to n.
func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 1; i <= n && yield(i); i++ {
		}
	}
}

// TestOrder works side by side, on no more than so many at once, and yields in order.
func TestOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 7, 100} {
		synctest.Test(t, func(t *testing.T) {
			var atOnce, most atomic.Int32
			var got []int
			began := time.Now()
			for result, err := range Map(t.Context(), n, upTo(28), func(_ context.Context, i int) int {
				now := atOnce.Add(1)
				for was := most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
				}
				time.Sleep(time.Second)
				atOnce.Add(-1)
				return 10 * i
			}) {
				if got = append(got, result); err != nil {
					t.Error(err)
				}
			}
			var want []int
			for i := range upTo(28) {
				want = append(want, 10*i)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d at once: %v", n, got)
			}
			if took, want := time.Since(began), time.Duration((28+n-1)/n)*time.Second; took != want || int(most.Load()) != min(n, 28) {
				t.Errorf("%d at once: at most %d, in %v, want %v", n, most.Load(), took, want)
			}
		})
	}
}

// TestNothingIsUnderWay: behind a loop that ended early, no work is under way, and none begins. What it has written can be read.
func TestNothingIsUnderWay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		stop func(cancel func()) (goOn bool)
		cut  bool // the reader is told that there may be more
	}{
		{"the reader stops", func(func()) bool { return false }, false},
		{"the context ends", func(cancel func()) bool { cancel(); return true }, true},
		{"the reader stops as the context ends", func(cancel func()) bool { cancel(); return false }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				written := make([]bool, 21) // without a lock: the race detector watches
				var begun, ended atomic.Int32
				var cut error
				for result, err := range Map(ctx, 5, upTo(20), func(ctx context.Context, i int) int {
					begun.Add(1)
					if i > 1 {
						<-ctx.Done()
						time.Sleep(time.Second) // it tidies up
					}
					written[i] = true
					ended.Add(1)
					return i
				}) {
					if err != nil {
						cut = err
						break
					}
					if result == 1 {
						synctest.Wait() // the others have begun
						if !test.stop(cancel) {
							break
						}
					}
				}
				if begun.Load() != ended.Load() || begun.Load() < 5 {
					t.Errorf("%d begun, %d ended", begun.Load(), ended.Load())
				}
				now := begun.Load()
				time.Sleep(time.Hour)
				if begun.Load() != now {
					t.Errorf("%d began behind the loop", begun.Load()-now)
				}
				there := 0
				for _, is := range written {
					if is {
						there++
					}
				}
				if there != int(ended.Load()) {
					t.Errorf("%d of %d are written", there, ended.Load())
				}
				if test.cut != (cut != nil) || cut != nil && !errors.Is(cut, context.Canceled) {
					t.Errorf("the loop ends with %v", cut)
				}
			})
		})
	}
}

// TestWhatWasBegunIsYielded: when the context ends, what is under way is yielded whole, and an item that does not arrive is
// not waited for.
func TestWhatWasBegunIsYielded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		terminal := make(chan struct{})
		defer close(terminal)
		items := func(yield func(int) bool) {
			if yield(1) && yield(2) && yield(3) {
				<-terminal
			}
		}
		var got []int
		var cut error
		for result, err := range Map(ctx, 4, items, func(ctx context.Context, i int) int {
			if i > 1 {
				<-ctx.Done()
			}
			return i
		}) {
			if err != nil {
				cut = err
				continue
			}
			if got = append(got, result); result == 1 {
				synctest.Wait() // the others have begun
				cancel()
			}
		}
		if !slices.Equal(got, []int{1, 2, 3}) || !errors.Is(cut, context.Canceled) {
			t.Errorf("%v and %v", got, cut)
		}
	})
}

// TestBug: a panic of the work or of the iterator comes to the reader, behind the results before it.
func TestBug(t *testing.T) {
	t.Parallel()
	for name, where := range map[string]struct {
		items iter.Seq[int]
		work  int // the item whose work panics
	}{
		"work":  {upTo(5), 3},
		"items": {func(yield func(int) bool) { _ = yield(1) && yield(2); panic("three") }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []int
			defer func() {
				if bug := recover(); bug != "three" || !slices.Equal(got, []int{1, 2}) {
					t.Errorf("%v behind %v", bug, got)
				}
			}()
			for i := range Map(t.Context(), 2, where.items, func(_ context.Context, i int) int {
				if i == where.work {
					panic("three")
				}
				return i
			}) {
				got = append(got, i)
			}
		})
	}
}
