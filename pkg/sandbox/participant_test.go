package sandbox

import (
	"testing"
	"time"
)

func TestListParticipants(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp + "/Participants"
	c.get(path).lists(host, muted, onHold)
	c.get(path + "?Muted=true").lists(muted)
	c.get(path+"?Muted=false").lists(host, onHold)
	c.get(path + "?Hold=true").lists(onHold)
	c.get(path + "?Hold=false&Muted=false").lists(host)
	c.get(path + "?Hold=true&Muted=true").lists()
	for _, query := range []string{"Muted=yes", "Muted=", "Muted=True", "Hold=1", "Hold="} {
		c.get(path+"?"+query).refused(400, 10000)
	}
	c.get("Conferences/" + SampleConference + "/Participants").lists(SampleCall)
	c.get("Conferences/" + board + "/Participants").lists()
	c.get("Conferences/" + townHall + "/Participants").lists()
}

func TestUpdateParticipant(t *testing.T) {
	t.Parallel()
	path := "Conferences/" + standUp + "/Participants/" + host
	for _, test := range []struct {
		name         string
		form         []string
		status, code int
		fields       []any
	}{
		{"mute", []string{"Muted", "true"}, 200, 0, []any{"muted", true, "hold", false, "date_updated", "Mon, 23 Nov 2026 12:01:00 +0000"}},
		{"several", []string{"Muted", "true", "Hold", "true", "HoldUrl", "http://example.com/music", "HoldMethod", "GET"}, 200, 0, []any{"muted", true, "hold", true}},
		{"what it is already", []string{"Muted", "false"}, 200, 0, []any{"muted", false}},
		{"announce", []string{"AnnounceUrl", "https://example.com/x?y=z", "AnnounceMethod", "POST"}, 200, 0, []any{"muted", false}},
		{"wait", []string{"WaitUrl", "https://example.com/", "WaitMethod", "POST"}, 200, 0, nil},
		{"nothing", nil, 400, 10000, nil},
		{"nothing known", []string{"muted", "true"}, 400, 10000, nil},
		{"no boolean", []string{"Muted", "yes"}, 400, 10000, nil},
		{"a blank boolean", []string{"Muted", ""}, 400, 10000, nil},
		{"no boolean on hold", []string{"Hold", "TRUE"}, 400, 10000, nil},
		{"no boolean for coaching", []string{"Coaching", "1", "CallSidToCoach", muted}, 400, 10000, nil},
		{"HoldUrl", []string{"Hold", "true", "HoldUrl", "music.mp3"}, 400, 21402, nil},
		{"AnnounceUrl", []string{"AnnounceUrl", "mailto:x@example.com"}, 400, 21402, nil},
		{"WaitUrl", []string{"WaitUrl", ""}, 400, 21402, nil},
		{"HoldMethod", []string{"HoldMethod", "DELETE"}, 400, 10000, nil},
		{"AnnounceMethod", []string{"AnnounceUrl", "https://example.com", "AnnounceMethod", "get"}, 400, 10000, nil},
		{"WaitMethod", []string{"WaitMethod", ""}, 400, 10000, nil},
		{"coach", []string{"Coaching", "true", "CallSidToCoach", "2E9D4B60-8C1A-4D5E-A7F3-1B6C0D9E1002"}, 200, 0, []any{"coaching", true, "call_sid_to_coach", muted}},
		{"coach nobody", []string{"Coaching", "true"}, 400, 10000, nil},
		{"coach what is no SID", []string{"Coaching", "true", "CallSidToCoach", "472co"}, 400, 10000, nil},
		{"coach who is elsewhere", []string{"Coaching", "true", "CallSidToCoach", agent}, 400, 16002, nil},
		{"coach oneself", []string{"Coaching", "true", "CallSidToCoach", host}, 400, 16002, nil},
		{"a target without coaching", []string{"CallSidToCoach", muted}, 400, 10000, nil},
		{"stop coaching", []string{"Coaching", "false"}, 200, 0, []any{"coaching", false, "call_sid_to_coach", nil}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newCaller(t, Options{})
			before := string(c.get(path).body)
			c.later(time.Minute)
			got := c.post(path, test.form...)
			if test.status == 200 {
				got.ok(test.fields...)
				if after := c.get(path); string(after.body) != string(got.body) {
					t.Errorf("seen later: %s, answered: %s", after.body, got.body)
				}
				return
			}
			got.refused(test.status, test.code)
			if after := string(c.get(path).body); after != before {
				t.Errorf("a refused change shows: %s", after)
			}
		})
	}
}

func TestUpdateParticipantElsewhere(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + support + "/Participants/" + coach
	c.post(path, "CallSidToCoach", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002").ok("coaching", true, "call_sid_to_coach", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002")
	c.post(path, "Coaching", "false").ok("coaching", false, "call_sid_to_coach", nil)
	c.post("Conferences/"+board+"/Participants/2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e3001", "Muted", "true").refused(400, 10000)
	c.post("Conferences/"+board+"/Participants/"+none, "Muted", "true").refused(404, 20404)
}

func TestRemoveParticipant(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp
	c.remove(path + "/Participants/" + muted).gone()
	c.remove(path+"/Participants/"+muted).refused(404, 20404)
	c.get(path+"/Participants/"+muted).refused(404, 20404)
	c.post(path+"/Participants/"+muted, "Muted", "false").refused(404, 20404)
	c.get(path+"/Participants").lists(host, onHold)
	c.get("Calls/"+muted).ok("status", "completed", "duration", 18.0*60)
	c.get(path).ok("status", "in-progress", "date_updated", "Mon, 23 Nov 2026 12:00:00 +0000")

	// The host's exit ends it.
	c.remove(path + "/Participants/" + host).gone()
	c.remove(path+"/Participants/"+host).refused(404, 20404)
	c.get(path).ok("status", "completed")
	c.get(path + "/Participants").lists()
	c.remove(path+"/Participants/"+onHold).refused(404, 20404)
	c.get("Calls/"+onHold).ok("status", "completed")
}
