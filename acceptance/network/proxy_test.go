//go:build unix

package network

import (
	"bufio"
	"crypto/tls"
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

// tunnels serves a proxy that opens tunnels to a server, under the name example.com, for clients that log in. It counts the
// tunnels.
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

// TestProxy sends a request through a proxy, for a host that only the proxy can reach.
func TestProxy(t *testing.T) {
	t.Parallel()
	server, root := harness.SecureSandbox(t)
	proxy, made := tunnels(t, server.Listener.Addr().String())
	args := append(harness.Sample, "--ca-file", root, "--debug")

	through := harness.Run(t, append(harness.Account("https://example.com"),
		"HTTPS_PROXY="+strings.Replace(proxy.URL, "//", "//user:hunter2@", 1)), args...)
	through.Want(t, 0)
	if made.Load() != 1 {
		t.Errorf("%d tunnels, want 1", made.Load())
	}
	if strings.Contains(through.Stderr, "hunter2") || strings.Contains(through.Stderr, "dXNlcjpodW50ZXIy") {
		t.Errorf("the proxy's password shows:\n%s", through.Stderr)
	}
	harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY="+proxy.URL), args...).
		Want(t, 8, "the proxy wants a login: none was sent", "hint: check the variables HTTPS_PROXY")
	// A server on loopback is always reached directly.
	harness.Run(t, append(harness.Account(server.URL), "HTTPS_PROXY=http://127.0.0.1:1"), args...).Want(t, 0)
}

// TestProxies uses proxies that open no tunnel. The error must blame the proxy, not the space.
func TestProxies(t *testing.T) {
	t.Parallel()
	const cutShort = "the proxy HOST cut the connection before the answer was whole"
	through := func(scheme, address string) []string {
		if !strings.Contains(scheme, "://") {
			scheme += "://"
		}
		return append(harness.Account("https://example.com"), "HTTPS_PROXY="+scheme+address)
	}
	for _, b := range []struct {
		breakdown
		scheme string
		serve  func(*net.TCPConn)
	}{
		{breakdown{name: "no answer", hangs: true, message: "connect through the proxy HOST: no answer within TIMEOUT", hint: hintProxy},
			"http", stay},
		{breakdown{name: "cut", message: cutShort, hint: hintProxy, again: true}, "http", harness.Answers("", cut)},
		{breakdown{name: "reset", message: cutShort, hint: hintProxy, again: true}, "http", harness.Answers("", reset)},
		{breakdown{name: "garbage", message: "read the answer of the proxy HOST: malformed HTTP response \"\\x00\\x01\"", hint: hintProxy},
			"http", harness.Answers("\x00\x01\n", cut)},
		{breakdown{name: "a login", message: "the proxy wants a login: none was sent", hint: hintLogin}, "http",
			harness.Answers("HTTP/1.1 407 Who?\r\n\r\n", cut)},
		{breakdown{name: "a login of other kinds", message: "the proxy wants a login (NTLM, Negotiate): none was sent", hint: hintLogin}, "http",
			harness.Answers("HTTP/1.1 407 Who?\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n", cut)},
		{breakdown{name: "another login",
			message: "the proxy wants a login (Basic): the one that was sent was not taken", hint: hintLogin}, "http://user:hunter2@",
			harness.Answers("HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"x, y\", charset=\"UTF-8\"\r\n\r\n", cut)},
		{breakdown{name: "SOCKS, no answer", hangs: true, message: "connect through the proxy HOST: no answer within TIMEOUT", hint: hintProxy},
			"socks5", stay},
		{breakdown{name: "SOCKS, a refusal", message: "speak with the proxy HOST: no acceptable authentication methods",
			hint: hintProxy, again: true}, "socks5", harness.Answers("\x05\xff", stay)},
		{breakdown{name: "TLS, no answer", hangs: true, message: "connect through the proxy HOST: no answer within TIMEOUT", hint: hintProxy},
			"https", stay},
		{breakdown{name: "TLS, plain HTTP", message: "open TLS to the proxy HOST: the server speaks no TLS", hint: hintProxy},
			"https", harness.Answers("HTTP/1.0 400 Bad Request\r\n\r\n", cut)},
	} {
		address := harness.Meet(t, b.serve)
		b.environment = through(b.scheme, address)
		b.check(t, address)
	}
	for _, scheme := range []string{"http", "https", "socks5"} {
		breakdown{name: "dead " + scheme, environment: through(scheme, "127.0.0.1:1"),
			message: "connect to the proxy HOST: connection refused", hint: hintProxy, again: true}.check(t, "127.0.0.1:1")
	}
	secure, _ := harness.SecureSandbox(t)
	breakdown{name: "TLS, unknown issuer", environment: through("https", secure.Listener.Addr().String()),
		message: "trust the certificate of the proxy HOST: its issuer is unknown",
		hint:    hintProxy + "; if the proxy has a root certificate of its own, name that with --ca-file"}.check(t, secure.Listener.Addr().String())
	// With TLS 1.3 the alert comes after the handshake, and may be lost with the connection.
	wants, root := harness.SecureSandbox(t, &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12})
	breakdown{name: "a certificate is wanted", environment: through("https", wants.Listener.Addr().String()),
		args:    []string{"--ca-file", root},
		message: "open TLS to the proxy HOST: handshake failure; confcall presents no certificate of its own",
		hint:    hintProxy + "; name a proxy that wants no certificate of the client"}.check(t, wants.Listener.Addr().String())

	// Through an open tunnel, it is unknown which of the two does not answer, so both are named.
	tunnel, _ := tunnels(t, harness.Meet(t, stay))
	secureTunnel := httptest.NewTLSServer(tunnel.Config.Handler)
	t.Cleanup(secureTunnel.Close)
	for scheme, server := range map[string]*httptest.Server{"http": tunnel, "https": secureTunnel} {
		breakdown{name: "no answer behind " + scheme, environment: through(scheme, "user:hunter2@"+server.Listener.Addr().String()),
			args:  []string{"--ca-file", harness.RootOf(t, secureTunnel)},
			hangs: true, message: "open TLS to HOST through the proxy " + server.Listener.Addr().String() + ": no answer within TIMEOUT",
			hint: hintTunnel(server.Listener.Addr().String())}.check(t, "example.com")
	}
}

func hintTunnel(proxy string) string {
	return "check that the proxy " + proxy + " lets TLS through to the space, with HTTPS_PROXY and NO_PROXY, and the space's name and port"
}

// TestTunnels checks that any successful status opens a tunnel, and that the proxy is named if the tunnel carries something
// other than TLS.
func TestTunnels(t *testing.T) {
	t.Parallel()
	const made = "HTTP/1.1 200 OK\r\n\r\n"
	behind := func(text string) func(*net.TCPConn) {
		return func(conn *net.TCPConn) { harness.Answers(made, harness.Answers(text, stay))(conn) }
	}
	const noTLS, cutOff = "open TLS to example.com through the proxy HOST: the server speaks no TLS", "open TLS to example.com through the proxy HOST: it cut the connection"
	for _, b := range []struct {
		breakdown
		serve func(*net.TCPConn)
	}{
		{breakdown{name: "HTML", message: noTLS}, behind("<html>who are you?</html>")},
		{breakdown{name: "HTTP", message: noTLS}, behind("HTTP/1.1 302 Found\r\nLocation: http://portal.example\r\n\r\n")},
		{breakdown{name: "HTML at once", message: cutOff, again: true}, harness.Answers(made+"<html>who are you?</html>", cut)},
		{breakdown{name: "nothing", message: cutOff, again: true}, harness.Answers(made, cut)},
	} {
		address := harness.Meet(t, b.serve)
		b.hint, b.environment = hintTunnel(address), append(harness.Account("https://example.com"), "HTTPS_PROXY=http://"+address)
		b.check(t, address)
	}
	server, root := harness.SecureSandbox(t)
	for _, status := range []int{200, 201, 202, 204, 226, 299} {
		proxy := harness.Meet(t, func(conn *net.TCPConn) {
			if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
				return
			}
			upstream, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				return
			}
			defer upstream.Close()
			fmt.Fprintf(conn, "HTTP/1.1 %d Made\r\n\r\n", status)
			go func() { _, _ = io.Copy(upstream, conn) }()
			_, _ = io.Copy(conn, upstream)
		})
		harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY="+proxy), append(harness.Sample, "--ca-file", root)...).
			Want(t, 0)
	}
}

// TestProxyVariables checks that an invalid proxy address gives exit code 3, names the variable, sends nothing to anybody, and
// shows nothing that may be a password.
func TestProxyVariables(t *testing.T) {
	t.Parallel()
	var met atomic.Int32
	proxy := harness.Meet(t, func(conn *net.TCPConn) { met.Add(1); _ = conn.Close() })
	for _, value := range []string{
		"http://user:hun#ter2@" + proxy, "http://user:hun?ter2@" + proxy, "http://user:hun/ter2@" + proxy, "user:hun/ter2@" + proxy,
		"http://user:hun%ter2@" + proxy,
		"http://" + proxy + " ", " http://" + proxy, "http://" + proxy + "\n", "http://user:hun ter2@" + proxy,
		`"http://` + proxy + `"`, "'http://user:hunter2@" + proxy + "'",
		"http://", "http://user:hunter2@", "http://user:hunter2@:3128", "https:///", "//user:hunter2@" + proxy,
		"socks4://user:hunter2@" + proxy, "socks4a://" + proxy, "ftp://" + proxy, "tcp://" + proxy, "http://" + proxy + "/hunter2",
		"http:/user:hunter2@" + proxy,
		"http://user:hunter2@127.0.0.1:hunter", "http://user:hunter2@127.0.0.1:99999", "http://user:hunter2@127.0.0.1:0",
		"http://user:hunter2@[::1", "http://a,b:3128",
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
			o := harness.Run(t, append(harness.Account("https://example.com"), name+"="+value), harness.Sample...)
			o.Want(t, 3, "read the proxy from "+name+": it is no address", "hint: ")
			if strings.Contains(o.Stderr, "hun") || strings.Contains(o.Stderr, "ter2") {
				t.Errorf("%q shows: %s", value, o.Stderr)
			}
		}
	}
	if met.Load() > 0 {
		t.Errorf("the proxy was met %d times", met.Load())
	}
	o := harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY=http://user:p/w@"+proxy), harness.Sample...)
	o.Want(t, 3, "its login has a /, # or ? that is not percent-encoded\nhint: in the login, write @ as %40, / as %2F, # as %23, ? as %3F")

	// Neither loopback nor the sandbox uses a proxy, whatever the variables say.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"muted": true}`) }))
	t.Cleanup(server.Close)
	broken := []string{"HTTPS_PROXY=socks4://x", "HTTP_PROXY=http:// ", "https_proxy=%", "ALL_PROXY=http://127.0.0.1:1"}
	if o := harness.Run(t, append(harness.Account(server.URL), broken...), harness.Sample...); o.Code != 0 || o.Stderr != "" {
		t.Errorf("on loopback: exit code %d\n%s", o.Code, o.Stderr)
	}
	harness.Run(t, broken, append(harness.Sample, "--sandbox")...).Want(t, 0)

	// A variable that is not used is reported, and never connected to.
	host := strings.Repeat("x", 64) + ".invalid"
	for _, name := range []string{"ALL_PROXY", "all_proxy"} {
		o := harness.Run(t, append(harness.Account("https://"+host), name+"=http://"+proxy), harness.Sample...)
		o.Want(t, 8, "the variable "+name+" is set, and not used", "find host "+host)
	}
	if o := harness.Run(t, append(harness.Account("https://"+host), "HTTP_PROXY=socks4://"+proxy), harness.Sample...); met.Load() > 0 {
		t.Errorf("a proxy that is not used was met: %s", o.Stderr)
	}
}

// TestProxyRefuses checks that a refused tunnel is blamed on the proxy, not on the space.
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
