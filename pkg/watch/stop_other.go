//go:build !unix

package watch

import "os"

// stops are the signals that stop a program with no chance to tidy up: there are none.
var stops []os.Signal
