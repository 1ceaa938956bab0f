package transport

import (
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
)

// TestCut names what breaks off by chance only, and may pass.
func TestCut(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		io.EOF, io.ErrUnexpectedEOF, fmt.Errorf("x: %w", syscall.ECONNRESET), &net.OpError{Op: "write", Err: syscall.EPIPE}, &net.OpError{Op: "write", Err: net.ErrClosed},
		errors.New("http: server closed idle connection"), errors.New("http2: client connection lost"),
	} {
		x := to(t, "https://example.invalid").Begin(t.Context())
		defer x.End()
		if problem := x.broken("", "host", err); problem.Layer != LayerTCP || !problem.Transient || problem.Message != "host cut the connection before the answer was whole" {
			t.Errorf("%v: %+v", err, problem)
		}
	}
}
