//go:build linux || darwin

package setup

import (
	"os"
	"syscall"
)

// lock keeps other commands from writing a file until unlock is called, so that what one has compared is what it replaces. Who
// has waited finds another file under the name. Where a file system has no locks, nobody waits.
func lock(path string) (unlock func()) {
	file, err := os.Open(path)
	if err != nil {
		return func() {}
	}
	_ = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	return func() { _ = file.Close() }
}
