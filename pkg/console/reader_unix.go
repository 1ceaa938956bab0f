//go:build unix

package console

import "golang.org/x/sys/unix"

// ReaderIsGone reports whether nobody can read the result any more, as the other end of its pipe is closed. It writes nothing.
func (c *Console) ReaderIsGone() bool {
	out, ok := c.Out.(interface{ Fd() uintptr })
	if !ok {
		return false
	}
	poll := []unix.PollFd{{Fd: int32(out.Fd())}} // without events, poll reports errors only
	n, err := unix.Poll(poll, 0)
	return err == nil && n > 0 && poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
}
