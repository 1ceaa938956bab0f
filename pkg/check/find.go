package check

import (
	"context"
	"slices"
	"time"

	"confcall/pkg/failure"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// found is what a check was about when it was fetched.
type found struct {
	items   []signalwire.Resource
	count   int   // of the participants of a conference
	missing error // why there is no item, if that is no failure by itself
	over    bool  // nothing will change any more
}

// find fetches what a check is about.
func (q query) find(c *Check, now time.Time) (found, error) {
	switch t := &c.target; t.kind {
	case aConference:
		return q.conference(c)
	case aParticipant:
		return q.participant(c)
	case aCall:
		return q.call(t)
	case aRecording:
		recording, err := q.one("recording", t.sid, func(ctx context.Context) (signalwire.Resource, error) {
			return q.client.AccountRecording(ctx, t.sid)
		})
		return single(recording, err)
	default:
		items, err := q.list(t, now)
		if err != nil {
			return found{}, err
		}
		items, err = t.keep(items, now)
		return found{items: items}, err
	}
}

// single makes what was found of a single item.
func single(item signalwire.Resource, err error) (found, error) {
	switch {
	case failure.IsNotFound(err):
		return found{missing: err, over: true}, nil
	case err != nil:
		return found{}, err
	}
	return found{items: []signalwire.Resource{item}, over: item.HasEnded()}, nil
}

func (q query) list(t *target, now time.Time) ([]signalwire.Resource, error) {
	switch t.kind {
	case allConferences:
		return q.each(t.statuses, func(status string) ([]signalwire.Resource, error) {
			return q.conferences(status, t.sinceDay(now))
		})
	case allCalls:
		return q.each(t.statuses, q.calls)
	case allRecordings:
		sid, err := q.sid(t.conference)
		if err != nil {
			return nil, err
		}
		if sid == "" {
			return q.recordings("", t.sinceMoment(now))
		}
		return q.recordings(sid, t.sinceDay(now))
	}
	if !t.everywhere {
		sid, err := q.sid(t.conference)
		if err != nil {
			return nil, err
		}
		items, _, err := q.participants(sid)
		return items, err
	}
	return q.everywhere()
}

// each joins the lists of several statuses. An item that changes its status meanwhile is in two of them, and is taken once.
func (q query) each(statuses []string, list func(status string) ([]signalwire.Resource, error)) ([]signalwire.Resource, error) {
	if len(statuses) == 0 {
		return list("")
	}
	lists := func(yield func(signalwire.Page, error) bool) {
		for _, status := range statuses {
			items, err := list(status)
			if !yield(signalwire.Page{Items: slices.Clone(items)}, err) || err != nil { // others read the list too
				return
			}
		}
	}
	return signalwire.Collect(signalwire.Once(signalwire.FieldSID, lists))
}

// everywhere lists the participants of all conferences in progress, side by side, with the name of the conference.
func (q query) everywhere() ([]signalwire.Resource, error) {
	conferences, err := q.conferences(status.InProgress, "")
	if err != nil {
		return nil, err
	}
	type part struct {
		items []signalwire.Resource
		err   error
	}
	parts := make([]chan part, len(conferences))
	for i, conference := range conferences {
		parts[i] = make(chan part, 1)
		go func() {
			sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
			if err != nil {
				parts[i] <- part{err: err}
				return
			}
			items, _, err := q.participants(sid)
			if failure.IsNotFound(err) {
				items, err = nil, nil // it has ended since it was listed
			}
			parts[i] <- part{items, err}
		}()
	}
	var all []signalwire.Resource
	for i, conference := range conferences {
		got := <-parts[i]
		if got.err != nil {
			return nil, got.err
		}
		for _, item := range got.items {
			all = append(all, nouns.WithName(item, conference))
		}
	}
	return all, nil
}
