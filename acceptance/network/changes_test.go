//go:build unix

package network

import (
	"bufio"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
	"confcall/acceptance/streams"
)

// An end is how a server ends an exchange: it keeps the connection for the next request, or does not.
type end func(*net.TCPConn)

// answerEach serves HTTP/1.1 and gives each request the same answer, in which SID stands for the last part of its path. It
// counts the requests that it read to the end.
func answerEach(t *testing.T, heard *atomic.Int32, answer string, end end) (space string) {
	t.Helper()
	return "http://" + harness.Meet(t, func(conn *net.TCPConn) {
		from := bufio.NewReader(conn)
		for {
			r, err := http.ReadRequest(from)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			heard.Add(1)
			last := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
			if _, err := io.WriteString(conn, strings.ReplaceAll(answer, "SID", last)); err != nil {
				return
			}
			if end != nil {
				end(conn)
				return
			}
		}
	})
}

// TestChanges makes a change that may be repeated if it was not received, one that may always be repeated, and one that must
// not be received twice, against servers that break off in every way. It checks the exit code, how often each was received,
// and whether it may have been made.
func TestChanges(t *testing.T) {
	t.Parallel()
	verbs := [][]string{{"mute"}, {"remove", "--yes"}, {"announce", "--url", "https://example.com/hello.mp3"}}
	type heard [3]int32
	of := func(status, body string) string {
		return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
	}
	// The text in place of SID is as long as a SID.
	fine := strings.Replace(of("200 OK", `{"call_sid": "000000000000000000000000000000000000", "muted": true}`),
		"000000000000000000000000000000000000", "SID", 1)
	once, again := heard{1, 1, 1}, heard{1, 4, 1}
	for _, test := range []struct {
		name, answer string
		end          end
		code         int
		heard        heard
		maybe        bool // the change may have been made
		said         string
	}{
		{"fine", fine, nil, 0, once, false, ""},
		{"fine, and cut", fine, cut, 0, once, false, ""},
		{"fine, twice", fine + fine, nil, 0, once, false, ""},
		{"fine, in HTTP/1.0", strings.Replace(fine, "1.1", "1.0", 1), cut, 0, once, false, ""},
		{"cut", "", cut, 8, again, true, "cut the connection before the answer was whole"},
		{"reset", "", reset, 8, again, true, "cut the connection before the answer was whole"},
		{"cut behind the headers", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", cut, 8, again, true,
			"cut the connection before the answer was whole"},
		{"reset behind the headers", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", reset, 8, again, true,
			"cut the connection before the answer was whole"},
		{"cut behind a hint", "HTTP/1.1 103 Early Hints\r\n\r\n", cut, 8, again, true, "cut the connection before the answer was whole"},
		{"cut in the status", "HTTP/1.1 2", cut, 8, once, true, `malformed HTTP status code "2"`},
		{"no HTTP", "no\n", cut, 8, once, true, `malformed HTTP response "no"`},
		{"another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", nil, 8, once, true,
			"the answer has the status 101"},
		{"a redirect", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", nil, 8, once, true,
			"a redirect that is not followed"},
		{"HTML", of("200 OK", "<html>"), nil, 8, once, true, "the answer is HTML, not JSON"},
		{"403", of("403 Forbidden", "{}"), nil, 4, once, false, "HTTP 403"},
		{"a gateway's 404", of("404 Not Found", `{"error": "no route"}`), nil, 8, once, true, "no route"},
		{"408", of("408 Request Timeout", "{}"), cut, 8, once, true, "HTTP 408"},
		{"429", of("429 Too Many Requests", ""), nil, 7, heard{4, 4, 4}, false, "HTTP 429"},
		{"502", of("502 Bad Gateway", "<html>"), nil, 8, again, true, "HTTP 502"},
		{"503", of("503 Service Unavailable", ""), nil, 8, again, true, "HTTP 503"},
		{"503 that says when", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", nil, 8,
			heard{4, 4, 1}, false, "HTTP 503"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for i, verb := range verbs {
				count := new(atomic.Int32)
				makeChange{verb, harness.Account(answerEach(t, count, test.answer, test.end)), nil, count.Load}.check(t, test.code,
					test.heard[i], test.maybe, test.said)
			}
		})
	}

	number := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	goAway := func(last, code uint32) []byte {
		return streams.Frame(streams.GoAway, 0, 0, append(append(number(last), number(code)...), "REFUSED_STREAM"...)...)
	}
	unheard := heard{4, 4, 1}
	for _, test := range []struct {
		name   string
		answer func(stream uint32) []byte
		heard  heard
		maybe  bool
		said   string
	}{
		{"HTTP/2, a refused stream", func(s uint32) []byte { return streams.Frame(streams.Reset, 0, s, number(7)...) }, unheard,
			false, "turned the request away (HTTP/2: REFUSED_STREAM)"},
		{"HTTP/2, a reset stream", func(s uint32) []byte { return streams.Frame(streams.Reset, 0, s, number(2)...) }, again, true,
			"(HTTP/2: INTERNAL_ERROR)"},
		{"HTTP/2, away and unheard", func(uint32) []byte { return goAway(0, 0) }, unheard, false, "turned the request away (HTTP/2: GOAWAY)"},
		{"HTTP/2, away and heard", func(s uint32) []byte { return append(goAway(s, 0), streams.HangUp...) }, again, true,
			"(HTTP/2: GOAWAY, NO_ERROR)"},
		{"HTTP/2, reset behind the headers", func(s uint32) []byte {
			return append(streams.Frame(streams.Headers, 4, s, 0x88), streams.Frame(streams.Reset, 0, s, number(2)...)...)
		}, again, true, "(HTTP/2: INTERNAL_ERROR)"},
		{"HTTP/2, and HTTP/1.1 is spoken", func(uint32) []byte { return []byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") },
			once, true, "agreed on HTTP/2, and speaks HTTP/1.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for i, verb := range verbs {
				url, root, sent := streams.Answer(t, func(_, stream uint32) []byte { return test.answer(stream) })
				makeChange{verb, harness.Account(url), []string{"--ca-file", harness.RootFile(t, root)},
					func() int32 { return int32(sent.Load()) }}.check(t, 8, test.heard[i], test.maybe, test.said)
			}
		})
	}
}

// TestChangesThatNobodyHears breaks off before a change is sent. The program must say for certain that it was not made.
func TestChangesThatNobodyHears(t *testing.T) {
	t.Parallel()
	nobody := func() int32 { return 0 }
	server, root := harness.SecureSandbox(t, &tls.Config{ClientAuth: tls.RequireAnyClientCert})
	tunnel, _ := tunnels(t, server.Listener.Addr().String())
	through := func(proxy string) []string {
		return append(harness.Account("https://example.com"), "HTTPS_PROXY="+proxy)
	}
	trusted := []string{"--ca-file", root}
	for _, test := range []struct {
		name              string
		environment, args []string
		said              string
	}{
		{"no connection", harness.Account("http://127.0.0.1:1"), nil, "connection refused"},
		{"a handshake that is cut", harness.Account("https://" + harness.Meet(t, harness.Answers("", cut))), nil, "it cut the connection"},
		{"no TLS", harness.Account("https://" + harness.Meet(t, harness.Answers("HTTP/1.1 200 OK\r\n\r\n", cut))), nil,
			"the server speaks no TLS"},
		{"a certificate that is not trusted", harness.Account(server.URL), nil, "its issuer is unknown"},
		{"a certificate that is wanted", harness.Account(server.URL), trusted, "confcall presents no certificate of its own"},
		{"a certificate that is wanted behind a proxy", through(strings.Replace(tunnel.URL, "//", "//user:hunter2@", 1)), trusted,
			"confcall presents no certificate of its own"},
		{"a proxy that wants a login", through(tunnel.URL), trusted, "the proxy wants a login"},
		{"a proxy that makes no tunnel", through("http://" + harness.Meet(t, harness.Answers("HTTP/1.1 502 No\r\n\r\n", cut))), nil,
			"the proxy refused the connection (HTTP 502)"},
		{"a proxy that cuts the connection", through("http://" + harness.Meet(t, harness.Answers("", cut))), nil, "the proxy 127.0.0.1:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, verb := range [][]string{{"mute"}, {"remove", "--yes"}, {"announce", "--url", "https://example.com/hello.mp3"}} {
				makeChange{verb, test.environment, test.args, nobody}.check(t, 8, 0, false, test.said)
			}
		})
	}
}

// makeChange makes a change of a participant, and returns how often it was received.
type makeChange struct {
	verb, environment, args []string
	heard                   func() int32
}

func (c makeChange) check(t *testing.T, code int, heard int32, maybe bool, said string) {
	t.Helper()
	args := append([]string{"participant"}, c.verb...)
	args = append(append(args, "--conference", harness.StorySID, "--call", harness.StoryCall(1)), c.args...)
	o := harness.Run(t, c.environment, args...)
	if o.Code != code || c.heard() != heard || !strings.Contains(o.Stderr, said) || strings.Contains(o.Stderr, "may have been made") != maybe {
		t.Errorf("%s: exit code %d, want %d; heard %d times, want %d; may have been made: %t; want %q:\n%s", c.verb[0], o.Code,
			code, c.heard(), heard, maybe, said, o.Stderr)
	}
	if strings.Contains(o.Stderr, "hunter2") || code != 0 && strings.Contains(o.Stderr, "removed "+harness.StoryCall(1)) {
		t.Errorf("%s says what is not known:\n%s", c.verb[0], o.Stderr)
	}
}
