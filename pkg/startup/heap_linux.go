package startup

import (
	"syscall"
	"unsafe"
)

const (
	// populateWrite is MADV_POPULATE_WRITE, which Linux has since 5.14: an older one refuses it, and nothing is lost.
	populateWrite = 23
	// heapUsed is what a short run takes of the heap at least, in bytes.
	heapUsed = 640 << 10
)

// heapBegin is where the heap is about to grow: something that was just put there.
var heapBegin *[8 << 10]byte

// The heap's first pages are asked for in one call. One by one, each is a page fault of its own, and these are a third of a start.
func init() {
	heapBegin = new([8 << 10]byte)
	_, _, _ = syscall.RawSyscall(syscall.SYS_MADVISE, uintptr(unsafe.Pointer(heapBegin)), heapUsed, populateWrite)
}
