package check

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/signalwire"
)

// live returns the conferences that are not over and have this name.
func (q query) live(name string) ([]signalwire.Resource, error) {
	statuses := signalwire.LiveStatuses()
	lists, errs := make([][]signalwire.Resource, len(statuses)), make([]error, len(statuses))
	var both sync.WaitGroup
	for i, status := range statuses {
		both.Go(func() { lists[i], errs[i] = q.conferences(status, "") })
	}
	both.Wait()
	var found []signalwire.Resource
	var unsaid error
	for i, status := range statuses {
		if errs[i] != nil {
			return nil, errs[i]
		}
		named, err := lookup.Named(lists[i], name, status)
		found, unsaid = append(found, named...), cmp.Or(unsaid, err)
	}
	return lookup.Joined(found, unsaid)
}

// named returns the one conference that is not over and has this name.
func (q query) named(name string) (signalwire.Resource, error) {
	live, err := q.live(name)
	if err != nil {
		return nil, err
	}
	if len(live) == 1 {
		return live[0], nil
	}
	return nil, lookup.NotOne(name, live)
}

// sid returns the SID of a conference, empty if none is named.
func (q query) sid(target flags.ConferenceTarget) (string, error) {
	if target.Name == "" {
		return target.SID, nil
	}
	conference, err := q.named(target.Name)
	if err != nil {
		return "", err
	}
	return lookup.SIDOf(conference, signalwire.FieldSID)
}

func (q query) conference(c *Check) (found, error) {
	name := c.target.conference.Name
	var conference signalwire.Resource
	var err error
	if name != "" {
		conference, err = q.named(name)
	} else {
		sid := c.target.conference.SID
		conference, err = q.one("conference", sid,
			func(ctx context.Context) (signalwire.Resource, error) { return q.client.Conference(ctx, sid) })
	}
	if failure.IsMissing(err) {
		return found{missing: err}, q.isGone(c, name, err)
	}
	if err != nil {
		return found{}, err
	}
	f := found{items: []signalwire.Resource{conference}, over: conference.HasEnded()}
	if !slices.ContainsFunc(c.expect, condition.Condition.NeedsCount) {
		return f, nil
	}
	sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
	if err != nil {
		return found{}, err
	}
	people, ended, err := q.participants(sid)
	if ended != nil {
		f.items[0], f.over = ended, true
	}
	for _, participant := range people {
		if !participant.HasLeft() {
			f.count++
		}
	}
	return f, err
}

// isGone returns nil if a missing conference is known to have ended, or the check does not want it gone. Otherwise the name may
// be misspelt, and that is an error.
func (q query) isGone(c *Check, name string, missing error) error {
	if name == "" || !slices.ContainsFunc(c.expect, condition.Condition.OfGone) {
		return nil
	}
	ended, err := lookup.HasEnded(cli.CountRequests(q.ctx, q.sent), q.client, name)
	if err == nil && !ended {
		err = missing
	}
	return err
}
