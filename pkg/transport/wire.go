package transport

import (
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
)

// A wire is a connection that remembers what went over it.
type wire struct {
	net.Conn
	written atomic.Int64 // bytes, counted when they begin to be written
	heardAt atomic.Int64 // written, when something was read last
	ended   atomic.Bool  // the other side has ended it
	silent  atomic.Bool  // nothing more is to be written
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

// wireOf is the wire below a connection, nil if there is none. With a proxy that has TLS, there may be TLS in TLS.
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
