//go:build unix

package network

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestRootsInAFolder trusts an issuer whose certificate is only in the folder of system certificates, and not in the bundle. A
// change is sent once.
func TestRootsInAFolder(t *testing.T) {
	t.Parallel()
	var posts, connections atomic.Int32
	answers := sandbox.New(sandbox.Options{Now: harness.Clock})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
		}
		answers.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are expected
	certificate, key := selfSigned(t)
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	folder := filepath.Dir(certificate)
	other, _ := selfSigned(t)
	for name, environment := range map[string][]string{
		"beside a bundle":  {"SSL_CERT_FILE=" + other, "SSL_CERT_DIR=" + folder},
		"without a bundle": {"SSL_CERT_FILE=" + filepath.Join(folder, "nosuch"), "SSL_CERT_DIR=" + folder},
	} {
		t.Run(name, func(t *testing.T) {
			environment := append(harness.Account(server.URL), environment...)
			harness.Run(t, environment, harness.Sample...).Want(t, 0)
			harness.Run(t, environment, append(harness.Sample, "--ca-file", other)...).Want(t, 0)
			posts.Store(0)
			harness.Run(t, environment, "participant", "hold", "--conference", sandbox.SampleConference, "--call", sandbox.SampleCall).
				Want(t, 0, "put on hold")
			if posts.Load() != 1 {
				t.Errorf("the change was sent %d times", posts.Load())
			}
		})
	}
	// The first connection shows that the bundle is not enough, and the second one serves all requests.
	connections.Store(0)
	many := append(harness.Sample, "--call", sandbox.SampleConference, "--call", sandbox.Account, "--parallel", "1")
	harness.Run(t, append(harness.Account(server.URL), "SSL_CERT_FILE="+other, "SSL_CERT_DIR="+folder), many...).Want(t, 5, "2 of 3 failed")
	if n := connections.Load(); n != 2 {
		t.Errorf("%d connections for three requests, want 2", n)
	}
	// All of them know only the other server's issuer.
	none := t.TempDir()
	harness.Run(t, append(harness.Account(server.URL), "SSL_CERT_FILE="+other, "SSL_CERT_DIR="+none), harness.Sample...).
		Want(t, 8, "its issuer is unknown")
}

// TestRootsAreReadForHTTPSOnly asks the kernel who opens the system's root certificates.
func TestRootsAreReadForHTTPSOnly(t *testing.T) {
	t.Parallel()
	server, root := harness.SecureSandbox(t)
	plain := harness.PlainSandbox(t)
	opened := watchFile(t, root)
	for _, test := range []struct {
		space string
		args  []string
		want  bool
	}{
		{server.URL, harness.Sample, true},
		{plain.URL, harness.Sample, false},
		{server.URL, []string{"config", "show"}, false},
		{server.URL, []string{"participant", "get", "--help"}, false},
		{server.URL, []string{"version"}, false},
	} {
		harness.Run(t, append(harness.Account(test.space), "SSL_CERT_FILE="+root), test.args...).Want(t, 0)
		if got := opened(); got != test.want {
			t.Errorf("%s at %s reads the root certificates: %t", strings.Join(test.args, " "), test.space, got)
		}
	}
}

// watchFile returns a function that reports whether a file has been opened since its last call.
func watchFile(t *testing.T, path string) func() bool {
	t.Helper()
	watch, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(watch) })
	if _, err := syscall.InotifyAddWatch(watch, path, syscall.IN_OPEN); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 4096)
	opened := func() bool {
		n, err := syscall.Read(watch, buffer)
		if err != nil && !errors.Is(err, syscall.EAGAIN) {
			t.Fatal(err)
		}
		return n > 0
	}
	if !opened() {
		t.Fatal("the kernel does not tell who opens a file")
	}
	return opened
}
