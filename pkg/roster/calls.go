package roster

import (
	"context"
	"iter"
	"net/url"
	"slices"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/lookup"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// Calls fetches the calls of participants with few requests. It reads the list of the account's calls in progress while each
// page saves requests, and fetches the rest one by one. It is not safe for concurrent use.
type Calls struct {
	client *signalwire.Client
	atOnce int // how many single calls are fetched at once

	next   func() (signalwire.Page, error, bool) // the list's next page; nil before the first
	stop   func()
	listed map[string]signalwire.Resource // listed calls not yet handed out, by SID in lower case
	over   bool                           // no more of the list is read
	single int                            // how many calls were fetched one by one
}

// mostListed bounds how many listed calls are kept for later participants: about 15 MB.
const mostListed = 10_000

// NewCalls returns a Calls that makes at most atOnce requests for single calls at a time. The caller must close it.
func NewCalls(client *signalwire.Client, atOnce int) *Calls {
	return &Calls{client: client, atOnce: atOnce, stop: func() {}, listed: map[string]signalwire.Resource{}}
}

// Close stops reading the list.
func (c *Calls) Close() { c.stop() }

// A Member is a participant with their call. The call is JSON null if the API does not know it.
type Member struct {
	Participant signalwire.Resource // nil if only the call was looked up, or calls cannot be fetched at all
	Call        signalwire.Resource
	Err         error // why the call could not be fetched, or what is wrong with the participant's call SID
}

// SID returns the SID of the member's call, which is what the API calls a participant by.
func (m Member) SID() string {
	if m.Participant == nil {
		return m.Call.SID()
	}
	return m.Participant.CallSID()
}

// Of yields participants with their calls, in their order, and a member without a participant for the error that all of them share:
// GET /Calls?Status=in-progress, and GET /Calls/{Sid}.
func (c *Calls) Of(ctx context.Context, participants []signalwire.Resource) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		if err := c.readList(ctx, participants); err != nil {
			yield(Member{Err: err})
			return
		}
		members := make([]Member, len(participants))
		for i, participant := range participants {
			members[i] = c.take(participant)
		}
		for m, err := range parallel.Map(ctx, c.atOnce, slices.Values(members), c.complete) {
			if err != nil {
				m.Err = err
			}
			if !yield(m) {
				return
			}
		}
	}
}

// take returns a member for a participant, with the call if it was listed.
func (c *Calls) take(participant signalwire.Resource) Member {
	m := Member{Participant: participant}
	sid, err := lookup.SIDOf(participant, signalwire.FieldCallSID)
	if err != nil {
		m.Err = err
		return m
	}
	key := strings.ToLower(sid)
	if m.Call = c.listed[key]; m.Call != nil {
		delete(c.listed, key)
	} else {
		c.single++
	}
	return m
}

// complete fetches the member's call if it was not listed.
func (c *Calls) complete(ctx context.Context, m Member) Member {
	if m.Err != nil || m.Call != nil {
		return m
	}
	call, err := c.client.Call(ctx, m.SID())
	if failure.IsNotFound(err) {
		call, err = signalwire.Resource("null"), nil
	}
	m.Call, m.Err = call, err
	return m
}

// readList reads the list until it has the calls of all participants, or a page has fewer than two of them: from there on,
// fetching the calls one by one costs no more. For the same reason it does not read the list for a single participant.
func (c *Calls) readList(ctx context.Context, participants []signalwire.Resource) error {
	wanted := map[string]bool{}
	for _, participant := range participants {
		if key := strings.ToLower(participant.CallSID()); c.listed[key] == nil && signalwire.IsSID(key) && !participant.HasLeft() {
			wanted[key] = true
		}
	}
	for !c.over && len(wanted) > 0 && len(wanted)+c.single > 1 {
		page, err, more := c.nextPage(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if code := failure.Exit(err); err != nil && code != failure.ExitRefused && code != failure.ExitNotFound {
			return err // fetching single calls would fail in the same way
		}
		found := 0
		for _, call := range page.Items {
			key := strings.ToLower(call.SID())
			if wanted[key] {
				found++
				delete(wanted, key)
			}
			if signalwire.IsSID(key) {
				c.listed[key] = call
			}
		}
		c.over = err != nil || !more || !page.More || found < 2 && len(wanted) > 0 || len(c.listed) > mostListed
	}
	return nil
}

// nextPage fetches the next page of the list.
func (c *Calls) nextPage(ctx context.Context) (signalwire.Page, error, bool) {
	if c.next == nil {
		query := url.Values{"Status": {status.InProgress}}
		c.next, c.stop = iter.Pull2(c.client.Calls(ctx, query, signalwire.Paging{Limit: 1}))
	}
	return c.next()
}
