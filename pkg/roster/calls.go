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
)

// Calls fetches the calls of participants with few requests: from the list of the account's calls in progress as long as a
// page of it saves requests, and otherwise one by one. It is not safe for concurrent use.
type Calls struct {
	client *signalwire.Client
	atOnce int // requests for single calls

	next   func() (signalwire.Page, error, bool) // the list's next page; nil before the first
	stop   func()
	listed map[string]signalwire.Resource // the calls listed so far, by SID in lower case, without those handed out
	over   bool                           // the list is read no further
	single int                            // calls that were fetched one by one
}

// mostListed bounds how many calls are kept for participants yet to come: some 15 MB of them.
const mostListed = 10_000

// NewCalls makes Calls with at most atOnce requests for single calls at once. It must be closed.
func NewCalls(client *signalwire.Client, atOnce int) *Calls {
	return &Calls{client: client, atOnce: atOnce, stop: func() {}, listed: map[string]signalwire.Resource{}}
}

// Close ends the reading of the list.
func (c *Calls) Close() { c.stop() }

// A Member is a participant and the call by which they take part: JSON null where the API does not know it.
type Member struct {
	Participant signalwire.Resource // nil of one who is found among calls alone, and where no call can be had
	Call        signalwire.Resource
	Err         error // of the call, or of a participant without one
}

// SID returns the SID of the member's call, by which the API names participants.
func (m Member) SID() string {
	if m.Participant == nil {
		return m.Call.SID()
	}
	return m.Participant.CallSID()
}

// Of yields participants with their calls, in their order: GET /Calls?Status=in-progress, and GET /Calls/{Sid}.
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
		for m := range parallel.Map(ctx, c.atOnce, slices.Values(members), c.complete) {
			if !yield(m) {
				return
			}
		}
	}
}

// take makes a member of a participant, with the call if the list has it.
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

// complete fetches the member's call if the list does not have it.
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

// readList reads the list until it has the calls of the participants, or a page has fewer than two of them: then fetching
// them one by one costs no more. For the same reason it does not read the list for a single participant.
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
			return err // each call by itself would get the same answer
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

// nextPage fetches the list's next page, and none after it.
func (c *Calls) nextPage(ctx context.Context) (signalwire.Page, error, bool) {
	if c.next == nil {
		query := url.Values{"Status": {signalwire.StatusInProgress}}
		c.next, c.stop = iter.Pull2(c.client.Calls(ctx, query, signalwire.Paging{Limit: 1}))
	}
	return c.next()
}
