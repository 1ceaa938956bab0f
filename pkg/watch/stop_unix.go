//go:build unix

package watch

import (
	"os"
	"syscall"
)

// stops are the signals that stop a program with no chance to tidy up, and that a person can send by a key.
var stops = []os.Signal{syscall.SIGTSTP}
