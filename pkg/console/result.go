package console

import (
	"errors"
	"os"

	"confcall/pkg/output"
)

// resultWriter writes results, clears a progress bar first, and remembers its first error: not every library that prints help
// looks at what Write returns.
type resultWriter struct {
	file    *os.File
	console *Console
	failed  *output.WriteError
	pager   *pager // what shows the result, if it does not fit
}

// Fd is the file descriptor, for questions about the terminal.
func (r *resultWriter) Fd() uintptr { return r.file.Fd() }

func (r *resultWriter) Write(p []byte) (int, error) {
	r.console.writeResult(true)
	defer r.console.writeResult(false)
	write := r.file.Write
	if r.pager != nil {
		write = r.pager.Write
	}
	n, err := write(p) // without the lock: it may block for ever, and there may be something to say on standard error
	if err != nil && r.failed == nil {
		r.failed = &output.WriteError{Err: err}
	}
	return n, err
}

// writeResult keeps the bar away for as long as a result is written.
func (c *Console) writeResult(begun bool) {
	c.errMu.Lock()
	defer c.errMu.Unlock()
	if c.writing = begun; begun {
		c.clearBar()
	}
}

// WriteFailure returns the error of a command, or the failure to write the result if the command had no other. A reader who
// has gone does not make up for another failure.
func (c *Console) WriteFailure(err error) error {
	out, ok := c.Out.(*resultWriter)
	if ok && out.failed != nil && (err == nil || errors.Is(err, out.failed.Err)) {
		return out.failed
	}
	return err
}
