package transport

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"confcall/acceptance/streams"
)

// TestCodeNames knows the codes of RFC 9113 by their names.
func TestCodeNames(t *testing.T) {
	t.Parallel()
	for code, want := range map[uint32]string{0: "NO_ERROR", 7: "REFUSED_STREAM", 13: "HTTP_1_1_REQUIRED", 14: "code 14", 1 << 31: "code 2147483648"} {
		if got := codeName(code); got != want {
			t.Errorf("%d is %s, want %s", code, got, want)
		}
	}
	if bytes.Contains([]byte(held), []byte("debug")) {
		t.Error("a text of the library's that holds a server's words")
	}
}

// TestRefusedWithoutEnd has a server refuse every stream. What the standard library sends again by itself is told as what it is when the
// time is over.
func TestRefusedWithoutEnd(t *testing.T) {
	t.Parallel()
	url, root, sent := streams.Answer(t, func(_, stream uint32) []byte { return streams.Frame(streams.Reset, 0, stream, 0, 0, 0, 7) })
	transport := to(t, url, "", root)
	transport.options.Timeout = 2 * time.Second
	fault := exchange(t, transport, http.MethodGet)
	begins := fmt.Sprintf("no whole answer from %s within 2s: it turned the request away ", transport.options.Space.Host)
	if sent.Load() > 1 && (fault == nil || fault.Layer != LayerHTTP2 || !strings.HasPrefix(fault.Message, begins) || fault.Unsent) {
		t.Errorf("the fault is %+v, want %q", fault, begins)
	}
	for times, want := range map[int]string{1: "once", 2: "twice", 3: "3 times"} {
		if got := inTimes(times); got != want {
			t.Errorf("%d times are %q", times, got)
		}
	}
}

// TestFirstWord reads codes as the library writes them.
func TestFirstWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "NO_ERROR": "NO_ERROR", "NO_ERROR, debug=\"CANCEL\"": "NO_ERROR", "HTTP_1_1_REQUIRED; received from peer": "HTTP_1_1_REQUIRED", ", x": "",
		"AZaz09_": "AZaz09_", "A@": "A", "A[": "A", "A`": "A", "A{": "A", "A/": "A", "A:": "A", "A^": "A",
		"unknown error code 0x63": "code 99", "unknown error code 0xd; x": "HTTP_1_1_REQUIRED", "unknown error code x": "unknown", "unknown error code 0x1ffffffff": "unknown",
	} {
		if got := firstWord(text); got != want {
			t.Errorf("%q begins with %q, want %q", text, got, want)
		}
	}
}

// TestNoEnd gives an exchange up that is turned away on one connection after the other, which the library itself would not.
func TestNoEnd(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	url, root := streams.Listen(t, func(conn net.Conn) {
		connections.Add(1)
		away := streams.Frame(streams.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		_, _ = conn.Write(append(streams.Frame(streams.Settings, 0, 0), away...))
		_, _ = io.Copy(io.Discard, conn)
	})
	transport := to(t, url, "", root)
	fault := exchange(t, transport, http.MethodGet)
	if fault == nil || fault.Layer != LayerHTTP2 || !fault.Transient || !strings.Contains(fault.Message, "turned the request away") || connections.Load() > maxConnectionsPerTry+1 {
		t.Errorf("%d connections, and the fault is %+v", connections.Load(), fault)
	}
	if got := *storm("host"); got != (Fault{Layer: LayerHTTP2, Message: "host turned the request away on 8 connections (HTTP/2)", Transient: true}) {
		t.Errorf("%+v", got)
	}
}
