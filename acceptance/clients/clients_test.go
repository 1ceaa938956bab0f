// Package clients runs other clients of the API against the sandbox: the vendor's own and the one that it follows, with npm's
// packages pinned in package-lock.json. A stand-in that only its own program understands would be none.
package clients

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/cmd"
	"confcall/pkg/cli"
)

// TestMain is the program itself where a test starts it.
func TestMain(m *testing.M) {
	if os.Getenv("CONFCALL_TEST_RUN") != "" {
		os.Exit(cmd.Run(cli.System(), os.Args[1:]))
	}
	os.Exit(m.Run())
}

// patience is for an installation, or for a session, on a machine that has other things to do.
const patience = 5 * time.Minute

// TestSessions has each client fetch, list, update and remove over TLS.
func TestSessions(t *testing.T) {
	t.Parallel()
	folder := install(t)
	for _, name := range []string{"@signalwire/compatibility-api", "twilio"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			certificate, key := certify(t)
			space := serve(t, certificate, key)
			node := command(t, folder, "node", "session.js", name)
			node.Env = append(node.Environ(), "NODE_EXTRA_CA_CERTS="+certificate, "NODE_OPTIONS=", "NO_PROXY=localhost", "no_proxy=localhost")
			node.Env = append(node.Env, space...)
			out, err := node.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "all is as it should be") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestLock wants the lock to name no host that packages come from: each machine has its own.
func TestLock(t *testing.T) {
	t.Parallel()
	lock, err := os.ReadFile("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(lock), `"resolved"`) || !strings.Contains(string(lock), `"integrity"`) {
		t.Error("package-lock.json: want hashes and no hosts: npm install --omit-lockfile-registry-resolved=true")
	}
}

// install puts the packages into a folder. Where there is no npm, or no way to its packages, nothing is tested, unless
// CONFCALL_CLIENTS says that it must be.
func install(t *testing.T) string {
	t.Helper()
	missing := t.Skipf
	if os.Getenv("CONFCALL_CLIENTS") == "required" {
		missing = t.Fatalf
	}
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			missing("no %s, so the other clients of the API are not run: %v", name, err)
		}
	}
	folder := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "session.js"} {
		content, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	npm := command(t, folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
	if out, err := npm.CombinedOutput(); err != nil {
		missing("npm cannot install the other clients of the API: %v\n%s", err, out)
	}
	return folder
}

// command is a command in a folder, which is ended with its children when it takes too long.
func command(t *testing.T, folder, name string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = folder
	command.WaitDelay = time.Second
	return command
}

var export = regexp.MustCompile(`^export (\w+)='?([^']*)'?$`)

// serve starts a sandbox over TLS, and returns the environment that it prints, with its address by name.
func serve(t *testing.T, certificate, key string) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, os.Args[0], "sandbox", "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
	server.Env = append(os.Environ(), "CONFCALL_TEST_RUN=1")
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) }
	server.Stderr = io.Discard
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = server.Wait()
	})
	var environment []string
	for lines := bufio.NewScanner(out); len(environment) < 4 && lines.Scan(); {
		found := export.FindStringSubmatch(lines.Text())
		if found == nil {
			t.Fatalf("the sandbox prints %q", lines.Text())
		}
		environment = append(environment, found[1]+"="+strings.Replace(found[2], "127.0.0.1", "localhost", 1))
	}
	if len(environment) != 4 {
		t.Fatalf("the sandbox prints only %q", environment)
	}
	return environment
}

// certify makes a certificate for this machine, which signs itself, and returns the files of both parts.
func certify(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("certificate.pem", "CERTIFICATE", signed), write("key.pem", "EC PRIVATE KEY", encoded)
}
