package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// LiveName is the friendly name of the conference of a live server, in each round.
const LiveName = "Live call"

const (
	liveConference = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e0ff" // of the first round
	roundLength    = 200 * time.Second                      // of a conference with the pause behind it
	keptRounds     = 3                                      // how many past rounds stay in the store
)

// A play is a conference in which people join, mute, go on hold and leave, round after round. What happens depends only on
// the seed and on the time since the start. It has no timer: each request lets the play catch up first.
type play struct {
	seed   uint64
	start  time.Time
	next   int     // the number of the round to begin next
	rounds []round // those that left something in the store, the latest last
}

// A round is one conference from its beginning to its end.
type round struct {
	began      time.Time
	conference string
	calls      []string // those of all who join, in that order
	events     []event  // those still to come
}

// catchUp does all that was to happen until now.
func (p *play) catchUp(s *store, now time.Time) {
	p.perform(s, now)
	current := int(now.Sub(p.start) / roundLength)
	// Rounds that would be dropped at once are not played, so that after a long silence an answer takes no longer.
	for p.next = max(p.next, current-keptRounds); p.next <= current; p.next++ {
		p.begin(s)
		p.perform(s, now)
	}
}

// begin begins the next round, and drops what the oldest one left.
func (p *play) begin(s *store) {
	random := rand.New(rand.NewPCG(p.seed, uint64(p.next)))
	r := round{began: p.start.Add(time.Duration(p.next) * roundLength), conference: liveConference}
	var callers int
	r.events, callers = story(random)
	// The SIDs are drawn after the story, so that the story does not depend on the SIDs that other data has.
	if _, taken := s.conferences.get(liveConference); taken || p.next > 0 {
		r.conference = drawSID(random, "7c1f8f5e", &s.conferences)
	}
	for range callers {
		r.calls = append(r.calls, drawSID(random, "2e9d4b60", &s.calls))
	}

	c := newConference(r.conference, LiveName, r.began)
	c.Status = "init"
	c.fillIn()
	s.conferences.add(c.SID, &c)
	p.rounds = append(p.rounds, r)
	if len(p.rounds) > keptRounds+1 {
		p.rounds[0].drop(s)
		p.rounds = slices.Delete(p.rounds, 0, 1)
	}
}

// drawSID draws a UUID that the collection does not have.
func drawSID[T any](random *rand.Rand, beginning string, c *collection[T]) string {
	for {
		a, b := random.Uint64(), random.Uint64()
		sid := fmt.Sprintf("%s-%04x-4%03x-8%03x-%012x", beginning, a>>48, a>>32&0xfff, a&0xfff, b>>16)
		if _, taken := c.get(sid); !taken {
			return sid
		}
	}
}

// drop removes all that a round left in the store, except recordings, which outlive their conferences.
func (r *round) drop(s *store) {
	if c, ok := s.conferences.get(r.conference); ok {
		for _, e := range c.streams.entries {
			s.streams.remove(e.sid)
		}
	}
	s.conferences.remove(r.conference)
	for _, call := range r.calls {
		s.calls.remove(call)
	}
}

// perform does what is due in the round under way.
func (p *play) perform(s *store, now time.Time) {
	if len(p.rounds) == 0 {
		return
	}
	r := &p.rounds[len(p.rounds)-1]
	for len(r.events) > 0 && !r.began.Add(r.events[0].after).After(now) {
		r.do(s, r.events[0])
		r.events = r.events[1:]
	}
}

// do lets an event happen, unless a request has ended the conference or removed somebody whom the event needs.
func (r *round) do(s *store, e event) {
	c, ok := s.conferences.get(r.conference)
	if !ok || c.Status == completed {
		return
	}
	now := r.began.Add(e.after)
	if e.act == joins {
		r.join(s, c, e.who, now)
		return
	}
	p, there := c.participants.get(r.calls[e.who])
	if !there {
		return
	}
	switch e.act {
	case leaves:
		if call, ok := s.calls.get(p.CallSID); ok {
			s.endCall(call, completed, now)
		}
		s.leave(c, p, now)
	case mutes, unmutes:
		if !p.steered.muted {
			p.Muted, p.DateUpdated = e.act == mutes, on(now)
		}
	case holds, resumes:
		if !p.steered.hold {
			p.Hold, p.DateUpdated = e.act == holds, on(now)
		}
	case coaches:
		if coached, there := c.participants.get(r.calls[e.whom]); there && !p.steered.coaching {
			p.Coaching, p.CallSIDToCoach, p.DateUpdated = true, &coached.CallSID, on(now)
		}
	case endsCoaching:
		if p.Coaching && !p.steered.coaching {
			p.Coaching, p.CallSIDToCoach, p.DateUpdated = false, nil, on(now)
		}
	}
}

// join lets someone in. The first one is the host, who starts the conference and whose exit ends it.
func (r *round) join(s *store, c *conference, who int, now time.Time) {
	// The numbers differ from those of the samples, and the same people call in each round.
	d := newParticipant(r.calls[who], now, 300+who)
	if who == first {
		d.participant.StartConferenceOnEnter, d.participant.EndConferenceOnExit = true, true
		c.Status = inProgress
	}
	c.DateUpdated = on(now)
	s.join(c, d)
}
