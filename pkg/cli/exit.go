package cli

import (
	"context"
	"errors"
	"net/http"
	"os"
	"syscall"

	"confcall/pkg/config"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// The exit codes, a contract with scripts.
const (
	ExitOK          = 0
	ExitBug         = 1
	ExitUsage       = 2
	ExitNotSetUp    = 3
	ExitCredentials = 4
	ExitNotFound    = 5
	ExitRefused     = 6
	ExitRateLimited = 7
	ExitUnreachable = 8
	ExitExpectation = 9
	ExitOutOfTime   = 10
	ExitDeclined    = 11
	ExitInterrupted = 130
	ExitTerminated  = 143
)

// Failure is an error that knows its exit code and what to do next.
type Failure struct {
	Exit int
	Err  error
	Hint string
}

func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap returns the error itself.
func (f *Failure) Unwrap() error { return f.Err }

// WhenNotFound gives an error another hint where it means that the API has no such resource.
func WhenNotFound(err error, hint string) error {
	if problem := (*signalwire.Error)(nil); errors.As(err, &problem) && problem.Layer == signalwire.LayerAPI && problem.Status == http.StatusNotFound {
		return &Failure{Exit: ExitNotFound, Err: err, Hint: hint}
	}
	return err
}

// Interrupted is the cause of a context that a signal ended.
type Interrupted struct{ Signal os.Signal }

func (i Interrupted) Error() string { return i.Signal.String() }

// exitCode is the code that an error ends the program with.
func exitCode(err error) int {
	var (
		interrupted Interrupted
		failure     *Failure
		setting     *config.Error
		usage       *output.UsageError
		answer      *output.AnswerError
		api         *signalwire.Error
	)
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &interrupted) && interrupted.Signal != os.Interrupt:
		return ExitTerminated // the terminal that is closed terminates too
	case errors.As(err, &interrupted), errors.Is(err, context.Canceled):
		return ExitInterrupted
	case errors.Is(err, syscall.EPIPE) && isWrite(err):
		return ExitOK // the reader of a pipe has what it wanted
	case errors.As(err, &failure):
		return failure.Exit
	case errors.As(err, &setting) && setting.Kind == config.FromFlag, errors.As(err, &usage):
		return ExitUsage
	case errors.As(err, &setting):
		return ExitNotSetUp
	case errors.As(err, &answer):
		return ExitUnreachable
	case errors.As(err, &api):
		return exitOfAPI(api)
	}
	return ExitBug
}

func isWrite(err error) bool {
	var write *output.WriteError
	return errors.As(err, &write)
}

func exitOfAPI(e *signalwire.Error) int {
	switch {
	case e.Layer != signalwire.LayerAPI || e.Status >= 500:
		return ExitUnreachable
	case e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		return ExitCredentials
	case e.Status == http.StatusNotFound:
		return ExitNotFound
	case e.Status == http.StatusTooManyRequests:
		return ExitRateLimited
	}
	return ExitRefused
}

// ExitCodes lists the codes with their meanings, for the help.
const ExitCodes = `  0    done; an empty list is done too; a closed pipe ends reading quietly; a sandbox was stopped by a signal
  1    a bug, or standard output or a local file cannot be written
  2    usage: a bad flag, value, SID or column, an ambiguous name, a missing --yes, a --profile or --config that names nothing, a target file that exists
  3    not configured: a setting from environment or file is missing or broken; nothing was sent
  4    credentials rejected (401, 403)
  5    not found (404)
  6    refused by the API (400, 409, 422, any other 4xx)
  7    still rate-limited after the retries (429)
  8    unreachable or unusable: DNS, proxy, TCP, TLS, timeout, 5xx, or an answer that is not the API's
  9    an expectation is false, or a wait can no longer come true
  10   a wait ran out of time
  11   the person declined
  130  interrupted
  143  terminated
`
