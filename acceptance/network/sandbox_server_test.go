//go:build unix

package network

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// outside returns an address of this machine that others can reach, or an empty string if it has none.
func outside(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.To4() != nil && network.IP.IsGlobalUnicast() {
			return network.IP.String()
		}
	}
	return ""
}

// TestSandboxBeyondLoopback listens on all kinds of addresses. The sandbox must say if others can reach it, even with --quiet.
func TestSandboxBeyondLoopback(t *testing.T) {
	t.Parallel()
	if help := strings.Join(strings.Fields(harness.Run(t, nil, "sandbox", "--help").Stdout), " "); !strings.Contains(help, `the ADDRESS to serve; port 0 takes any free one (default "127.0.0.1:4010")`) {
		t.Error(help)
	}
	own := outside(t)
	for _, test := range []struct {
		listen, host string // host is where a client on this machine finds it
		exposed      bool
	}{
		{"127.0.0.1:0", "127.0.0.1", false},
		{"127.1.2.3:0", "127.1.2.3", false},
		{"localhost:0", "", false},
		{"[::1]:0", "[::1]", false},
		{"0.0.0.0:0", "127.0.0.1", true},
		{":0", "127.0.0.1", true},
		{"[::]:0", "127.0.0.1", true},
		{own + ":0", own, true},
	} {
		t.Run(test.listen, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", test.listen)
			if err != nil || test.listen == ":0" && test.host == "" {
				t.Skip("this machine has no such address")
			}
			_ = listener.Close()
			server := harness.ServeSandbox(t, "--quiet", "--listen", test.listen)
			harness.Run(t, server.Environment, harness.Sample...).
				Want(t, map[bool]int{true: 3, false: 0}[test.host == own])
			if !strings.HasPrefix(server.Space, "http://"+test.host) {
				t.Errorf("the space is %s", server.Space)
			}
			port := server.Space[strings.LastIndex(server.Space, ":")+1:]
			if own != "" {
				conn, err := net.Dial("tcp", net.JoinHostPort(own, port))
				if (err == nil) != test.exposed {
					t.Errorf("from outside: %v", err)
				}
				if err == nil {
					_ = conn.Close()
				}
			}
			notes := server.Stop(syscall.SIGTERM)
			warned := strings.HasPrefix(notes, "confcall: warning: the sandbox serves ") &&
				strings.HasSuffix(notes, ":"+port+", which other machines can reach; its token is public\n") && strings.Count(notes, "\n") == 1
			if warned != test.exposed || !test.exposed && notes != "" {
				t.Errorf("notes: %s", notes)
			}
		})
	}
	harness.Run(t, nil, "sandbox", "--listen", "nonsense").Want(t, 2, `serve --listen "nonsense"`)
	harness.Run(t, nil, "sandbox", "--listen", "").Want(t, 2, "--listen is empty: want an address such as 127.0.0.1:4010", "hint: ")
}

// TestSandboxOutOfFiles has more clients than the server can open files. Clients that find no room must wait for it.
func TestSandboxOutOfFiles(t *testing.T) {
	t.Parallel()
	cmd := harness.Command(t, nil, "-c", "ulimit -n 40 && exec confcall sandbox --listen 127.0.0.1:0")
	cmd.Path, cmd.Args[0] = "/bin/sh", "sh"
	server := harness.ServeWith(t, cmd)
	conns := make([]net.Conn, 80)
	for i := range conns {
		conn, err := net.Dial("tcp", strings.TrimPrefix(server.Space, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		conns[i] = conn
	}
	for _, conn := range conns {
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusUnauthorized {
			t.Errorf("HTTP %d", response.StatusCode)
		}
		_ = conn.Close()
	}
	harness.Run(t, server.Environment, harness.Sample...).Want(t, 0)
	server.Stop(syscall.SIGINT)
}

// TestSandboxTLSVersions connects as old and new clients do, and as one without TLS.
func TestSandboxTLSVersions(t *testing.T) {
	t.Parallel()
	certificate, key := selfSigned(t)
	server := harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
	address := strings.TrimPrefix(server.Space, "https://")
	pem, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	for version, want := range map[uint16]bool{
		tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true,
	} {
		conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, MinVersion: version, MaxVersion: version})
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "protocol version not supported") {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
	response, err := http.Get("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("without TLS: HTTP %d", response.StatusCode)
	}

	// The same over HTTP/2.
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	for _, test := range []struct {
		body   string
		status int
	}{{"Muted=true", 200}, {"Muted=%", 400}, {strings.Repeat("x", 1<<20), 413}} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.Space+"/2010-04-01/Accounts/"+sandbox.Account+
			"/Conferences/"+sandbox.SampleConference+"/Participants/"+sandbox.SampleCall, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(sandbox.Account, sandbox.Token)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.ProtoMajor != 2 || response.StatusCode != test.status || response.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%.20s: %s %s, %v", test.body, response.Proto, response.Status, response.Header)
		}
	}
	server.Stop(syscall.SIGINT)
}

// TestSandboxCertificateFiles uses files that do not hold a certificate, or not its key.
func TestSandboxCertificateFiles(t *testing.T) {
	t.Parallel()
	certificate, key := selfSigned(t)
	_, other := selfSigned(t)
	binary := filepath.Join(t.TempDir(), "binary")
	if err := os.WriteFile(binary, []byte("\x00\xff\x1b]0;x\x07"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ certificate, key, message string }{
		{certificate, other, "private key does not match public key"},
		{key, certificate, "failed to find certificate PEM data in certificate input, but did find a private key"},
		{certificate, "missing.pem", "missing.pem: no such file"},
		{"missing.pem", key, "missing.pem: no such file"},
		{certificate, os.TempDir(), "is a directory"},
		{binary, key, "failed to find any PEM data"},
		{os.DevNull, os.DevNull, "failed to find any PEM data"},
		{"/dev/zero", key, "failed to find any PEM data"},
		{certificate, "/dev/zero", "failed to find any PEM data"},
		{certificate, "", "--tls-cert and --tls-key go together"},
		{"", key, "--tls-cert and --tls-key go together"},
	} {
		o := harness.Run(t, nil, "sandbox", "--listen", "127.0.0.1:0", "--tls-cert", test.certificate, "--tls-key", test.key)
		o.Want(t, 2, test.message, "\nhint: ")
		if o.Stdout != "" || strings.Count(o.Stderr, "\n") != 2 || strings.Contains(o.Stderr, "\x1b") {
			t.Errorf("%s, %s: %s%s", test.certificate, test.key, o.Stdout, o.Stderr)
		}
	}
}
