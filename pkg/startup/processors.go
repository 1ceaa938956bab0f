// Package startup readies the process for a short run, before the packages of the libraries are set up, which is most of a start.
// Go sets up packages in the order of their paths, as far as they do not import each other, so the module's name puts it in front.
// Main imports it, and so does what stands in for main in tests.
package startup

import (
	"runtime"
	"syscall"
)

// Most runs send one request and do one thing after the other. With more processors the runtime starts threads that find nothing
// to do, and each processor takes memory of its own. A command that has work for all of them says so, by cli.UseAllProcessors.
func init() {
	if _, chosen := syscall.Getenv("GOMAXPROCS"); !chosen {
		runtime.GOMAXPROCS(1)
	}
	beginsWith = runtime.GOMAXPROCS(0)
}

// beginsWith is the number of processors that the program begins with.
var beginsWith int
