package check

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/nouns"
	"confcall/pkg/number"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
)

// found is what a look found.
type found struct {
	items   []signalwire.Resource
	count   int   // of participants, of a conference
	missing error // why there is no item, of a check on one that may be gone
	over    bool  // nothing will change any more
}

// find looks at what a check is about.
func (l look) find(c *Check, now time.Time) (found, error) {
	switch t := &c.target; t.kind {
	case aConference:
		return l.conference(c)
	case aParticipant:
		return l.participant(t)
	case aCall:
		return l.call(t)
	case aRecording:
		recording, err := l.one("recording", t.sid, func(ctx context.Context) (signalwire.Resource, error) {
			return l.client.AccountRecording(ctx, t.sid)
		})
		return single(recording, err)
	default:
		items, err := l.list(t, now)
		if err != nil {
			return found{}, err
		}
		items, err = t.keep(items, now)
		return found{items: items}, err
	}
}

// single is what came of looking for one item.
func single(item signalwire.Resource, err error) (found, error) {
	switch {
	case failure.IsNotFound(err):
		return found{missing: err, over: true}, nil
	case err != nil:
		return found{}, err
	}
	return found{items: []signalwire.Resource{item}, over: item.HasEnded()}, nil
}

func (l look) list(t *target, now time.Time) ([]signalwire.Resource, error) {
	switch t.kind {
	case allConferences:
		return l.each(t.statuses, func(status string) ([]signalwire.Resource, error) {
			return l.conferences(status, t.sinceDay(now))
		})
	case allCalls:
		return l.each(t.statuses, l.calls)
	case allRecordings:
		sid, err := l.sid(t.conference)
		if err != nil {
			return nil, err
		}
		if sid == "" {
			return l.recordings("", t.sinceMoment(now))
		}
		return l.recordings(sid, t.sinceDay(now))
	}
	if !t.everywhere {
		sid, err := l.sid(t.conference)
		if err != nil {
			return nil, err
		}
		items, _, err := l.participants(sid)
		return items, err
	}
	return l.everywhere()
}

// each puts the lists of several statuses together. What goes from one status to the next meanwhile is in two of them, and counts once.
func (l look) each(statuses []string, list func(status string) ([]signalwire.Resource, error)) ([]signalwire.Resource, error) {
	if len(statuses) == 0 {
		return list("")
	}
	var err error
	lists := func(yield func(signalwire.Page, error) bool) {
		for _, status := range statuses {
			items, err := list(status)
			if !yield(signalwire.Page{Items: slices.Clone(items)}, err) || err != nil { // others read the list too
				return
			}
		}
	}
	all := slices.Collect(signalwire.Items(signalwire.Once(signalwire.FieldSID, lists), &err))
	return all, err
}

// everywhere lists the participants of all conferences in progress, side by side, with the name of the conference.
func (l look) everywhere() ([]signalwire.Resource, error) {
	conferences, err := l.conferences(signalwire.StatusInProgress, "")
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
			items, _, err := l.participants(conference.SID())
			if failure.IsNotFound(err) {
				items, err = nil, nil // it is over, and was never more than a name in a list
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
		name := conference.Field(signalwire.FieldName)
		if name == nil {
			name = json.RawMessage("null")
		}
		for _, item := range got.items {
			all = append(all, item.Prepend(nouns.NameField, name))
		}
	}
	return all, nil
}

// live are the conferences that are not over and have this name.
func (l look) live(name string) ([]signalwire.Resource, error) {
	statuses := signalwire.LiveStatuses()
	lists, errs := make([][]signalwire.Resource, len(statuses)), make([]error, len(statuses))
	var both sync.WaitGroup
	for i, status := range statuses {
		both.Go(func() { lists[i], errs[i] = l.conferences(status, "") })
	}
	both.Wait()
	var all []signalwire.Resource
	for i, status := range statuses {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for _, item := range lists[i] {
			// A conference that begins between the two requests is in both answers.
			double := slices.ContainsFunc(all, func(other signalwire.Resource) bool { return other.SID() == item.SID() })
			if item.Name() == name && item.Status() == status && !double {
				all = append(all, item)
			}
		}
	}
	return all, nil
}

// named is the one conference that is not over and has this name.
func (l look) named(name string) (signalwire.Resource, error) {
	live, err := l.live(name)
	if err != nil {
		return nil, err
	}
	if len(live) == 1 {
		return live[0], nil
	}
	return nil, cli.NotOne(name, live)
}

// sid is the SID of a conference, empty where none is named.
func (l look) sid(target flags.ConferenceTarget) (string, error) {
	if target.Name == "" {
		return target.SID, nil
	}
	conference, err := l.named(target.Name)
	if err != nil {
		return "", err
	}
	return cli.SIDOf(conference, signalwire.FieldSID)
}

func (l look) conference(c *Check) (found, error) {
	name := c.target.conference.Name
	var conference signalwire.Resource
	var err error
	if name != "" {
		conference, err = l.named(name)
	} else {
		sid := c.target.conference.SID
		conference, err = l.one("conference", sid,
			func(ctx context.Context) (signalwire.Resource, error) { return l.client.Conference(ctx, sid) })
	}
	if failure.IsMissing(err) {
		return found{missing: err}, l.isGone(c, name, err)
	}
	if err != nil {
		return found{}, err
	}
	f := found{items: []signalwire.Resource{conference}, over: conference.HasEnded()}
	if !slices.ContainsFunc(c.expect, condition.Condition.NeedsCount) {
		return f, nil
	}
	sid, err := cli.SIDOf(conference, signalwire.FieldSID)
	if err != nil {
		return found{}, err
	}
	people, ended, err := l.participants(sid)
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

// isGone is the error of a name that nothing is known to have gone by: it may be misspelt.
func (l look) isGone(c *Check, name string, missing error) error {
	if name == "" || !slices.ContainsFunc(c.expect, condition.Condition.OfGone) {
		return nil
	}
	ended, err := cli.HasEnded(cli.CountRequests(l.ctx, l.sent), l.client, name)
	if err == nil && !ended {
		err = missing
	}
	return err
}

// participant finds one in the list of the conference, which other checks may need too. Whoever is not in the list is asked for:
// only the API's own words tell that somebody has gone.
func (l look) participant(t *target) (found, error) {
	if t.sid == "" {
		go func() { _, _ = l.calls(signalwire.StatusInProgress) }() // it is needed in the end, and then is there
	}
	conference, err := l.sid(t.conference)
	if failure.IsMissing(err) {
		return found{missing: err}, nil
	}
	if err != nil {
		return found{}, err
	}
	people, ended, err := l.participants(conference)
	switch {
	case err != nil:
		return found{}, err
	case ended != nil:
		over := fmt.Errorf("the conference %q has ended", ended.Name())
		return found{missing: &failure.Error{Exit: failure.ExitNotFound, Err: over, Hint: "see confcall conference list"}, over: true}, nil
	}
	call := t.sid
	if call == "" {
		if call, err = l.byNumber(t.number, people, conference); failure.IsMissing(err) {
			return found{missing: err}, nil
		} else if err != nil {
			return found{}, err
		}
	}
	for _, participant := range people {
		if strings.EqualFold(participant.CallSID(), call) {
			return found{items: []signalwire.Resource{participant}, over: participant.HasLeft()}, nil
		}
	}
	participant, err := l.one("participant of "+conference, call, func(ctx context.Context) (signalwire.Resource, error) {
		return l.client.Participant(ctx, conference, call)
	})
	f, err := single(participant, err)
	f.over = false // somebody who is called again has another call, but may not have been in yet
	return f, err
}

// byNumber is the call of the one among people who has a number: by one list of calls, and one request for each call that is not in it.
func (l look) byNumber(who number.Pattern, people []signalwire.Resource, conference string) (string, error) {
	calls, err := l.calls(signalwire.StatusInProgress)
	if err != nil {
		return "", err
	}
	listed := map[string]signalwire.Resource{}
	for _, call := range calls {
		listed[strings.ToLower(call.SID())] = call
	}
	present := roster.NewPeople(conference)
	for _, participant := range people {
		if participant.HasLeft() {
			continue
		}
		m := roster.Member{Participant: participant, Call: listed[strings.ToLower(participant.CallSID())]}
		if m.Call == nil {
			if m.Call, m.Err = l.oneCall(participant.CallSID()); failure.IsNotFound(m.Err) {
				m.Err = nil
			}
		}
		present.Add(m)
	}
	found, err := present.One(who)
	return found.SID(), err
}

func (l look) oneCall(sid string) (signalwire.Resource, error) {
	return l.one("call", sid, func(ctx context.Context) (signalwire.Resource, error) { return l.client.Call(ctx, sid) })
}

func (l look) call(t *target) (found, error) {
	if t.sid != "" {
		return single(l.oneCall(t.sid))
	}
	calls, err := l.each(signalwire.LiveCallStatuses(), l.calls)
	if err != nil {
		return found{}, err
	}
	calling := roster.NewPeople("")
	for _, call := range calls {
		calling.Add(roster.Member{Call: call})
	}
	one, err := calling.One(t.number)
	switch {
	case failure.IsMissing(err):
		return found{missing: err}, nil
	case err != nil:
		return found{}, err
	}
	return found{items: []signalwire.Resource{one.Call}}, nil
}

// keep leaves out the items that a list is not about.
func (t *target) keep(items []signalwire.Resource, now time.Time) ([]signalwire.Resource, error) {
	clauses := slices.Clone(t.where)
	if t.since != "" {
		at, _ := timestamp.Since(t.since, now) // it could be read before
		// What is written here is a condition.
		since, _ := condition.Parse(signalwire.FieldDateCreated + ">=" + at.UTC().Format(time.RFC3339))
		clauses = append(clauses, expect.Clause{Condition: since, Name: "since"})
	}
	filter := expect.NewFilter(clauses, t.kind.noun(), now)
	kept, err := filter.Keep(items)
	if err == nil {
		err = filter.UnknownField()
	}
	return kept, err
}

// unknownField is the error of a condition whose field neither the documents nor an answer have.
func unknownField(one condition.Condition, of kind, item signalwire.Resource) error {
	return failure.Usage(fmt.Errorf("expect %q: no answer has the field %q", one, one.Field()),
		expect.FieldsHint(of.noun(), one.Field(), item))
}

// sinceDay is what to ask the API for where it filters by days: surely all that is wanted, and perhaps more.
func (t *target) sinceDay(now time.Time) string { return t.sinceAs(now, time.DateOnly) }

// sinceMoment is the same where it filters by moments.
func (t *target) sinceMoment(now time.Time) string { return t.sinceAs(now, time.RFC1123Z) }

func (t *target) sinceAs(now time.Time, layout string) string {
	if t.since == "" {
		return ""
	}
	at, _ := timestamp.Since(t.since, now) // it could be read before
	// To the day, so that checks a moment apart ask for the same list.
	return at.UTC().Truncate(24 * time.Hour).Add(-24 * time.Hour).Format(layout)
}
