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

// heapBegin is a fresh allocation, behind which the heap grows.
var heapBegin *[8 << 10]byte

// The heap's first pages are mapped in one call: faulting them in one by one takes a third of a start.
func init() {
	heapBegin = new([8 << 10]byte)
	_, _, _ = syscall.RawSyscall(syscall.SYS_MADVISE, pageOf(heapBegin), heapUsed, populateWrite)
}

// pageOf returns where the page begins that holds the first byte.
func pageOf(bytes *[8 << 10]byte) uintptr {
	return uintptr(unsafe.Pointer(bytes)) &^ uintptr(syscall.Getpagesize()-1)
}
