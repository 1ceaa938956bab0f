// Package failure gives an error its exit code, its hint and its report.
package failure

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

// Codes lists the codes with their meanings, for the help.
const Codes = `  0    done; an empty list is done too; a closed pipe ends reading quietly; a sandbox was stopped by a signal
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
