// Package streams serves HTTP/2 with few streams at once, for tests. Go's own server counts a stream until it has noticed that its
// answer was written, and on a busy machine refuses the next one, which may come before that, as an error of the protocol. Here the
// server allows many, and tells the client that they are few.
package streams

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Serve serves a handler over TLS and HTTP/2, and tells clients that so many streams may be open at once.
func Serve(t testing.TB, handler http.Handler, limit uint32) (url string, root *x509.Certificate) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	certified := httptest.NewTLSServer(nil)
	t.Cleanup(certified.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	Accept(t, listener, func(client net.Conn) { pass(client, server.Listener.Addr().String(), limit) })
	return "https://" + listener.Addr().String(), certified.Certificate()
}

// Accept serves the connections of a listener side by side until the test ends, each by a function that closes it.
func Accept(t testing.TB, listener net.Listener, serve func(net.Conn)) {
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
}

// pass passes a connection on, until one side ends it.
func pass(client net.Conn, address string, limit uint32) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	settings, err := readSettings(server, limit)
	if err != nil {
		return
	}
	if _, err := client.Write(settings); err == nil {
		_, _ = io.Copy(client, server)
	}
}

// What a frame begins with, a setting, and the number of the one that says how many streams may be open at once (RFC 9113, 4.1 and 6.5).
const (
	frameHeader      = 9
	setting          = 6
	maxConcurrent    = 3
	lengthOfSettings = 3 // bytes at the beginning of the header
)

// readSettings reads the server's first frame, and says the limit in it.
func readSettings(server io.Reader, limit uint32) ([]byte, error) {
	frame := make([]byte, frameHeader)
	if _, err := io.ReadFull(server, frame); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(append([]byte{0}, frame[:lengthOfSettings]...))
	frame = append(frame, make([]byte, length)...)
	if _, err := io.ReadFull(server, frame[frameHeader:]); err != nil {
		return nil, err
	}
	for one := frame[frameHeader:]; len(one) >= setting; one = one[setting:] {
		if binary.BigEndian.Uint16(one) == maxConcurrent {
			binary.BigEndian.PutUint32(one[2:], limit)
		}
	}
	return frame, nil
}
