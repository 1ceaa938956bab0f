//go:build linux || darwin

package setup

import (
	"os"
	"syscall"
)

// lock keeps other commands from replacing a file until unlock is called, so that the file does not change between the
// comparison and the write. A command that had to wait then finds a new file at the path, and its own comparison fails. On a
// file system without locks, lock does nothing.
func lock(path string) (unlock func()) {
	file, err := os.Open(path)
	if err != nil {
		return func() {}
	}
	_ = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	return func() { _ = file.Close() }
}
