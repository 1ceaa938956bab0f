package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

const allLive = "Conferences?FriendlyName=Live+call"

// state is all that a live server shows of its play: the conferences, the participants and the calls.
func (c *caller) state() string {
	c.t.Helper()
	var text strings.Builder
	conferences := c.get(allLive)
	text.Write(conferences.body)
	for _, sid := range conferences.sids() {
		participants := c.get("Conferences/" + sid + "/Participants")
		text.Write(participants.body)
		for _, call := range participants.sids() {
			text.Write(c.get("Calls/" + call).ok().body)
		}
	}
	return text.String()
}

// the current live conference, and who is in it, by the SID of the call.
func (c *caller) live() (sid, status string, people map[string]map[string]any) {
	c.t.Helper()
	sids := c.get(allLive).sids()
	sid = sids[len(sids)-1]
	status = c.get("Conferences/"+sid).ok("friendly_name", LiveName).object["status"].(string)
	people = map[string]map[string]any{}
	list := c.get("Conferences/" + sid + "/Participants").ok()
	for _, item := range list.object["participants"].([]any) {
		people[item.(map[string]any)["call_sid"].(string)] = item.(map[string]any)
	}
	return sid, status, people
}

func TestLiveIsTheSameForASeed(t *testing.T) {
	t.Parallel()
	play := func(seed uint64, step time.Duration) (states []string) {
		c := newCaller(t, Options{Live: true, Seed: seed})
		for elapsed := time.Duration(0); elapsed <= 2*roundLength; elapsed += step {
			states = append(states, c.state())
			c.later(step)
		}
		return states
	}
	once := play(1, time.Second)
	if again := play(1, time.Second); !slices.Equal(again, once) {
		t.Error("the same seed plays something else")
	}
	// How often one looks changes nothing.
	for i, state := range play(1, 50*time.Second) {
		if state != once[50*i] {
			t.Errorf("after %d seconds, asked rarely: %s\nasked often: %s", 50*i, state, once[50*i])
		}
	}
	other := play(2, time.Second)
	if other[0] != once[0] {
		t.Errorf("the beginning is %s with one seed, %s with another", once[0], other[0])
	}
	if other[30] == once[30] || other[400] == once[400] {
		t.Error("another seed plays the same")
	}
	if c := newCaller(t, Options{Seed: 1}); len(c.get(allLive).sids()) > 0 {
		t.Error("a server that is not live has a live conference")
	}
}

// TestLiveObeysTheRules follows some rounds second by second.
func TestLiveObeysTheRules(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := newCaller(t, Options{Live: true, Seed: seed})
			if sid, status, people := c.live(); sid != liveConference || status != "init" || len(people) > 0 {
				t.Errorf("it begins as %s, %s with %d people", sid, status, len(people))
			}
			seen := map[string]bool{}
			for range 3 {
				followRound(t, c, seen)
			}
			if len(seen) != 3 {
				t.Errorf("%d conferences in 3 rounds", len(seen))
			}
		})
	}
}

// followRound looks at a round from its beginning to the next one's.
func followRound(t *testing.T, c *caller, seen map[string]bool) {
	t.Helper()
	began := c.now
	sid, before, was := c.live()
	if seen[sid] || !isSID(sid) {
		t.Errorf("the conference %s is an old one or none", sid)
	}
	seen[sid] = true
	path := "Conferences/" + sid
	c.get(path).ok("status", "init", "date_created", began.Format(time.RFC1123Z))
	var theHost string
	happened := map[string]int{}
	last, highest := began, 0
	for c.now.Before(began.Add(roundLength - time.Second)) {
		c.later(time.Second)
		_, status, people := c.live()
		now := c.now.Format(time.RFC1123Z)
		changes := 0
		if status != before {
			happened[before+" to "+status]++
			c.get(path).ok("date_updated", now)
		}
		for call, p := range people {
			old, there := was[call]
			if !there {
				happened["join"]++
				changes++
				if theHost == "" {
					theHost = call
				}
				if p["date_created"] != now || p["date_updated"] != now || p["muted"] != false || p["hold"] != false || p["coaching"] != false ||
					p["end_conference_on_exit"] != (call == theHost) || p["conference_sid"] != sid || p["status"] != inProgress || !isSID(call) {
					t.Errorf("at %s joins %v", now, p)
				}
				c.get("Calls/"+call).ok("status", inProgress, "start_time", now, "duration", 0.0)
				continue
			}
			for _, field := range []string{"muted", "hold", "coaching"} {
				if p[field] != old[field] {
					happened[fmt.Sprint(field, " ", p[field])]++
					changes++
					if p["date_updated"] != now {
						t.Errorf("%s of %s changed at %s, but it says %s", field, call, now, p["date_updated"])
					}
				}
			}
			target, coaches := p["call_sid_to_coach"].(string)
			if coaches != (p["coaching"] == true) || coaches && (people[target] == nil || target == call) {
				t.Errorf("at %s wrong coaching: %v", now, p)
			}
		}
		for call := range was {
			if _, there := people[call]; there {
				continue
			}
			c.get("Calls/"+call).ok("status", completed, "end_time", now)
			if status == inProgress {
				happened["leave"]++
				changes++
			}
		}
		if status == completed && before == inProgress {
			changes++
		}
		if len(people) > 0 != (status == inProgress) || len(people) > 0 && people[theHost] == nil {
			t.Errorf("at %s, %s: %d people, the host among them: %t", now, status, len(people), people[theHost] != nil)
		}
		if changes > 1 {
			t.Errorf("at %s happens more than one thing", now)
		}
		if changes > 0 {
			last = c.now
		} else if status != completed && c.now.Sub(last) >= 6*time.Second {
			t.Errorf("at %s nothing has happened since %s", now, last.Format(time.TimeOnly))
		}
		highest = max(highest, len(people))
		before, was = status, people
	}
	if highest > 8 || highest < 5 {
		t.Errorf("at most %d people at once", highest)
	}
	if took := last.Sub(began); took < 170*time.Second || took > 190*time.Second {
		t.Errorf("it completed after %s", took)
	}
	want := []string{"coaching false", "coaching true", "hold false", "hold true", "in-progress to completed", "init to in-progress", "join", "leave", "muted false", "muted true"}
	if got := slices.Sorted(maps.Keys(happened)); !slices.Equal(got, want) {
		t.Errorf("happened: %v", happened)
	}
	c.later(time.Second)
}

// TestStories holds very many stories against what the ones above cannot show for sure.
func TestStories(t *testing.T) {
	t.Parallel()
	sids := map[string]bool{}
	for seed := range uint64(300) {
		p := &play{seed: seed}
		s := newStore(&Data{})
		p.begin(s)
		acts := map[act]int{}
		present := 0
		for i, e := range p.rounds[0].events {
			acts[e.act]++
			switch e.act {
			case joins:
				present++
			case leaves:
				present--
			}
			end := i == len(p.rounds[0].events)-1
			if present > 8 || e.act == leaves && e.who != first && present < 3 || (i == 0) != (e.act == joins && e.who == first) || end != (e.act == leaves && e.who == first) || e.after > roundLength-10*time.Second {
				t.Errorf("seed %d, event %d, with %d present: %+v", seed, i, present, e)
			}
		}
		if len(acts) != int(endsCoaching)+1 {
			t.Errorf("seed %d: %v", seed, acts)
		}
		for _, sid := range p.rounds[0].calls {
			if sids[sid] {
				t.Errorf("seed %d: the call %s is another one's", seed, sid)
			}
			sids[sid] = true
		}
	}
}

// TestLiveKeepsChanges has requests change what a play changes too.
func TestLiveKeepsChanges(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Live: true, Seed: 1})
	c.later(40 * time.Second)
	sid, _, people := c.live()
	path := "Conferences/" + sid
	for call := range people {
		c.post(path+"/Participants/"+call, "Muted", "true", "Hold", "true").ok("muted", true, "hold", true)
	}
	removed := slices.Sorted(maps.Keys(people))
	removed = slices.DeleteFunc(removed, func(call string) bool { return people[call]["end_conference_on_exit"] == true })[:1]
	c.remove(path + "/Participants/" + removed[0]).gone()
	joined := 0
	for range 120 {
		c.later(time.Second)
		_, _, now := c.live()
		for call, p := range now {
			if people[call] == nil {
				joined++
			} else if p["muted"] != true || p["hold"] != true {
				t.Fatalf("undone: %v", p)
			}
		}
		if now[removed[0]] != nil {
			t.Fatal("who was removed is back")
		}
	}
	if joined == 0 {
		t.Error("nobody joined any more")
	}

	// A conference that a request has ended stays so, and the next one begins when it would have.
	c.post(path, "Status", "completed").ok()
	ended := string(c.get(path).body)
	c.later(39 * time.Second)
	if again, _, people := c.live(); again != sid || len(people) > 0 || string(c.get(path).body) != ended {
		t.Errorf("it goes on: %s", c.get(path).body)
	}
	c.later(time.Second)
	if next, status, _ := c.live(); next == sid || status != "init" {
		t.Errorf("then %s is %s", next, status)
	}

	// So it is when the host is removed.
	c.later(30 * time.Second)
	sid, _, people = c.live()
	for call, p := range people {
		if p["end_conference_on_exit"] == true {
			c.remove("Conferences/" + sid + "/Participants/" + call).gone()
		}
	}
	c.later(time.Minute)
	if again, status, people := c.live(); again != sid || status != completed || len(people) > 0 {
		t.Errorf("without its host %s is %s with %d people", again, status, len(people))
	}

	// And when it is ended before anyone came.
	c = newCaller(t, Options{Live: true, Seed: 1})
	c.post("Conferences/"+liveConference, "Status", "completed").ok()
	c.later(time.Minute)
	c.get("Conferences/"+liveConference).ok("status", completed)
}

// TestLiveCoachingByRequest leaves the coaching that a request began or ended as it is.
func TestLiveCoachingByRequest(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		keepsCoaching(t, seed)
	}
}

func keepsCoaching(t *testing.T, seed uint64) {
	t.Helper()
	c := newCaller(t, Options{Live: true, Seed: seed})
	c.later(25 * time.Second)
	sid, _, people := c.live()
	var theHost string
	for call, p := range people {
		if p["end_conference_on_exit"] == true {
			theHost = call
		}
	}
	for call := range people {
		if call != theHost {
			c.post("Conferences/"+sid+"/Participants/"+call, "Coaching", "true", "CallSidToCoach", theHost).ok("coaching", true)
		}
	}
	for range 140 {
		c.later(time.Second)
		_, _, now := c.live()
		for call, p := range now {
			if call != theHost && people[call] != nil && p["call_sid_to_coach"] != theHost {
				t.Fatalf("undone: %v", p)
			}
		}
	}
}

// TestLiveDoesNotGrow plays a thousand rounds, with streams that a client leaves behind.
func TestLiveDoesNotGrow(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Live: true, Seed: 7, Data: &Data{}})
	for n := range 1000 {
		for range 2 {
			sid, status, _ := c.live()
			if status == inProgress {
				c.post("Conferences/"+sid+"/Streams", "Url", "wss://example.com/x").ok()
			}
			c.later(roundLength / 2)
		}
		if got, want := len(c.get(allLive).sids()), min(n+2, keptRounds+1); got != want {
			t.Fatalf("after %d rounds there are %d conferences, want %d", n+1, got, want)
		}
		s := c.server.store
		if len(s.calls.entries) > 120 || len(s.calls.numbers) > 120 || len(s.streams.entries) > keptRounds+1 || len(s.streams.numbers) > keptRounds+1 || len(s.conferences.numbers) > keptRounds+1 ||
			len(c.server.play.rounds) > keptRounds+1 {
			t.Fatalf("after %d rounds there are %d calls and %d streams", n, len(s.calls.entries), len(s.streams.entries))
		}
	}

	// Who looks away for all that time finds the same.
	rarely := newCaller(t, Options{Live: true, Seed: 7, Data: &Data{}})
	rarely.get(allLive).lists(liveConference)
	c.later(time.Minute)
	rarely.later(1000*roundLength + time.Minute)
	if often, rarely := c.state(), rarely.state(); often != rarely {
		t.Errorf("asked often: %s\nasked rarely: %s", often, rarely)
	}
	// A clock that is set back for a while changes nothing.
	state := rarely.state()
	rarely.later(-time.Hour)
	rarely.get(allLive)
	rarely.later(time.Hour)
	if again := rarely.state(); again != state {
		t.Errorf("got %s\nwant %s", again, state)
	}
	// A hundred years are over in no time.
	rarely.later(100 * 365 * 24 * time.Hour)
	if sids := rarely.get(allLive).sids(); len(sids) != keptRounds+1 {
		t.Errorf("after a hundred years: %v", sids)
	}
}

// TestLiveBesideItself plays beside data that has the play's own conference and call.
func TestLiveBesideItself(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Live: true, Seed: 1})
	c.later(10 * time.Second)
	_, _, people := c.live()
	call := slices.Sorted(maps.Keys(people))[0]

	c = newCaller(t, Options{Live: true, Seed: 1, Data: mustParse(t, fmt.Sprintf(
		"conferences: [{sid: %s, friendly_name: Copy, participants: [{call_sid: %s, muted: true}]}]", liveConference, call))})
	c.later(10 * time.Second)
	c.get("Conferences/"+liveConference).ok("friendly_name", "Copy", "status", inProgress)
	if sid, status, others := c.live(); sid == liveConference || status != inProgress || len(others) != len(people) || others[call] != nil {
		t.Errorf("beside its copy %s is %s with %v", sid, status, others)
	}
	c.later(20 * roundLength)
	c.get("Conferences/"+liveConference+"/Participants/"+call).ok("muted", true)
	c.get("Calls/"+call).ok("status", inProgress)

	// With a copy of the call alone the play has the same conference, and the same people but one.
	c = newCaller(t, Options{Live: true, Seed: 1, Data: mustParse(t, fmt.Sprintf("calls: [{sid: %s, from: sip:copy@example.com}]", call))})
	c.later(10 * time.Second)
	if sid, _, others := c.live(); sid != liveConference || len(others) != len(people) || others[call] != nil {
		t.Errorf("beside a copied call %s has %v", sid, others)
	}
	c.get("Calls/"+call).ok("from", "sip:copy@example.com")
}
