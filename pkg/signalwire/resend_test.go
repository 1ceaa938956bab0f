package signalwire

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"confcall/acceptance/streams"
)

const protocolError, refusedStream = 1, 7

// speakHTTP2 gives a client of a server that answers the headers of each request with frames of HTTP/2.
func speakHTTP2(t *testing.T, answer func(number, stream uint32) []byte) (c *Client, sent *atomic.Uint32) {
	t.Helper()
	url, root, sent := streams.Answer(t, answer)
	return trusting(t, url, root), sent
}

// TestHTTP2Resends has streams turned away in ways after which the standard library would send a request again by itself.
// A change is sent again by our own rule only: when the server says that it did nothing about it, and an announcement never.
func TestHTTP2Resends(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		turnAway       func(stream uint32) []byte
		post, announce uint32
	}{
		{"protocol error", func(stream uint32) []byte { return streams.Frame(streams.Reset, 0, stream, 0, 0, 0, protocolError) }, 1, 1},
		{"refused stream", func(stream uint32) []byte { return streams.Frame(streams.Reset, 0, stream, 0, 0, 0, refusedStream) }, 2, 1},
		{"going away", func(uint32) []byte { return streams.Frame(streams.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) }, 2, 1},
	} {
		for _, operation := range operations {
			c, sent := speakHTTP2(t, func(number, stream uint32) []byte {
				if number == 1 {
					return test.turnAway(stream)
				}
				return append(streams.Frame(streams.Headers, 4, stream, 0x88), streams.Frame(streams.Data, 1, stream, []byte(everything)...)...) // 200
			})
			problem := problemOf(operation.do(t.Context(), c))
			want := map[string]uint32{"GET": 2, "DELETE": 2, "POST": test.post, "announce": test.announce}[operation.kind]
			if sent.Load() != want {
				t.Errorf("%s: %s: sent %d times, want %d", test.name, operation.name, sent.Load(), want)
			}
			if lost := want == 1 && test.post == 1; (problem != nil) != (want == 1) || problem != nil && problem.Uncertain != lost {
				t.Errorf("%s: %s: the error is %+v", test.name, operation.name, problem)
			}
		}
	}
}

// everything is an answer that suits all operations.
const everything = `{"sid": "` + sid + `", "call_sid": "` + sid + `", "id": "` + sid + `", "participants": [], "next_page_uri": null}`

// TestConnectionDiesWhileKept has the server close a connection when the second request has come over it.
func TestConnectionDiesWhileKept(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		var sent, retries atomic.Int32
		c := quick(t, "http://"+serveOneEach(t, func(*http.Request) { sent.Add(1) }, true))
		c.options.OnRetry = func(context.Context, Retry) { retries.Add(1) }
		if err := operation.do(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		problem := problemOf(operation.do(t.Context(), c))
		// The standard library itself sends a GET again that a kept connection has swallowed.
		want := map[string][2]int32{"GET": {3, 0}, "DELETE": {3, 1}, "POST": {2, 0}, "announce": {2, 0}}[operation.kind]
		if got := [2]int32{sent.Load(), retries.Load()}; got != want {
			t.Errorf("%s: sent and retried %v times, want %v", operation.name, got, want)
		}
		if change := want[0] == 2; (problem != nil) != change || change && !problem.Uncertain {
			t.Errorf("%s: the error is %+v", operation.name, problem)
		}
	}
}

// TestConnectionDiesUnused has the server close each connection behind the first answer, as one request follows another. Who is
// quicker is open; that nothing is lost that can be repeated, and no change is sent twice, is not.
func TestConnectionDiesUnused(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		var sent atomic.Int32
		c := quick(t, "http://"+serveOneEach(t, func(*http.Request) { sent.Add(1) }, false))
		for range 20 {
			sent.Store(0)
			err := operation.do(t.Context(), c)
			problem := problemOf(err)
			switch change := operation.kind == "POST" || operation.kind == "announce"; {
			case !change && err != nil, change && err != nil && !problem.Uncertain && operation.kind != "announce":
				t.Errorf("%s: %v", operation.name, err)
			case change && (sent.Load() > 1 || err == nil && sent.Load() != 1):
				t.Errorf("%s: sent %d times: %v", operation.name, sent.Load(), err)
			}
		}
	}
}

// serveOneEach answers the first request of each connection, and closes it then, or when a second one has come.
func serveOneEach(t *testing.T, note func(*http.Request), waits bool) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	serve := func(conn net.Conn) {
		defer conn.Close()
		requests := bufio.NewReader(conn)
		for number := 1; number <= 2; number++ {
			request, err := http.ReadRequest(requests)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, request.Body)
			note(request)
			if number == 1 {
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(everything), everything)
			}
			if !waits {
				return
			}
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return listener.Addr().String()
}
