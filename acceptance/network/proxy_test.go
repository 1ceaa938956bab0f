//go:build unix

package network

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
)

// tunnels serves a proxy that makes tunnels to a server's address for whoever logs in, under the name example.com, and counts them.
func tunnels(t *testing.T, server string) (proxy *httptest.Server, made *atomic.Int32) {
	t.Helper()
	made = new(atomic.Int32)
	proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "example.com:443" {
			http.Error(w, "unexpected "+r.Method+" "+r.Host, http.StatusBadRequest)
			return
		}
		if r.Header.Get("Proxy-Authorization") != "Basic dXNlcjpodW50ZXIy" {
			http.Error(w, "who are you?", http.StatusProxyAuthRequired)
			return
		}
		upstream, err := net.Dial("tcp", server)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer upstream.Close()
		w.WriteHeader(http.StatusOK)
		client, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer client.Close()
		made.Add(1)
		go func() { _, _ = io.Copy(upstream, buffered) }()
		_, _ = io.Copy(client, upstream)
	}))
	t.Cleanup(proxy.Close)
	return proxy, made
}

// TestProxy sends a request for a host that only the proxy can reach through it.
func TestProxy(t *testing.T) {
	t.Parallel()
	server, root := harness.SecureSandbox(t)
	proxy, made := tunnels(t, server.Listener.Addr().String())
	args := append(harness.Sample, "--ca-file", root, "--debug")

	through := harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY="+strings.Replace(proxy.URL, "//", "//user:hunter2@", 1)), args...)
	through.Want(t, 0)
	if made.Load() != 1 {
		t.Errorf("%d tunnels, want 1", made.Load())
	}
	if strings.Contains(through.Stderr, "hunter2") || strings.Contains(through.Stderr, "dXNlcjpodW50ZXIy") {
		t.Errorf("the proxy's password shows:\n%s", through.Stderr)
	}
	harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY="+proxy.URL), args...).Want(t, 8, "the proxy wants a login", "hint: check the variables HTTPS_PROXY")
	// A server on loopback is not looked for behind a proxy.
	harness.Run(t, append(harness.Account(server.URL), "HTTPS_PROXY=http://127.0.0.1:1"), args...).Want(t, 0)
}

// TestProxies meets proxies that make no tunnel, and blames them, not the space.
func TestProxies(t *testing.T) {
	t.Parallel()
	const cutShort = "the proxy HOST cut the connection before the answer was whole"
	through := func(scheme, address string) []string {
		return append(harness.Account("https://example.com"), "HTTPS_PROXY="+scheme+"://"+address)
	}
	for _, b := range []struct {
		breakdown
		scheme string
		serve  func(*net.TCPConn)
	}{
		{breakdown{name: "no answer", hangs: true, message: "connect through the proxy HOST: no answer within TIMEOUT", hint: hintProxy}, "http", stay},
		{breakdown{name: "cut", message: cutShort, hint: hintProxy, again: true}, "http", harness.Answers("", cut)},
		{breakdown{name: "reset", message: cutShort, hint: hintProxy, again: true}, "http", harness.Answers("", reset)},
		{breakdown{name: "garbage", message: "read the answer of the proxy HOST: malformed HTTP response \"\\x00\\x01\"", hint: hintProxy}, "http", harness.Answers("\x00\x01\n", cut)},
		{breakdown{name: "a login", message: "the proxy wants a login", hint: hintProxy + "; a login is written as in http://USER:PASSWORD@HOST:PORT"}, "http", harness.Answers("HTTP/1.1 407 Who?\r\n\r\n", cut)},
		{breakdown{name: "SOCKS, no answer", hangs: true, message: "connect through the proxy HOST: no answer within TIMEOUT", hint: hintProxy}, "socks5", stay},
		{breakdown{name: "SOCKS, a refusal", message: "speak with the proxy HOST: no acceptable authentication methods", hint: hintProxy, again: true}, "socks5", harness.Answers("\x05\xff", stay)},
		{breakdown{name: "TLS, no answer", hangs: true, message: "connect through the proxy HOST: no answer within TIMEOUT", hint: hintProxy}, "https", stay},
		{breakdown{name: "TLS, plain HTTP", message: "open TLS to the proxy HOST: the server speaks no TLS", hint: hintProxy}, "https", harness.Answers("HTTP/1.0 400 Bad Request\r\n\r\n", cut)},
	} {
		address := harness.Meet(t, b.serve)
		b.environment = through(b.scheme, address)
		b.check(t, address)
	}
	for _, scheme := range []string{"http", "https", "socks5"} {
		breakdown{name: "dead " + scheme, environment: through(scheme, "127.0.0.1:1"), message: "connect to the proxy HOST: connection refused", hint: hintProxy, again: true}.check(t, "127.0.0.1:1")
	}
	secure, _ := harness.SecureSandbox(t)
	breakdown{name: "TLS, unknown issuer", environment: through("https", secure.Listener.Addr().String()), message: "trust the certificate of the proxy HOST: its issuer is unknown",
		hint: hintProxy + "; if the proxy has a root certificate of its own, name that with --ca-file"}.check(t, secure.Listener.Addr().String())

	// Behind a tunnel that is there, the space is to blame again.
	tunnel, _ := tunnels(t, harness.Meet(t, stay))
	secureTunnel := httptest.NewTLSServer(tunnel.Config.Handler)
	t.Cleanup(secureTunnel.Close)
	for scheme, server := range map[string]*httptest.Server{"http": tunnel, "https": secureTunnel} {
		breakdown{name: "no answer behind " + scheme, environment: through(scheme, "user:hunter2@"+server.Listener.Addr().String()), args: []string{"--ca-file", harness.RootOf(t, secureTunnel)},
			hangs: true, message: "open TLS to HOST: no answer within TIMEOUT", hint: hintTLS}.check(t, "example.com")
	}
}

// TestProxyRefuses names the proxy, not the space, for a tunnel that it does not make.
func TestProxyRefuses(t *testing.T) {
	t.Parallel()
	for status, retries := range map[int]int{http.StatusForbidden: 0, http.StatusBadGateway: 3} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		o := harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY="+proxy.URL), harness.Sample...)
		o.Want(t, 8, fmt.Sprintf("the proxy refused the connection (HTTP %d)", status), "hint: check the variables HTTPS_PROXY")
		if got := strings.Count(o.Stderr, "retry"); got != retries {
			t.Errorf("%d: %d retries, want %d:\n%s", status, got, retries, o.Stderr)
		}
	}
}
