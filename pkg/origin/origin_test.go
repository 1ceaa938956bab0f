package origin

import (
	"net/netip"
	"net/url"
	"testing"
)

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	base, _ := url.Parse("https://example.signalwire.com/prefix")
	for text, want := range map[string]bool{
		"https://example.signalwire.com/other":      true,
		"https://example.signalwire.com:443/":       true,
		"https://EXAMPLE.signalwire.com/":           true,
		"http://example.signalwire.com/":            false,
		"https://example.signalwire.com:8443/":      false,
		"https://example.signalwire.com.evil.test/": false,
		"https://evil.test/":                        false,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Same(u, base); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}

// TestAddressesInside recognises addresses of this machine and its network, in every spelling.
func TestAddressesInside(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"127.0.0.1": "loopback", "127.255.0.1": "loopback", "::1": "loopback", "0.0.0.0": "loopback", "::": "loopback",
		"0.1.2.3": "loopback", "::ffff:127.0.0.1": "loopback", "64:ff9b::7f00:1": "loopback",
		"10.0.0.1": "private", "172.16.0.1": "private", "172.31.255.255": "private", "192.168.0.1": "private", "fd00::1": "private",
		"fc00::1": "private", "100.64.0.1": "private", "::ffff:10.0.0.1": "private", "64:ff9b::a00:1": "private",
		"169.254.169.254": "link-local", "fe80::1": "link-local", "fe80::1%eth0": "link-local", "::ffff:169.254.1.1": "link-local",
		"224.0.0.1": "multicast", "ff02::1": "multicast", "255.255.255.255": "multicast",
		"192.0.2.1": "", "172.32.0.1": "", "172.15.0.1": "", "100.128.0.1": "", "8.8.8.8": "", "2001:db8::1": "",
		"64:ff9b::808:808": "", "11.0.0.1": "",
	} {
		if got := Kind(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
