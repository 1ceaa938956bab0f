package signalwire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// TestDo sends any request to where its path says, with what it is given.
func TestDo(t *testing.T) {
	t.Parallel()
	const account = "/sw/api/laml/2010-04-01/Accounts/" + sid
	var asked string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Method, r.URL.RequestURI(), r.Header.Get("Content-Type"), body))
		w.Header().Set("X-Odd", "yes")
		w.Header().Set("Set-Cookie", "secret")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `[1, "x"]`)
	}))
	t.Cleanup(server.Close)
	c := quick(t, server.URL+"/sw")
	for _, test := range []struct {
		r    Request
		want string
	}{
		{Request{Method: "GET", Path: "/Conferences"}, "GET " + account + "/Conferences"},
		{Request{Method: "GET", Path: "/Calls?Status=ringing", Query: url.Values{"To": {"+1"}}}, "GET " + account + "/Calls?Status=ringing&To=%2B1"},
		{Request{Method: "GET", Path: "//api/logs/conferences"}, "GET /sw/api/logs/conferences"},
		{Request{Method: "GET", Path: "/a%2Fb"}, "GET " + account + "/a%2Fb"},
		{Request{Method: "POST", Path: "/Calls", Form: url.Values{"a": {"b", "c"}}}, "POST " + account + "/Calls application/x-www-form-urlencoded a=b&a=c"},
		{Request{Method: "PUT", Path: "//api/x", JSON: []byte(`{"a":1}`)}, `PUT /sw/api/x application/json {"a":1}`},
		{Request{Method: "PATCH", Path: "/x", JSON: []byte(`{}`)}, "PATCH " + account + "/x application/json {}"},
		{Request{Method: "POST", Path: "/x"}, "POST " + account + "/x"},
		{Request{Method: "DELETE", Path: "/x", Query: url.Values{"a": {"b"}}}, "DELETE " + account + "/x?a=b"},
	} {
		var shown []string
		test.r.Seen = func(status string, header []string) { shown = append(header, status) }
		body, err := c.Do(t.Context(), test.r)
		if err != nil || asked != test.want || !slices.Contains(shown, "HTTP/1.1 202 Accepted") || !slices.Contains(shown, "X-Odd: yes") ||
			!slices.Contains(shown, "Set-Cookie: [redacted]") || string(body) != `[1, "x"]` {
			t.Errorf("got %q, want %q; %s, %q, %v", asked, test.want, body, shown, err)
		}
	}
	for _, path := range []string{"", "Conferences", "https://evil.test/", "//evil.test/../x", "/..", "/x/../../y", "/%2e%2e/x", "/./x", "///x", "/x#y", "/%zz", "//..", "/x\n", `/x\..\y`, `/..\x`, "/x%5c..%5cy"} {
		asked = ""
		if _, err := c.Do(t.Context(), Request{Method: "GET", Path: path}); err == nil || asked != "" || CheckPath(path) == nil {
			t.Errorf("%q: asked %q, %v", path, asked, err)
		}
	}
}

// TestDoRepeats repeats PUT and PATCH as POST, with a body and without, and a call as Dial does.
func TestDoRepeats(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method, path string
		serve        http.HandlerFunc
		sent         int32
	}{
		{"GET", "/x", answer(502, "", ""), 4}, {"DELETE", "/x", answer(502, "", ""), 4},
		{"POST", "/x", answer(502, "", ""), 1}, {"PUT", "/x", answer(502, "", ""), 1}, {"PATCH", "/x", answer(502, "", ""), 1},
		{"POST", "/x", answer(503, "0", ""), 4}, {"PUT", "/x", answer(503, "0", ""), 4}, {"PATCH", "/x", answer(503, "0", ""), 4},
		{"PUT", "/x", answer(503, "", ""), 1}, {"PUT", "/x", answer(429, "", ""), 4}, {"PATCH", "/x", answer(429, "", ""), 4}, {"PUT", "/x", answer(408, "", ""), 1},
		{"POST", "//api/calling/calls", answer(503, "0", ""), 1}, {"POST", "//api/calling/calls", answer(429, "", ""), 4},
	} {
		var sent atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { sent.Add(1); test.serve(w, r) }))
		t.Cleanup(server.Close)
		for _, body := range [][]byte{nil, []byte("{}")} {
			sent.Store(0)
			if _, err := quick(t, server.URL).Do(t.Context(), Request{Method: test.method, Path: test.path, JSON: body}); err == nil || sent.Load() != test.sent {
				t.Errorf("%s %s %q: sent %d times, want %d (%v)", test.method, test.path, body, sent.Load(), test.sent, err)
			}
		}
	}
}

// TestListAny follows the pages of any list, by either kind of link.
func TestListAny(t *testing.T) {
	t.Parallel()
	var page string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("p") {
			_, _ = io.WriteString(w, `{"things": [{"n": 2}], "next_page_uri": null, "links": {}}`)
			return
		}
		_, _ = io.WriteString(w, page)
	}))
	t.Cleanup(server.Close)
	for body, want := range map[string]string{
		`{"things": [{"n": 1}], "next_page_uri": "?p=1"}`:     `{"n": 1}{"n": 2}`,
		`{"things": [{"n": 1}], "links": {"next": "?p=1"}}`:   `{"n": 1}{"n": 2}`,
		`{"things": [1, "x"], "next_page_uri": null}`:         `1"x"`,
		`{"things": [{"n": 1}]}`:                              `{"n": 1}`,
		`{"things": [], "links": {"self": "x"}}`:              "",
		`{"things": [], "others": [], "next_page_uri": null}`: "more than one list",
		`{"thing": {}}`:                      "no list",
		`{"things": [], "next_page_uri": 7}`: "does not say",
		`{"things": [{"n": 1}], "next_page_uri": "https://evil.test/?p=1"}`:   "refused the next page",
		`{"things": [{"n": 1}], "links": {"next": "https://evil.test/?p=1"}}`: "refused the next page",
	} {
		page = body
		got := ""
		for page, err := range quick(t, server.URL).List(t.Context(), Request{Path: "//api/things"}) {
			if err != nil {
				got = err.Error()
				break
			}
			for _, item := range page.Items {
				got += string(item)
			}
		}
		if got != want && (want == "" || want[0] == '{' || want[0] == '1' || !strings.Contains(got, want)) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// TestPrefixOfASpace keeps the path that a space has before the API's own for pages whose links do not know of it.
func TestPrefixOfASpace(t *testing.T) {
	t.Parallel()
	const path = basePath + "/Accounts/" + sid + "/Conferences"
	for _, test := range []struct{ prefix, link, want string }{
		{"", path + "?Page=1", path + "?Page=1"},
		{"/sw", path + "?Page=1", "/sw" + path + "?Page=1"},
		{"/sw", "/sw" + path + "?Page=1", "/sw" + path + "?Page=1"},
		{"/sw", "?Page=1", "/sw" + path + "?Page=1"},
		{"/sw", "https://example.invalid" + path, "/sw" + path},
		{"/sw", "https://example.invalid/sw" + path, "/sw" + path},
		{"/sw", "/2010-04-01/Accounts/x?Page=1", "/sw/2010-04-01/Accounts/x?Page=1"},
		{"/sw", "/swift/x", "/sw/swift/x"},
		{"/api", path, "/api" + path},
		{"/api", "/api" + path, "/api" + path},
		{"/a/b", path + "?PageToken=PA%2F1", "/a/b" + path + "?PageToken=PA%2F1"},
	} {
		c := client(t, "https://example.invalid"+test.prefix)
		if got, err := c.resolve(c.url("Conferences"), test.link); err != nil || got != "https://example.invalid"+test.want {
			t.Errorf("%s behind %s: %s, %v, want %s", test.link, test.prefix, got, err, test.want)
		}
	}
}

// TestStopped ends a change whose answer is still to come: the error names why, and that the change may have been made.
func TestStopped(t *testing.T) {
	t.Parallel()
	why := errors.New("somebody pressed a key")
	for _, operation := range operations {
		ctx, stop := context.WithCancelCause(t.Context())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			stop(why)
			<-r.Context().Done()
		}))
		t.Cleanup(server.Close)
		err := operation.do(ctx, quick(t, server.URL))
		problem := problemOf(err)
		if !errors.Is(err, why) || (problem != nil) != (operation.kind != "GET") || problem != nil && (!problem.Uncertain || problem.Layer != LayerStopped) {
			t.Errorf("%s: %v, %+v", operation.name, err, problem)
		}
	}
}

// TestTracedBodies shows what is sent and what comes, if it is text, without secrets and not without end.
func TestTracedBodies(t *testing.T) {
	t.Parallel()
	c := client(t, "https://example.invalid")
	var lines []string
	c.options.Trace = func(line string) { lines = append(lines, line) }
	form := request{form: url.Values{bearerToken: {"hunter2"}, "Url": {"wss://x"}}}
	for _, test := range []struct {
		body string
		want []string
	}{
		{"", nil},
		{`{"a": 1}`, []string{`< {"a": 1}`}},
		{"a\r\nb\n\nc", []string{"< a", "< b", "< ", "< c"}},
		{"the token PT+0123456789/= and hunter2", []string{"< the token [redacted] and [redacted]"}},
		{"RIFF\x00\x01", nil},
		{"\xff\xfe", nil},
		{strings.Repeat("x", maxTraced-5) + "PT+0123456789/=" + strings.Repeat("x", maxTraced), []string{"< " + strings.Repeat("x", maxTraced-5) + "[reda", fmt.Sprintf("* and more, %d bytes in all", 2*maxTraced+10)}},
	} {
		lines = nil
		c.traceBody("<", []byte(test.body), form)
		if strings.Join(lines, "\n") != strings.Join(test.want, "\n") {
			t.Errorf("%.100q is shown as %.300q", test.body, lines)
		}
	}
	lines = nil
	c.traceRequestBody(form)
	if len(lines) != 1 || lines[0] != "> AuthorizationBearerToken=%5Bredacted%5D&Url=wss%3A%2F%2Fx" {
		t.Errorf("a form is shown as %q", lines)
	}
}
