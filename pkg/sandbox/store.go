package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// base is the path of the account.
const base = "/api/laml/2010-04-01/Accounts/" + Account

const apiVersion = "2010-04-01"

// The states that several resources have.
const (
	inProgress = "in-progress"
	completed  = "completed"
	stopped    = "stopped"
	canceled   = "canceled"
)

// A store is the account's state. The server guards it.
type store struct {
	conferences    collection[*conference] // in the order of their creation: the oldest stands first
	calls          collection[*call]
	recordings     collection[*recording] // of all conferences and calls, in the order of their creation
	streams        collection[*stream]    // of all conferences and calls
	transcriptions collection[*transcription]
	rooms          []room // of another API, which only the log shows

	made   map[string]int      // how many resources of a kind requests have made; their SIDs are numbered by it
	oldest map[string][]string // the SIDs of those of a kind that are still there
	rings  []*call             // those that nobody has answered yet
}

// maxMade bounds how many resources of a kind requests can add.
const maxMade = 1000

// newStore makes a store with copies of the data, which can serve another store too.
func newStore(data *Data) *store {
	s := &store{made: map[string]int{}, oldest: map[string][]string{}, rooms: data.rooms}
	var recordings []*recording
	for _, d := range data.conferences {
		c := d.conference
		s.conferences.add(c.SID, &c)
		c.fillIn()
		for _, d := range d.participants {
			s.join(&c, d)
		}
		for _, r := range d.recordings {
			r.ConferenceSID = &c.SID
			r.fillIn()
			c.recordings.add(r.SID, &r)
			recordings = append(recordings, &r)
		}
		for _, t := range d.streams {
			t.ConferenceSID = c.SID
			t.fillIn()
			c.streams.add(t.SID, &t)
			s.streams.add(t.SID, &t)
		}
	}
	for _, c := range data.calls {
		s.addCall(c)
	}
	// A list with the newest first reads them backwards.
	slices.SortStableFunc(recordings, func(a, b *recording) int { return a.DateCreated.at.Compare(b.DateCreated.at) })
	for _, r := range recordings {
		s.recordings.add(r.SID, r)
	}
	for _, t := range data.transcriptions {
		t.fillIn()
		s.transcriptions.add(t.SID, &t)
	}
	return s
}

// join adds a participant and the call to a conference.
func (s *store) join(c *conference, d participantData) {
	p := d.participant
	p.fillIn(c.SID)
	c.participants.add(p.CallSID, &p)
	s.addCall(d.call)
}

// leave removes a participant from a conference, which ends if the participant's exit ends it.
func (s *store) leave(c *conference, p *participant, now time.Time) {
	c.participants.remove(p.CallSID)
	c.DateUpdated = on(now)
	if p.EndConferenceOnExit {
		s.end(c, now)
	}
}

// leaveAny removes a call from the conference that it is in, if there is one.
func (s *store) leaveAny(call string, now time.Time) {
	for _, e := range s.conferences.entries {
		if p, ok := e.item.participants.get(call); ok && e.item.Status != completed {
			s.leave(e.item, p, now)
			return
		}
	}
}

func (s *store) addCall(c call) {
	c.fillIn()
	s.calls.add(c.SID, &c)
}

// make returns the SID of a new resource of a kind. It is the same in each run, so that a session with the sandbox can be
// written down. When there are maxMade of the kind, the oldest one is forgotten.
func (s *store) make(kind, beginning string, taken func(sid string) bool, forget func(sid string)) string {
	if made := s.oldest[kind]; len(made) >= maxMade {
		forget(made[0])
		s.oldest[kind] = slices.Delete(made, 0, 1)
	}
	for {
		s.made[kind]++
		sid := fmt.Sprintf("%s-%012d", beginning, s.made[kind])
		if !taken(sid) {
			s.oldest[kind] = append(s.oldest[kind], sid)
			return sid
		}
	}
}

func (s *store) newStreamSID() string {
	return s.make("stream", "9d8c7b6a-5e4f-4a3b-8c2d", s.streams.has, func(sid string) {
		if t, ok := s.streams.get(sid); ok && t.ConferenceSID != "" {
			if its, ok := s.conferences.get(t.ConferenceSID); ok {
				its.streams.remove(sid)
			}
		}
		s.streams.remove(sid)
	})
}

func (s *store) newRecordingSID() string {
	return s.make("recording", "5f0e2a7c-3d1b-4c8e-9a6f", s.recordings.has, s.forgetRecording)
}

func (s *store) forgetRecording(sid string) {
	if r, ok := s.recordings.get(sid); ok && r.ConferenceSID != nil {
		if its, ok := s.conferences.get(*r.ConferenceSID); ok {
			its.recordings.remove(sid)
		}
	}
	s.recordings.remove(sid)
}

func (s *store) newCallSID() string {
	return s.make("call", "2e9d4b60-8c1a-4d5e-a7f3", s.calls.has, func(sid string) {
		if c, ok := s.calls.get(sid); ok {
			c.ringing = nil
		}
		for _, e := range s.conferences.entries {
			e.item.participants.remove(sid)
		}
		s.calls.remove(sid)
	})
}

func (s *store) newConferenceSID() string {
	return s.make("conference", "7c1f8f5e-0f3b-4a37-9b1c", s.conferences.has, func(sid string) {
		if c, ok := s.conferences.get(sid); ok {
			for _, e := range c.streams.entries {
				s.streams.remove(e.sid)
			}
			for _, e := range c.recordings.entries {
				s.recordings.remove(e.sid)
			}
		}
		s.conferences.remove(sid)
	})
}

// end completes a conference and all that goes on in it.
func (s *store) end(c *conference, now time.Time) {
	c.Status, c.DateUpdated = completed, on(now)
	for _, e := range c.participants.entries {
		e.item.Status, e.item.DateUpdated = completed, on(now)
		if call, ok := s.calls.get(e.item.CallSID); ok {
			s.endCall(call, completed, now)
		}
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

// hangUp ends a call, and removes it from its conference.
func (s *store) hangUp(c *call, status string, now time.Time) {
	s.endCall(c, status, now)
	s.leaveAny(c.SID, now)
}

// endCall ends a call with its recordings and streams.
func (s *store) endCall(c *call, status string, now time.Time) {
	c.end(status, now)
	for _, e := range s.recordings.entries {
		if r := e.item; r.CallSID != nil && *r.CallSID == c.SID && r.active() {
			r.stop(now)
		}
	}
	for _, e := range s.streams.entries {
		if t := e.item; t.CallSID == c.SID && t.Status != stopped {
			t.Status, t.DateUpdated = stopped, on(now)
		}
	}
}
