package check

import (
	"context"
	"fmt"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/lookup"
	"confcall/pkg/number"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// participant finds a participant in the list of the conference, which other checks may need too. If the list does not have
// it, it is fetched: only the API's own answer proves that somebody has gone.
func (q query) participant(c *Check) (found, error) {
	t := &c.target
	if t.sid == "" {
		go func() { _, _ = q.calls(status.InProgress) }() // they are needed later
	}
	conference, err := q.sid(t.conference)
	if failure.IsMissing(err) {
		return found{missing: err}, q.isGone(c, t.conference.Name, err)
	}
	if err != nil {
		return found{}, err
	}
	people, ended, err := q.participants(conference)
	switch {
	case err != nil:
		return found{}, err
	case ended != nil:
		over := fmt.Errorf("the conference %q has ended", ended.Name())
		return found{missing: &failure.Error{Exit: failure.ExitNotFound, Err: over, Hint: "see confcall conference list"}, over: true}, nil
	}
	call := t.sid
	if call == "" {
		if call, err = q.byNumber(t.number, people, conference); failure.IsMissing(err) {
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
	participant, err := q.one("participant of "+conference, call, func(ctx context.Context) (signalwire.Resource, error) {
		return q.client.Participant(ctx, conference, call)
	})
	f, err := single(participant, err)
	f.over = false // the call may be on its way into the conference
	return f, err
}

// byNumber returns the call of the one among people who has a number. It takes one list of calls, and one request for each call
// that is not in it.
func (q query) byNumber(who number.Pattern, people []signalwire.Resource, conference string) (string, error) {
	calls, err := q.calls(status.InProgress)
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
		m := roster.Member{Participant: participant}
		var sid string
		if sid, m.Err = lookup.SIDOf(participant, signalwire.FieldCallSID); m.Err == nil {
			m.Call = listed[strings.ToLower(sid)]
		}
		if m.Err == nil && m.Call == nil {
			if m.Call, m.Err = q.oneCall(sid); failure.IsNotFound(m.Err) {
				m.Err = nil
			}
		}
		present.Add(m)
	}
	found, err := present.One(who)
	return found.SID(), err
}

func (q query) oneCall(sid string) (signalwire.Resource, error) {
	return q.one("call", sid, func(ctx context.Context) (signalwire.Resource, error) { return q.client.Call(ctx, sid) })
}

func (q query) call(t *target) (found, error) {
	if t.sid != "" {
		return single(q.oneCall(t.sid))
	}
	calls, err := q.each(signalwire.LiveCallStatuses(), q.calls)
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
