package watch

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/poll"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// longestRetryAfter bounds the wait that the API may ask for: a person could not tell a longer one from a quiet conference.
const longestRetryAfter = time.Minute

// mostLookups is how many of the resources that have left are fetched at once.
const mostLookups = 16

// polled is what the polls send: one of found, departure, passing, retrying, err and bug.
type polled struct {
	found     *Snapshot
	at        time.Time // when it was found
	departure *departure
	unknown   error  // why it is not known whether that has left
	passing   error  // why this poll failed; the next one may succeed
	retrying  string // why the request under way is sent again
	err       error  // why there are no more polls
	bug       any    // what the poll panicked with
}

// A departure is a resource that is no longer listed.
type departure struct {
	id   string
	last signalwire.Resource // as the API shows it now; nil if it no longer has it
}

// polls sends what poll after poll finds, until what is watched has ended or ctx is done. The next poll begins once the last one was
// received. Resources that have left are fetched in goroutines of their own, so that a slow answer delays no event but its own.
func (w *Watch) polls(ctx context.Context, app *cli.App) <-chan polled {
	results := make(chan polled)
	send := func(p polled) {
		select {
		case results <- p:
		case <-ctx.Done():
		}
	}
	lookups := &lookups{pending: map[string]bool{}, missed: map[string]bool{}, told: map[string]bool{}, slots: make(chan struct{}, mostLookups)}
	var before map[string]bool
	loop := poll.Loop{Interval: w.interval, Longest: longestRetryAfter, Sooner: w.sooner, Random: app.Random,
		Passing: func(err error) { send(polled{passing: err}) }}
	go guarded(send, func() {
		err := loop.Run(ctx, func(ctx context.Context) (bool, error) {
			found, err := w.pollOnce(ctx, send)
			if err != nil {
				return false, err
			}
			if w.Fetch != nil {
				now := map[string]bool{}
				for _, id := range identities(w.Noun.ID, found.Items) {
					now[id] = true
				}
				found.leaving = lookups.claim(before, now)
				before = now
			}
			send(polled{found: &found, at: app.Now()})
			for id, begin := range found.leaving {
				if !begin {
					continue
				}
				go guarded(send, func() {
					if d, unknown := lookups.fetch(ctx, id, w); d != nil {
						send(polled{departure: d, unknown: unknown})
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

// pollOnce makes one poll. A person is also told who the resources are and, on a screen, why a request is sent again.
func (w *Watch) pollOnce(ctx context.Context, send func(polled)) (Snapshot, error) {
	if w.onScreen() {
		ctx = cli.WithRetries(ctx, func(reason string) { send(polled{retrying: reason}) })
	}
	found, err := w.Poll(ctx, w.Session)
	if err == nil && w.forPerson && w.Who != nil {
		err = w.Who(ctx, w.Session, found.Items)
	}
	return found, err
}

// guarded runs work and sends its panic as a result: whoever receives that may have to restore a terminal first.
func guarded(send func(polled), work func()) {
	defer func() {
		if bug := recover(); bug != nil {
			send(polled{bug: bug})
		}
	}()
	work()
}

// lookups fetches the last state of resources that have left.
type lookups struct {
	slots chan struct{} // holds one element for each fetch that runs

	mu      sync.Mutex
	pending map[string]bool // the IDs that are being fetched, or wait for a slot
	missed  map[string]bool // those that are not known to be over, although the last list did not have them
	told    map[string]bool // those of them of which it was said why that is not known
}

// claim returns the IDs that were listed before or missed, and are not listed now. Those that are not being fetched yet are true:
// they are then to be fetched.
func (l *lookups) claim(before, now map[string]bool) map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	left := map[string]bool{}
	for _, ids := range []map[string]bool{before, l.missed} {
		for id := range ids {
			if _, claimed := left[id]; !claimed && !now[id] && sid.Is(id) {
				left[id], l.pending[id] = !l.pending[id], true
			}
		}
	}
	clear(l.missed) // each is listed again, or is fetched again
	maps.DeleteFunc(l.told, func(id string, _ bool) bool { return now[id] })
	return left
}

// fetch fetches a resource once there is a slot, and returns its departure, or nil if there is nothing to tell: the list may only have
// missed it. unknown says, once for each, why it is not known whether it has left; it is asked for again, unless that could not help.
func (l *lookups) fetch(ctx context.Context, id string, w *Watch) (d *departure, unknown error) {
	select {
	case l.slots <- struct{}{}:
		defer func() { <-l.slots }()
	case <-ctx.Done():
		return nil, nil
	}
	if w.onScreen() {
		ctx = cli.WithRetries(ctx, func(string) {}) // nobody on the screen waits for this one
	}
	found, err := w.Fetch(ctx, w.Session, id)
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.pending, id)
	switch {
	case ctx.Err() != nil:
		return nil, nil
	case err == nil && !found.HasEnded():
		l.missed[id] = true
		return nil, nil
	case err != nil && failure.MayPass(err):
		l.missed[id] = true
		if l.told[id] {
			return nil, nil
		}
		l.told[id] = true
		return &departure{id: id}, err
	}
	delete(l.told, id)
	if failure.IsNotFound(err) {
		err = nil
	}
	return &departure{id, found}, err
}

// identities returns an ID for each resource: its SID in lower case. One without a SID gets what stands in the field instead, with
// a number that counts those that have the same.
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
