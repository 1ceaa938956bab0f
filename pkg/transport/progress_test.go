package transport

import (
	"net"
	"net/http/httptrace"
	"testing"
)

// TestLeftBehind has a request get a connection that became free, while its own is still being made: that does not count.
func TestLeftBehind(t *testing.T) {
	t.Parallel()
	p := newProgress(to(t, "https://127.0.0.1", ""), func() {})
	trace := p.trace()
	trace.GetConn("")
	trace.ConnectStart("", "")
	if stage := p.state(); stage != LayerTCP {
		t.Errorf("it connects, and the stage is %q", stage)
	}
	trace.GotConn(httptrace.GotConnInfo{})
	trace.TLSHandshakeStart()
	if stage := p.state(); stage != "" || !p.reach.Secured {
		t.Errorf("it has a connection, and the stage is %q", stage)
	}
}

// TestNothingWritten has a connection that is kept be dead before a change is written to it: the change is made over another one.
func TestNothingWritten(t *testing.T) {
	t.Parallel()
	p := &progress{line: &wire{Conn: deadConn{}}}
	if _, err := p.line.Write([]byte("POST")); err == nil || p.sent() {
		t.Errorf("nothing was written, and that is told as sent: %t (%v)", p.sent(), err)
	}
	p.line.written.Add(1)
	if !p.sent() {
		t.Error("a byte was written, and that is told as not sent")
	}
}

type deadConn struct{ net.Conn }

func (deadConn) Write([]byte) (int, error) { return 0, net.ErrClosed }

// TestForgedAnswer knows an answer that was there before any of the request was written, on a connection that is kept too.
func TestForgedAnswer(t *testing.T) {
	t.Parallel()
	server, client := net.Pipe()
	defer server.Close()
	line := &wire{Conn: client}
	hears := func() {
		go func() { _, _ = server.Write([]byte("x")) }()
		if _, err := line.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	asks := func() {
		go func() { _, _ = server.Read(make([]byte, 1)) }()
		if _, err := line.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name  string
		steps []func()
		want  bool
	}{
		{"asked, and answered", []func(){asks, hears}, false},
		{"answered, and asked", []func(){hears, asks}, true},
		{"answered alone", []func(){hears}, true},
		{"answered on the way, and then", []func(){hears, asks, hears}, false},
		{"nothing new was heard", []func(){asks}, true},
	} {
		p := newProgress(to(t, "https://127.0.0.1", ""), func() {})
		trace := p.trace()
		trace.GetConn("")
		trace.GotConn(httptrace.GotConnInfo{Conn: line})
		for _, step := range test.steps {
			step()
		}
		trace.GotFirstResponseByte()
		if p.wasForged() != test.want {
			t.Errorf("%s: forged: %t", test.name, p.wasForged())
		}
	}
}
