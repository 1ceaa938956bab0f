package transport

import (
	"crypto/tls"
	"crypto/x509"
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
	goAway, reset, headers := streams.GoAwayFrame, streams.ResetFrame, streams.OKFrame
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

// TestWhatIsKnownOfAFault holds what a fault says of the request against how far that came.
func TestWhatIsKnownOfAFault(t *testing.T) {
	t.Parallel()
	away, noStream, broken := errors.New(unheard), errors.New(noBody), errors.New(broke+"FRAME_SIZE_ERROR")
	for _, test := range []struct {
		name                    string
		err                     error
		sent, answered, crowd   bool
		unsent, held, isCrowded bool
	}{
		{"turned away", away, true, false, false, true, false, false},
		{"turned away in a crowd", away, true, false, true, true, false, true},
		{"turned away behind the headers", away, true, true, true, false, false, false},
		{"no stream", noStream, false, false, false, true, true, false},
		{"no stream in a crowd", noStream, false, false, true, true, true, true},
		{"no stream, and it was sent", noStream, true, false, true, false, false, false},
		{"broken", broken, true, false, true, false, false, false},
		{"broken before it was sent", broken, false, false, false, true, false, false},
		{"cut in a crowd", io.EOF, true, false, true, false, false, false},
		{"cut in a crowd before it was sent", io.EOF, false, false, true, true, false, false},
		{"cut behind the headers", io.EOF, false, true, false, false, false, false},
	} {
		transport := to(t, "https://example.com", "")
		x := transport.Begin(t.Context())
		x.target, x.answered = transport.options.Space, test.answered
		x.progress.headers = test.sent
		if test.crowd {
			transport.answered.Add(1)
		}
		fault := x.Fault(test.err)
		x.End()
		if fault.Unsent != test.unsent || fault.Held != test.held || fault.Crowded != test.isCrowded {
			t.Errorf("%s: %+v", test.name, fault)
		}
	}
}

// TestWordsOfFaults says what is behind the errors of the standard library that a server seldom brings about.
func TestWordsOfFaults(t *testing.T) {
	t.Parallel()
	untrusted := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	for _, test := range []struct {
		stage     Layer
		err       error
		trouble   string
		want      Layer
		said      string
		transient bool
	}{
		{"", &net.OpError{Op: "read", Err: errors.New("odd")}, "", LayerTCP, "speak with host: odd", true},
		{LayerTCP, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "", LayerTCP, "connect to host: connection refused", true},
		{LayerTLS, io.EOF, "", LayerTLS, "open TLS to host: it cut the connection", true},
		{"", io.EOF, "", LayerTCP, "host cut the connection before the answer was whole", true},
		{LayerTLS, untrusted, "", LayerTLS, "trust the certificate of host: its issuer is unknown", false},
		{LayerTLS, untrusted, "is a folder", LayerTLS, "trust the certificate of host: its issuer is unknown, and SSL_CERT_FILE is a folder", false},
		{LayerDNS, &net.DNSError{Err: "no such host", Name: "host", IsNotFound: true}, "", LayerDNS, "find host host: no such host", false},
		{LayerDNS, &net.DNSError{Err: "server misbehaving", Name: "host"}, "", LayerDNS, "find host host: server misbehaving", true},
		{"", errors.New("odd"), "", LayerAnswer, "read the answer of host: odd", false},
	} {
		transport := to(t, "https://example.com", "")
		if test.trouble != "" {
			transport.rootsTrouble.Store(&test.trouble)
		}
		x := transport.Begin(t.Context())
		fault := x.broken(test.stage, "host", test.err)
		x.End()
		if fault.Layer != test.want || fault.Message != test.said || fault.Transient != test.transient {
			t.Errorf("%v: %+v", test.err, fault)
		}
	}
}

// TestFaultsBehindAProxy names the proxy where it may be its doing.
func TestFaultsBehindAProxy(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	go func() {
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1<<10))
			_ = conn.Close()
		}
	}()
	through := (&relay{server: silent.Addr().String(), proxy: true, loses: func(int32) bool { return false }}).serve(t)
	for proxy, want := range map[string]Fault{
		through:                {Layer: LayerTLS, Message: "open TLS to example.com through the proxy PROXY: it cut the connection", Transient: true, Unsent: true},
		silent.Addr().String(): {Layer: LayerProxy, Message: "the proxy PROXY cut the connection before the answer was whole", Transient: true, Unsent: true},
		"127.0.0.1:1":          {Layer: LayerProxy, Message: "connect to the proxy PROXY: connection refused", Transient: true, Unsent: true},
	} {
		want.Message = strings.ReplaceAll(want.Message, "PROXY", proxy)
		checkFault(t, to(t, "https://example.com", "http://"+proxy), want)
	}
	checkFault(t, to(t, "https://"+silent.Addr().String(), ""), Fault{Layer: LayerTLS, Message: "open TLS to HOST: it cut the connection", Transient: true, Unsent: true})
}

// TestAlertOr tells the alert, and nothing else.
func TestAlertOr(t *testing.T) {
	t.Parallel()
	if got := alertOr(&net.OpError{Op: "remote error", Err: tls.AlertError(116)}, "other"); got != "certificate required" {
		t.Errorf("the alert is %q", got)
	}
	for _, err := range []error{io.EOF, &net.OpError{Op: "local error", Err: tls.AlertError(116)}} {
		if got := alertOr(err, "other"); got != "other" {
			t.Errorf("%v is the alert %q", err, got)
		}
	}
}
