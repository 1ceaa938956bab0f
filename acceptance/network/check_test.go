//go:build unix

package network

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

// TestCheckTLS checks how the handshake is judged, with and without the root that signed the certificate.
func TestCheckTLS(t *testing.T) {
	t.Parallel()
	server, root := harness.SecureSandbox(t)
	address := server.Listener.Addr().String()
	accepts := "✓ connection   " + address + " resolves and accepts"

	well := harness.Run(t, harness.Account(server.URL), "check", "--ca-file", root)
	well.Want(t, 0)
	well.WantLines(t, "✓ settings ", accepts, "✓ tls          TLS 1.3, certificate from Acme Co, valid until 2084-01-29", "✓ credentials ")
	rejected := harness.Run(t, append(harness.Account(server.URL), "SIGNALWIRE_API_TOKEN=wrong"), "check", "--ca-file", root)
	rejected.Want(t, 4, "credentials failed: unauthorized")
	rejected.WantLines(t, "✓ settings ", accepts, "✓ tls          TLS 1.3, ", "✗ credentials  unauthorized (HTTP 401, code 20003)")

	unknown := harness.Run(t, harness.Account(server.URL), "check")
	unknown.Want(t, 8, "confcall: tls failed: trust the certificate of "+address+": its issuer is unknown",
		"hint: check the space's name; if a proxy")
	unknown.WantLines(t, "✓ settings ", accepts, "✗ tls          trust the certificate of "+address+": its issuer is unknown",
		"               check the space's name", "- credentials  skipped")
	elsewhere := harness.Run(t, harness.Account(strings.Replace(server.URL, "127.0.0.1", "localhost", 1)), "check", "--ca-file", root)
	elsewhere.Want(t, 8)
	elsewhere.WantLines(t, "✓ settings ", "✓ connection   localhost:", "✗ tls          trust the certificate of localhost:")
}

// TestCheckHandshake connects to servers that accept a connection, but do not speak TLS.
func TestCheckHandshake(t *testing.T) {
	t.Parallel()
	for text, serve := range map[string]func(*net.TCPConn){
		"no answer within":     stay,
		"cut the connection":   harness.Answers("", cut),
		"the server speaks no": harness.Answers("HTTP/1.0 400 Bad Request\r\n\r\n", cut),
	} {
		address := harness.Meet(t, serve)
		var o harness.Outcome
		for _, timeout := range []string{"500ms", "10s", "2m"} { // a busy machine may take longer to get that far
			o = harness.Run(t, harness.Account("https://"+address), "check", "--timeout", timeout, "--retries", "0")
			if strings.Contains(o.Stderr, "tls failed: open TLS to "+address+": ") && strings.Contains(o.Stderr, text) {
				break
			}
		}
		o.Want(t, 8, "tls failed: open TLS to "+address+": ", text)
		o.WantLines(t, "✓ settings ", "✓ connection ", "✗ tls ", "               ", "- credentials ")
	}
}

// TestCheckProxy checks that the proxy is named without its password, and blamed for its own failures only.
func TestCheckProxy(t *testing.T) {
	t.Parallel()
	server, root := harness.SecureSandbox(t)
	proxy, _ := tunnels(t, server.Listener.Addr().String())
	login := "HTTPS_PROXY=" + strings.Replace(proxy.URL, "//", "//user:hunter2@", 1)
	through := "✓ connection   through the proxy " + proxy.Listener.Addr().String()

	well := harness.Run(t, append(harness.Account("https://example.com"), login), "check", "--ca-file", root)
	well.Want(t, 0)
	well.WantLines(t, "✓ settings ", through, "✓ tls          TLS 1.3, ", "✓ credentials  project ")
	unknown := harness.Run(t, append(harness.Account("https://example.com"), login), "check")
	unknown.Want(t, 8)
	unknown.WantLines(t, "✓ settings ", through, "✗ tls          trust the certificate of example.com: its issuer is unknown")
	locked := harness.Run(t, append(harness.Account("https://example.com"), "HTTPS_PROXY="+proxy.URL), "check", "--ca-file", root)
	locked.Want(t, 8, "connection failed: the proxy wants a login")
	locked.WantLines(t, "✓ settings ", "✗ connection   the proxy wants a login", "               check the variables HTTPS_PROXY", "- tls ")
	for _, o := range []harness.Outcome{well, unknown, locked} {
		if strings.Contains(o.Stdout+o.Stderr, "hunter2") {
			t.Errorf("the proxy's password shows:\n%s%s", o.Stdout, o.Stderr)
		}
	}
}

// TestCheckNamesTLS checks that TLS is blamed for a refusal that may come before or after the request.
func TestCheckNamesTLS(t *testing.T) {
	t.Parallel()
	for _, h2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server.EnableHTTP2, server.TLS = h2, &tls.Config{ClientAuth: tls.RequireAnyClientCert}
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		root := harness.RootOf(t, server)
		for range 5 {
			o := harness.Run(t, harness.Account(server.URL), "check", "--ca-file", root,
				"--jq", `.[] | select(.status == "failed") | .name + ": " + .detail`)
			o.Want(t, 8)
			if !strings.HasPrefix(o.Stdout, "tls: open TLS to ") || !strings.Contains(o.Stdout, "confcall presents no certificate of its own") {
				t.Errorf("HTTP/2 %t: %s", h2, o.Stdout)
			}
		}
	}
}
