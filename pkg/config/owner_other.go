//go:build !unix

package config

// checkSafety does nothing, because a file's mode does not say here who may write it.
func (e entry) checkSafety() error { return nil }
