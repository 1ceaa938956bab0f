//go:build unix

package harness

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"confcall/pkg/sandbox"
)

// Meet serves connections, each by a function that need not speak HTTP, and returns the address. A connection that is left
// open stays so until the test ends.
func Meet(t testing.TB, serve func(*net.TCPConn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			go serve(conn.(*net.TCPConn))
		}
	}()
	return listener.Addr().String()
}

// Answers hears something, answers with the text, and ends the connection.
func Answers(text string, end func(*net.TCPConn)) func(*net.TCPConn) {
	return func(conn *net.TCPConn) {
		_, _ = conn.Read(make([]byte, 64<<10))
		_, _ = io.WriteString(conn, text)
		end(conn)
	}
}

// PlainSandbox serves the sandbox over HTTP, within the test.
func PlainSandbox(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(sandbox.New(sandbox.Options{Now: Clock}))
	t.Cleanup(server.Close)
	return server
}

// SecureSandbox serves the sandbox over TLS and returns the file of its root certificate as well.
func SecureSandbox(t *testing.T, config ...*tls.Config) (server *httptest.Server, root string) {
	t.Helper()
	server = httptest.NewUnstartedServer(sandbox.New(sandbox.Options{Now: Clock}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are what is tested
	if len(config) > 0 {
		server.TLS = config[0]
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, RootOf(t, server)
}

// RootOf writes a server's certificate to a file, by which a client can trust it.
func RootOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	return RootFile(t, server.Certificate())
}

// RootFile writes a certificate into a file for --ca-file.
func RootFile(t *testing.T, root *x509.Certificate) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "root.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})
	if err := os.WriteFile(path, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
