package signalwire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confcall/acceptance/streams"
)

// secure serves TLS, HTTP/2 if it is asked for, and gives a client that trusts it.
func secure(t *testing.T, h2 bool, handler http.Handler, change func(*httptest.Server)) *Client {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = h2
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if change != nil {
		change(server)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return trusting(t, server.URL, server.Certificate())
}

// trusting gives a client that trusts a certificate.
func trusting(t *testing.T, url string, root *x509.Certificate) *Client {
	t.Helper()
	c := quick(t, url)
	c.options.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})
	c, err := New(c.options)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mute is a change whose answer names what was asked for.
func mute(ctx context.Context, c *Client) error { return muteAs(ctx, c, "true") }

func muteAs(ctx context.Context, c *Client, value string) error {
	_, err := c.UpdateParticipant(ctx, sid, sid, url.Values{"Muted": {value}})
	return err
}

// TestHeldBackIsRepeated makes many changes at once over HTTP/2, of which the library holds some back: the server allows few
// streams, and ends connections as it goes. Each change is made once, and none fails.
func TestHeldBackIsRepeated(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		streams uint32
		every   int32 // how many answers end their connection
	}{
		{"few streams", 3, 0},
		{"connections end", 250, 50},
		{"connections end at once", 250, 2},
		{"both", 3, 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var answered atomic.Int32
			var mu sync.Mutex
			made := map[string]int{}
			url, root := streams.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				mu.Lock()
				made[string(body)]++
				mu.Unlock()
				if n := answered.Add(1); test.every > 0 && n%test.every == 0 {
					w.Header().Set("Connection", "close")
				}
				_, _ = io.WriteString(w, everything)
			}), test.streams)
			c := trusting(t, url, root)
			// Where every other answer ends a connection that others share, one request may be turned away many times in a row.
			c.options.Backoff, c.options.Random, c.options.Retries = 50*time.Millisecond, rand.Float64, 100
			const changes, parallel = 200, 16
			todo := make(chan int)
			var all sync.WaitGroup
			for range parallel {
				all.Go(func() {
					for i := range todo {
						if err := muteAs(t.Context(), c, fmt.Sprint(i)); err != nil {
							t.Errorf("%d: %v", i, err)
						}
					}
				})
			}
			for i := range changes {
				todo <- i
			}
			close(todo)
			all.Wait()
			for change, times := range made {
				if times != 1 {
					t.Errorf("%s was made %d times", change, times)
				}
			}
			if len(made) != changes {
				t.Errorf("%d changes were made, want %d", len(made), changes)
			}
		})
	}
}

// TestHTTP2Faults has streams and connections end in every way, and holds how often each request is sent, what may have been
// made, and what is said. The words that a server adds decide nothing.
func TestHTTP2Faults(t *testing.T) {
	t.Parallel()
	goAway, reset, headers := streams.GoAwayFrame, streams.ResetFrame, streams.OKFrame
	for _, test := range []struct {
		name      string
		answer    func(stream uint32) []byte
		ends      bool // the server cuts the connection behind it
		post      uint32
		uncertain bool
		said      string
	}{
		{"refused stream", func(s uint32) []byte { return reset(s, 7) }, false, 4, false, "turned the request away (HTTP/2: REFUSED_STREAM)"},
		{"internal error", func(s uint32) []byte { return reset(s, 2) }, false, 1, true, "cut the connection before the answer was whole (HTTP/2: INTERNAL_ERROR)"},
		{"protocol error", func(s uint32) []byte { return reset(s, 1) }, false, 1, true, "(HTTP/2: PROTOCOL_ERROR)"},
		{"calm", func(s uint32) []byte { return reset(s, 11) }, false, 1, true, "(HTTP/2: ENHANCE_YOUR_CALM)"},
		{"a code of no name", func(s uint32) []byte { return reset(s, 99) }, false, 1, true, "(HTTP/2: code 99)"},
		{"away, and heard, with words", func(s uint32) []byte { return goAway(s, 0, "REFUSED_STREAM; graceful shutdown GOAWAY") }, true, 1, true, "(HTTP/2: GOAWAY, NO_ERROR)"},
		{"away, and heard, with an error", func(s uint32) []byte {
			return goAway(s, 2, "http2: Transport received Server's graceful shutdown GOAWAY")
		}, true, 1, true, "(HTTP/2: GOAWAY, INTERNAL_ERROR)"},
		{"away, and unheard", func(uint32) []byte { return goAway(0, 0, "") }, false, 4, false, "turned the request away (HTTP/2: GOAWAY)"},
		{"away, and unheard, with an error", func(uint32) []byte { return goAway(0, 11, "INTERNAL_ERROR") }, false, 4, false, "turned the request away (HTTP/2: GOAWAY, ENHANCE_YOUR_CALM)"},
		{"reset after the headers", func(s uint32) []byte { return append(headers(s), reset(s, 2)...) }, false, 1, true, "(HTTP/2: INTERNAL_ERROR)"},
		{"refused after the headers", func(s uint32) []byte { return append(headers(s), reset(s, 7)...) }, false, 1, true, "HTTP/2: REFUSED_STREAM"},
		{"away after the headers", func(s uint32) []byte { return append(headers(s), goAway(0, 0, "")...) }, true, 1, true, ""},
		{"no frame", func(uint32) []byte { return []byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") }, false, 1, true, "agreed on HTTP/2, and speaks HTTP/1.1"},
		{"against the rules", func(s uint32) []byte { return streams.Frame(streams.Data, 0, 0, 1) }, false, 1, true, "broke the rules of HTTP/2 (PROTOCOL_ERROR, or headers larger"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, sent := speakHTTP2(t, func(_, stream uint32) []byte {
				answer := test.answer(stream)
				if test.ends {
					answer = append(answer, streams.HangUp...)
				}
				return answer
			})
			problem := problemOf(mute(t.Context(), c))
			if problem == nil || !strings.Contains(problem.Error(), test.said) || problem.Uncertain != test.uncertain {
				t.Errorf("the error is %+v (%v)", problem, problem)
			}
			if sent.Load() != test.post {
				t.Errorf("sent %d times, want %d", sent.Load(), test.post)
			}
		})
	}
}

// TestStorm has a server end every connection at its beginning, or turn away whatever is asked. Between the tries there is a pause,
// and the error says what it is.
func TestStorm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		answer []byte
		said   string
	}{
		{"away", streams.Frame(streams.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11), "HTTP/2: GOAWAY, ENHANCE_YOUR_CALM)"},
		{"away in peace", streams.Frame(streams.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "turned the request away"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var connections atomic.Int32
			c := greetHTTP2(t, func(conn net.Conn) {
				connections.Add(1)
				_, _ = conn.Write(append(streams.Frame(streams.Settings, 0, 0), test.answer...))
			})
			c.options.Timeout = 10 * time.Minute // it may take long on a busy machine
			for _, operation := range operations[:1] {
				problem := problemOf(operation.do(t.Context(), c))
				if problem == nil || problem.Layer != LayerHTTP2 || !strings.Contains(problem.Message, test.said) {
					t.Errorf("the error is %+v", problem)
				}
			}
			if n := connections.Load(); n > 4*9 {
				t.Errorf("%d connections for 4 tries", n)
			}
		})
	}
}

// greetHTTP2 serves connections of HTTP/2 by what is done at their beginning.
func greetHTTP2(t *testing.T, greet func(net.Conn)) *Client {
	t.Helper()
	url, root := streams.Listen(t, func(conn net.Conn) {
		greet(conn)
		_, _ = io.Copy(io.Discard, conn)
	})
	return trusting(t, url, root)
}

// TestClientCertificate has servers want a certificate of the client. Whenever the refusal comes, it is TLS, is not repeated, and
// nothing was made.
func TestClientCertificate(t *testing.T) {
	t.Parallel()
	for _, h2 := range []bool{false, true} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(fmt.Sprintf("%s, HTTP/2 %t", tls.VersionName(version), h2), func(t *testing.T) {
				t.Parallel()
				var heard atomic.Int32
				c := secure(t, h2, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard.Add(1) }), func(s *httptest.Server) {
					s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: version, MaxVersion: version}
				})
				retries := 0
				c.options.OnRetry = func(context.Context, Retry) { retries++ }
				large := url.Values{"Muted": {strings.Repeat("x", 1<<20)}}
				for i := range 20 {
					form := url.Values{"Muted": {"true"}}
					if i%2 == 1 {
						form = large
					}
					_, err := c.UpdateParticipant(t.Context(), sid, sid, form)
					problem := problemOf(err)
					if problem == nil || problem.Layer != LayerTLS || problem.Uncertain || !errors.Is(err, ErrClientCertificate) {
						t.Errorf("the error is %+v", problem)
					}
				}
				if retries > 0 || heard.Load() > 0 {
					t.Errorf("retried %d times, and heard %d times", retries, heard.Load())
				}
			})
		}
	}
}

// TestCertificateIsOptional has a server that only asks for a certificate read a change and cut the connection. It may have been made.
func TestCertificateIsOptional(t *testing.T) {
	t.Parallel()
	for _, h2 := range []bool{false, true} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(fmt.Sprintf("%s, HTTP/2 %t", tls.VersionName(version), h2), func(t *testing.T) {
				t.Parallel()
				type connection struct{}
				var heard atomic.Int32
				c := secure(t, h2, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					heard.Add(1)
					_, _ = io.Copy(io.Discard, r.Body)
					_ = r.Context().Value(connection{}).(net.Conn).(*tls.Conn).NetConn().Close()
				}), func(s *httptest.Server) {
					s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, MinVersion: version, MaxVersion: version}
					s.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
						return context.WithValue(ctx, connection{}, conn)
					}
				})
				problem := problemOf(mute(t.Context(), c))
				if problem == nil || problem.Layer != LayerTCP || !problem.Uncertain || heard.Load() != 1 {
					t.Errorf("heard %d times, and the error is %+v", heard.Load(), problem)
				}
			})
		}
	}
}

// TestLargeHeaders tells headers that are too large from a connection that broke off.
func TestLargeHeaders(t *testing.T) {
	t.Parallel()
	for _, h2 := range []bool{false, true} {
		c := secure(t, h2, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for i := range 6000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("~", 200))
			}
			_, _ = io.WriteString(w, everything)
		}), nil)
		if problem := problemOf(mute(t.Context(), c)); problem == nil || problem.Layer == LayerTCP || !strings.Contains(problem.Message, "headers") || !strings.Contains(problem.Message, "larger than 1 MiB") || !problem.Uncertain {
			t.Errorf("HTTP/2 %t: %+v", h2, problem)
		}
	}
}

// TestSwitchingProtocols ends with an answer that begins another protocol, and does not wait for what follows.
func TestSwitchingProtocols(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
			_, _ = io.Copy(io.Discard, conn)
		}))
		t.Cleanup(server.Close)
		problem := problemOf(operation.do(t.Context(), quick(t, server.URL)))
		if problem == nil || problem.Layer != LayerAnswer || problem.Status != 101 || problem.Uncertain != (operation.kind != "GET") {
			t.Errorf("%s: %+v", operation.name, problem)
		}
	}
}
