//go:build unix

package network

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

func stay(*net.TCPConn) {}

func cut(conn *net.TCPConn) { _ = conn.Close() }

// reset closes a connection as a machine does that does not know it.
func reset(conn *net.TCPConn) {
	_ = conn.SetLinger(0)
	_ = conn.Close()
}

// takesNoMore returns an address at which connections are neither accepted nor refused, because its queue is full.
func takesNoMore(t *testing.T) string {
	t.Helper()
	socket := func() int {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = syscall.Close(fd) })
		return fd
	}
	listener := socket()
	if err := errors.Join(syscall.Bind(listener, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), syscall.Listen(listener, 0)); err != nil {
		t.Fatal(err)
	}
	address, err := syscall.Getsockname(listener)
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		waiting := socket()
		if err := syscall.SetNonblock(waiting, true); err != nil {
			t.Fatal(err)
		}
		_ = syscall.Connect(waiting, address) // continues in the background, or never
	}
	return fmt.Sprintf("127.0.0.1:%d", address.(*syscall.SockaddrInet4).Port)
}

// misbehave serves DNS that answers each question with a failure, or not at all.
func misbehave(t *testing.T, answers bool) (address string) {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		message := make([]byte, 512)
		for answers {
			n, client, err := server.ReadFrom(message)
			if err != nil {
				return
			}
			message[2] |= 0x80 // an answer
			message[3] = message[3]&0xf0 | 2
			_, _ = server.WriteTo(message[:n], client)
		}
	}()
	return server.LocalAddr().String()
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server, root := harness.SecureSandbox(t)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}

	harness.Run(t, harness.Account(server.URL), append(harness.Sample, "--ca-file", root)...).Want(t, 0)
	harness.Run(t, append(harness.Account(server.URL), "CONFCALL_CA_FILE="+root), harness.Sample...).Want(t, 0)
	harness.Run(t, append(harness.Account(server.URL), "SSL_CERT_FILE="+root), harness.Sample...).Want(t, 0)
	// The extra root is used together with the system's, and replaces none of them.
	other, _ := selfSigned(t)
	harness.Run(t, append(harness.Account(server.URL), "SSL_CERT_FILE="+root), append(harness.Sample, "--ca-file", other)...).Want(t, 0)
	// A bare host means https.
	harness.Run(t, harness.Account("127.0.0.1:"+port), append(harness.Sample, "--ca-file", root)...).Want(t, 0)
}

// The hints of the layers.
const (
	hintTCP   = "check the space, and that the network and any firewall let TCP through; if they do, try again"
	hintTLS   = "check the space's name and port, and that the server and all on the way speak TLS 1.2 or later; a slow one needs a longer --timeout"
	hintRoot  = "check the space's name; if a proxy or a test server signs with its own root, name that with --ca-file"
	hintName  = "check the space's name, and that no proxy answers in its place"
	hintClock = "check this machine's clock; if it is right, the server needs another certificate"
	hintProxy = "check the variables HTTPS_PROXY and NO_PROXY"
	hintLogin = hintProxy + "; a login is written as in http://USER:PASSWORD@HOST:PORT, and sent as Basic, the one kind that confcall knows"
	hintOwn   = "ask whoever runs the server for an address that wants no certificate of the client"
)

// A breakdown is a way in which the API cannot be reached.
type breakdown struct {
	name        string
	environment []string
	args        []string
	message     string // the whole message; HOST stands for the address, TIMEOUT for how long it took
	hint        string
	again       bool // it may pass, so it is tried again
	hangs       bool // until the timeout ends it
}

// check checks all that is said: a retry if one is due, and an error of two lines.
func (b breakdown) check(t *testing.T, address string) {
	meets := func(timeout string) (got harness.Outcome, want string) {
		message := strings.NewReplacer("HOST", address, "TIMEOUT", timeout).Replace(b.message)
		want = fmt.Sprintf("confcall: get participant %s of conference %s: %s\nhint: %s\n", sandbox.SampleCall,
			sandbox.SampleConference, message, b.hint)
		if b.again {
			want = "confcall: retry 1 of 1 in 1ms: " + message + "\n" + want
		}
		return harness.Run(t, b.environment, append(append(harness.Sample, "--retries", "1", "--timeout", timeout), b.args...)...), want
	}
	timeout := "30s"
	if b.hangs {
		timeout = "500ms"
	}
	type result struct {
		got  harness.Outcome
		want string
	}
	first := make(chan result, 1)
	begin := func() {
		defer close(first)
		got, want := meets(timeout)
		first <- result{got, want}
	}
	if b.hangs {
		go begin() // all of them hang at the same time
	}
	t.Run(b.name, func(t *testing.T) {
		t.Parallel()
		if !b.hangs {
			begin()
		}
		r := <-first
		for _, longer := range []string{"10s", "2m"} {
			if b.hangs && r.got.Stderr != r.want {
				r.got, r.want = meets(longer) // a busy machine may take longer to get to where it hangs
			}
		}
		r.got.Want(t, 8)
		if r.got.Stderr != r.want || r.got.Stdout != "" {
			t.Errorf("standard output %q, standard error\n%swant\n%s", r.got.Stdout, r.got.Stderr, r.want)
		}
	})
}

// TestConnections has connections refused, cut and held up.
func TestConnections(t *testing.T) {
	t.Parallel()
	const cutShort = "HOST cut the connection before the answer was whole"
	begun := "HTTP/1.1 200 OK\r\nContent-Length: 1000"
	for _, b := range []struct {
		breakdown
		serve func(*net.TCPConn)
	}{
		{breakdown{name: "reset before the answer", message: cutShort, hint: hintTCP, again: true}, harness.Answers("", reset)},
		{breakdown{name: "reset in the headers", message: cutShort, hint: hintTCP, again: true}, harness.Answers(begun, reset)},
		{breakdown{name: "reset in the body", message: cutShort, hint: hintTCP, again: true}, harness.Answers(begun+"\r\n\r\n{", reset)},
		{breakdown{name: "cut in the headers", message: cutShort, hint: hintTCP, again: true}, harness.Answers(begun, cut)},
	} {
		address := harness.Meet(t, b.serve)
		b.environment = harness.Account("http://" + address)
		b.check(t, address)
	}
	if runtime.GOOS == "linux" { // other systems refuse connections that they cannot queue
		address := takesNoMore(t)
		breakdown{name: "not taken", environment: harness.Account("http://" + address), hangs: true,
			message: "connect to HOST: no answer within TIMEOUT", hint: hintTCP}.check(t, address)
	}

	const hint = "check the space's name, and that DNS works on this machine"
	// A label of more than 63 letters is not a valid name, which is known without a query.
	host := strings.Repeat("x", 64) + ".invalid"
	breakdown{name: "no such host", environment: harness.Account("https://" + host), message: "find host HOST: no such host",
		hint: hint}.check(t, host)
	dns := func(answers bool) []string {
		return append(harness.Account("https://example.com"), "CONFCALL_TEST_DNS="+misbehave(t, answers))
	}
	breakdown{name: "no answer of DNS", environment: dns(false), hangs: true,
		message: "find host HOST: no answer within TIMEOUT", hint: hint}.check(t, "example.com")
	breakdown{name: "DNS fails", environment: dns(true), again: true, message: "find host HOST: server misbehaving",
		hint: hint}.check(t, "example.com")
}

// TestHandshakes connects to servers that do not speak TLS, or in a way that cannot be trusted.
func TestHandshakes(t *testing.T) {
	t.Parallel()
	for _, b := range []struct {
		breakdown
		serve func(*net.TCPConn)
	}{
		{breakdown{name: "no answer", hangs: true, message: "open TLS to HOST: no answer within TIMEOUT", hint: hintTLS}, stay},
		{breakdown{name: "half an answer", hangs: true, message: "open TLS to HOST: no answer within TIMEOUT", hint: hintTLS},
			harness.Answers("\x16\x03\x03\x00\x40\x02", stay)},
		{breakdown{name: "cut", message: "open TLS to HOST: it cut the connection", hint: hintTLS, again: true}, harness.Answers("", cut)},
		{breakdown{name: "reset", message: "open TLS to HOST: it cut the connection", hint: hintTLS, again: true}, harness.Answers("", reset)},
		{breakdown{name: "an alert", message: "open TLS to HOST: handshake failure", hint: hintTLS},
			harness.Answers("\x15\x03\x03\x00\x02\x02\x28", cut)},
		{breakdown{name: "plain HTTP", message: "open TLS to HOST: the server speaks no TLS", hint: hintTLS},
			harness.Answers("HTTP/1.0 400 Bad Request\r\n\r\n", cut)},
		{breakdown{name: "garbage", message: "open TLS to HOST: the server speaks no TLS", hint: hintTLS},
			harness.Answers("\x00\x01\x02\x03\x04\x05", cut)},
	} {
		address := harness.Meet(t, b.serve)
		b.environment = harness.Account("https://" + address)
		b.check(t, address)
	}
	old := func(version uint16) *tls.Config {
		return &tls.Config{MinVersion: version, MaxVersion: version}
	}
	for _, b := range []struct {
		breakdown
		config *tls.Config
	}{
		{breakdown{name: "TLS 1.1", message: "open TLS to HOST: protocol version not supported", hint: hintTLS}, old(tls.VersionTLS11)},
		{breakdown{name: "TLS 1.0", message: "open TLS to HOST: protocol version not supported", hint: hintTLS}, old(tls.VersionTLS10)},
		{breakdown{name: "certificate wanted",
			message: "open TLS to HOST: certificate required; confcall presents no certificate of its own",
			hint:    hintOwn}, &tls.Config{ClientAuth: tls.RequireAnyClientCert}},
		{breakdown{name: "certificate wanted, TLS 1.2",
			message: "open TLS to HOST: handshake failure; confcall presents no certificate of its own",
			hint:    hintOwn}, &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}},
	} {
		server, root := harness.SecureSandbox(t, b.config)
		b.environment = append(b.environment, harness.Account(server.URL)...)
		b.args = []string{"--ca-file", root}
		b.check(t, server.Listener.Addr().String())
	}
}

// TestCertificates connects to servers whose certificates cannot be trusted. A retry would not change them.
func TestCertificates(t *testing.T) {
	t.Parallel()
	const trust = "trust the certificate of HOST: "
	const day = 24 * time.Hour
	now := time.Now()
	for _, b := range []struct {
		breakdown
		change  func(*x509.Certificate)
		trusted bool
	}{
		{breakdown{name: "self-signed", message: trust + "its issuer is unknown", hint: hintRoot}, func(*x509.Certificate) {}, false},
		{breakdown{name: "of another host", message: trust + "it is for another host", hint: hintName}, func(c *x509.Certificate) {
			c.IPAddresses, c.DNSNames = nil, []string{"example.com"}
		}, true},
		{breakdown{name: "expired", message: trust + "it expired on " + now.Add(-day).UTC().Format(time.DateOnly),
			hint: hintClock}, func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = now.Add(-2*day), now.Add(-day)
		}, true},
		{breakdown{name: "not yet valid", message: trust + "it is not valid before " + now.Add(day).UTC().Format(time.DateOnly),
			hint: hintClock}, func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = now.Add(day), now.Add(2*day)
		}, true},
	} {
		file, key := selfSigned(t, b.change)
		pair, err := tls.LoadX509KeyPair(file, key)
		if err != nil {
			t.Fatal(err)
		}
		server, _ := harness.SecureSandbox(t, &tls.Config{Certificates: []tls.Certificate{pair}})
		b.environment = harness.Account(server.URL)
		if b.trusted {
			b.args = []string{"--ca-file", file}
		}
		b.check(t, server.Listener.Addr().String())
	}
	server, _ := harness.SecureSandbox(t)
	other, _ := selfSigned(t)
	breakdown{name: "unknown issuer", environment: harness.Account(server.URL), args: []string{"--ca-file", other},
		message: trust + "its issuer is unknown", hint: hintRoot}.check(t, server.Listener.Addr().String())
}

// TestVerificationStaysOn checks that nothing in the program can turn off the verification of certificates: no flag, no
// variable, no key of the config file, and no switch of the standard library.
func TestVerificationStaysOn(t *testing.T) {
	t.Parallel()
	suspect := regexp.MustCompile(`(?i)insecure|verif|trust.?all|skip.?tls`)
	files := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files++
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			switch word := node.(type) {
			case *ast.Ident:
				// By these the standard library says why a certificate is not trusted.
				if suspect.MatchString(word.Name) &&
					!slices.Contains([]string{"CertificateVerificationError", "UnverifiedCertificates", "InsecureAlgorithmError"}, word.Name) {
					t.Errorf("%s speaks of %s", name, word.Name)
				}
			case *ast.BasicLit:
				// A token may be stored without a keyring, which is not about certificates.
				if word.Kind == token.STRING && suspect.MatchString(strings.ReplaceAll(word.Value, "insecure-storage", "")) {
					t.Errorf("%s holds the text %s", name, word.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || files < 50 {
		t.Errorf("%d files were read: %v", files, err)
	}

	server, _ := harness.SecureSandbox(t)
	for _, flag := range []string{"--insecure", "-k", "--no-verify", "--insecure-skip-verify"} {
		harness.Run(t, harness.Account(server.URL), append(harness.Sample, flag)...).Want(t, 2, "unknown")
	}
	cmd := harness.Command(t, harness.Account(server.URL), append(harness.Sample, "--config", "config.yaml")...)
	if err := os.WriteFile(filepath.Join(cmd.Dir, "config.yaml"), []byte("insecure: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	harness.Finish(t, cmd).Want(t, 3, `unknown key "insecure"`)
}
