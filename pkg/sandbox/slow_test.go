package sandbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener of connections in memory, on which time can be made up.
type pipes struct {
	incoming chan net.Conn
	over     chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.incoming:
		return conn, nil
	case <-p.over:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { close(p.over); return nil }

func (*pipes) Addr() net.Addr { return &net.TCPAddr{} }

// A watched connection tells when the server has closed it, and how much it took from it.
type watched struct {
	net.Conn
	once   sync.Once
	closed chan struct{}
	taken  int
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.taken += n
	return n, err
}

func (w *watched) Close() error {
	w.once.Do(func() { close(w.closed) })
	return w.Conn.Close()
}

// inSlowMotion serves connections in memory, in a time that passes as soon as all wait for it.
func inSlowMotion(t *testing.T, options Options, secure bool, act func(c *caller, dial func() (*wire, *watched))) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, options)
		p := &pipes{incoming: make(chan net.Conn), over: make(chan struct{})}
		listener := net.Listener(p)
		if secure {
			listener = tls.NewListener(p, &tls.Config{})
		}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- c.server.Serve(ctx, listener) }()
		defer func() {
			cancel()
			if err := <-served; err != nil {
				t.Error(err)
			}
			time.Sleep(2 * time.Second) // who drips notices it by then
		}()
		act(c, func() (*wire, *watched) {
			client, server := net.Pipe()
			end := &watched{Conn: server, closed: make(chan struct{})}
			p.incoming <- end
			return &wire{client, bufio.NewReader(client)}, end
		})
	})
}

// drip writes a byte a second until nobody takes it any more.
func drip(w io.Writer, text string) {
	for {
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// TestSlowClients has clients that take their time for ever: each is let go when its time is over.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		secure bool
		act    func(*caller, *wire)
		limit  time.Duration
		status int // 0 for no answer
	}{
		{name: "says nothing", act: func(*caller, *wire) {}, limit: 10 * time.Second},
		{name: "says nothing where TLS begins", secure: true, act: func(*caller, *wire) {}, limit: 10 * time.Second},
		{name: "sends a header byte by byte", limit: 10 * time.Second, act: func(_ *caller, w *wire) {
			_, _ = io.WriteString(w, strings.TrimSuffix(written("GET "+target), "\r\n")+"X: ")
			go drip(w, "x")
		}},
		{name: "sends a line byte by byte", limit: 10 * time.Second, status: 400, act: func(_ *caller, w *wire) { go drip(w, "X") }},
		{name: "sends a body byte by byte", limit: 30 * time.Second, status: 400, act: func(_ *caller, w *wire) {
			_, _ = io.WriteString(w, change("Muted=true&x=", "Content-Length: 60000"))
			go drip(w, "x")
		}},
		{name: "sends a body that is not wanted", limit: 30 * time.Second, status: 405, act: func(_ *caller, w *wire) {
			_, _ = io.WriteString(w, written("PUT "+target, "Content-Length: 60000"))
			go drip(w, "x")
		}},
		{name: "never reads", limit: time.Minute, act: func(_ *caller, w *wire) { _, _ = io.WriteString(w, written("GET "+target)) }},
		{name: "keeps its connection for later", limit: 2 * time.Minute, act: func(c *caller, w *wire) {
			_, _ = io.WriteString(w, written("GET "+target))
			c.answer(w, "in time", http.MethodGet).ok("call_sid", host)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inSlowMotion(t, Options{}, test.secure, func(c *caller, dial func() (*wire, *watched)) {
				before := c.everything()
				began := time.Now()
				w, end := dial()
				test.act(c, w)
				if test.status != 0 {
					if got := c.answer(w, test.name, http.MethodPost); got.status != test.status {
						c.t.Errorf("HTTP %d, want %d: %s", got.status, test.status, got.body)
					}
				}
				<-end.closed
				// A connection is closed a little behind the last answer, so that the client gets to read that.
				if took := time.Since(began); took < test.limit || took > test.limit+time.Second {
					c.t.Errorf("it was let go after %s, want %s", took, test.limit)
				}
				if rest, err := io.ReadAll(w.answers); err != nil || len(rest) > 0 {
					c.t.Errorf("it is sent %q, %v", rest, err)
				}
				if c.everything() != before {
					c.t.Error("it changed something")
				}
			})
		})
	}
}

// TestSlowClientsAlone has one client dawdle in the middle of a change: another one is answered meanwhile.
func TestSlowClientsAlone(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	address, stop := c.serve()
	defer stop()
	slow := c.dial(address)
	defer slow.Close()
	_, _ = io.WriteString(slow, change("", "Expect: 100-continue", "Content-Length: 10"))
	if got := c.answer(slow, "slowly", http.MethodPost); got.status != http.StatusContinue { // the body is awaited by now
		t.Errorf("HTTP %d", got.status)
	}
	_, _ = io.WriteString(slow, "Muted=")
	quick := c.dial(address)
	defer quick.Close()
	_, _ = io.WriteString(quick, change("Muted=false", "Content-Length: 11"))
	c.answer(quick, "meanwhile", http.MethodPost).ok("muted", false)
	_, _ = io.WriteString(slow, "true")
	c.answer(slow, "at last", http.MethodPost).ok("muted", true)
}

// TestLatencyIsNoSlowness has the server itself take longer than it lets a client take.
func TestLatencyIsNoSlowness(t *testing.T) {
	t.Parallel()
	const latency = 5 * time.Minute
	inSlowMotion(t, Options{Latency: latency}, false, func(c *caller, dial func() (*wire, *watched)) {
		w, _ := dial()
		for _, request := range []string{written("GET " + target), change("Muted=true", "Content-Length: 10")} {
			began := time.Now()
			_, _ = io.WriteString(w, request)
			c.answer(w, "slowly", http.MethodGet).ok("call_sid", host)
			if took := time.Since(began); took != latency {
				c.t.Errorf("answered after %s, want %s", took, latency)
			}
		}
	})
}

// TestEndless has clients that write for ever: a bounded part is read, then comes the answer and the end.
func TestEndless(t *testing.T) {
	t.Parallel()
	chunk := "2000\r\n" + strings.Repeat("x", 0x2000) + "\r\n"
	for _, test := range []struct {
		name, begin, more string
		status, most      int
	}{
		{"a line", "GET /", strings.Repeat("x", 1000), 431, 80 << 10},
		{"a header", "GET / HTTP/1.1\r\nX: ", strings.Repeat("x", 1000), 431, 80 << 10},
		{"headers", "GET / HTTP/1.1\r\n", strings.Repeat("a: b\r\n", 200), 431, 80 << 10},
		{"a body", change("", "Transfer-Encoding: chunked"), chunk, 413, 640 << 10},
		{"a body of a length", change("", "Content-Length: 9223372036854775807"), strings.Repeat("x", 1000), 413, 640 << 10},
		{"a body that is not wanted", written("GET "+target, "Transfer-Encoding: chunked"), chunk, 200, 640 << 10},
		{"a body without credentials", strings.Replace(change("", "Transfer-Encoding: chunked"), credentials, "X: y", 1), chunk, 401, 640 << 10},
		{"a body whose chunks are tiny", change("", "Transfer-Encoding: chunked"), strings.Repeat("1;"+strings.Repeat("x", 200)+"\r\nx\r\n", 10), 400, 640 << 10},
		{"trailers", change("0\r\n", "Transfer-Encoding: chunked"), strings.Repeat("a: b\r\n", 200), 400, 640 << 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inSlowMotion(t, Options{}, false, func(c *caller, dial func() (*wire, *watched)) {
				w, end := dial()
				wrote := make(chan error, 1)
				go func() {
					_, err := io.WriteString(w, test.begin)
					for range 8 << 20 / len(test.more) {
						if err == nil {
							_, err = io.WriteString(w, test.more)
						}
					}
					wrote <- err
				}()
				if got := c.answer(w, test.name, http.MethodPost); got.status != test.status {
					c.t.Errorf("HTTP %d, want %d: %s", got.status, test.status, got.body)
				}
				<-end.closed
				if err := <-wrote; !errors.Is(err, io.ErrClosedPipe) {
					c.t.Errorf("writing ends with %v", err)
				}
				if end.taken > test.most {
					c.t.Errorf("%d bytes were read, want at most %d", end.taken, test.most)
				}
			})
		})
	}
}
