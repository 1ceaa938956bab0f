package acceptance

import (
	"net"
	"strings"
	"testing"
)

// wantLines fails the test unless a result begins with the lines, of which each may go on.
func (o outcome) wantLines(t *testing.T, lines ...string) {
	t.Helper()
	got := strings.Split(o.stdout, "\n")
	for i, line := range lines {
		if i >= len(got) || !strings.HasPrefix(got[i], line) {
			t.Fatalf("want a line %q:\n%s", line, o.stdout)
		}
	}
}

// TestCheckTLS judges the handshake by itself, with and without the root that signed.
func TestCheckTLS(t *testing.T) {
	t.Parallel()
	server, root := secureSandbox(t)
	address := server.Listener.Addr().String()
	accepts := "✓ connection   " + address + " resolves and accepts"

	well := run(t, account(server.URL), "check", "--ca-file", root)
	well.want(t, 0)
	well.wantLines(t, "✓ settings ", accepts, "✓ tls          TLS 1.3, certificate from Acme Co, valid until 2084-01-29", "✓ credentials ")
	rejected := run(t, append(account(server.URL), "SIGNALWIRE_API_TOKEN=wrong"), "check", "--ca-file", root)
	rejected.want(t, 4, "credentials failed: unauthorized")
	rejected.wantLines(t, "✓ settings ", accepts, "✓ tls          TLS 1.3, ", "✗ credentials  unauthorized (HTTP 401, code 20003)")

	unknown := run(t, account(server.URL), "check")
	unknown.want(t, 8, "confcall: tls failed: trust the certificate of "+address+": its issuer is unknown", "hint: check the space's name; if a proxy")
	unknown.wantLines(t, "✓ settings ", accepts, "✗ tls          trust the certificate of "+address+": its issuer is unknown", "               check the space's name", "- credentials  skipped")
	elsewhere := run(t, account(strings.Replace(server.URL, "127.0.0.1", "localhost", 1)), "check", "--ca-file", root)
	elsewhere.want(t, 8)
	elsewhere.wantLines(t, "✓ settings ", "✓ connection   localhost:", "✗ tls          trust the certificate of localhost:")
}

// TestCheckHandshake meets servers that accept a connection, but open no TLS.
func TestCheckHandshake(t *testing.T) {
	t.Parallel()
	for text, serve := range map[string]func(*net.TCPConn){
		"no answer within":     stay,
		"cut the connection":   answers("", cut),
		"the server speaks no": answers("HTTP/1.0 400 Bad Request\r\n\r\n", cut),
	} {
		address := meet(t, serve)
		o := run(t, account("https://"+address), "check", "--timeout", "500ms", "--retries", "0")
		if !strings.Contains(o.stderr, "tls failed: open TLS to "+address+": ") || !strings.Contains(o.stderr, text) {
			// A busy machine may need longer to come as far as that.
			o = run(t, account("https://"+address), "check", "--timeout", "10s", "--retries", "0")
		}
		o.want(t, 8, "tls failed: open TLS to "+address+": ", text)
		o.wantLines(t, "✓ settings ", "✓ connection ", "✗ tls ", "               ", "- credentials ")
	}
}

// TestCheckProxy names the proxy, but never its password, and blames it for its own failures only.
func TestCheckProxy(t *testing.T) {
	t.Parallel()
	server, root := secureSandbox(t)
	proxy, _ := tunnels(t, server.Listener.Addr().String())
	login := "HTTPS_PROXY=" + strings.Replace(proxy.URL, "//", "//user:hunter2@", 1)
	through := "✓ connection   through the proxy " + proxy.Listener.Addr().String()

	well := run(t, append(account("https://example.com"), login), "check", "--ca-file", root)
	well.want(t, 0)
	well.wantLines(t, "✓ settings ", through, "✓ tls          TLS 1.3, ", "✓ credentials  project ")
	unknown := run(t, append(account("https://example.com"), login), "check")
	unknown.want(t, 8)
	unknown.wantLines(t, "✓ settings ", through, "✗ tls          trust the certificate of example.com: its issuer is unknown")
	locked := run(t, append(account("https://example.com"), "HTTPS_PROXY="+proxy.URL), "check", "--ca-file", root)
	locked.want(t, 8, "connection failed: the proxy wants a login")
	locked.wantLines(t, "✓ settings ", "✗ connection   the proxy wants a login", "               check the variables HTTPS_PROXY", "- tls ")
	for _, o := range []outcome{well, unknown, locked} {
		if strings.Contains(o.stdout+o.stderr, "hunter2") {
			t.Errorf("the proxy's password shows:\n%s%s", o.stdout, o.stderr)
		}
	}
}
