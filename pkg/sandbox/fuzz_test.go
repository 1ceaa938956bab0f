package sandbox

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzData reads any file. Of one that is taken a server is made, which has to answer for all that the file has, with SIDs
// that no two things share; an error names a line of the file and fits on one.
func FuzzData(f *testing.F) {
	example, err := os.ReadFile("../../examples/sandbox.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{
		string(example), "", "{}", "conferences: [{participants: [{muted: true}, {}]}]", "calls: [{sid: 11111111-1111-4111-8111-000000000001, duration: 9}]",
		"conferences: [{status: completed, date_created: 1h ago, recordings: [{status: absent}, {status: stopped, duration: 86400}]}]",
	} {
		f.Add([]byte(text))
	}
	line := regexp.MustCompile(`^data\.yaml:(\d+): `)
	form := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	breaks := regexp.MustCompile("\r\n|[\r\n\u0085\u2028\u2029]")
	f.Fuzz(func(t *testing.T, text []byte) {
		data, err := parseData("data.yaml", text, time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC))
		if err != nil {
			found := line.FindStringSubmatch(err.Error())
			if found == nil || !utf8.ValidString(err.Error()) || strings.ContainsAny(err.Error(), "\x1b\r\n\x00") || len(err.Error()) > 2000 {
				t.Fatalf("the error %q", err)
			}
			if number, _ := strconv.Atoi(found[1]); number < 1 || number > len(breaks.FindAll(text, -1))+1 {
				t.Errorf("no such line: %q", err)
			}
			return
		}
		if conferences, participants := data.Size(); conferences+participants > 100 {
			t.Skip()
		}
		c := newCaller(t, Options{Data: data})
		seen := map[string]bool{}
		take := func(sid string) string {
			if !form.MatchString(sid) || seen[sid] {
				t.Errorf("the SID %q is no UUID or is not the only one", sid)
			}
			seen[sid] = true
			return sid
		}
		for _, sid := range c.get("Conferences?PageSize=1000").sids() {
			path := "Conferences/" + take(sid)
			c.get(path).ok("sid", sid)
			for _, sid := range c.get(path + "/Participants?PageSize=1000").sids() {
				c.get(path+"/Participants/"+take(sid)).ok("call_sid", sid)
				if seconds, _ := c.get("Calls/"+sid).ok("sid", sid).object["duration"].(float64); seconds < 0 {
					t.Errorf("the call %s takes %g s", sid, seconds)
				}
			}
			for _, sid := range c.get(path + "/Recordings?PageSize=1000").sids() {
				c.get(path+"/Recordings/"+take(sid)).ok("sid", sid)
			}
		}
		for _, e := range c.server.store.streams.entries {
			c.post("Conferences/"+e.item.ConferenceSID+"/Streams/"+take(e.sid), "Status", "stopped")
		}
		for _, call := range data.calls {
			c.get("Calls/"+take(call.SID)).ok("sid", call.SID)
		}
	})
}

// FuzzRequest sends any request below the account: path, query and form. The answer is one that the API could give,
// the pages that it names are there, and the server goes on.
func FuzzRequest(f *testing.F) {
	for _, path := range []string{
		"Conferences", "Conferences?Status=in-progress&PageSize=1", "Conferences/" + standUp, "Conferences/" + standUp + "/Participants.json?Muted=true",
		"Conferences?FriendlyName=Stand-up&DateCreated%3C=2030-01-01", "Conferences/" + standUp + "/Participants/" + host, "Calls/" + host, "Recordings/" + none + ".wav",
		"Calls?StartTime%3C=Mon,+23+Nov+2026+11:43:00+%2B0000&PageSize=2", "Recordings?ConferenceSid=" + standUp + "&PageSize=1", "Recordings/" + finished + ".json",
		"Transcriptions?PageSize=1", "../../../../logs/conferences?page_size=2&created_after=2026-11-01",
	} {
		f.Add(http.MethodGet, path, "")
	}
	f.Add(http.MethodPost, "Conferences/"+standUp+"/Participants/"+host, "Muted=true&Hold=false&HoldUrl=https%3A%2F%2Fexample.com")
	f.Add(http.MethodPost, "Conferences/"+standUp+"/Streams", "Url=wss%3A%2F%2Fexample.com&Parameter1.Name=a&Parameter1.Value=b")
	f.Add(http.MethodPost, "Calls/"+muted, "Status=completed")
	f.Add(http.MethodPost, "Calls/"+muted+"/Recordings", "RecordingChannels=dual&RecordingStatusCallbackEvent=completed+absent")
	f.Add(http.MethodDelete, "Conferences/"+standUp+"/Participants/"+muted, "")
	statuses := map[int]bool{200: true, 204: true, 400: true, 401: true, 404: true, 405: true, 413: true, 422: true}
	f.Fuzz(func(t *testing.T, method, path, form string) {
		target, err := url.Parse(base + "/" + path)
		if err != nil {
			t.Skip()
		}
		c := newCaller(t, Options{})
		r := &http.Request{Method: method, URL: target, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: io.NopCloser(strings.NewReader(form))}
		r.SetBasicAuth(Account, Token)
		got := c.send(r)
		problems, _ := got.object["errors"].([]any)
		if !statuses[got.status] || got.status >= 400 && got.object["message"] == nil && len(problems) == 0 {
			t.Errorf("%s: HTTP %d: %s", got.asked, got.status, got.body)
		}
		if got.object["first_page_uri"] != nil {
			for _, name := range []string{"uri", "first_page_uri", "next_page_uri", "previous_page_uri"} {
				if uri := got.uri(name); uri != "" {
					c.get(uri).ok("page_size", got.object["page_size"])
				}
			}
		}
		c.get("Conferences").ok()
	})
}

// FuzzPageToken asks for the page at any place, also one where nothing can be. A token is read as it was written, and is good
// for its own list only.
func FuzzPageToken(f *testing.F) {
	f.Add(int64(1), uint32(1), false)
	f.Add(int64(1<<62), uint32(1<<31), true)
	f.Add(int64(-1<<63), uint32(1<<32-1), false)
	f.Fuzz(func(t *testing.T, number int64, page uint32, back bool) {
		place := pagePlace{number: int(number), page: int(page), back: back}
		key := listKey(base + "/Conferences")
		token := place.token(key)
		if read, ok := parseToken(token, key); !ok || read != place {
			t.Errorf("%+v is read as %+v", place, read)
		}
		c := newCaller(t, Options{})
		all := c.get("Conferences").sids()
		got := c.get("Conferences?PageToken=" + token)
		if found := got.sids(); len(found) > len(all) || len(found) < len(all) && got.uri("next_page_uri") == "" && got.uri("previous_page_uri") == "" {
			t.Errorf("%+v shows %v of %v", place, found, all)
		}
		c.get("Conferences/"+standUp+"/Participants?PageToken="+token).refused(400, 21481)
	})
}

// FuzzCommand gives the calling API any body. It is taken, or refused in the API's words, and all that it started ends up somewhere.
func FuzzCommand(f *testing.F) {
	f.Add([]byte(`{"command": "dial", "params": {"from": "+13105550100", "to": "+13105550101", "timeout": 30, "max_price_per_minute": 0.5, "swml": {"version": "1.0.0",
		"sections": {"main": [{"join_conference": {"name": "x", "muted": true, "coach": "` + host + `", "max_participants": 2, "record": "record-from-start"}}]}}}}`))
	f.Add([]byte(`{"command": "update", "params": {"id": "` + muted + `", "swml": {"sections": {"main": [{"answer": {}}, {"join_conference": {"name": "Support line"}}]}}}}`))
	f.Add([]byte(`{"command": "update", "params": {"id": "` + host + `", "status": "completed"}}`))
	f.Add([]byte(`{"params": null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := newCaller(t, Options{})
		got := c.command(string(body))
		if got.status != 200 && got.status != 400 && got.status != 422 && got.status != 413 {
			t.Errorf("HTTP %d: %s", got.status, got.body)
		}
		c.later(time.Minute)
		for _, call := range c.get("Calls?PageSize=1000").sids() {
			if status := c.get("Calls/" + call).object["status"]; status == "queued" || status == "ringing" {
				t.Errorf("%s still is %s", call, status)
			}
		}
		c.get("/api/logs/conferences").ok()
	})
}

// FuzzJSONForm reads any body as the form that it stands for.
func FuzzJSONForm(f *testing.F) {
	for _, seed := range []string{`{"Muted": true, "Hold": null, "n": 1.50, "l": ["a", "b"]}`, `{"a": {}}`, `[]`, `{"a": "\u0000"} x`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := parseJSONForm(body)
		if (form == nil) == (err == nil) {
			t.Fatalf("%v and %v", form, err)
		}
		for name, values := range form {
			if len(values) != 1 {
				t.Errorf("%q has %q", name, values)
			}
		}
	})
}
