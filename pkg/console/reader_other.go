//go:build !unix

package console

// ReaderIsGone reports whether nobody can read the result any more. On this system only a write can tell.
func (c *Console) ReaderIsGone() bool { return false }
