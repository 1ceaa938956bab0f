package check

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/lookup"
	"confcall/pkg/signalwire"
)

// A source fetches what checks need from the API, and what several need only once.
type source struct {
	ctx    context.Context // of the whole run, since other checks may wait for what one check began to fetch
	client *signalwire.Client
	slots  chan struct{} // one for each request that may go on at once

	mu      sync.Mutex
	fetched map[string]*fetch
}

// A fetch is something that is being fetched, or was.
type fetch struct {
	began time.Time
	done  chan struct{}
	items []signalwire.Resource
	ended signalwire.Resource // the conference whose participants were fetched, if it has ended
	err   error
}

func newSource(ctx context.Context, client *signalwire.Client, atOnce int) *source {
	return &source{ctx: ctx, client: client, slots: make(chan struct{}, atOnce), fetched: map[string]*fetch{}}
}

// A query is what one check asks of the source at one time.
type query struct {
	*source
	ctx      context.Context
	notOlder time.Time     // what was fetched since then is recent enough
	sent     *atomic.Int64 // counts the requests that were sent for this check
}

// once fetches something, unless it was fetched recently, or is being fetched for another check.
func (q query) once(key string, get func(ctx context.Context, f *fetch)) (*fetch, error) {
	q.mu.Lock()
	f := q.fetched[key]
	if f == nil || f.began.Before(q.notOlder) {
		f = &fetch{began: time.Now(), done: make(chan struct{})}
		q.fetched[key] = f
		go func() {
			defer close(f.done)
			select {
			case q.slots <- struct{}{}:
				defer func() { <-q.slots }()
				get(cli.CountRequests(q.source.ctx, q.sent), f)
			case <-q.source.ctx.Done():
				f.err = context.Cause(q.source.ctx)
			}
		}()
	}
	q.mu.Unlock()
	select {
	case <-f.done:
		return f, f.err
	case <-q.ctx.Done():
		return nil, context.Cause(q.ctx)
	}
}

// take collects the items of a list. An item that comes twice, since the list changed between two pages, is taken once.
func (f *fetch) take(id string, pages signalwire.Pages) {
	f.items, f.err = signalwire.Collect(signalwire.Once(id, pages))
}

func (f *fetch) takeOne(item signalwire.Resource, err error) {
	f.items, f.err = []signalwire.Resource{item}, err
}

func (q query) conferences(status, since string) ([]signalwire.Resource, error) {
	query := url.Values{}
	set(query, "Status", status)
	set(query, "DateCreated>", since)
	f, err := q.once("conferences?"+query.Encode(), func(ctx context.Context, f *fetch) {
		f.take(signalwire.FieldSID, q.client.Conferences(ctx, query, signalwire.Paging{}))
	})
	if err != nil {
		return nil, err
	}
	return f.items, nil
}

// participants lists the participants of a conference. If it has ended, it returns that instead.
func (q query) participants(conference string) (items []signalwire.Resource, ended signalwire.Resource, err error) {
	f, err := q.once("participants of "+strings.ToLower(conference), func(ctx context.Context, f *fetch) {
		f.take(signalwire.FieldCallSID, lookup.ParticipantPages(ctx, q.client, conference, nil, signalwire.Paging{},
			func(over signalwire.Resource) { f.ended = over }))
	})
	if err != nil {
		return nil, nil, err
	}
	if f.ended != nil {
		return nil, f.ended, nil
	}
	return f.items, nil, nil
}

func (q query) calls(status string) ([]signalwire.Resource, error) {
	query := url.Values{}
	set(query, "Status", status)
	f, err := q.once("calls?"+query.Encode(), func(ctx context.Context, f *fetch) {
		f.take(signalwire.FieldSID, q.client.Calls(ctx, query, signalwire.Paging{}))
	})
	if err != nil {
		return nil, err
	}
	return f.items, nil
}

// recordings lists the recordings of a conference or, if that is empty, of the account.
func (q query) recordings(conference, since string) ([]signalwire.Resource, error) {
	query := url.Values{}
	set(query, "DateCreated>", since)
	f, err := q.once("recordings of "+strings.ToLower(conference)+"?"+query.Encode(), func(ctx context.Context, f *fetch) {
		if conference == "" {
			f.take(signalwire.FieldSID, q.client.AccountRecordings(ctx, query, signalwire.Paging{}))
			return
		}
		f.take(signalwire.FieldSID, q.client.Recordings(ctx, conference, query, signalwire.Paging{}))
	})
	if err != nil {
		return nil, err
	}
	return f.items, nil
}

// one fetches a single resource.
func (q query) one(what, sid string, get func(ctx context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	f, err := q.once(what+" "+strings.ToLower(sid), func(ctx context.Context, f *fetch) { f.takeOne(get(ctx)) })
	if err != nil {
		return nil, err
	}
	return f.items[0], nil
}

func set(query url.Values, name, value string) {
	if value != "" {
		query.Set(name, value)
	}
}
