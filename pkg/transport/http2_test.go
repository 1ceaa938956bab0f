package transport

import (
	"bytes"
	"fmt"
	"net/http"
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
	want := fmt.Sprintf("no whole answer from %s within 2s: it turned the request away %d times (HTTP/2)", transport.options.Space.Host, sent.Load()-1)
	if sent.Load() > 1 && (fault == nil || fault.Layer != LayerHTTP2 || fault.Message != want) {
		t.Errorf("the fault is %+v, want %q", fault, want)
	}
}
