package failure

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"confcall/pkg/signalwire"
)

// Error is an error that knows its exit code and what to do next.
type Error struct {
	Exit int
	Err  error
	Hint string

	Undecided bool // it would be decided by an answer, and instead of one there were only errors
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e *Error) Unwrap() error { return e.Err }

// Usage marks an error as a mistake in the command line.
func Usage(err error, hint string) error { return &Error{Exit: ExitUsage, Err: err, Hint: hint} }

// Interrupted is the cause of a context that a signal ended.
type Interrupted struct{ Signal os.Signal }

func (i Interrupted) Error() string {
	switch i.Signal {
	case os.Interrupt:
		return "interrupted"
	case syscall.SIGHUP:
		return "hung up"
	}
	return i.Signal.String()
}

// IsInterrupted reports whether a signal is why something failed.
func IsInterrupted(err error) bool {
	return errors.As(err, new(Interrupted)) || errors.Is(err, context.Canceled)
}

// IsWorthTelling reports whether an error is news. A person who interrupts the program knows that, but does not know about a
// change that was on its way.
func IsWorthTelling(err error) bool {
	return !IsInterrupted(err) || errors.As(err, new(*Error)) || ofAPI(err) != nil
}

// WhenNotFound replaces the hint of an error that says that the API has no such resource.
func WhenNotFound(err error, hint string) error {
	if IsNotFound(err) {
		return &Error{Exit: ExitNotFound, Err: err, Hint: hint}
	}
	return err
}

// WhenUncertain adds a hint to the error of a change whose answer was lost: the command that shows whether it was made.
func WhenUncertain(err error, command string) error {
	if api := ofAPI(err); api != nil && api.Uncertain {
		return &Error{Exit: Exit(err), Err: err, Hint: "the change may have been made; look with: " + command}
	}
	return err
}

// IsNotFound reports whether the API said that there is no such resource.
func IsNotFound(err error) bool {
	api := ofAPI(err)
	return api != nil && api.IsNotFound()
}

// IsMissing reports whether an error's exit code is that of "not found": no such resource, or no conference of that name.
// Every account has its lists: if a list is not found, the project or the space is wrong, which proves nothing about what was
// looked for in it.
func IsMissing(err error) bool {
	api := ofAPI(err)
	return err != nil && Exit(err) == ExitNotFound && (api == nil || !api.OfList)
}

// IsCode reports whether the API itself refused something with one of its codes.
func IsCode(err error, code string) bool {
	api := ofAPI(err)
	return api != nil && api.Layer == signalwire.LayerAPI && api.Code == code
}

// MayPass reports whether the same may succeed later: networks, servers and rate limits recover.
func MayPass(err error) bool {
	code := Exit(err)
	return code == ExitUnreachable || code == ExitRateLimited
}

// RetryAfter returns how long the API asks to wait, 0 if it does not say.
func RetryAfter(err error) time.Duration {
	if api := ofAPI(err); api != nil {
		return api.RetryAfter
	}
	return 0
}

func ofAPI(err error) *signalwire.Error {
	var api *signalwire.Error
	errors.As(err, &api)
	return api
}
