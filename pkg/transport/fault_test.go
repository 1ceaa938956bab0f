package transport

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"confcall/acceptance/streams"
)

// TestCut names what breaks off by chance only, and may pass.
func TestCut(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		io.EOF, io.ErrUnexpectedEOF, fmt.Errorf("x: %w", syscall.ECONNRESET), &net.OpError{Op: "write", Err: syscall.EPIPE}, &net.OpError{Op: "write", Err: net.ErrClosed},
		errors.New("http: server closed idle connection"), errors.New("http2: client connection lost"),
	} {
		x := to(t, "https://example.invalid", "").Begin(t.Context())
		defer x.End()
		if problem := x.broken("", "host", err); problem.Layer != LayerTCP || !problem.Transient || problem.Message != "host cut the connection before the answer was whole" {
			t.Errorf("%v: %+v", err, problem)
		}
	}
}

// TestFaults has servers break off in every way they can, and holds what each of them means: whether the request was certainly not
// carried out, and whether it may do better the next time. The words that a server adds decide nothing.
func TestFaults(t *testing.T) {
	t.Parallel()
	const cut = "HOST cut the connection before the answer was whole"
	ok := "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
	for _, test := range []struct {
		name, text string
		reset      bool
		want       Fault
	}{
		{"cut", "", false, Fault{Layer: LayerTCP, Message: cut, Transient: true}},
		{"reset", "", true, Fault{Layer: LayerTCP, Message: cut, Transient: true}},
		{"cut in the headers", "HTTP/1.1 200 OK\r\nX-Odd: 1\r\n", false, Fault{Layer: LayerTCP, Message: cut, Transient: true}},
		{"cut in the body", ok + "{", false, Fault{Layer: LayerTCP, Message: cut, Transient: true}},
		{"reset in the body", ok + "{", true, Fault{Layer: LayerTCP, Message: cut, Transient: true}},
		{"no HTTP", "hello\n", false, Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed HTTP response "hello"`}},
		{"a status of no kind", "HTTP/1.1 2OO OK\r\n\r\n", false, Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed HTTP status code "2OO"`}},
		{"words of HTTP/2", "REFUSED_STREAM\n", false, Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed HTTP response "REFUSED_STREAM"`}},
		{"words of the library", unheard + "\n", false, Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed HTTP status code "Transport"`}},
		{"words of a mismatch", "HTTP/1.1 2x 0\r\nserver gave HTTP response to HTTPS client\r\n", false, Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed HTTP status code "2x"`}},
		{"a header in the words of a mismatch", "HTTP/1.1 200 OK\r\nserver gave HTTP response to HTTPS client\r\n\r\n", false,
			Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed MIME header: missing colon: "server gave HTTP response to HTTPS client"`}},
		{"a header in the words of HTTP/2", "HTTP/1.1 200 OK\r\nthe frame header looked like an HTTP/1.1 header\r\n\r\n", false,
			Fault{Layer: LayerAnswer, Message: `read the answer of HOST: malformed MIME header: missing colon: "the frame header looked like an HTTP/1.1 header"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					panic(err)
				}
				defer conn.Close()
				_, _ = io.WriteString(conn, test.text)
				if test.reset {
					_ = conn.(*net.TCPConn).SetLinger(0)
				}
			}))
			t.Cleanup(server.Close)
			checkFault(t, to(t, server.URL, ""), test.want)
		})
	}
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		checkFault(t, to(t, "http://127.0.0.1:1", ""), Fault{Layer: LayerTCP, Message: "connect to HOST: connection refused", Transient: true, Unsent: true})
	})
	t.Run("no such host", func(t *testing.T) {
		t.Parallel()
		checkFault(t, to(t, "https://"+strings.Repeat("x", 64)+".invalid", ""), Fault{Layer: LayerDNS, Message: "find host HOST: no such host", Unsent: true})
	})
}

// TestFaultsOfHTTP2 is the same for streams of HTTP/2.
func TestFaultsOfHTTP2(t *testing.T) {
	t.Parallel()
	code := func(number byte) []byte { return []byte{0, 0, 0, number} }
	goAway := func(last uint32, number byte, words string) []byte {
		payload := append(binary.BigEndian.AppendUint32(nil, last), code(number)...)
		return streams.Frame(streams.GoAway, 0, 0, append(payload, words...)...)
	}
	reset := func(stream uint32, number byte) []byte {
		return streams.Frame(streams.Reset, 0, stream, code(number)...)
	}
	headers := func(stream uint32) []byte { return streams.Frame(streams.Headers, 4, stream, 0x88) }
	cut := func(code string) Fault {
		return Fault{Layer: LayerHTTP2, Message: "HOST cut the connection before the answer was whole (HTTP/2: " + code + ")", Transient: true}
	}
	turnedAway := func(why string) Fault {
		return Fault{Layer: LayerHTTP2, Message: "HOST turned the request away (HTTP/2: " + why + ")", Transient: true, Unsent: true}
	}
	heard := func(f Fault) Fault { f.Unsent = false; return f }
	for _, test := range []struct {
		name   string
		answer func(stream uint32) []byte
		want   Fault
	}{
		{"refused stream", func(s uint32) []byte { return reset(s, 7) }, turnedAway("REFUSED_STREAM")},
		{"internal error", func(s uint32) []byte { return reset(s, 2) }, cut("INTERNAL_ERROR")},
		{"a code of no name", func(s uint32) []byte { return reset(s, 99) }, cut("code 99")},
		{"away, and heard, with words", func(s uint32) []byte {
			return append(goAway(s, 0, "REFUSED_STREAM; graceful shutdown GOAWAY"), streams.HangUp...)
		}, cut("GOAWAY, NO_ERROR")},
		{"away, and heard, with an error", func(s uint32) []byte {
			return append(goAway(s, 2, unheard), streams.HangUp...)
		}, cut("GOAWAY, INTERNAL_ERROR")},
		{"away, and unheard", func(uint32) []byte { return goAway(0, 0, "") }, turnedAway("GOAWAY")},
		{"away, and unheard, with an error", func(uint32) []byte { return goAway(0, 11, "INTERNAL_ERROR") }, turnedAway("GOAWAY, ENHANCE_YOUR_CALM")},
		{"away, and unheard, with a code of no name", func(uint32) []byte { return goAway(0, 99, "NO_ERROR") }, turnedAway("GOAWAY, code 99")},
		{"away, and heard, with a code of no name", func(s uint32) []byte { return append(goAway(s, 99, "NO_ERROR"), streams.HangUp...) }, cut("GOAWAY, code 99")},
		{"reset after the headers", func(s uint32) []byte { return append(headers(s), reset(s, 2)...) }, cut("INTERNAL_ERROR")},
		{"refused after the headers", func(s uint32) []byte { return append(headers(s), reset(s, 7)...) }, heard(turnedAway("REFUSED_STREAM"))},
		{"HTTP/1.1", func(uint32) []byte { return []byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") },
			Fault{Layer: LayerHTTP2, Message: "HOST agreed on HTTP/2, and speaks HTTP/1.1"}},
		{"against the rules", func(uint32) []byte { return streams.Frame(streams.Data, 0, 0, 1) },
			Fault{Layer: LayerHTTP2, Message: "HOST broke the rules of HTTP/2 (PROTOCOL_ERROR, or headers larger than 1 MiB)", Transient: true}},
		{"cut", func(uint32) []byte { return streams.HangUp }, Fault{Layer: LayerTCP, Message: "HOST cut the connection before the answer was whole", Transient: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url, root, sent := streams.Answer(t, func(_, stream uint32) []byte { return test.answer(stream) })
			checkFault(t, to(t, url, "", root), test.want)
			if sent.Load() != 1 {
				t.Errorf("it was sent %d times", sent.Load())
			}
		})
	}
}

// checkFault wants a change to end with a fault. HOST stands for the server's address in its message.
func checkFault(t *testing.T, transport *Transport, want Fault) {
	t.Helper()
	got := exchange(t, transport, http.MethodPost)
	want.Message = strings.ReplaceAll(want.Message, "HOST", transport.options.Space.Host)
	if got == nil || *got != want {
		t.Errorf("the fault is\n%+v, want\n%+v", got, want)
	}
}
