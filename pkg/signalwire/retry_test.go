package signalwire

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// operations are one of each kind of request. What may be repeated depends on the kind alone.
var operations = []struct {
	name string
	kind string // GET, DELETE, POST, or announce
	do   func(context.Context, *Client) error
}{
	{"get participant", "GET", func(ctx context.Context, c *Client) error { _, err := c.Participant(ctx, sid, sid); return err }},
	{"get conference", "GET", func(ctx context.Context, c *Client) error { _, err := c.Conference(ctx, sid); return err }},
	{"get recording", "GET", func(ctx context.Context, c *Client) error { _, err := c.Recording(ctx, sid, sid); return err }},
	{"get call", "GET", func(ctx context.Context, c *Client) error { _, err := c.Call(ctx, sid); return err }},
	{"list", "GET", func(ctx context.Context, c *Client) error {
		return c.page(ctx, list{key: "participants"}, c.url("Conferences", sid, "Participants")).err
	}},
	{"remove participant", "DELETE", func(ctx context.Context, c *Client) error { _, err := c.RemoveParticipant(ctx, sid, sid); return err }},
	{"delete recording", "DELETE", func(ctx context.Context, c *Client) error { _, err := c.DeleteRecording(ctx, sid, sid); return err }},
	{"update participant", "POST", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateParticipant(ctx, sid, sid, url.Values{"Muted": {"true"}})
		return err
	}},
	{"end conference", "POST", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateConference(ctx, sid, url.Values{"Status": {"completed"}})
		return err
	}},
	{"pause recording", "POST", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateRecording(ctx, sid, sid, url.Values{"Status": {"paused"}})
		return err
	}},
	{"start stream", "POST", func(ctx context.Context, c *Client) error {
		_, err := c.StartStream(ctx, sid, url.Values{"Url": {"wss://example.com"}})
		return err
	}},
	{"stop stream", "POST", func(ctx context.Context, c *Client) error { _, err := c.StopStream(ctx, sid, sid); return err }},
	{"get account recording", "GET", func(ctx context.Context, c *Client) error { _, err := c.AccountRecording(ctx, sid); return err }},
	{"get transcription", "GET", func(ctx context.Context, c *Client) error { _, err := c.Transcription(ctx, sid); return err }},
	{"delete account recording", "DELETE", func(ctx context.Context, c *Client) error {
		_, err := c.DeleteAccountRecording(ctx, sid)
		return err
	}},
	{"delete transcription", "DELETE", func(ctx context.Context, c *Client) error { _, err := c.DeleteTranscription(ctx, sid); return err }},
	{"hang up", "POST", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateCall(ctx, sid, url.Values{"Status": {"completed"}})
		return err
	}},
	{"record call", "POST", func(ctx context.Context, c *Client) error { _, err := c.RecordCall(ctx, sid, url.Values{}); return err }},
	{"stop call stream", "POST", func(ctx context.Context, c *Client) error { _, err := c.StopCallStream(ctx, sid, sid); return err }},
	// Whoever is called is called each time.
	{"dial", "announce", func(ctx context.Context, c *Client) error {
		_, err := c.Dial(ctx, Dialling{From: "+13105550100", To: "+13105550101", Conference: JoinConference{Name: "x"}})
		return err
	}},
	{"move call", "announce", func(ctx context.Context, c *Client) error {
		_, err := c.MoveCall(ctx, sid, JoinConference{Name: "x"})
		return err
	}},
	{"announce to participant", "announce", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateParticipant(ctx, sid, sid, url.Values{"AnnounceUrl": {"https://example.com"}})
		return err
	}},
	{"announce to conference", "announce", func(ctx context.Context, c *Client) error {
		_, err := c.UpdateConference(ctx, sid, url.Values{"AnnounceUrl": {"https://example.com"}})
		return err
	}},
}

// faults are what may come of a request, and how often one of each kind is then sent, of which there may be four: once, or as often
// as may be. lost reports whether a change may then have been made.
var faults = []struct {
	name                        string
	serve                       http.HandlerFunc
	get, delete, post, announce int
	lost                        bool
}{
	{"cut before the answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 4, 4, 1, 1, true},
	{"reset before the answer", func(w http.ResponseWriter, _ *http.Request) { hijack(w, "") }, 4, 4, 1, 1, true},
	{"reset in the answer", func(w http.ResponseWriter, _ *http.Request) {
		hijack(w, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
	}, 4, 4, 1, 1, true},
	{"no HTTP", func(w http.ResponseWriter, _ *http.Request) { hijack(w, "no HTTP\n") }, 1, 1, 1, 1, true},
	{"not JSON", answer(200, "", "<html>"), 1, 1, 1, 1, true},
	{"400", answer(400, "", "{}"), 1, 1, 1, 1, false},
	{"401", answer(401, "", "{}"), 1, 1, 1, 1, false},
	{"403", answer(403, "", "{}"), 1, 1, 1, 1, false},
	{"404", answer(404, "", `{"code": 20404, "message": "no"}`), 1, 1, 1, 1, false},
	{"404 of a gateway", answer(404, "", `{"error": "no route"}`), 1, 1, 1, 1, true},
	{"408", answer(408, "", "{}"), 1, 1, 1, 1, true},
	{"200 with the API's error", answer(200, "", `{"code": 20404, "message": "no"}`), 1, 1, 1, 1, false},
	{"409", answer(409, "", "{}"), 1, 1, 1, 1, false},
	{"422", answer(422, "", "{}"), 1, 1, 1, 1, false},
	{"425", answer(425, "", "{}"), 1, 1, 1, 1, false},
	{"429", answer(429, "", "{}"), 4, 4, 4, 4, false},
	{"429 with Retry-After", answer(429, "0", "{}"), 4, 4, 4, 4, false},
	{"429 with a day", answer(429, "86400", "{}"), 1, 1, 1, 1, false},
	{"500", answer(500, "", "{}"), 4, 4, 1, 1, true},
	{"501", answer(501, "", "{}"), 1, 1, 1, 1, true},
	{"502", answer(502, "", "{}"), 4, 4, 1, 1, true},
	{"503", answer(503, "", "{}"), 4, 4, 1, 1, true},
	{"503 with Retry-After", answer(503, "0", "{}"), 4, 4, 4, 1, false},
	{"503 with a day", answer(503, "86400", "{}"), 1, 1, 1, 1, false},
	{"503 with nonsense", answer(503, "-1.5", "{}"), 4, 4, 1, 1, true},
	{"504", answer(504, "", "{}"), 4, 4, 1, 1, true},
	{"505", answer(505, "", "{}"), 1, 1, 1, 1, true},
}

func answer(status int, retryAfter, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hijack writes a text and resets the connection.
func hijack(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(conn, text)
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// quick is a client that hardly waits between its tries.
func quick(t *testing.T, space string) *Client {
	c := client(t, space)
	c.options.Timeout, c.options.Retries, c.options.Backoff, c.options.Now = 10*time.Minute, 3, time.Microsecond, time.Now
	return c
}

// TestFaultSchedule holds how often each request is sent after each fault against the one rule of retries.
func TestFaultSchedule(t *testing.T) {
	t.Parallel()
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent.Add(1)
				fault.serve(w, r)
			}))
			t.Cleanup(server.Close)
			for _, operation := range operations {
				sent.Store(0)
				problem := problemOf(operation.do(t.Context(), quick(t, server.URL)))
				want := map[string]int{"GET": fault.get, "DELETE": fault.delete, "POST": fault.post, "announce": fault.announce}[operation.kind]
				if got := int(sent.Load()); got != want {
					t.Errorf("%s: sent %d times, want %d", operation.name, got, want)
				}
				if problem == nil || problem.Uncertain != (fault.lost && operation.kind != "GET") {
					t.Errorf("%s: the error is %+v", operation.name, problem)
				}
			}
		})
	}
}

func problemOf(err error) *Error {
	problem := (*Error)(nil)
	errors.As(err, &problem)
	return problem
}

// TestNothingWasSent tries again whatever was not sent, but for an announcement, and no change is in doubt.
func TestNothingWasSent(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		tries, want := 1, 4
		if operation.kind == "announce" {
			want = 1
		}
		c := quick(t, "http://127.0.0.1:1")
		c.options.OnRetry = func(context.Context, Retry) { tries++ }
		if problem := problemOf(operation.do(t.Context(), c)); tries != want || problem == nil || problem.Uncertain {
			t.Errorf("%s: %d tries, want %d; %+v", operation.name, tries, want, problem)
		}
	}
}

// TestTimeoutEndsAll sends nothing twice when the time is over.
func TestTimeoutEndsAll(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for _, operation := range operations {
		all.Go(func() {
			// A busy machine may need longer to come as far as where it hangs.
			for _, timeout := range []time.Duration{200 * time.Millisecond, 10 * time.Second, 3 * time.Minute} {
				var sent atomic.Int32
				hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					sent.Add(1)
					_, _ = io.ReadAll(r.Body) // or the server would not notice that the client has gone
					<-r.Context().Done()
				}))
				defer hangs.Close()
				c := quick(t, hangs.URL)
				c.options.Timeout = timeout
				problem := problemOf(operation.do(t.Context(), c))
				if problem != nil && problem.Layer == LayerTimeout && problem.Uncertain == (operation.kind != "GET") && sent.Load() == 1 {
					return
				}
				t.Logf("%s: within %s sent %d times, the error is %+v", operation.name, timeout, sent.Load(), problem)
			}
			t.Errorf("%s is not sent once", operation.name)
		})
	}
	all.Wait()
}

// TestDeleteAgain deletes what an earlier try may have deleted.
func TestDeleteAgain(t *testing.T) {
	t.Parallel()
	gone := answer(404, "", `{"code": 20404, "message": "gone"}`)
	lose := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for _, test := range []struct {
		name     string
		serve    []http.HandlerFunc // one after the other, and then nobody
		done     bool
		lost     bool
		notFound bool
	}{
		{"gone at first", []http.HandlerFunc{gone}, false, false, true},
		{"gone after a lost answer", []http.HandlerFunc{lose, gone}, true, false, false},
		{"gone after two", []http.HandlerFunc{lose, answer(502, "", ""), gone}, true, false, false},
		{"turned away after a lost answer", []http.HandlerFunc{lose, answer(503, "", "{}"), answer(429, "", "{}"), answer(403, "", "{}")}, false, true, false},
		{"nobody after a lost answer", []http.HandlerFunc{lose}, false, true, false},
		{"nobody after a failure that says nothing", []http.HandlerFunc{answer(503, "", "{}")}, false, true, false},
		{"nobody after being turned away", []http.HandlerFunc{answer(503, "0", "{}")}, false, false, false},
		{"a gateway's 404 after a lost answer", []http.HandlerFunc{lose, answer(404, "", `{"message": "no route"}`)}, false, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var (
				sent   atomic.Int32
				server *httptest.Server
			)
			server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				number := int(sent.Add(1))
				if number == len(test.serve) {
					_ = server.Listener.Close()
					w.Header().Set("Connection", "close")
				}
				test.serve[number-1](w, r)
			}))
			t.Cleanup(server.Close)
			gone, err := quick(t, server.URL).RemoveParticipant(t.Context(), sid, sid)
			problem := problemOf(err)
			if (gone != nil) != test.done {
				t.Errorf("what no answer confirmed is told as %q", gone)
			}
			if (err == nil) != test.done || int(sent.Load()) != len(test.serve) {
				t.Errorf("sent %d times: %v", sent.Load(), err)
			}
			if problem != nil && (problem.Uncertain != test.lost || problem.IsNotFound() != test.notFound) {
				t.Errorf("the error is %+v", problem)
			}
		})
	}
}

// TestTurnedAwayThenNobody repeats a change that was turned away, and then was not sent at all: it is in no doubt.
func TestTurnedAwayThenNobody(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = server.Listener.Close()
		w.Header().Set("Connection", "close")
		answer(429, "", "{}")(w, r)
	}))
	t.Cleanup(server.Close)
	retries := 0
	c := quick(t, server.URL)
	c.options.OnRetry = func(context.Context, Retry) { retries++ }
	_, err := c.UpdateParticipant(t.Context(), sid, sid, url.Values{"Muted": {"true"}})
	if problem := problemOf(err); problem == nil || problem.Layer != LayerTCP || problem.Uncertain || retries != 3 {
		t.Errorf("%d retries: %+v", retries, problem)
	}
}

// TestNextTry chooses the waits: the backoff doubles, up to its longest, less up to a half at random; a Retry-After is obeyed to
// the letter; and a wait that does not fit into the time that is left is not begun.
func TestNextTry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tries      int
		random     float64
		retryAfter time.Duration
		left       time.Duration
		want       time.Duration // 0 for no further try
	}{
		{1, 0, 0, time.Minute, time.Second},
		{2, 0, 0, time.Minute, 2 * time.Second},
		{3, 0, 0, time.Minute, 4 * time.Second},
		{4, 0, 0, time.Minute, 8 * time.Second},
		{5, 0, 0, time.Minute, longestBackoff},
		{5000, 0, 0, time.Minute, longestBackoff},
		{1, 0.5, 0, time.Minute, 750 * time.Millisecond},
		{3, 0.5, 0, time.Minute, 3 * time.Second},
		{1, 1, 0, time.Minute, 500 * time.Millisecond},
		{5000, 1, 0, time.Minute, longestBackoff / 2},
		{1, 0.5, 7 * time.Second, time.Minute, 7 * time.Second},
		{1, 0, time.Hour, time.Minute, 0},
		{1, 0, longestWait, time.Minute, 0},
		{3, 0, 0, 4 * time.Second, 0},
		{3, 1, 0, 4 * time.Second, 2 * time.Second},
		{5001, 0, 0, time.Minute, 0},
	} {
		c := client(t, "https://example.invalid")
		c.options.Retries, c.options.Random = 5000, func() float64 { return test.random }
		ctx, cancel := context.WithTimeout(t.Context(), test.left)
		wait, again := c.nextTry(ctx, test.tries, request{method: http.MethodGet}, &Error{transient: true, RetryAfter: test.retryAfter})
		cancel()
		if again != (test.want > 0) || again && wait != test.want {
			t.Errorf("%+v: %s, %t", test, wait, again)
		}
	}
}

// TestWaitAsLongAsTheTimeout does not begin a wait that leaves no time behind it, where only a wait between bytes is bounded.
func TestWaitAsLongAsTheTimeout(t *testing.T) {
	t.Parallel()
	c := client(t, "https://example.invalid")
	c.options.Retries, c.options.Timeout = 1, time.Minute
	for wait, want := range map[time.Duration]bool{time.Minute - 1: true, time.Minute: false, time.Minute + 1: false} {
		if got, again := c.nextTry(t.Context(), 1, request{method: http.MethodGet}, &Error{transient: true, RetryAfter: wait}); again != want || again && got != wait {
			t.Errorf("%s of a minute: %s, %t", wait, got, again)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	const none = -1
	for header, want := range map[string]time.Duration{
		"":                              none,
		"0":                             0,
		"120":                           2 * time.Minute,
		"86400":                         24 * time.Hour,
		"-5":                            none,
		"+5":                            none,
		"1.5":                           1500 * time.Millisecond,
		"0.001":                         time.Millisecond,
		"1.":                            none,
		".5":                            none,
		"1.5.2":                         none,
		"1,5":                           none,
		"1e3":                           none,
		"-1.5":                          none,
		"1.5s":                          none,
		"Inf":                           none,
		"NaN":                           none,
		"２":                             none,
		strings.Repeat("9", 400):        longestWait,
		"99999999999999999999.5":        longestWait,
		"Mon, 23 Nov 2076 12:00:00 GMT": 50*365*24*time.Hour + 13*24*time.Hour,
		"0x10":                          none,
		"soon":                          none,
		"9223372036":                    longestWait,
		"9223372037":                    longestWait,
		"9223372036854775807":           longestWait,
		"9223372036854775808":           longestWait,
		"18446744073709551615":          longestWait,
		"18446744073709551616":          longestWait,
		"Mon, 23 Nov 2026 12:00:30 GMT": 30 * time.Second,
		"Mon, 23 Nov 2026 11:00:00 GMT": 0,
		"Fri, 31 Dec 9999 23:59:59 GMT": longestWait,
		"Mon, 01 Jan 0001 00:00:00 GMT": 0,
		"Mon, 23 Nov 2026 12:00:30 CET": none,
	} {
		if got, ok := retryAfter(header, now); ok != (want != none) || ok && got != want {
			t.Errorf("retryAfter(%q) = %s, %t, want %s", header, got, ok, want)
		}
	}
	// What a wait is multiplied with leaves it one.
	if wait := time.Duration(float64(longestWait) * 1.1); wait < longestWait {
		t.Errorf("a little more than the longest wait is %s", wait)
	}
}
