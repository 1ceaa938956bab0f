package transport

import (
	"bufio"
	"confcall/acceptance/streams"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// secure serves TLS with a certificate for example.com and 127.0.0.1, by a configuration of its own.
func secure(t *testing.T, h2 bool, config *tls.Config, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2, server.TLS = h2, config
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// A relay passes connections on to a server, behind CONNECT if it is a proxy. Of every connection, numbered from 1, of which it is
// told to lose the alerts, it passes none on, and resets the connection when the server has ended it.
type relay struct {
	server string
	proxy  bool
	loses  func(number int32) bool
	met    atomic.Int32
}

func (r *relay) serve(t *testing.T) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	streams.Accept(t, listener, r.pass)
	return listener.Addr().String()
}

func (r *relay) pass(client net.Conn) {
	defer client.Close()
	from := bufio.NewReader(client)
	if r.proxy {
		if _, err := http.ReadRequest(from); err != nil {
			return
		}
		_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
	}
	server, err := net.Dial("tcp", r.server)
	if err != nil {
		return
	}
	defer server.Close()
	loses := r.loses(r.met.Add(1))
	go func() { _, _ = io.Copy(server, from) }()
	// Records of TLS: a type, a version, a length. One of 19 bytes behind the handshake holds an alert of TLS 1.3.
	head := make([]byte, 5)
	for {
		if _, err := io.ReadFull(server, head); err != nil {
			break
		}
		record := make([]byte, int(head[3])<<8|int(head[4]))
		if _, err := io.ReadFull(server, record); err != nil {
			break
		}
		if !loses || len(record) != 19 {
			_, _ = client.Write(append(head[:5:5], record...))
		}
	}
	if loses {
		_ = client.(*net.TCPConn).SetLinger(0)
	}
}

// TestLostAlert has servers refuse whoever has no certificate, and the alert of that be lost with the connection that a change was on.
// That the change was not made is said where a connection on which nothing is said is refused too, and only there.
func TestLostAlert(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		loses   func(int32) bool
		refused bool
	}{
		{"never", func(int32) bool { return false }, true},
		{"on the change", func(number int32) bool { return number == 1 }, true},
		{"always", func(int32) bool { return true }, false},
	} {
		for _, h2 := range []bool{false, true} {
			for _, proxied := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, HTTP/2 %t, proxy %t", test.name, h2, proxied), func(t *testing.T) {
					t.Parallel()
					server := secure(t, h2, &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13}, nil)
					way := &relay{server: server.Listener.Addr().String(), proxy: proxied, loses: test.loses}
					space, through := way.serve(t), ""
					if proxied {
						space, through = "example.com", "http://"+space
					}
					fault := exchange(t, to(t, "https://"+space, through, server.Certificate()), http.MethodPost)
					switch {
					case fault == nil:
						t.Fatal("it is done")
					case test.refused && (fault.Layer != LayerTLS || !fault.Unsent || fault.Transient || !errors.Is(fault.Cause, ErrClientCertificate)),
						!test.refused && (!fault.Transient || fault.Cause != nil):
						t.Errorf("the fault is %+v", fault)
					}
				})
			}
		}
	}
}

// TestImpatientServer has a server ask for a certificate that it does not need, read a change, and cut the connection, as it does with
// those who say nothing for long. Nothing tells that the change was not made.
func TestImpatientServer(t *testing.T) {
	t.Parallel()
	var heard atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		heard.Add(1)
		panic(http.ErrAbortHandler)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.Config.ErrorLog, server.Config.ReadHeaderTimeout = log.New(io.Discard, "", 0), 500*time.Millisecond
	server.StartTLS()
	t.Cleanup(server.Close)
	fault := exchange(t, to(t, server.URL, "", server.Certificate()), http.MethodPost)
	// On a busy machine it may lose its patience before it has heard anything.
	if fault == nil || heard.Load() > 0 && (fault.Layer != LayerTCP || fault.Unsent) {
		t.Errorf("heard %d times, and the fault is %+v", heard.Load(), fault)
	}
}

// TestAlerts tells those alerts that refuse a certificate from those that may come of a request.
func TestAlerts(t *testing.T) {
	t.Parallel()
	about := map[tls.AlertError]bool{40: true, 41: true, 42: true, 43: true, 44: true, 45: true, 46: true, 48: true, 49: true, 111: true, 113: true, 114: true, 116: true}
	for alert := range tls.AlertError(255) {
		err := &net.OpError{Op: "remote error", Err: alert}
		got := isAboutCertificate(err)
		if known := !strings.HasPrefix(alert.Error(), "tls: alert("); got != (about[alert] && known) {
			t.Errorf("%d is %q, and about a certificate: %t", uint8(alert), alert.Error(), got)
		}
	}
}
