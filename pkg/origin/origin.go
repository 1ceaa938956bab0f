// Package origin compares the addresses of servers, and tells whether one is on this machine or its network.
package origin

import (
	"net/netip"
	"net/url"
	"strings"
)

// Same reports whether two addresses have the same origin: scheme, host and port.
func Same(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && Port(a) == Port(b)
}

// Port returns the port of an address, or the default port of its scheme.
func Port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// IsLoopback reports whether a host is this machine.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// Kind returns what kind of address one is that is not reachable over the internet: loopback, private, link-local or
// multicast. It returns an empty string for any other address.
func Kind(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if translated := netip.MustParsePrefix("64:ff9b::/96"); translated.Contains(address) {
		bytes := address.As16()
		address = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	switch {
	case address.IsLoopback(), address.IsUnspecified(), netip.MustParsePrefix("0.0.0.0/8").Contains(address):
		return "loopback"
	case address.IsPrivate(), netip.MustParsePrefix("100.64.0.0/10").Contains(address):
		return "private"
	case address.IsLinkLocalUnicast():
		return "link-local"
	case address.IsMulticast(), !address.IsGlobalUnicast():
		return "multicast"
	}
	return ""
}
