package startup

import (
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// TestHeap looks at pages that nothing but the call at the start has touched: those right behind where the heap was growing.
func TestHeap(t *testing.T) {
	t.Parallel()
	const pages = 16
	address := pageOf(heapBegin)
	if _, _, problem := syscall.RawSyscall(syscall.SYS_MADVISE, address, uintptr(os.Getpagesize()), populateWrite); problem == syscall.EINVAL {
		t.Skip("this Linux does not know the call")
	}
	var present [pages]byte
	_, _, problem := syscall.RawSyscall(syscall.SYS_MINCORE, address, uintptr(pages*os.Getpagesize()), uintptr(unsafe.Pointer(&present)))
	if problem != 0 {
		t.Fatal(problem)
	}
	for i, is := range present {
		if is&1 == 0 {
			t.Errorf("page %d is not there", i)
		}
	}
}
