package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	none   = "00000000-0000-0000-0000-000000000000"
	host   = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001" // of the stand-up
	muted  = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"
	onHold = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003"
	agent  = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2001" // of the support line
	coach  = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2003"
)

// A caller asks a server of its own, whose clock it turns.
type caller struct {
	t      *testing.T
	server *Server
	mu     sync.Mutex
	now    time.Time
}

func newCaller(t *testing.T, options Options) *caller {
	t.Helper()
	c := &caller{t: t, now: time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)}
	options.Now = func() time.Time {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.now
	}
	c.server = New(options)
	return c
}

func (c *caller) later(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// A reply is an answer, taken apart.
type reply struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	body   []byte
	object map[string]any
}

// do asks for a path below the account, or for one that begins with a slash as it is.
func (c *caller) do(method, path string, form ...string) reply {
	c.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = base + "/" + path
	}
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(values.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	r.SetBasicAuth(Account, Token)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return c.send(r)
}

func (c *caller) send(r *http.Request) reply {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return c.reply(r.Method+" "+r.URL.RequestURI(), w.Code, w.Header(), w.Body.Bytes())
}

func (c *caller) reply(asked string, status int, header http.Header, body []byte) reply {
	c.t.Helper()
	got := reply{t: c.t, asked: asked, status: status, header: header, body: body}
	if header.Get("Content-Type") == "application/json" {
		if err := json.Unmarshal(got.body, &got.object); err != nil {
			c.t.Errorf("%s: %v", got.asked, err)
		}
	}
	method, path, _ := strings.Cut(asked, " ")
	path, _, _ = strings.Cut(path, " ") // a form may follow
	checkAnswer(c.t, method, path, status, header.Get("Content-Type"), body)
	if length := got.header.Get("Content-Length"); status != http.StatusNoContent && length != strconv.Itoa(len(got.body)) {
		c.t.Errorf("%s: Content-Length %q of %d bytes", got.asked, length, len(got.body))
	}
	return got
}

func (c *caller) get(path string) reply { c.t.Helper(); return c.do(http.MethodGet, path) }
func (c *caller) post(path string, form ...string) reply {
	c.t.Helper()
	return c.do(http.MethodPost, path, form...)
}
func (c *caller) remove(path string) reply { c.t.Helper(); return c.do(http.MethodDelete, path) }

// ok wants a resource with these fields, and returns the reply.
func (r reply) ok(fields ...any) reply {
	r.t.Helper()
	if r.status != http.StatusOK {
		r.t.Errorf("%s: HTTP %d, want 200: %s", r.asked, r.status, r.body)
	}
	for i := 0; i < len(fields); i += 2 {
		if got := r.object[fields[i].(string)]; got != fields[i+1] {
			r.t.Errorf("%s: %s is %v, want %v", r.asked, fields[i], got, fields[i+1])
		}
	}
	return r
}

// refused wants an error in the usual shape.
func (r reply) refused(status, code int) reply {
	r.t.Helper()
	message, _ := r.object["message"].(string)
	if r.status != status || r.object["code"] != float64(code) || r.object["status"] != float64(status) || message == "" ||
		r.object["more_info"] == "" || len(r.object) != 4 {
		r.t.Errorf("%s: HTTP %d, want %d, %d: %s", r.asked, r.status, status, code, r.body)
	}
	return r
}

// unprocessable wants an array of strings.
func (r reply) unprocessable(texts ...string) reply {
	r.t.Helper()
	var got []string
	errors, _ := r.object["errors"].([]any)
	for _, e := range errors {
		text, _ := e.(string)
		got = append(got, text)
	}
	if r.status != http.StatusUnprocessableEntity || !slices.Equal(got, texts) || len(r.object) != 1 {
		r.t.Errorf("%s: HTTP %d, want 422 and %q: %s", r.asked, r.status, texts, r.body)
	}
	return r
}

func (r reply) gone() reply {
	r.t.Helper()
	if r.status != http.StatusNoContent || len(r.body) != 0 || r.header.Get("Content-Type") != "" {
		r.t.Errorf("%s: HTTP %d, want 204: %s", r.asked, r.status, r.body)
	}
	return r
}

// sids are those of a list's items.
func (r reply) sids() []string {
	r.t.Helper()
	r.ok()
	for _, name := range []string{"conferences", "participants", "recordings", "calls", "transcriptions"} {
		items, ok := r.object[name].([]any)
		if !ok {
			continue
		}
		sids := []string{}
		for _, item := range items {
			object := item.(map[string]any)
			sid, ok := object["sid"].(string)
			if !ok {
				sid = object["call_sid"].(string) // of a participant
			}
			sids = append(sids, sid)
		}
		return sids
	}
	r.t.Fatalf("%s: no list: %s", r.asked, r.body)
	return nil
}

func (r reply) lists(sids ...string) reply {
	r.t.Helper()
	if got := r.sids(); !slices.Equal(got, sids) {
		r.t.Errorf("%s: got %v, want %v", r.asked, got, sids)
	}
	return r
}

// keys are a JSON object's, in its order.
func keys(t *testing.T, object []byte) []string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(object))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
	}
	return keys
}

// TestFields holds the resources against the API's lists of fields, with their order.
func TestFields(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	for path, want := range map[string]string{
		"Conferences": "uri first_page_uri next_page_uri previous_page_uri page page_size conferences",
		"Conferences/" + standUp: "sid account_sid date_created date_updated friendly_name status api_version region uri " +
			"subresource_uris",
		"Conferences/" + standUp + "/Participants": "uri first_page_uri next_page_uri previous_page_uri page page_size participants",
		"Conferences/" + standUp + "/Participants/" + host: "account_sid call_sid call_sid_to_coach coaching conference_sid date_created " +
			"status date_updated end_conference_on_exit muted hold start_conference_on_enter uri",
		"Conferences/" + standUp + "/Recordings": "uri first_page_uri next_page_uri previous_page_uri page page_size recordings",
		"Conferences/" + standUp + "/Recordings/5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002": "sid account_sid api_version call_sid conference_sid " +
			"channel channels date_created date_updated start_time end_time duration price price_unit source status error_code uri " +
			"subresource_uris encryption_details trim",
		"Calls/" + host: "sid account_sid date_created date_updated parent_call_sid to formatted_to to_formatted from formatted_from " +
			"from_formatted phone_number_sid status start_time end_time duration price price_unit direction answered_by api_version " +
			"forwarded_from caller_name annotation group_sid sip_result_code uri subresource_uris audio_in_mos audio_rtt_avg audio_rtt_min " +
			"audio_rtt_max audio_out_jitter_min audio_out_jitter_max audio_out_jitter_avg audio_out_lost",
	} {
		if got := strings.Join(keys(t, c.get(path).ok().body), " "); got != want {
			t.Errorf("%s: got %s\nwant %s", path, got, want)
		}
	}
	started := c.post("Conferences/"+standUp+"/Streams", "Url", "wss://example.com/x").ok()
	if got := strings.Join(keys(t, started.body), " "); got != "account_sid conference_sid date_updated name sid status uri" {
		t.Errorf("a stream: %s", got)
	}
}

// TestDocumentedSample holds the documented participant, byte for byte.
func TestDocumentedSample(t *testing.T) {
	t.Parallel()
	want := `{"account_sid":"b3877c40-da60-4998-90ad-b792e98472af","call_sid":"b3877c40-da60-4998-90ad-b792e98472ca",` +
		`"call_sid_to_coach":"b3877c40-da60-4998-90ad-b792e98472co","coaching":false,"conference_sid":"b3877c40-da60-4998-90ad-b792e98472cf",` +
		`"date_created":"Mon, 24 Sept 2018 21:00:00 +0000","status":"completed","date_updated":"Tue, 25 Sept 2018 20:00:00 +0000",` +
		`"end_conference_on_exit":false,"muted":false,"hold":false,"start_conference_on_enter":true,"uri":"/api/laml/2010-04-01/Accounts/` +
		`b3877c40-da60-4998-90ad-b792e98472af/Conferences/b3877c40-da60-4998-90ad-b792e98472cf/Participants/b3877c40-da60-4998-90ad-b792e98472ca.json"}` + "\n"
	c := newCaller(t, Options{})
	path := "Conferences/" + SampleConference + "/Participants/" + SampleCall
	if got := string(c.get(path).ok().body); got != want {
		t.Errorf("got %s", got)
	}
	c.get("Conferences/"+SampleConference).ok("status", "in-progress", "friendly_name", "Documented sample")
	c.get("Calls/"+SampleCall).ok("from", "+13103384645", "formatted_to", "(310) 567-8901", "duration", 20.0, "price", -0.003, "status", "completed")
	// What does not concern the coaching leaves it as it is.
	c.post(path, "Muted", "true").ok("call_sid_to_coach", "b3877c40-da60-4998-90ad-b792e98472co", "muted", true, "date_updated", "Mon, 23 Nov 2026 12:00:00 +0000")
}

func mustParse(t *testing.T, text string) *Data {
	t.Helper()
	data, err := parseData("data.yaml", []byte(text), time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
