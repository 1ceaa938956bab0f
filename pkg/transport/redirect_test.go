package transport

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
)

// TestAddressesInsideAreNotGoneTo refuses addresses inside, unless the space is there itself.
func TestAddressesInsideAreNotGoneTo(t *testing.T) {
	t.Parallel()
	tr := to(t, "https://example.invalid", "")
	address := netip.MustParseAddr("10.0.0.7")
	file := mustParse(t, "https://files.example")
	if err := tr.checkAddress(file, address); err == nil {
		t.Error("a private address is gone to")
	}
	tr.spaceAt.Store(&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 443})
	if err := tr.checkAddress(file, address); err != nil {
		t.Errorf("the space is there itself: %v", err)
	}
	if err := tr.checkAddress(file, netip.MustParseAddr("127.0.0.1")); err == nil {
		t.Error("loopback is gone to, and the space is elsewhere")
	}
}

// TestNameOfAnAddressInside has the name of another server hide an address inside: it is found out when the connection is made.
func TestNameOfAnAddressInside(t *testing.T) {
	t.Parallel()
	tr := to(t, "https://192.0.2.1", "")
	x := tr.Begin(t.Context())
	defer x.End()
	x.MayLeave()
	x.away.to.Store(mustParse(t, "https://files.example"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if conn, err := tr.dial(x.ctx, "tcp", listener.Addr().String()); err == nil || !strings.Contains(fmt.Sprint(err), "is a loopback address") {
		t.Errorf("%v, %v", conn, err)
	}
	if _, err := tr.dial(t.Context(), "tcp", listener.Addr().String()); err != nil {
		t.Errorf("to the space: %v", err)
	}
}
