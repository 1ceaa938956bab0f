//go:build unix

package console

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// interruptible reads from a terminal until it is stopped, and leaves what is typed after that to the next reader.
type interruptible struct {
	in         io.Reader
	fd         int
	wake, rung *os.File // a pipe: closing wake makes rung readable
}

func newInterruptible(in io.Reader, fd int) (*interruptible, error) {
	rung, wake, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &interruptible{in: in, fd: fd, wake: wake, rung: rung}, nil
}

// stop ends the read under way and all later ones.
func (r *interruptible) stop() { _ = r.wake.Close() }

// read reads what was typed. If brief, it returns errSilence when nothing comes for escapeSilence.
func (r *interruptible) read(p []byte, brief bool) (int, error) {
	patience := -1
	if brief {
		patience = int(escapeSilence.Milliseconds())
	}
	for {
		ready := []unix.PollFd{{Fd: int32(r.fd), Events: unix.POLLIN}, {Fd: int32(r.rung.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, patience)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, err
		case ready[1].Revents != 0:
			_ = r.rung.Close()
			return 0, io.EOF
		case n == 0:
			return 0, errSilence
		default:
			return r.in.Read(p)
		}
	}
}
