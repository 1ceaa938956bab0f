package main

import (
	"bufio"
	"encoding/pem"
	"fmt"
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

	"confcall/pkg/sandbox"
)

// secureSandbox serves the sandbox over TLS and returns its URL and the file of its root certificate.
func secureSandbox(t *testing.T) (server *httptest.Server, root string) {
	t.Helper()
	server = httptest.NewUnstartedServer(sandbox.New(sandbox.Options{Now: testClock}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are what is tested
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, rootOf(t, server)
}

// rootOf writes a server's certificate to a file, by which a client can trust it.
func rootOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "root.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(root, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server, root := secureSandbox(t)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}

	run(t, account(server.URL), append(sample, "--ca-file", root)...).want(t, 0)
	run(t, append(account(server.URL), "CONFCALL_CA_FILE="+root), sample...).want(t, 0)
	run(t, append(account(server.URL), "SSL_CERT_FILE="+root), sample...).want(t, 0)
	// The extra root stands beside the system's, and replaces none of them.
	_, other := secureSandbox(t)
	run(t, append(account(server.URL), "SSL_CERT_FILE="+root), append(sample, "--ca-file", other)...).want(t, 0)
	// A bare host means https.
	run(t, account("127.0.0.1:"+port), append(sample, "--ca-file", root)...).want(t, 0)

	// None of these is tried again: no retry would change them.
	unknown := run(t, account(server.URL), sample...)
	unknown.want(t, 8, "trust the certificate of 127.0.0.1:"+port+": its issuer is unknown", "hint: check the space's name; if a proxy")
	elsewhere := run(t, account("https://localhost:"+port), append(sample, "--ca-file", root)...)
	elsewhere.want(t, 8, "it is for another host")
	plain := httptest.NewServer(sandbox.New(sandbox.Options{Now: testClock}))
	t.Cleanup(plain.Close)
	noTLS := run(t, account(strings.Replace(plain.URL, "http:", "https:", 1)), sample...)
	noTLS.want(t, 8, "the server speaks no TLS")
	for _, o := range []outcome{unknown, elsewhere, noTLS} {
		if strings.Contains(o.stderr, "retry") {
			t.Errorf("tried again: %s", o.stderr)
		}
	}
}

// tunnels serves a proxy that makes tunnels to a server for whoever logs in, under the name example.com, and counts them.
func tunnels(t *testing.T, server *httptest.Server) (proxy *httptest.Server, made *atomic.Int32) {
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
		upstream, err := net.Dial("tcp", server.Listener.Addr().String())
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
	server, root := secureSandbox(t)
	proxy, made := tunnels(t, server)
	args := append(sample, "--ca-file", root, "--debug")

	through := run(t, append(account("https://example.com"), "HTTPS_PROXY="+strings.Replace(proxy.URL, "//", "//user:hunter2@", 1)), args...)
	through.want(t, 0)
	if made.Load() != 1 {
		t.Errorf("%d tunnels, want 1", made.Load())
	}
	if strings.Contains(through.stderr, "hunter2") || strings.Contains(through.stderr, "dXNlcjpodW50ZXIy") {
		t.Errorf("the proxy's password shows:\n%s", through.stderr)
	}
	run(t, append(account("https://example.com"), "HTTPS_PROXY="+proxy.URL), args...).want(t, 8, "the proxy wants a login", "hint: check the variables HTTPS_PROXY")
	// A server on loopback is not looked for behind a proxy.
	run(t, append(account(server.URL), "HTTPS_PROXY=http://127.0.0.1:1"), args...).want(t, 0)
}

// TestProxyRefuses names the proxy, not the space, for a tunnel that it does not make.
func TestProxyRefuses(t *testing.T) {
	t.Parallel()
	for status, retries := range map[int]int{http.StatusForbidden: 0, http.StatusBadGateway: 3} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		o := run(t, append(account("https://example.com"), "HTTPS_PROXY="+proxy.URL), sample...)
		o.want(t, 8, fmt.Sprintf("the proxy refused the connection (HTTP %d)", status), "hint: check the variables HTTPS_PROXY")
		if got := strings.Count(o.stderr, "retry"); got != retries {
			t.Errorf("%d: %d retries, want %d:\n%s", status, got, retries, o.stderr)
		}
	}
}

// TestHTTP2Breaks retries a stream of HTTP/2 that breaks off as it does a connection.
func TestHTTP2Breaks(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	answers := sandbox.New(sandbox.Options{Now: testClock})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("spoken is %s", r.Proto)
		}
		if asked.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		answers.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	run(t, account(server.URL), append(sample, "--ca-file", rootOf(t, server))...).want(t, 0, "retry 1 of 3", "cut the connection")
}

// TestClosedPipe writes to a reader that has gone: it has what it wanted, and nothing is said.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{append([]string{"--sandbox", "-q"}, sample...), {"help"}, {"completion", "bash"}, {"version"}} {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_ = reader.Close()
		cmd := command(t, nil, args...)
		var stderr strings.Builder
		cmd.Stdout, cmd.Stderr = writer, &stderr
		if err := cmd.Run(); err != nil || stderr.Len() > 0 {
			t.Errorf("%v: %v, %s", args, err, stderr.String())
		}
		_ = writer.Close()
	}
}

// TestInterruptedRead interrupts a program that waits for standard input which never comes.
func TestInterruptedRead(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		append([]string{"--token-file", "-"}, sample...),
		{"config", "init", "--space", "example", "--project", sandbox.Account},
		{"participant", "mute", "--sandbox", "--conference", sandbox.SampleConference, "--call", "-"},
	} {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer writer.Close()
		cmd := command(t, append(account("https://example.com"), "CONFCALL_TEST_READS=1"), args...)
		cmd.Stdin = reader
		stderr, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The program says that it reads.
		if _, err := bufio.NewReader(stderr).ReadString('\n'); err != nil {
			t.Error(err)
		}
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 130 {
			t.Errorf("%v: exit code %d, want 130", args, code)
		}
		_ = reader.Close()
	}
}

// TestConnectionsAreShared makes many requests over no more connections than there are requests at once.
func TestConnectionsAreShared(t *testing.T) {
	t.Parallel()
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(sandbox.New(sandbox.Options{Now: testClock}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	cmd := command(t, account(server.URL), "participant", "get", "--conference", "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001", "--call", "-", "--parallel", "8", "-q")
	var calls strings.Builder
	for i := range 300 {
		fmt.Fprintf(&calls, "2e9d4b60-8c1a-4d5e-a7f3-%012d\n", i)
	}
	cmd.Stdin = strings.NewReader(calls.String())
	finish(t, cmd).want(t, 5, "300 of 300 failed")
	if n := opened.Load(); n > 8+1 { // a dial may be overtaken by a connection that becomes free
		t.Errorf("%d connections for 8 requests at once", n)
	}
}

// TestFindStopsAtTheFirstHit finds a call although another conference never answers.
func TestFindStopsAtTheFirstHit(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&trouble{folder: t.TempDir()})
	t.Cleanup(server.Close)
	o := run(t, account(server.URL+"/hidden"), "participant", "find", "--call", sandbox.SampleCall, "--timeout", "1h", "--jq", ".conference_sid")
	o.want(t, 0, `found in "open" (00000000-0000-0000-0000-000000000002)`)
	if o.stdout != "00000000-0000-0000-0000-000000000002\n" {
		t.Errorf("got %q", o.stdout)
	}
}

// TestSignals interrupts a request under way, and a wait before a retry.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		signal syscall.Signal
		code   int
	}{{"interrupt", syscall.SIGINT, 130}, {"terminate", syscall.SIGTERM, 143}, {"hang up", syscall.SIGHUP, 143}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{}, 1)
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked <- struct{}{}
				<-r.Context().Done()
			}))
			t.Cleanup(server.Close)
			cmd := command(t, account(server.URL), sample...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-asked
			_ = cmd.Process.Signal(test.signal)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("under way: exit code %d, want %d", code, test.code)
			}

			waits := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
			t.Cleanup(waits.Close)
			cmd = command(t, append(account(waits.URL), "CONFCALL_TEST_SLOW_BACKOFF=1"), sample...)
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			buffer := make([]byte, 1000)
			if n, err := stderr.Read(buffer); err != nil || !strings.Contains(string(buffer[:n]), "retry 1 of 3") {
				t.Errorf("no wait was announced: %q, %v", buffer[:n], err)
			}
			_ = cmd.Process.Signal(test.signal)
			_, _ = io.Copy(io.Discard, stderr)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("in a wait: exit code %d, want %d", code, test.code)
			}
		})
	}
}
