package transport

import (
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"time"
)

// tracer passes on what goes over the wire as lines: `>` was sent, `<` was received, `*` is a remark.
type tracer struct {
	next http.RoundTripper
	line func(string)
}

// timings says how long each stage of a request took; 0 for one that did not happen.
type timings struct {
	mu                               sync.Mutex // a dial may go on after the request has ended
	began                            map[string]time.Time
	dns, connect, handshake, waiting time.Duration
}

func (t *timings) begin(stage string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began[stage] = time.Now()
}

func (t *timings) end(stage string, duration *time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*duration = time.Since(t.began[stage])
}

// String lists the stages that happened: `dns 1ms, connect 2ms, tls 9ms, first byte 40ms, total 41ms`.
func (t *timings) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var text strings.Builder
	for _, stage := range []struct {
		name string
		took time.Duration
	}{{"dns", t.dns}, {"connect", t.connect}, {"tls", t.handshake}, {"first byte", t.waiting}} {
		if stage.took > 0 {
			fmt.Fprintf(&text, "%s %s, ", stage.name, milliseconds(stage.took))
		}
	}
	return text.String() + "total " + milliseconds(time.Since(t.began["request"]))
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1fms", float64(d.Microseconds())/1000)
}

func (t *tracer) RoundTrip(request *http.Request) (*http.Response, error) {
	took := &timings{began: map[string]time.Time{}}
	took.begin("request")
	ctx := httptrace.WithClientTrace(request.Context(), &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { took.begin("dns") },
		DNSDone:              func(httptrace.DNSDoneInfo) { took.end("dns", &took.dns) },
		ConnectStart:         func(string, string) { took.begin("connect") },
		ConnectDone:          func(string, string, error) { took.end("connect", &took.connect) },
		TLSHandshakeStart:    func() { took.begin("tls") },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { took.end("tls", &took.handshake) },
		GotFirstResponseByte: func() { took.end("request", &took.waiting) },
		GotConn: func(info httptrace.GotConnInfo) {
			t.line(fmt.Sprintf("* connected to %s (reused: %t)", info.Conn.RemoteAddr(), info.Reused))
		},
		WroteHeaderField: func(name string, values []string) {
			t.line("> " + name + ": " + headerValue(name, values))
		},
	})
	t.line("> " + request.Method + " " + request.URL.Redacted() + fmt.Sprintf(" (body %d bytes)", request.ContentLength))
	response, err := t.next.RoundTrip(request.WithContext(ctx))
	if err != nil {
		t.line(fmt.Sprintf("* no answer: %s (%s)", cause(err), took))
		return nil, err
	}
	t.line("< " + response.Proto + " " + response.Status)
	for _, line := range HeaderLines(response.Header) {
		t.line("< " + line)
	}
	response.Body = &tracedBody{ReadCloser: response.Body, done: func(size int64) {
		note := ""
		if response.Uncompressed {
			note = " after decompression"
		}
		t.line(fmt.Sprintf("* body %d bytes%s (%s)", size, note, took))
	}}
	return response, nil
}

// HeaderLines returns a header's fields sorted by name, each as `Name: value, value`, without secrets.
func HeaderLines(header http.Header) []string {
	lines := make([]string, 0, len(header))
	for _, name := range slices.Sorted(maps.Keys(header)) {
		lines = append(lines, name+": "+headerValue(name, header[name]))
	}
	return lines
}

// headerValue joins the values of a header, or hides them if they are secret.
func headerValue(name string, values []string) string {
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization", "cookie", "set-cookie":
		return "[redacted]"
	}
	return strings.Join(values, ", ")
}

// tracedBody counts the bytes of a body, and reports them once, when it is closed.
type tracedBody struct {
	io.ReadCloser
	size int64
	done func(size int64)
}

func (b *tracedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.size += int64(n)
	return n, err
}

func (b *tracedBody) Close() error {
	if b.done != nil {
		b.done(b.size)
		b.done = nil
	}
	return b.ReadCloser.Close()
}
