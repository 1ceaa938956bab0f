package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestThousandConnections has a thousand requests under way at once, each on a connection of its own.
// None is answered before the last one has come, then all are.
func TestThousandConnections(t *testing.T) {
	t.Parallel()
	wires := make([]*wire, 1000)
	c := newCaller(t, Options{})
	c.server.patience = patience
	var asked atomic.Int32
	all := make(chan struct{})
	clock := c.server.options.Now
	c.server.options.Now = func() time.Time {
		if asked.Add(1) == int32(len(wires)) {
			close(all)
		}
		<-all
		return clock()
	}
	address, stop := c.serve()
	defer stop()
	for i := range wires {
		wires[i] = c.dial(address)
		defer wires[i].Close()
		if _, err := io.WriteString(wires[i], written("GET "+target)); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range wires {
		if got := c.answer(w, "one of very many", http.MethodGet).ok("call_sid", host); got.header.Get("Connection") == "close" {
			t.Fatal("the connection is not kept")
		}
	}
}

// A party asks a server over HTTP from many sides at once.
type party struct {
	*caller
	client *http.Client
	url    string
	wait   sync.WaitGroup
}

// ask asks, and wants one of some statuses.
func (p *party) ask(method, path, form string, statuses ...int) reply {
	if !strings.HasPrefix(path, "/") {
		path = base + "/" + path
	}
	got := reply{t: p.t, asked: method + " " + path + " " + form}
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(form))
	if err != nil {
		p.t.Error(err)
		return got
	}
	r.SetBasicAuth(Account, Token)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := p.client.Do(r)
	if err != nil {
		p.t.Error(err)
		return got
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Error(err)
	}
	got = p.reply(got.asked, response.StatusCode, response.Header, body)
	if !slices.Contains(statuses, got.status) {
		p.t.Errorf("%s: HTTP %d: %s", got.asked, got.status, body)
	}
	return got
}

// each has so many guests do something, all at the same time.
func (p *party) each(guests int, do func(i int)) {
	for i := range guests {
		p.wait.Go(func() { do(i) })
	}
}

// once has four guests ask for what can be done only once, and wants the status of one answer and the other one of the others.
func (p *party) once(method, path, form string, done, refused int) {
	var times atomic.Int32
	var four sync.WaitGroup
	for range 4 {
		four.Go(func() {
			if p.ask(method, path, form, done, refused).status == done {
				times.Add(1)
			}
		})
	}
	four.Wait()
	if times.Load() != 1 {
		p.t.Errorf("%s %s was done %d times", method, path, times.Load())
	}
}

// TestConcurrentChanges has all that can be asked for asked for at once, while a play goes on: nobody is lost or
// doubled, what can be done once is done once, and all that depends on each other agrees in the end.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	const people = 24 // of whom each second one is removed
	var data strings.Builder
	data.WriteString("conferences:\n  - participants:\n")
	for i := range people {
		fmt.Fprintf(&data, "      - {call_sid: %s}\n", crowdSID(i))
	}
	data.WriteString("    recordings: [{}, {}, {}, {}, {}]\n  - participants: [{}, {}, {}, {end_conference_on_exit: true}]\n" +
		"    recordings: [{status: in-progress}, {status: paused}]\n    streams: [{}]\n" + strings.Repeat("  - participants: [{}]\n", 5))
	const crowded, ended = "Conferences/c0000000-0000-4000-8000-000000000001", "Conferences/c0000000-0000-4000-8000-000000000002"
	const running = ended + "/Recordings/5ec00000-0000-4000-8000-000000000006"
	var log bytes.Buffer
	c := newCaller(t, Options{Data: mustParse(t, data.String()), Live: true, Seed: 3, Log: &log})
	address, stop := c.serve()
	p := &party{caller: c, url: "http://" + address, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}}
	c.later(20 * time.Second)

	p.each(people, func(i int) {
		path := crowded + "/Participants/" + crowdSID(i)
		if i%2 == 0 {
			p.ask("POST", path, "Muted=true", 200, 404)
			p.once("DELETE", path, "", 204, 404)
			p.ask("GET", path, "", 404)
			p.ask("GET", "Calls/"+crowdSID(i), "", 200).ok("status", completed)
			return
		}
		other := crowdSID((i + 2) % people)
		p.ask("POST", path, "Muted=true&Coaching=true&CallSidToCoach="+other, 200).ok("muted", true, "call_sid_to_coach", other)
		p.ask("POST", path, "Hold=true", 200).ok("muted", true, "hold", true, "coaching", true)
		p.ask("POST", path, "Coaching=false&AnnounceUrl=https://example.com/", 200).ok("hold", true, "call_sid_to_coach", nil)
		p.ask("GET", path, "", 200).ok("muted", true, "hold", true, "coaching", false)
	})
	p.each(8, func(i int) { // who look at all pages find those who stay, and nobody twice
		for size := 1 + i; size < 5+i; size++ {
			var seen []string
			for page := fmt.Sprintf("%s/Participants?PageSize=%d", crowded, size); page != "" && len(seen) <= people; {
				got := p.ask("GET", page, "", 200)
				seen = append(seen, got.sids()...)
				page = got.uri("next_page_uri")
			}
			stay := slices.DeleteFunc(slices.Clone(seen), func(sid string) bool { return (sid[len(sid)-1]-'0')%2 == 0 })
			if want := odd(people); !slices.Equal(stay, want) || !slices.IsSorted(seen) || len(slices.Compact(seen)) != len(seen) {
				t.Errorf("the pages of %d show %v", size, seen)
			}
		}
	})
	streams := make(chan string, 40)
	p.each(8, func(int) {
		for range cap(streams) / 8 {
			started := p.ask("POST", crowded+"/Streams", "Url=wss://example.com", 200).ok("status", inProgress)
			streams <- fmt.Sprint(started.object["sid"])
			p.once("POST", crowded+"/Streams/"+fmt.Sprint(started.object["sid"]), "Status=stopped", 200, 422)
		}
	})
	p.each(4, func(i int) {
		p.once("DELETE", fmt.Sprintf("%s/Recordings/5ec00000-0000-4000-8000-%012d", crowded, i+1), "", 204, 404)
	})
	p.each(8, func(i int) {
		for range 4 {
			p.ask("POST", running, "Status="+[]string{"paused", "in-progress"}[i%2], 200, 422)
			p.ask("POST", ended+"/Participants/ca000000-0000-4000-8000-000000000001", "Hold=true", 200, 400)
			p.ask("POST", ended, "AnnounceUrl=https://example.com/&AnnounceMethod=GET", 200, 400)
			p.ask("POST", ended+"/Streams", "Url=wss://example.com", 200, 422)
		}
	})
	p.each(1, func(int) { p.once("POST", ended, "Status=completed", 200, 400) })
	p.each(8, func(int) { // the play goes through a round and into the next one
		for range 30 {
			c.later(time.Second)
			for _, conference := range p.ask("GET", allLive+"&Status=in-progress", "", 200).sids() {
				for _, call := range p.ask("GET", "Conferences/"+conference+"/Participants", "", 200).sids() {
					p.ask("POST", "Conferences/"+conference+"/Participants/"+call, url.Values{"Muted": {"true"}}.Encode(), 200, 400, 404)
				}
			}
		}
	})
	p.wait.Wait()
	p.client.CloseIdleConnections()
	stop()

	c.get(crowded + "/Participants").lists(odd(people)...)
	c.get(crowded + "/Recordings").lists("5ec00000-0000-4000-8000-000000000005")
	close(streams)
	different := map[string]bool{}
	for sid := range streams {
		different[sid] = true
	}
	if len(different) != cap(streams) {
		t.Errorf("%d different streams, want %d", len(different), cap(streams))
	}
	c.get(ended).ok("status", completed)
	c.get(ended + "/Participants").lists()
	checkState(t, c.server)
	if lines := bytes.Count(log.Bytes(), []byte{'\n'}); lines != c.server.asked {
		t.Errorf("%d lines in the log of %d requests", lines, c.server.asked)
	}
}

func odd(n int) (sids []string) {
	for i := 1; i < n; i += 2 {
		sids = append(sids, crowdSID(i))
	}
	return sids
}

// checkState checks what is always so: who is in a conference has one call that goes on, and all that belongs to a
// completed conference has ended.
func checkState(t *testing.T, server *Server) {
	t.Helper()
	s, there := server.store, map[string]string{}
	recordings, streams := 0, 0
	for _, c := range items(s.conferences) {
		for _, p := range items(c.participants) {
			if other, twice := there[p.CallSID]; twice {
				t.Errorf("%s is in %s and in %s", p.CallSID, other, c.SID)
			}
			there[p.CallSID] = c.SID
			call, ok := s.calls.get(p.CallSID)
			if !ok || call.Status != c.Status || p.Status != c.Status || p.Coaching != (p.CallSIDToCoach != nil) {
				t.Errorf("in %s, %s: %+v with %+v", c.SID, c.Status, p, call)
			}
		}
		recordings, streams = recordings+len(c.recordings.entries), streams+len(c.streams.entries)
		for _, r := range items(c.recordings) {
			if known, _ := s.recordings.get(r.SID); known != r || c.Status == completed && r.active() {
				t.Errorf("in %s, %s: %+v", c.SID, c.Status, r)
			}
		}
		for _, stream := range items(c.streams) {
			if known, _ := s.streams.get(stream.SID); known != stream || c.Status == completed && stream.Status != stopped {
				t.Errorf("in %s, %s: %+v", c.SID, c.Status, stream)
			}
		}
	}
	if recordings != len(s.recordings.entries) || streams != len(s.streams.entries) {
		t.Errorf("the conferences have %d of %d recordings and %d of %d streams", recordings, len(s.recordings.entries), streams, len(s.streams.entries))
	}
	for _, call := range items(s.calls) {
		if call.active() != (there[call.SID] != "" && call.Status != completed) {
			t.Errorf("in no conference: %+v", call)
		}
	}
}
