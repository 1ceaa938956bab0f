//go:build !unix

package console

import (
	"io"
	"time"
)

// interruptible reads from a terminal until it is stopped. A read under way by then cannot be ended: what is typed next is lost to it.
type interruptible struct {
	pieces chan piece
	over   chan struct{}
}

// piece is what one read returned.
type piece struct {
	data []byte
	err  error
}

func newInterruptible(in io.Reader, _ int) (*interruptible, error) {
	r := &interruptible{pieces: make(chan piece), over: make(chan struct{})}
	go func() {
		for {
			buffer := make([]byte, 256)
			n, err := in.Read(buffer)
			select {
			case r.pieces <- piece{buffer[:n], err}:
			case <-r.over:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return r, nil
}

// stop ends the read under way and all later ones.
func (r *interruptible) stop() { close(r.over) }

// read reads what was typed. If brief, it returns errSilence when nothing comes for escapeSilence.
func (r *interruptible) read(p []byte, brief bool) (int, error) {
	var silence <-chan time.Time
	if brief {
		silence = time.After(escapeSilence)
	}
	select {
	case got := <-r.pieces:
		return copy(p, got.data), got.err
	case <-silence:
		return 0, errSilence
	case <-r.over:
		return 0, io.EOF
	}
}
