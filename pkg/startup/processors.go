// Package startup readies the process for a short run, before the packages of the libraries are set up, which is most of a start.
// Only main imports it: tests and other programs want neither.
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
}
