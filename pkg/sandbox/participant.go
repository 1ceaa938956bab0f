package sandbox

import "net/http"

// A participant, in the API's order of fields. Its SID is its call's.
type participant struct {
	AccountSID             string  `json:"account_sid"`
	CallSID                string  `json:"call_sid"`
	CallSIDToCoach         *string `json:"call_sid_to_coach"`
	Coaching               bool    `json:"coaching"`
	ConferenceSID          string  `json:"conference_sid"`
	DateCreated            date    `json:"date_created"`
	Status                 string  `json:"status"`
	DateUpdated            date    `json:"date_updated"`
	EndConferenceOnExit    bool    `json:"end_conference_on_exit"`
	Muted                  bool    `json:"muted"`
	Hold                   bool    `json:"hold"`
	StartConferenceOnEnter bool    `json:"start_conference_on_enter"`
	URI                    string  `json:"uri"`

	steered struct{ muted, hold, coaching bool } // what a request has set, so that a play does not undo it
}

// fillIn sets what follows from the SIDs.
func (p *participant) fillIn(conference string) {
	p.AccountSID, p.ConferenceSID = Account, conference
	p.URI = base + "/Conferences/" + conference + "/Participants/" + p.CallSID + ".json"
}

// participant finds the participant of a path, also of a conference that is completed.
func (s *store) participant(r *request) (*conference, *participant, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, nil, err
	}
	p, ok := c.participants.get(r.sids[1])
	if !ok {
		return nil, nil, notFound(r.path)
	}
	return c, p, nil
}

func listParticipants(s *store, r *request) (any, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, err
	}
	f := filters{values: r.query}
	muted, hold := f.boolean("Muted"), f.boolean("Hold")
	if f.err != nil {
		return nil, f.err
	}
	list, items, err := page(&c.participants, r, f.known, func(p *participant) bool {
		return c.Status != completed && (muted == nil || p.Muted == *muted) && (hold == nil || p.Hold == *hold)
	})
	list.Participants = items
	return list, err
}

func getParticipant(s *store, r *request) (any, error) {
	c, p, err := s.participant(r)
	if err != nil {
		return nil, err
	}
	if c.Status == completed {
		return nil, notFound(r.path)
	}
	return p, nil
}

func updateParticipant(s *store, r *request) (any, error) {
	c, p, err := s.participant(r)
	if err != nil {
		return nil, err
	}
	if c.Status == completed {
		return nil, invalid("The conference is completed and its participants cannot be updated.")
	}
	f := changes{values: r.form}
	muted, hold, coaching := f.boolean("Muted"), f.boolean("Hold"), f.boolean("Coaching")
	for _, name := range []string{"HoldUrl", "AnnounceUrl", "WaitUrl"} {
		f.url(name)
	}
	for _, name := range []string{"HoldMethod", "AnnounceMethod", "WaitMethod"} {
		f.method(name)
	}
	target, aimed := f.given("CallSidToCoach")
	if err := f.problem(); err != nil {
		return nil, err
	}
	if aimed && !isSID(target) {
		return nil, invalid("CallSidToCoach %q is not a valid UUID.", target)
	}
	coaches := p.Coaching
	if coaching != nil {
		coaches = *coaching
	}
	switch {
	case coaches && coaching != nil && !aimed:
		return nil, invalid("Coaching needs CallSidToCoach.")
	case !coaches && aimed && coaching == nil:
		return nil, invalid("CallSidToCoach needs Coaching.")
	case coaches && aimed:
		coached, there := c.participants.get(target)
		if !there || coached == p {
			return nil, refuse(http.StatusBadRequest, 16002, "The participant to coach, %s, is not another one of the conference.", target)
		}
		p.CallSIDToCoach = &coached.CallSID
	case coaching != nil && !coaches:
		p.CallSIDToCoach = nil
	}
	p.Coaching = coaches
	p.steered.coaching = p.steered.coaching || coaching != nil || aimed
	if muted != nil {
		p.Muted, p.steered.muted = *muted, true
	}
	if hold != nil {
		p.Hold, p.steered.hold = *hold, true
	}
	p.DateUpdated = on(r.now)
	return p, nil
}

func removeParticipant(s *store, r *request) (any, error) {
	c, p, err := s.participant(r)
	if err != nil {
		return nil, err
	}
	if c.Status == completed {
		return nil, notFound(r.path)
	}
	if call, ok := s.calls.get(p.CallSID); ok {
		s.endCall(call, completed, r.now)
	}
	s.leave(c, p, r.now)
	return noContent{}, nil
}
