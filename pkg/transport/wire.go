package transport

import (
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
)

// A wire is a TCP connection that counts what is written and read, below TLS.
type wire struct {
	net.Conn
	written atomic.Int64 // bytes written; those of a write under way count already
	heardAt atomic.Int64 // the value of written at the last read that brought something
	ended   atomic.Bool  // the other side has closed the connection
	silent  atomic.Bool  // writes fail from now on
}

func (w *wire) Write(p []byte) (int, error) {
	if w.silent.Load() {
		return 0, net.ErrClosed
	}
	w.written.Add(int64(len(p)))
	n, err := w.Conn.Write(p)
	w.written.Add(int64(n - len(p)))
	return n, err
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if n > 0 {
		w.heardAt.Store(w.written.Load())
	}
	if err == io.EOF {
		w.ended.Store(true)
	}
	return n, err
}

// wireOf returns the wire below a connection, or nil. Through a proxy with TLS, there is TLS inside TLS.
func wireOf(conn net.Conn) *wire {
	for {
		switch c := conn.(type) {
		case *wire:
			return c
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
