package watch

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/poll"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// longestAsked is how long a watch waits at most because the API asks for it: nobody could tell a longer silence from one without
// news.
const longestAsked = time.Minute

// looksAtOnce is how many of those that have gone are looked at side by side.
const looksAtOnce = 16

// A polled is the result of one poll, or of a look at one that has gone.
type polled struct {
	found   *Snapshot
	at      time.Time // of what was found
	gone    *gone
	passing error  // the poll failed, and the next one may not
	trying  string // why the poll is tried again, which goes on; empty unless that is all
	err     error  // it failed, and there is no next one
	bug     any    // what the poll panicked with
}

// gone is one that is not there any more, and what became of it; nil if that cannot be had.
type gone struct {
	id    string
	ended signalwire.Resource
}

// polls polls until what is watched is over or ctx ends. The next poll begins when the one before has been taken. Those that have
// gone are looked at meanwhile, each by itself, so that a slow look holds up no news but its own.
func (w *Watch) polls(ctx context.Context, app *cli.App) <-chan polled {
	results := make(chan polled)
	send := func(p polled) {
		select {
		case results <- p:
		case <-ctx.Done():
		}
	}
	looks := &looks{under: map[string]bool{}, free: make(chan struct{}, looksAtOnce)}
	var before map[string]bool
	loop := poll.Loop{Interval: w.interval, Longest: longestAsked, Sooner: w.sooner, Random: app.Random,
		Passing: func(err error) { send(polled{passing: err}) }}
	go guarded(send, func() {
		err := loop.Run(ctx, func(ctx context.Context) (bool, error) {
			looking := ctx
			if w.onScreen() {
				looking = cli.WithRetries(ctx, func(reason string) { send(polled{trying: reason}) })
			}
			found, err := w.Poll(looking, w.Session)
			if err == nil && w.screen && w.Who != nil {
				err = w.Who(looking, w.Session, found.Items)
			}
			if err != nil {
				return false, err
			}
			if w.Fetch != nil {
				now := map[string]bool{}
				for _, id := range identities(w.Noun.ID, found.Items) {
					now[id] = true
				}
				found.leaving = looks.begin(before, now)
				before = now
			}
			send(polled{found: &found, at: app.Now()})
			for id := range found.leaving {
				go guarded(send, func() {
					if ended, ok := looks.at(ctx, id, w); ok {
						send(polled{gone: &gone{id, ended}})
					}
				})
			}
			return found.Ended != nil, nil
		})
		if err != nil {
			send(polled{err: err})
		}
	})
	return results
}

// guarded has a panic come to whoever takes the results, who may have to restore a terminal.
func guarded(send func(polled), work func()) {
	defer func() {
		if bug := recover(); bug != nil {
			send(polled{bug: bug})
		}
	}()
	work()
}

// looks are those at resources that have gone.
type looks struct {
	free chan struct{} // takes one for each look that goes on

	mu    sync.Mutex
	under map[string]bool // the IDs of those that are looked at, or are about to be
}

// begin returns those that were there before, are not now, and are not looked at yet.
func (l *looks) begin(before, now map[string]bool) map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	vanished := map[string]bool{}
	for id := range before {
		if !now[id] && !l.under[id] && sid.Is(id) {
			vanished[id], l.under[id] = true, true
		}
	}
	return vanished
}

// at looks at one when its turn comes, unless ctx ends first.
func (l *looks) at(ctx context.Context, id string, w *Watch) (ended signalwire.Resource, ok bool) {
	select {
	case l.free <- struct{}{}:
		defer func() { <-l.free }()
	case <-ctx.Done():
		return nil, false
	}
	if w.onScreen() {
		ctx = cli.WithRetries(ctx, func(string) {}) // on a screen nobody waits for it
	}
	found, err := w.Fetch(ctx, w.Session, id)
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.under, id)
	if err != nil {
		found = nil
	}
	return found, ctx.Err() == nil
}

// identities tells resources apart: by their SIDs, whatever the letter case. Those without one are told apart by what they have in its
// place and, where that is the same, by their order.
func identities(field string, items []signalwire.Resource) []string {
	ids := make([]string, len(items))
	times := map[string]int{}
	for i, item := range items {
		ids[i] = strings.ToLower(item.Text(field))
		if sid.Is(ids[i]) {
			continue
		}
		times[ids[i]]++
		ids[i] += " " + strconv.Itoa(times[ids[i]])
	}
	return ids
}
