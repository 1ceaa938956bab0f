//go:build !windows

package console

// EnableEscapes is for Windows; other terminals obey escape sequences anyway.
func EnableEscapes() {}
