package streams

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// Kinds of frames of HTTP/2, as far as tests need them.
const (
	Data, Headers, Reset, Settings, GoAway = 0, 1, 3, 4, 7
)

// Frame is a frame of HTTP/2.
func Frame(kind, flags byte, stream uint32, payload ...byte) []byte {
	head := []byte{0, byte(len(payload) >> 8), byte(len(payload)), kind, flags}
	return append(binary.BigEndian.AppendUint32(head, stream), payload...)
}

// GoAwayFrame ends a connection behind the last stream that the server heard, with an error code and words of its own.
func GoAwayFrame(last uint32, code byte, words string) []byte {
	payload := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), uint32(code))
	return Frame(GoAway, 0, 0, append(payload, words...)...)
}

// ResetFrame ends a stream with an error code.
func ResetFrame(stream uint32, code byte) []byte { return Frame(Reset, 0, stream, 0, 0, 0, code) }

// OKFrame begins an answer with the status 200.
func OKFrame(stream uint32) []byte { return Frame(Headers, 4, stream, 0x88) }

// HangUp stands behind frames after which the server cuts the connection.
var HangUp = []byte("hang up")

// Listen serves connections over TLS that are to speak HTTP/2, each by a function.
func Listen(t testing.TB, serve func(net.Conn)) (url string, root *x509.Certificate) {
	t.Helper()
	model := httptest.NewUnstartedServer(nil) // for its certificate
	model.EnableHTTP2 = true
	model.StartTLS()
	t.Cleanup(model.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", model.TLS)
	if err != nil {
		t.Fatal(err)
	}
	Accept(t, listener, func(conn net.Conn) {
		defer conn.Close()
		serve(conn)
	})
	return "https://" + listener.Addr().String(), model.Certificate()
}

// Answer serves HTTP/2, and answers the headers of each request, numbered from 1, with the frames that a function returns.
func Answer(t testing.TB, answer func(number, stream uint32) []byte) (url string, root *x509.Certificate, sent *atomic.Uint32) {
	t.Helper()
	sent = new(atomic.Uint32)
	url, root = Listen(t, func(conn net.Conn) {
		_, _ = io.CopyN(io.Discard, conn, int64(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")))
		_, _ = conn.Write(Frame(Settings, 0, 0))
		head := make([]byte, 9)
		for {
			if _, err := io.ReadFull(conn, head); err != nil {
				return
			}
			length := int64(head[0])<<16 | int64(head[1])<<8 | int64(head[2])
			_, _ = io.CopyN(io.Discard, conn, length)
			if head[3] == Headers {
				text, ends := bytes.CutSuffix(answer(sent.Add(1), binary.BigEndian.Uint32(head[5:])), HangUp)
				if _, _ = conn.Write(text); ends {
					// What is not read would reset the connection, and take the frames with it.
					_ = conn.(*tls.Conn).CloseWrite()
					_, _ = io.Copy(io.Discard, conn)
					return
				}
			}
		}
	})
	return url, root, sent
}
