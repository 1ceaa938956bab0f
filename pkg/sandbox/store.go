package sandbox

import (
	"fmt"
	"time"
)

// base is where all that the account has lies.
const base = "/api/laml/2010-04-01/Accounts/" + Account

const apiVersion = "2010-04-01"

// The states that several resources have.
const (
	inProgress = "in-progress"
	completed  = "completed"
	stopped    = "stopped"
)

// A store is the account's state. The server guards it.
type store struct {
	conferences collection[*conference] // in the order of their creation: the oldest stands first
	calls       collection[*call]
	recordings  collection[*recording] // of all conferences
	streams     collection[*stream]    // of all conferences
	started     int                    // the number of the last stream that a request started
}

// maxStreams bounds what requests can add: nothing but streams.
const maxStreams = 1000

// newStore makes a store of copies, so that the data can serve another one.
func newStore(data *Data) *store {
	s := &store{}
	for _, d := range data.conferences {
		c := d.conference
		s.conferences.add(c.SID, &c)
		c.fillIn()
		for _, d := range d.participants {
			s.join(&c, d)
		}
		for _, r := range d.recordings {
			r.fillIn(c.SID)
			c.recordings.add(r.SID, &r)
			s.recordings.add(r.SID, &r)
		}
		for _, t := range d.streams {
			t.fillIn(c.SID)
			c.streams.add(t.SID, &t)
			s.streams.add(t.SID, &t)
		}
	}
	for _, c := range data.calls {
		s.addCall(c)
	}
	return s
}

// join adds someone to a conference, with the call.
func (s *store) join(c *conference, d participantData) {
	p := d.participant
	p.fillIn(c.SID)
	c.participants.add(p.CallSID, &p)
	s.addCall(d.call)
}

// leave hangs up. A conference ends when someone leaves whose exit ends it.
func (s *store) leave(c *conference, p *participant, now time.Time) {
	c.participants.remove(p.CallSID)
	c.DateUpdated = on(now)
	s.hangUp(p.CallSID, now)
	if p.EndConferenceOnExit {
		s.end(c, now)
	}
}

func (s *store) addCall(c call) {
	c.fillIn()
	s.calls.add(c.SID, &c)
}

// addStream adds a stream. When there are very many, the oldest one is forgotten.
func (s *store) addStream(c *conference, t *stream) {
	if len(s.streams.entries) >= maxStreams {
		oldest := s.streams.entries[0].item
		s.streams.remove(oldest.SID)
		if its, ok := s.conferences.get(oldest.ConferenceSID); ok {
			its.streams.remove(oldest.SID)
		}
	}
	c.streams.add(t.SID, t)
	s.streams.add(t.SID, t)
}

// newStreamSID makes SIDs that are the same in each run, so that a session of a sandbox can be written down.
func (s *store) newStreamSID() string {
	for {
		s.started++
		sid := fmt.Sprintf("9d8c7b6a-5e4f-4a3b-8c2d-%012d", s.started)
		if _, taken := s.streams.get(sid); !taken {
			return sid
		}
	}
}

// end completes a conference and all that goes on in it.
func (s *store) end(c *conference, now time.Time) {
	c.Status, c.DateUpdated = completed, on(now)
	for _, e := range c.participants.entries {
		e.item.Status, e.item.DateUpdated = completed, on(now)
		s.hangUp(e.item.CallSID, now)
	}
	for _, e := range c.recordings.entries {
		if e.item.active() {
			e.item.stop(now)
		}
	}
	for _, e := range c.streams.entries {
		if e.item.Status != stopped {
			e.item.Status, e.item.DateUpdated = stopped, on(now)
		}
	}
}

func (s *store) hangUp(sid string, now time.Time) {
	if call, ok := s.calls.get(sid); ok {
		call.end(now)
	}
}
