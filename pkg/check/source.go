package check

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
)

// source answers what checks ask of the API. What several ask for is fetched once.
type source struct {
	ctx    context.Context // of the whole run: what one check begins, another one may wait for
	client *signalwire.Client
	slots  chan struct{} // one for each request that may go on at once

	mu      sync.Mutex
	fetched map[string]*fetch
}

// fetch is something that is being fetched, or was.
type fetch struct {
	began time.Time
	done  chan struct{}
	items []signalwire.Resource
	ended signalwire.Resource // the conference whose participants were asked for, if it has ended
	err   error
}

func newSource(ctx context.Context, client *signalwire.Client, atOnce int) *source {
	return &source{ctx: ctx, client: client, slots: make(chan struct{}, atOnce), fetched: map[string]*fetch{}}
}

// A look is one check's look at the API.
type look struct {
	*source
	ctx      context.Context
	notOlder time.Time     // what was fetched from then on will do
	sent     *atomic.Int64 // the requests that were sent for this check
}

// once fetches something, unless it was fetched of late, or another check is about to.
func (l look) once(key string, get func(ctx context.Context, f *fetch)) (*fetch, error) {
	l.mu.Lock()
	f := l.fetched[key]
	if f == nil || f.began.Before(l.notOlder) {
		f = &fetch{began: time.Now(), done: make(chan struct{})}
		l.fetched[key] = f
		go func() {
			defer close(f.done)
			select {
			case l.slots <- struct{}{}:
				defer func() { <-l.slots }()
				get(cli.CountRequests(l.source.ctx, l.sent), f)
			case <-l.source.ctx.Done():
				f.err = context.Cause(l.source.ctx)
			}
		}()
	}
	l.mu.Unlock()
	select {
	case <-f.done:
		return f, f.err
	case <-l.ctx.Done():
		return nil, context.Cause(l.ctx)
	}
}

// take collects the items of a list. What comes twice, as somebody came or went between two pages, is taken once.
func (f *fetch) take(id string, pages signalwire.Pages) {
	f.items = slices.Collect(signalwire.Items(signalwire.Once(id, pages), &f.err))
}

func (f *fetch) takeOne(item signalwire.Resource, err error) {
	f.items, f.err = []signalwire.Resource{item}, err
}

func (l look) conferences(status, since string) ([]signalwire.Resource, error) {
	query := url.Values{}
	set(query, "Status", status)
	set(query, "DateCreated>", since)
	f, err := l.once("conferences?"+query.Encode(), func(ctx context.Context, f *fetch) {
		f.take(signalwire.FieldSID, l.client.Conferences(ctx, query, signalwire.Paging{}))
	})
	if err != nil {
		return nil, err
	}
	return f.items, nil
}

// participants are those of a conference, which may have ended.
func (l look) participants(conference string) (items []signalwire.Resource, ended signalwire.Resource, err error) {
	f, err := l.once("participants of "+strings.ToLower(conference), func(ctx context.Context, f *fetch) {
		f.take(signalwire.FieldCallSID, cli.Participants(ctx, l.client, conference, nil, signalwire.Paging{},
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

func (l look) calls(status string) ([]signalwire.Resource, error) {
	query := url.Values{}
	set(query, "Status", status)
	f, err := l.once("calls?"+query.Encode(), func(ctx context.Context, f *fetch) {
		f.take(signalwire.FieldSID, l.client.Calls(ctx, query, signalwire.Paging{}))
	})
	if err != nil {
		return nil, err
	}
	return f.items, nil
}

// recordings are those of a conference or, if none is named, of the account.
func (l look) recordings(conference, since string) ([]signalwire.Resource, error) {
	query := url.Values{}
	set(query, "DateCreated>", since)
	f, err := l.once("recordings of "+strings.ToLower(conference)+"?"+query.Encode(), func(ctx context.Context, f *fetch) {
		if conference == "" {
			f.take(signalwire.FieldSID, l.client.AccountRecordings(ctx, query, signalwire.Paging{}))
			return
		}
		f.take(signalwire.FieldSID, l.client.Recordings(ctx, conference, query, signalwire.Paging{}))
	})
	if err != nil {
		return nil, err
	}
	return f.items, nil
}

// one fetches a single resource.
func (l look) one(what, sid string, get func(ctx context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	f, err := l.once(what+" "+strings.ToLower(sid), func(ctx context.Context, f *fetch) { f.takeOne(get(ctx)) })
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
