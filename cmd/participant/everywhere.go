package participant

import (
	"context"
	"iter"
	"net/url"

	"confcall/pkg/failure"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// everywhere yields the participants of all conferences in progress, in the order of the conferences. The first pages are
// fetched side by side; the others are fetched when their turn comes, so that long lists need no memory.
func everywhere(ctx context.Context, client *signalwire.Client, filter url.Values, paging signalwire.Paging, atOnce int) signalwire.Pages {
	pages := func(yield func(signalwire.Page, error) bool) {
		first := func(ctx context.Context, conference signalwire.Item) *participants {
			if conference.Err != nil {
				return &participants{listErr: conference.Err}
			}
			return begin(ctx, client, conference.Resource, filter, paging)
		}
		for begun, err := range parallel.Map(ctx, atOnce, inProgress(ctx, client), first) {
			if err == nil {
				err = begun.listErr
			}
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			if !begun.yieldAll(yield) {
				return
			}
		}
	}
	return joined(pages)
}

// inProgress yields the conferences in progress.
func inProgress(ctx context.Context, client *signalwire.Client) iter.Seq[signalwire.Item] {
	return signalwire.Items(client.Conferences(ctx, url.Values{"Status": {status.InProgress}}, signalwire.Paging{}))
}

// joined makes one list of several. The last page of each list is held back until it is known whether another list follows,
// since the reader may stop there, or judge what it has seen. That costs nothing, as the first pages are fetched ahead.
func joined(pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		var held signalwire.Page
		for page, err := range pages {
			if len(held.Items) > 0 {
				held.More = true
				if !yield(held, nil) {
					return
				}
			}
			held = signalwire.Page{}
			switch {
			case err != nil:
				yield(page, err)
				return
			case !page.More:
				held = page
			case !yield(page, nil):
				return
			}
		}
		if len(held.Items) > 0 {
			yield(held, nil)
		}
	}
}

// participants is the list of a conference's participants, whose first page has been fetched.
type participants struct {
	listErr    error // why there is no such conference: their list broke off
	conference signalwire.Resource
	first      signalwire.Page
	err        error
	next       func() (signalwire.Page, error, bool)
	stop       func()
}

// begin fetches the first page.
func begin(ctx context.Context, client *signalwire.Client, conference signalwire.Resource, filter url.Values,
	paging signalwire.Paging) *participants {
	p := &participants{conference: conference, stop: func() {}}
	sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
	if err != nil {
		p.err = err
		return p
	}
	p.next, p.stop = iter.Pull2(lookup.ParticipantPages(ctx, client, sid, filter, paging, nil))
	p.first, p.err, _ = p.next()
	return p
}

// yieldAll yields the pages, with the conference's name added to each participant. It returns false if the reader stops.
func (p *participants) yieldAll(yield func(signalwire.Page, error) bool) bool {
	defer p.stop()
	page, err, more := p.first, p.err, true
	for more && !failure.IsNotFound(err) { // a conference that is gone has no participants, but the others have
		if err != nil {
			yield(signalwire.Page{}, err)
			return false
		}
		for i, participant := range page.Items {
			page.Items[i] = nouns.WithName(participant, p.conference)
		}
		if len(page.Items) > 0 && !yield(page, nil) {
			return false
		}
		page, err, more = p.next()
	}
	return true
}
