package cli

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"confcall/pkg/config"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Finish reports an error, if there is one, and returns the exit code. args are the command line's,
// which say how to report where the settings could not be read.
func (a *App) Finish(err error, args []string) int {
	code := exitCode(err)
	if code != ExitOK && code != ExitInterrupted && code != ExitTerminated {
		a.say(a.report(err, code, a.reportsJSON(args)))
	}
	return code
}

// longestMessage bounds what is said to a person at once, in bytes: a value that is quoted may be as long as a file.
const longestMessage = 8 << 10

// shortened keeps a text from filling the screen.
func shortened(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

// report is an error as two lines for a person, or as one line of JSON.
func (a *App) report(err error, code int, asJSON bool) string {
	message, hint := a.Explain(err)
	if !asJSON {
		return fmt.Sprintf("confcall: %s\nhint: %s\n", output.Clean(shortened(message, longestMessage)), output.Clean(shortened(withLink(hint, err), longestMessage)))
	}
	report := errorReport{Message: message, Hint: hint, Exit: code}
	if api := (*signalwire.Error)(nil); errors.As(err, &api) {
		report.Status, report.Code, report.MoreInfo = orNull(api.Status), orNull(api.Code), orNull(api.MoreInfo)
		report.Method, report.URL = orNull(api.Method), orNull(api.URL)
	}
	// The report holds nothing but strings and numbers, and each of them encodes.
	line, _ := output.Line(map[string]errorReport{"error": report})
	return string(line)
}

// Explain says what failed, without the token, and what to do next.
func (a *App) Explain(err error) (message, hint string) { return a.scrub(err.Error()), a.hint(err) }

// scrub takes the secrets out of a text that may quote an answer: a server that was sent them could send them back.
func (a *App) scrub(text string) string {
	for _, one := range a.secrets {
		text = one.Scrub("", text)
	}
	if a.settings == nil || a.flags.sandbox {
		return text
	}
	return a.settings.Token.Scrub(a.settings.Get(config.Project).Text, text)
}

// errorReport is an error as a script reads it, the last line of standard error.
type errorReport struct {
	Message  string  `json:"message"`
	Hint     string  `json:"hint"`
	Exit     int     `json:"exit"`
	Status   *int    `json:"status"`
	Code     *string `json:"code"`
	MoreInfo *string `json:"more_info"`
	Method   *string `json:"method"`
	URL      *string `json:"url"`
}

func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// reportsJSON tells whether errors are one JSON line: with json, jsonl and --jq.
func (a *App) reportsJSON(args []string) bool {
	if a.printing.jq != "" {
		return true
	}
	if a.settings != nil {
		format, err := a.format(a.settings)
		return err == nil && (format == output.JSON || format == output.JSONL)
	}
	format := ""
	if !a.flags.sandbox {
		format = os.Getenv("CONFCALL_OUTPUT")
	}
	for i, arg := range args {
		next := ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		switch {
		case arg == "--jq" || strings.HasPrefix(arg, "--jq="):
			return true
		case arg == "-o" || arg == "--output":
			format = next
		case strings.HasPrefix(arg, "--output="):
			format = strings.TrimPrefix(arg, "--output=")
		case strings.HasPrefix(arg, "-o"), strings.HasPrefix(arg, "-qo"):
			_, value, _ := strings.Cut(arg, "o")
			format = strings.TrimPrefix(value, "=")
		}
	}
	return format == string(output.JSON) || format == string(output.JSONL)
}

// hint says what to do next.
func (a *App) hint(err error) string {
	var (
		failure *Failure
		setting *config.Error
		usage   *output.UsageError
		answer  *output.AnswerError
		write   *output.WriteError
		api     *signalwire.Error
	)
	switch {
	case errors.As(err, &failure):
		return failure.Hint
	case errors.As(err, &setting):
		return setting.Hint
	case errors.As(err, &usage):
		return usage.Hint
	case errors.As(err, &answer):
		return "look at the answer with -o json"
	case errors.As(err, &write) && a.changed:
		return "the change was made all the same; check where standard output goes, and that its disk is not full"
	case errors.As(err, &write):
		return "check where standard output goes, and that its disk is not full"
	case errors.As(err, &api):
		return a.hintOfAPI(api)
	}
	return "this is a bug in confcall; please report it with the command that you ran"
}

func (a *App) hintOfAPI(e *signalwire.Error) string {
	switch e.Layer {
	case signalwire.LayerDNS:
		return "check the space's name, and that DNS works on this machine"
	case signalwire.LayerProxy:
		return hintOfProxy(e)
	case signalwire.LayerTCP:
		return "check the space, and that the network and any firewall let TCP through; if they do, try again"
	case signalwire.LayerTLS:
		return hintOfTLS(e)
	case signalwire.LayerTimeout:
		return "try again, or give it longer with --timeout"
	case signalwire.LayerAnswer:
		return "check that the space is right and that no proxy answers in its place; --debug shows the exchange"
	}
	switch status := e.Status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Sprintf("the project %s was tried at %s: check its token, and that the token has the scope Voice",
			a.settings.Get(config.Project).Text, a.settings.SpaceURL)
	case status == http.StatusNotFound:
		return "check the SIDs, the project and the space"
	case e.RetryAfter >= a.settings.Timeout:
		return fmt.Sprintf("the API asks to wait %s; wait, or give it longer with --timeout", e.RetryAfter.Round(time.Second))
	case status == http.StatusTooManyRequests || status >= 500:
		return "try again in a while, or raise --retries and --timeout"
	}
	return "check the values given; --debug shows the exchange"
}

func hintOfProxy(e *signalwire.Error) string {
	const variables = "check the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
	switch {
	case e.Status == http.StatusProxyAuthRequired:
		return variables + "; a login is written as in http://USER:PASSWORD@HOST:PORT"
	case e.Cause != nil:
		return variables + "; if the proxy has a root certificate of its own, name that with --ca-file"
	}
	return variables
}

func hintOfTLS(e *signalwire.Error) string {
	var (
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		unknown  x509.UnknownAuthorityError
	)
	switch {
	case errors.As(e, &unknown):
		return "check the space's name; if a proxy or a test server signs with its own root, name that with --ca-file"
	case errors.As(e, &hostname):
		return "check the space's name, and that no proxy answers in its place"
	case errors.As(e, &invalid):
		return "check this machine's clock; if it is right, the server needs another certificate"
	}
	return "check the space's name and port, and that the server and all on the way speak TLS 1.2 or later; a slow one needs a longer --timeout"
}

// withLink adds the API's own link to a hint.
func withLink(hint string, err error) string {
	if api := (*signalwire.Error)(nil); errors.As(err, &api) && api.MoreInfo != "" {
		return hint + " (see " + api.MoreInfo + ")"
	}
	return hint
}
