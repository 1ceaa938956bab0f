package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// command sends a command to the calling API.
func (c *caller) command(body string) reply {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/api/calling/calls", strings.NewReader(body))
	r.SetBasicAuth(Account, Token)
	r.Header.Set("Content-Type", "application/json")
	return c.send(r)
}

// ringUp dials a number, for a conference with more fields of join_conference behind the name.
func (c *caller) ringUp(to, conference, more string) reply {
	c.t.Helper()
	return c.command(fmt.Sprintf(`{"command": "dial", "params": {"from": "+13105550100", "to": %q, "swml": {"version": "1.0.0", "sections": {"main":
		[{"join_conference": {"name": %q%s}}]}}}}`, to, conference, more))
}

func TestDial(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	sid := c.ringUp("+13105550142", "War room", `, "muted": true, "end_on_exit": true, "record": "record-from-start", "region": "eu"`).
		ok("status", "queued", "from", "+13105550100", "to", "+13105550142", "direction", "outbound-api", "type", "relay_pstn_call", "created_at", "2026-11-23T12:00:00.000Z").
		object["id"].(string)
	// By looking: it rings, and then somebody answers, whom nothing stood in the way of.
	c.get("Calls/"+sid).ok("status", "ringing", "start_time", nil, "direction", "outbound", "answered_by", nil)
	c.get("Conferences?FriendlyName=War+room").lists()
	c.get("Calls/"+sid).ok("status", "in-progress", "start_time", "Mon, 23 Nov 2026 12:00:00 +0000", "answered_by", "human")
	room := c.get("Conferences?FriendlyName=War+room").sids()[0]
	c.get("Conferences/"+room).ok("status", "in-progress", "region", "ie1")
	c.get("Conferences/"+room+"/Participants/"+sid).ok("muted", true, "end_conference_on_exit", true, "start_conference_on_enter", true, "coaching", false)
	if got := c.get("Conferences/" + room + "/Recordings").sids(); len(got) != 1 {
		t.Errorf("the recordings are %v", got)
	}
	// By the clock: the second one comes into the same conference, and coaches.
	second := c.ringUp("+13105550143", "War room", `, "coach": "`+sid+`", "beep": "onExit"`).ok().object["id"].(string)
	c.later(time.Second)
	c.get("Calls/"+second).ok("status", "ringing")
	c.later(2 * time.Second)
	c.get("Conferences/"+room+"/Participants").lists(sid, second)
	c.get("Conferences/"+room+"/Participants/"+second).ok("coaching", true, "call_sid_to_coach", sid, "date_created", "Mon, 23 Nov 2026 12:00:03 +0000")
	// The first one's exit ends it all.
	c.post("Calls/"+sid, "Status", "completed").ok()
	c.get("Conferences/"+room).ok("status", "completed")
	c.get("Calls/"+second).ok("status", "completed")
}

func TestDialOutcomes(t *testing.T) {
	t.Parallel()
	for ending, want := range map[string][2]string{
		"0001": {"busy", "486"}, "0002": {"no-answer", "480"}, "0003": {"failed", "503"}, "0004": {"canceled", "603"}, "0005": {"in-progress", "200"},
	} {
		c := newCaller(t, Options{})
		sid := c.ringUp("+1310555"+ending, "War room", "").ok("status", "queued").object["id"].(string)
		c.later(time.Hour)
		got := c.get("Calls/"+sid).ok("status", want[0], "sip_result_code", want[1])
		rooms := c.get("Conferences?FriendlyName=War+room").sids()
		if ending == "0005" {
			got.ok("answered_by", "machine")
			if len(rooms) != 1 {
				t.Errorf("%s: the conferences are %v", ending, rooms)
			}
			continue
		}
		got.ok("answered_by", nil, "duration", 0.0, "price", nil, "start_time", nil)
		if len(rooms) != 0 {
			t.Errorf("%s: the conferences are %v", ending, rooms)
		}
		c.post("Calls/"+sid, "Status", "completed").refused(400, 10000)
	}
	// Who rings can be canceled, and not completed.
	c := newCaller(t, Options{})
	sid := c.ringUp("sip:ada@example.com", "War room", "").ok("type", "relay_sip_call").object["id"].(string)
	c.post("Calls/"+sid, "Status", "completed").refused(400, 10000)
	c.post("Calls/"+sid, "Url", "https://example.com").refused(400, 10000)
	c.post("Calls/"+sid, "Status", "canceled").ok("status", "canceled")
	c.later(time.Hour)
	c.get("Calls/"+sid).ok("status", "canceled", "start_time", nil)

	// Nobody comes into a conference that is full, and whom one is to coach must be there.
	full := c.ringUp("+13105550101", "Pair", `, "max_participants": 2, "start_on_enter": false`).ok().object["id"].(string)
	c.later(time.Minute)
	pair := c.get("Conferences?FriendlyName=Pair&Status=init").sids()[0]
	c.ringUp("+13105550102", "Pair", "").ok()
	third := c.ringUp("+13105550103", "Pair", "").ok().object["id"].(string)
	coach := c.ringUp("+13105550106", "Morning stand-up", `, "coach": "`+full+`"`).ok().object["id"].(string)
	c.later(time.Minute)
	c.get("Calls/"+third).ok("status", "completed")
	c.get("Calls/"+coach).ok("status", "completed")
	c.get("Conferences/"+pair).ok("status", "in-progress")
	if got := c.get("Conferences/" + pair + "/Participants").sids(); len(got) != 2 {
		t.Errorf("in the pair: %v", got)
	}
}

func TestMoveCall(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	move := func(call, rest string) reply {
		return c.command(`{"command": "update", "params": {"id": "` + call + `", ` + rest + `}}`)
	}
	join := `"swml": {"sections": {"main": [{"join_conference": {"name": "Support line", "muted": true}}]}}`
	move(onHold, join).ok("status", "answered", "id", onHold, "direction", "inbound")
	c.get("Conferences/"+standUp+"/Participants").lists(host, muted)
	c.get("Conferences/"+support+"/Participants/"+onHold).ok("muted", true, "hold", false, "conference_sid", support)
	move(onHold, `"url": "https://example.com/swml"`).ok("url", "https://example.com/swml")
	c.get("Conferences/"+support+"/Participants/"+onHold).refused(404, 20404)
	move(onHold, `"status": "completed"`).ok("status", "ended")
	for rest, attribute := range map[string]string{
		join: "id", `"status": "canceled"`: "status", `"status": "x"`: "status", `"x": 1`: "x", `"url": "ftp://x"`: "url",
	} {
		move(onHold, rest).wrong("invalid_parameter", "params."+attribute)
	}
	move(none, join).wrong("invalid_parameter", "params.id")
	move("x", join).wrong("invalid_parameter", "params.id")
	move(muted, `"status": "canceled"`).wrong("invalid_parameter", "params.status")
	move(muted, `"fallback_url": "https://example.com"`).wrong("missing_required_parameter", "params.url")
}

// wrong wants a refusal that names this parameter.
func (r reply) wrong(code, attribute string) {
	r.t.Helper()
	var body struct{ Errors []parameterProblem }
	_ = json.Unmarshal(r.body, &body)
	if r.status != 422 || !slices.ContainsFunc(body.Errors, func(p parameterProblem) bool { return p.Code == code && p.Attribute == attribute }) {
		r.t.Errorf("%s: HTTP %d, want %s of %s: %s", r.asked, r.status, code, attribute, r.body)
	}
}

func TestDialRefused(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	const join = `{"sections": {"main": [{"join_conference": {"name": "x"}}]}}`
	for params, want := range map[string]string{
		`{"to": "+13105550101", "swml": ` + join + `}`:                                       "from",
		`{"from": "+13105550100", "swml": ` + join + `}`:                                     "to",
		`{"from": "+13105550100", "to": "+13105550101"}`:                                     "url",
		`{"from": "", "to": "+13105550101", "swml": ` + join + `}`:                           "!from",
		`{"from": "3105550100", "to": "+13105550101", "swml": ` + join + `}`:                 "!from",
		`{"from": "+13105550100", "to": "3105550101", "swml": ` + join + `}`:                 "!to",
		`{"from": "+13105550100", "to": "tel:+1", "swml": ` + join + `}`:                     "!to",
		`{"from": "x", "to": "sip:", "swml": ` + join + `}`:                                  "!to",
		`{"from": "x", "to": 7, "swml": ` + join + `}`:                                       "!to",
		`{"from": "x", "to": "sip:a@b", "swml": ` + join + `, "url": "https://example.com"}`: "!url",
		`{"from": "x", "to": "sip:a@b", "swml": ` + join + `, "muted": true}`:                "!muted",
	} {
		code := "missing_required_parameter"
		if strings.HasPrefix(want, "!") {
			code = "invalid_parameter"
		}
		c.command(`{"command": "dial", "params": `+params+`}`).wrong(code, "params."+strings.TrimPrefix(want, "!"))
	}
	for field, values := range map[string][]string{
		"timeout":              {`0`, `601`, `"30"`, `1.5`, `true`},
		"max_price_per_minute": {`-1`, `"1"`, `0.001`},
		"send_digits":          {`"x"`, `12`},
		"status_url":           {`"example.com"`, `"ws://example.com"`, `1`},
		"status_events":        {`"ended"`, `["x"]`, `[1]`},
		"caller_id":            {`""`, `1`},
		"swml":                 {`"x"`, `[]`},
	} {
		for _, value := range values {
			params := map[string]string{"from": `"+13105550100"`, "to": `"+13105550101"`, "swml": join}
			params[field] = value
			var text []string
			for name, value := range params {
				text = append(text, fmt.Sprintf("%q: %s", name, value))
			}
			c.command(`{"command": "dial", "params": {`+strings.Join(text, ", ")+`}}`).wrong("invalid_parameter", "params."+field)
		}
	}
	for field, values := range map[string][]string{
		"name": {`""`, `" "`, `1`, `"` + strings.Repeat("x", 65) + `"`}, "muted": {`"true"`, `"True"`, `1`}, "beep": {`true`, `"on"`}, "start_on_enter": {`1`},
		"end_on_exit": {`"false"`}, "wait_url": {`"x"`}, "max_participants": {`1`, `100001`, `"2"`, `2.5`}, "record": {`true`}, "region": {`"us1"`},
		"trim": {`"x"`}, "coach": {`"x"`}, "status_callback": {`"x"`}, "status_callback_event": {`"x"`, `["join"]`, `""`}, "status_callback_method": {`"PUT"`},
		"hold": {`true`}, "stream": {`{"url": "ws://x"}`, `1`},
	} {
		for _, value := range values {
			name := `"name": "x", `
			if field == "name" {
				name = ""
			}
			attribute := "params.swml.sections.main[0].join_conference." + field
			if field == "stream" && strings.HasPrefix(value, "{") {
				attribute += ".url"
			}
			c.command(fmt.Sprintf(`{"command": "dial", "params": {"from": "x", "to": "sip:a@b", "swml": {"sections": {"main": [{"join_conference": {%s%q: %s}}]}}}}`, name, field, value)).
				wrong("invalid_parameter", attribute)
		}
	}
	c.command(`{"command": "dial", "params": {"from": "x", "to": "sip:a@b", "swml": {"sections": {"main": [{"join_conference": {}}]}}}}`).
		wrong("missing_required_parameter", "params.swml.sections.main[0].join_conference.name")
	for _, swml := range []string{`{"sections": {"main": []}}`, `{"sections": {"main": {}}}`} {
		c.command(`{"command": "dial", "params": {"from": "x", "to": "sip:a@b", "swml": `+swml+`}}`).wrong("invalid_parameter", "params.swml.sections.main")
	}
	c.command(`{"command": "dial", "params": {"from": "x", "to": "sip:a@b", "swml": {"version": "2", "sections": {"main": [{"say": 1}]}}}}`).wrong("invalid_parameter", "params.swml.version")
	c.command(`{}`).wrong("missing_required_parameter", "command")
	c.command(`{"command": "calling.end", "params": {}}`).wrong("invalid_parameter", "command")
	c.command(`{"command": "dial", "params": {"from": "+13105550100", "to": "+13105550004", "max_price_per_minute": 1, "swml": `+join+`}}`).
		wrong("invalid_parameter", "params.max_price_per_minute")
	if got := len(c.server.store.rings); got != 0 {
		t.Errorf("%d calls ring", got)
	}
}

// TestRootErrors has the space refuse requests in its own words.
func TestRootErrors(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	plain := func(got reply, status int) {
		t.Helper()
		if got.status != status || len(got.object) != 1 || got.object["error"] != http.StatusText(status) {
			t.Errorf("%s: HTTP %d, want %d: %s", got.asked, got.status, status, got.body)
		}
	}
	plain(c.send(httptest.NewRequest(http.MethodGet, "/api/logs/conferences", nil)), 401)
	plain(c.send(httptest.NewRequest(http.MethodPost, "/api/calling/calls", strings.NewReader("{}"))), 401)
	plain(c.get("/api/logs/messages"), 404)
	plain(c.get("/api/calling/calls"), 404)
	plain(c.post("/api/calling/calls", "command", "dial"), 400)
	for _, body := range []string{"", "x", "[]", "null", "{} {}"} {
		plain(c.command(body), 400)
	}
	plain(c.command(`{"command": "`+strings.Repeat("x", maxBody)+`"}`), 413)
}

// TestDialsDoNotGrow calls very many: the oldest are forgotten.
func TestDialsDoNotGrow(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: &Data{}})
	for n := range maxMade + 50 {
		c.ringUp("+13105550142", fmt.Sprintf("Room %d", n), `, "record": "record-from-start"`).ok()
	}
	c.later(time.Minute)
	c.get("Calls").ok()
	for range 50 {
		c.ringUp("+13105550142", "Another", "").ok()
	}
	c.later(time.Minute)
	c.get("Calls").ok()
	s := c.server.store
	if got := []int{len(s.calls.entries), len(s.conferences.entries), len(s.recordings.entries), len(s.rings)}; got[0] != maxMade || got[1] > maxMade || got[2] > maxMade || got[3] != 0 {
		t.Errorf("%v calls, conferences, recordings and rings", got)
	}
}

func TestConferenceLog(t *testing.T) {
	t.Parallel()
	const log = "/api/logs/conferences"
	c := newCaller(t, Options{})
	data := func(got reply) (ids []string, counts []any) {
		t.Helper()
		got.ok()
		items, _ := got.object["data"].([]any)
		for _, item := range items {
			ids = append(ids, item.(map[string]any)["id"].(string))
			counts = append(counts, item.(map[string]any)["current_participants"])
		}
		return ids, counts
	}
	link := func(got reply, name string) string {
		text, _ := got.object["links"].(map[string]any)[name].(string)
		return text
	}
	ids, counts := data(c.get(log))
	if len(ids) != 8 || !slices.Equal(counts, []any{nil, 0.0, 0.0, 3.0, 3.0, 1.0, 1.0, 0.0}) {
		t.Errorf("%v have %v", ids, counts)
	}
	first := c.get(log + "?page_size=3&created_after=2020-01-01")
	if link(first, "prev") != "" || link(first, "first") != "http://example.com/api/logs/conferences?created_after=2020-01-01&page_number=0&page_size=3" {
		t.Errorf("the links are %v", first.object["links"])
	}
	var walked []string
	for page := first; ; page = c.get(strings.TrimPrefix(link(page, "next"), "http://example.com")) {
		ids, _ := data(page)
		walked = append(walked, ids...)
		if link(page, "next") == "" {
			if back, _ := data(c.get(strings.TrimPrefix(link(page, "prev"), "http://example.com"))); len(back) != 3 {
				t.Errorf("the page before the last: %v", back)
			}
			break
		}
	}
	if want := append(ids[:1:1], ids[2:]...); !slices.Equal(walked, want) {
		t.Errorf("by pages %v, want %v", walked, want)
	}
	for query, want := range map[string]int{
		"created_on=2018-09-24": 1, "created_before=2026-11-23": 2, "created_after=2026-11-22": 6, "created_after=2026-11-23": 0,
		"created_after=2026-11-23T11:46:00Z": 3, "created_before=2018-09-24T21:00:00Z": 0, "include_deleted=true": 8,
	} {
		if ids, _ := data(c.get(log + "?" + query)); len(ids) != want {
			t.Errorf("%s: %v, want %d", query, ids, want)
		}
	}
	for query, attribute := range map[string]string{
		"created_on=x": "created_on", "created_before=23+Nov": "created_before", "created_after=": "created_after", "include_deleted=1": "include_deleted",
		"page_size=0": "page_size", "page_size=1001": "page_size", "page_number=-1": "page_number", "page_token=PA1": "page_token",
	} {
		c.get(log+"?"+query).wrong("invalid_parameter", attribute)
	}
	c.get(log+"?page_number=1").wrong("missing_required_parameter", "page_token")
}
