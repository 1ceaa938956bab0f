package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serve serves over TCP and returns the address, and what ends it.
func (c *caller) serve() (address string, stop func()) {
	c.t.Helper()
	listener, err := Listen("127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(c.t.Context())
	served := make(chan error, 1)
	go func() { served <- c.server.Serve(ctx, listener) }()
	return listener.Addr().String(), func() {
		cancel()
		if err := <-served; err != nil {
			c.t.Error(err)
		}
	}
}

// patience is how long a server may take to answer on a busy machine.
const patience = 10 * time.Minute

// A wire is a connection to write on what no client would.
type wire struct {
	net.Conn
	answers *bufio.Reader
}

func (c *caller) dial(address string) *wire {
	c.t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(patience)) // a server that hangs fails the test, and not all the others
	return &wire{conn, bufio.NewReader(conn)}
}

// answer reads an answer to a request with the method.
func (c *caller) answer(w *wire, asked, method string) reply {
	c.t.Helper()
	response, err := http.ReadResponse(w.answers, &http.Request{Method: method})
	if err != nil {
		c.t.Fatalf("%s: %v", asked, err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Errorf("%s: %v", asked, err)
	}
	got := reply{t: c.t, asked: asked, status: response.StatusCode, header: response.Header, body: body}
	got.header.Set("Connection", map[bool]string{true: "close", false: ""}[response.Close])
	if got.header.Get("Content-Type") == "application/json" && method != http.MethodHead {
		if err := json.Unmarshal(body, &got.object); err != nil {
			c.t.Errorf("%s: %v: %s", asked, err, body)
		}
	}
	return got
}

// everything is the server's state as text.
func (c *caller) everything() string {
	c.t.Helper()
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	s := c.server.store
	all := []any{items(s.calls), items(s.recordings), items(s.streams)}
	for _, conference := range items(s.conferences) {
		all = append(all, conference, items(conference.participants))
	}
	text, err := json.Marshal(all)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

func items[T any](c collection[T]) (items []T) {
	for _, e := range c.entries {
		items = append(items, e.item)
	}
	return items
}

var (
	credentials = "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(Account+":"+Token))
	target      = base + "/Conferences/" + standUp + "/Participants/" + host
)

const asForm = "Content-Type: application/x-www-form-urlencoded"

// written is a request with credentials, as it goes over the wire.
func written(line string, headers ...string) string {
	return strings.Join(append([]string{line + " HTTP/1.1", "Host: sandbox", credentials}, headers...), "\r\n") + "\r\n\r\n"
}

// change is a request that mutes someone, if its headers and its body are taken.
func change(body string, headers ...string) string {
	return written("POST "+target, append([]string{asForm}, headers...)...) + body
}

// TestBadRequests writes what is no request, or one with a trick. Those that come through have the API's errors,
// the others HTTP's. The server lives on and nothing changes.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	const own = 0 // the code of an answer that is not the API's: net/http's own
	var log bytes.Buffer
	c := newCaller(t, Options{Log: &log})
	address, stop := c.serve()
	before := c.everything()
	for _, test := range []struct {
		name, request string
		status, code  int
	}{
		{"garbage", "\x00\x01\x02\r\n\r\n", 400, own},
		{"nothing but line ends", "\r\n\r\n", 400, own},
		{"the begin of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, own},
		{"HTTP/0.9", "GET " + target + "\r\n\r\n", 400, own},
		{"HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 401, 20003},
		{"a version to come", "GET " + target + " HTTP/3.0\r\n\r\n", 505, own},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400, own},
		{"two hosts", written("GET "+target, "Host: other"), 400, own},
		{"a host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, own},
		{"a header without a colon", written("GET "+target, "X"), 400, own},
		{"a blank before the colon", change("Muted=true", "Content-Length : 10"), 400, own},
		{"a header with NUL", written("GET "+target, "X: \x00"), 400, own},
		{"a user agent that sets a title", written("GET "+target, "User-Agent: \x1b]0;x\x07"), 400, own},
		{"a method that is no token", written("M\x1bUTE " + target), 400, own},
		{"a very long method", written(strings.Repeat("X", 60000) + " " + target), 405, 20004},
		{"a method in small letters", written("get " + target), 405, 20004},
		{"HEAD", written("HEAD " + target), 405, 20004},
		{"CONNECT", written("CONNECT example.com:443"), 404, 20404},
		{"no path", written("GET sandbox:"), 404, 20404},
		{"an asterisk", written("GET *"), 404, 20404},
		{"a blank in the path", written("GET " + target + " x"), 400, own},
		{"ESC in the path", written("GET /\x1b[2J"), 400, own},
		{"a wrong escape", written("GET " + target + "%zz"), 400, own},
		{"an escaped newline and ESC", written("GET /%0A{%22time%22:1}%0D%1B[2J%7F%C2%9B"), 404, 20404},
		{"an escaped NUL", written("GET " + target + "%00"), 400, 10000},
		{"an overlong slash", written("GET " + target + "%c0%af.."), 400, 10000},
		{"a byte that is no text", written("GET " + target + "\xff"), 400, 10000},
		{"escaped twice", written("GET " + strings.Replace(target, "-", "%252D", 1)), 404, 20404},
		{"up by dots", written("GET " + base + "/Conferences/../Conferences"), 404, 20404},
		{"up by escaped dots", written("GET " + base + "/Conferences/%2e%2e/Participants"), 400, 10000},
		{"two slashes first", written("GET /" + target), 404, 20404},
		{"two slashes", written("GET " + base + "//Conferences"), 404, 20404},
		{"a fragment", written("GET " + target + "#x"), 400, 10000},
		{"semicolons", written("GET " + base + "/Conferences?Status=init;Page=1"), 400, 10000},
		{"a wrong escape in the query", written("GET " + base + "/Conferences?Status=%"), 400, 10000},
		{"too many parameters", written("GET " + target + "?" + strings.Repeat("a&", 20000)), 400, 10000},
		{"a parameter twice, the first wrong", written("GET " + base + "/Conferences?Page=x&Page=0"), 400, 10000},
		{"a page of a token made up", written("GET " + base + "/Conferences?PageToken=PA" + strings.Repeat("f", 32)), 400, 21481},
		{"a token whose sum is right, and its number too large",
			written("GET " + base + "/Conferences?PageToken=" + pagePlace{number: 1<<63 - 1, page: 1<<32 - 1}.token(listKey(base+"/Conferences"))), 200, own},
		{"and one from behind",
			written("GET " + base + "/Conferences?PageToken=" + pagePlace{number: -1 << 63, back: true}.token(listKey(base+"/Conferences"))), 200, own},
		{"no credentials, but those of another scheme", "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + Token + "\r\n\r\n", 401, 20003},
		{"credentials that are no base64", "GET " + target + " HTTP/1.1\r\nHost: a\r\nAuthorization: Basic !\r\n\r\n", 401, 20003},
		{"a web page that asks whether it may", "OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\nOrigin: http://example.com\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n", 401, 20003},

		{"a length that is none", change("Muted=true", "Content-Length: ten"), 400, own},
		{"a negative length", change("Muted=true", "Content-Length: -10"), 400, own},
		{"two lengths", change("Muted=true", "Content-Length: 10", "Content-Length: 11"), 400, own},
		{"a length beyond 64 bits", change("Muted=true", "Content-Length: 99999999999999999999"), 400, own},
		{"a length of 63 bits", change("Muted=true", "Content-Length: 9223372036854775807"), 400, 10000},
		{"a body cut off", change("Muted=true", "Content-Length: 11"), 400, 10000},
		{"no length", change("Muted=true"), 400, 10000},
		{"a chunk whose size is none", change("x\r\nMuted=true\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 400, 10000},
		{"chunks without an end", change("a\r\nMuted=true\r\n", "Transfer-Encoding: chunked"), 400, 10000},
		{"a chunk longer than it says", change("5\r\nMuted=true\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 400, 10000},
		{"an unknown encoding", change("Muted=true", "Transfer-Encoding: gzip"), 501, own},
		{"a body too large", change(strings.Repeat("x", maxBody+1), "Content-Length: 65537"), 413, 10000},
		{"a body much too large", change("Muted=true", "Content-Length: 65537000"), 400, 10000},
		{"too many parameters in the body", change(strings.Repeat("a&", 20000), "Content-Length: 40000"), 400, 10000},
		{"JSON", written("POST "+target, "Content-Type: application/json", "Content-Length: 15") + `{"Muted":"true"}`, 400, 10000},
		{"a form in parts", written("POST "+target, "Content-Type: multipart/form-data; boundary=x", "Content-Length: 12") + "--x\r\n\r\n--x--", 400, 10000},
		{"no type", written("POST "+target, "Content-Length: 10") + "Muted=true", 400, 10000},
		{"a type that is none", written("POST "+target, "Content-Type: ;;", "Content-Length: 10") + "Muted=true", 400, 10000},
		{"the form in the query", written("POST "+target+"?Muted=true", asForm, "Content-Length: 0"), 400, 10000},
		{"names that are no text", change("Mut\xff\xfeed=true&%ff=x", "Content-Length: 23"), 400, 10000},
		{"values that are no text", change("Muted=\xff\xfe\x00", "Content-Length: 9"), 400, 10000},
		{"another expectation", change("Muted=true", "Content-Length: 10", "Expect: 200-ok"), 417, own},

		{"a header too large", written("GET "+target, "X: "+strings.Repeat("x", 70000)), 431, own},
		{"too many headers", written("GET "+target, strings.Repeat("a:b\r\n", 14000)+"a:b"), 431, own},
		{"a path too long", written("GET " + target + strings.Repeat("x", 70000)), 431, own},

		{"HTTP/1.0 without a host", "GET " + target + " HTTP/1.0\r\n" + credentials + "\r\n\r\n", 200, own},
		{"the whole URL", written("GET http://user:secret@example.com:99" + target), 200, own},
		{"unknown parameters, some twice", written("GET " + target + "?Muted=x&Muted=y&%ff=%00"), 200, own},
		{"many headers", written("GET "+target, strings.Repeat("a:b\r\n", 5000)+"a:b"), 200, own},
		{"an upgrade", written("GET "+target, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"), 200, own},
		{"trailers wanted", written("GET "+target, "TE: trailers, gzip"), 200, own},
	} {
		bad := c.dial(address)
		go func() { // an answer can come before the end of what is written
			_, _ = io.WriteString(bad, test.request)
			_ = bad.Conn.(*net.TCPConn).CloseWrite()
		}()
		method, _, _ := strings.Cut(test.request, " ")
		got := c.answer(bad, test.name, method)
		_ = bad.Close()
		switch kind := got.header.Get("Content-Type"); {
		case got.status != test.status:
			t.Errorf("%s: HTTP %d, want %d: %s", test.name, got.status, test.status, got.body)
		case got.header.Get("Access-Control-Allow-Origin") != "" || got.header.Get("Location") != "":
			t.Errorf("%s: %v", test.name, got.header)
		case test.code != own || got.status == 200:
			if kind != "application/json" {
				t.Errorf("%s: it is %s: %s", test.name, kind, got.body)
			}
			if test.code != own && method != http.MethodHead {
				got.refused(test.status, test.code)
			}
		case got.header.Get("Connection") != "close" || kind == "application/json" || len(got.body) > 200:
			t.Errorf("%s: %v: %s", test.name, got.header, got.body)
		}
		good := c.dial(address)
		_, _ = io.WriteString(good, written("GET "+target))
		c.answer(good, "after "+test.name, http.MethodGet).ok("call_sid", host)
		_ = good.Close()
		if c.everything() != before {
			t.Fatalf("%s: it changed something", test.name)
		}
	}
	stop()
	if lines := bytes.Count(log.Bytes(), []byte{'\n'}); lines != c.server.asked {
		t.Errorf("%d lines in the log of %d requests", lines, c.server.asked)
	}
	for line := range bytes.Lines(log.Bytes()) {
		if !json.Valid(line) || bytes.ContainsFunc(line[:len(line)-1], func(r rune) bool { return r < ' ' || r > '~' }) || bytes.Contains(line, []byte("secret")) {
			t.Errorf("in the log: %.500q", line)
		}
	}
}

// TestOneConnection sends several requests on one connection, in ways that differ between clients.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	address, stop := c.serve()
	defer stop()
	w := c.dial(address)
	defer w.Close()
	say := func(text string) { _, _ = io.WriteString(w, text) }

	// Both at once are answered one after the other. The chunks count, not the length that stands beside them.
	say(change("a\r\nMuted=true\r\n0\r\n\r\n", "Content-Length: 3", "Transfer-Encoding: chunked") + written("GET "+target+".json"))
	c.answer(w, "chunks", http.MethodPost).ok("muted", true)
	c.answer(w, "the next one", http.MethodGet).ok("muted", true)

	// A client that asks whether to send its body is told to only if the body will be read.
	say(change("", "Expect: 100-continue", "Content-Length: 11"))
	if got := c.answer(w, "an expectation", http.MethodPost); got.status != http.StatusContinue {
		t.Errorf("HTTP %d", got.status)
	}
	say("Muted=false")
	c.answer(w, "an expectation met", http.MethodPost).ok("muted", false)
	say(strings.Replace(change("", "Expect: 100-continue", "Content-Length: 11"), credentials, "X: y", 1))
	if got := c.answer(w, "an expectation without credentials", http.MethodPost).refused(401, 20003); got.header.Get("Connection") != "close" {
		t.Error("the connection stays open for a body that is not wanted")
	}

	// HTTP/1.0 keeps a connection only when it is asked to.
	w = c.dial(address)
	defer w.Close()
	for _, keep := range []string{"Connection: keep-alive\r\n", ""} {
		say("GET " + target + " HTTP/1.0\r\n" + keep + credentials + "\r\n\r\n")
		if got := c.answer(w, "HTTP/1.0", http.MethodGet).ok("muted", false); (got.header.Get("Connection") == "close") != (keep == "") {
			t.Errorf("after %q: %v", keep, got.header)
		}
	}
	if _, err := w.answers.ReadByte(); err != io.EOF {
		t.Errorf("then comes %v, want the end", err)
	}
}

// TestBug has an operation panic: the answer is an error of the API, and the server lives on.
func TestBug(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := newCaller(t, Options{Log: &log})
	c.server.routes[0].operations[http.MethodGet] = func(*store, *request) (any, error) { panic("no conferences") }
	got := c.get("Conferences").refused(http.StatusInternalServerError, 20504)
	if want := "The sandbox has a bug: no conferences."; got.object["message"] != want {
		t.Errorf("got %q", got.object["message"])
	}
	c.get("Calls/"+host).ok("sid", host)
	if !strings.Contains(log.String(), `"status":500`) {
		t.Errorf("in the log: %s", log.String())
	}
}

// TestStreamsDoNotGrow starts very many streams: the oldest are forgotten, and no SID is given twice.
func TestStreamsDoNotGrow(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	seen := map[any]bool{}
	var first string
	for n := range maxMade + 100 {
		sid := c.post("Conferences/"+standUp+"/Streams", "Url", "wss://example.com").ok().object["sid"].(string)
		if n == 0 {
			first = sid
		}
		seen[sid] = true
	}
	stored := len(c.server.store.streams.entries)
	live, _ := c.server.store.conferences.get(standUp)
	if len(seen) != maxMade+100 || stored != maxMade+1 || len(live.streams.entries) != maxMade || len(live.streams.numbers) != maxMade {
		t.Errorf("%d different streams, %d stored, %d in the conference", len(seen), stored, len(live.streams.entries))
	}
	c.post("Conferences/"+standUp+"/Streams/"+first, "Status", "stopped").refused(404, 20404)
	last := live.streams.entries[maxMade-1].sid
	c.post("Conferences/"+standUp+"/Streams/"+last, "Status", "stopped").ok("status", "stopped")
}
