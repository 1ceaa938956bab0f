package sandbox

import (
	"math/rand/v2"
	"time"
)

const (
	hostLeaves = 175 * time.Second // the first event after this
	longestGap = 6                 // seconds from one event to the next; the shortest is one
	opening    = 4                 // how many join before anything else happens
	most       = 8                 // how many are there at once
	first      = 0                 // the place of the host
	nobody     = -1
)

// An act is what someone does.
type act int

const (
	joins act = iota
	leaves
	mutes
	unmutes
	holds
	resumes
	coaches
	endsCoaching
)

// An event is an act at its time. People are named by the place in the order in which they join.
type event struct {
	after     time.Duration // since the round began
	act       act
	who, whom int // whom a coach coaches
}

// A writer makes up a story, and remembers what state everybody is in.
type writer struct {
	random *rand.Rand
	now    time.Duration
	events []event
	people []person

	coach, coached int // nobody, most of the time
}

type person struct{ present, muted, held bool }

// story makes up the events of a round, and returns how many people join.
func story(random *rand.Rand) (events []event, people int) {
	w := &writer{random: random, coach: nobody, coached: nobody}
	for range opening {
		w.try(joins)
	}
	// The acts are dealt from a deck that is shuffled again and again, so that none is missing in any round.
	deck := []act{joins, joins, leaves, mutes, mutes, mutes, unmutes, unmutes, holds, resumes, coaches}
	for next := 0; w.now < hostLeaves; next++ {
		if next %= len(deck); next == 0 {
			random.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
		}
		w.try(deck[next])
	}
	w.add(leaves, first, nobody)
	return w.events, len(w.people)
}

// add adds an event a little later.
func (w *writer) add(a act, who, whom int) {
	w.now += time.Duration(1+w.random.IntN(longestGap)) * time.Second
	w.events = append(w.events, event{w.now, a, who, whom})
}

// try adds an act if there is someone to do it.
func (w *writer) try(a act) {
	who := nobody
	switch a {
	case joins:
		if w.count() < most {
			w.people = append(w.people, person{present: true})
			w.add(joins, len(w.people)-1, nobody)
		}
		return
	case coaches:
		w.tryCoaching()
		return
	case leaves:
		who = w.pick(w.free)
	case mutes:
		who = w.pick(func(i int) bool { return !w.people[i].muted && !w.people[i].held })
	case unmutes:
		who = w.pick(func(i int) bool { return w.people[i].muted })
	case holds:
		who = w.pick(func(i int) bool { return w.free(i) && !w.people[i].held })
	case resumes:
		who = w.pick(func(i int) bool { return w.people[i].held })
	}
	if who == nobody {
		return
	}
	p := &w.people[who]
	switch a {
	case leaves:
		p.present = false
	case mutes, unmutes:
		p.muted = a == mutes
	case holds, resumes:
		p.held = a == holds
	}
	w.add(a, who, nobody)
}

// tryCoaching lets somebody begin to coach another one or, if somebody coaches already, ends that.
func (w *writer) tryCoaching() {
	if w.coach != nobody {
		w.add(endsCoaching, w.coach, nobody)
		w.coach, w.coached = nobody, nobody
		return
	}
	who := w.pick(func(i int) bool { return i != first && !w.people[i].held })
	whom := w.pick(func(i int) bool { return i != who && !w.people[i].held })
	if who != nobody && whom != nobody {
		w.coach, w.coached = who, whom
		w.add(coaches, who, whom)
	}
}

// free reports whether somebody can leave or be put on hold without disturbing the others.
func (w *writer) free(i int) bool { return i != first && i != w.coach && i != w.coached }

// pick picks one of those who are there and fit.
func (w *writer) pick(fits func(int) bool) int {
	var found []int
	for i, p := range w.people {
		if p.present && fits(i) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return nobody
	}
	return found[w.random.IntN(len(found))]
}

func (w *writer) count() int {
	n := 0
	for _, p := range w.people {
		if p.present {
			n++
		}
	}
	return n
}
