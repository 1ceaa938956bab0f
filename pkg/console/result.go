package console

import (
	"errors"
	"os"

	"confcall/pkg/output"
)

// resultWriter writes results, where the terminal has a progress bar in their place, and remembers its first error:
// not every library that writes help looks at what Write returns.
type resultWriter struct {
	file    *os.File
	console *Console
	failed  *output.WriteError
}

// Fd is the file descriptor, for questions about the terminal.
func (r *resultWriter) Fd() uintptr { return r.file.Fd() }

func (r *resultWriter) Write(p []byte) (int, error) {
	r.console.errMu.Lock()
	defer r.console.errMu.Unlock()
	r.console.clearBar()
	n, err := r.file.Write(p)
	if err != nil && r.failed == nil {
		r.failed = &output.WriteError{Err: err}
	}
	return n, err
}

// WriteFailure is the error of a command, as the failure to write the result where it is one or there is none:
// what else failed is not made good by a reader who has gone.
func (c *Console) WriteFailure(err error) error {
	out, ok := c.Out.(*resultWriter)
	if ok && out.failed != nil && (err == nil || errors.Is(err, out.failed.Err)) {
		return out.failed
	}
	return err
}
