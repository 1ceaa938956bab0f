package console

import (
	"errors"
	"os"

	"confcall/pkg/output"
)

// resultWriter is standard output. It clears the progress bar before each write and keeps the first error: cobra ignores the errors
// of writing help.
type resultWriter struct {
	file    *os.File
	console *Console
	failed  *output.WriteError
	pager   *pager // gets the result instead of file; nil if there is none
}

// Fd returns the file descriptor, so that Terminal can tell whether this is one.
func (r *resultWriter) Fd() uintptr { return r.file.Fd() }

func (r *resultWriter) Write(p []byte) (int, error) {
	r.console.beginResult()
	defer r.console.endResult()
	write := r.file.Write
	if r.pager != nil {
		write = r.pager.Write
	}
	n, err := write(p) // without the lock: this may block for ever, and messages must still get through
	if err != nil && r.failed == nil {
		r.failed = &output.WriteError{Err: err}
	}
	return n, err
}

// beginResult keeps the progress bar away while a result is written, until endResult is called.
func (c *Console) beginResult() {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	c.writing = true
	c.clearBar()
}

func (c *Console) endResult() {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	c.writing = false
}

// WriteFailure returns err, the error of a command, or the failure to write the result if err is nil or is just that. So another
// error is reported even when the reader is gone too.
func (c *Console) WriteFailure(err error) error {
	out, ok := c.Out.(*resultWriter)
	if ok && out.failed != nil && (err == nil || errors.Is(err, out.failed.Err)) {
		return out.failed
	}
	return err
}
