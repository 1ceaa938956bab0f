package sandbox

import (
	"slices"
	"strings"
	"time"
)

// A call that was dialled is answered when it has rung for ringsLong, or after so many reads of the API: whichever comes
// first, so that nobody waits for a clock that stands still.
const (
	ringsAfter   = time.Second
	ringsLong    = 3 * time.Second
	readsToRings = 3
)

// ringing is what becomes of a call that nobody has answered yet.
type ringing struct {
	began time.Time
	reads int      // of the API, since then
	join  *joining // the conference to join, nil for none
}

// outcomes says what becomes of calls to numbers that end in these digits, with the SIP code for it. All other calls are
// answered. A call to the last of them costs more than anybody wants to pay.
func outcomes() map[string]struct{ status, code string } {
	return map[string]struct{ status, code string }{
		"0001": {"busy", "486"},
		"0002": {"no-answer", "480"},
		"0003": {"failed", "503"},
		"0004": {canceled, "603"},
	}
}

// ending returns the last four digits of a telephone number, which decide what becomes of a call to it.
func ending(address string) string {
	if len(address) < 4 || !strings.HasPrefix(address, "+") {
		return ""
	}
	return address[len(address)-4:]
}

// countRead counts a read of the API for the calls that nobody has answered yet.
func (s *store) countRead() {
	for _, c := range s.rings {
		if c.ringing != nil {
			c.ringing.reads++
		}
	}
}

// ring goes on with the calls that nobody has answered yet.
func (s *store) ring(now time.Time) {
	if len(s.rings) == 0 {
		return
	}
	for _, c := range slices.Clone(s.rings) {
		if c.ringing == nil { // it has ended
			continue
		}
		at := now
		if latest := c.ringing.began.Add(ringsLong); at.After(latest) {
			at = latest
		}
		switch rung := now.Sub(c.ringing.began); {
		case rung >= ringsLong || c.ringing.reads >= readsToRings:
			s.pickUp(c, at)
		case c.Status == "queued" && (rung >= ringsAfter || c.ringing.reads > 0):
			c.Status, c.DateUpdated = "ringing", on(now)
		}
	}
	s.rings = slices.DeleteFunc(s.rings, func(c *call) bool { return c.ringing == nil })
}

// pickUp ends the ringing of a call, by an answer or by another outcome.
func (s *store) pickUp(c *call, now time.Time) {
	join := c.ringing.join
	c.ringing = nil
	if outcome, fails := outcomes()[ending(c.To)]; fails {
		s.endCall(c, outcome.status, now)
		c.SIPResultCode = &outcome.code
		return
	}
	by, code := "human", "200"
	if ending(c.To) == "0005" {
		by = "machine"
	}
	c.Status, c.StartTime, c.DateUpdated, c.AnsweredBy, c.SIPResultCode = inProgress, on(now), on(now), &by, &code
	if join != nil {
		s.enter(c, join, now)
	}
}

// enter lets a call into the conference of a name, which begins if nobody is in it. A call that is not let in ends.
func (s *store) enter(c *call, j *joining, now time.Time) {
	room := s.conferenceNamed(j.name)
	if room == nil {
		opened := newConference(s.newConferenceSID(), j.name, now)
		opened.Status, opened.Region, opened.most = "init", j.where(), j.most
		opened.fillIn()
		room = &opened
		s.conferences.add(room.SID, room)
	}
	p := participant{
		CallSID: c.SID, Status: inProgress, Muted: j.muted, StartConferenceOnEnter: j.starts, EndConferenceOnExit: j.ends,
		DateCreated: on(now), DateUpdated: on(now),
	}
	if j.coach != "" {
		coached, there := room.participants.get(j.coach)
		if !there {
			s.endCall(c, completed, now)
			return
		}
		p.Coaching, p.CallSIDToCoach = true, &coached.CallSID
	}
	if room.most > 0 && len(room.participants.entries) >= room.most {
		s.endCall(c, completed, now)
		return
	}
	p.fillIn(room.SID)
	room.participants.add(p.CallSID, &p)
	room.DateUpdated = on(now)
	if j.starts {
		room.Status = inProgress
	}
	if j.records && !slices.ContainsFunc(room.recordings.entries, func(e entry[*recording]) bool { return e.item.active() }) {
		r := newRecording(s.newRecordingSID(), now)
		r.ConferenceSID, r.Source, r.Trim = &room.SID, "Conference", j.trim
		r.fillIn()
		room.recordings.add(r.SID, &r)
		s.recordings.add(r.SID, &r)
	}
}

// conferenceNamed returns the conference of a name that is not over, preferably one in progress.
func (s *store) conferenceNamed(name string) *conference {
	var waiting *conference
	for _, e := range s.conferences.entries {
		switch c := e.item; {
		case c.FriendlyName != name || c.Status == completed:
		case c.Status == inProgress:
			return c
		case waiting == nil:
			waiting = c
		}
	}
	return waiting
}
