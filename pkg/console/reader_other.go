//go:build !unix

package console

// ReaderIsGone reports whether nobody can read the result any more. Here only writing shows that.
func (c *Console) ReaderIsGone() bool { return false }
