package console

import "syscall"

// enableVirtualTerminalProcessing is the console mode in which escape sequences are obeyed instead of shown.
const enableVirtualTerminalProcessing = 0x4

// EnableEscapes makes the console obey escape sequences, which older ones do only on request. Files and pipes are left alone.
func EnableEscapes() {
	setConsoleMode := syscall.NewLazyDLL("kernel32.dll").NewProc("SetConsoleMode")
	for _, stream := range []int{syscall.STD_OUTPUT_HANDLE, syscall.STD_ERROR_HANDLE} {
		handle, err := syscall.GetStdHandle(stream)
		if err != nil {
			continue
		}
		var mode uint32
		if syscall.GetConsoleMode(handle, &mode) == nil {
			_, _, _ = setConsoleMode.Call(uintptr(handle), uintptr(mode|enableVirtualTerminalProcessing))
		}
	}
}
