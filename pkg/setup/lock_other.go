//go:build !linux && !darwin

package setup

// lock does nothing: Windows cannot replace a file that lock holds open.
func lock(string) (unlock func()) { return func() {} }
