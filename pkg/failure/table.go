package failure

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"confcall/pkg/config"
	"confcall/pkg/output"
	"confcall/pkg/proxy"
	"confcall/pkg/signalwire"
	"confcall/pkg/trust"
)

// Situation is what a hint may need to know of the run.
type Situation struct {
	Project, Space string        // those that were asked
	Token          string        // where the token came from
	Timeout        time.Duration // of one operation
	Changed        bool          // something was changed before it failed
}

// Exit is the code that an error ends the program with.
func Exit(err error) int {
	code, _ := Explain(err, Situation{})
	return code
}

// Explain returns the code that an error ends the program with, and says what to do next.
func Explain(err error, at Situation) (exit int, hint string) {
	var (
		interrupted Interrupted
		failure     *Error
		setting     *config.Error
		usage       *output.UsageError
		answer      *output.AnswerError
		write       *output.WriteError
		api         *signalwire.Error
		address     *proxy.Error
	)
	switch {
	case err == nil:
		return ExitOK, ""
	case errors.As(err, &interrupted) && interrupted.Signal != os.Interrupt:
		return ExitTerminated, hintOfInterrupted(err) // the terminal that is closed terminates too
	case IsInterrupted(err):
		return ExitInterrupted, hintOfInterrupted(err)
	case output.ReaderHasGone(err):
		return ExitOK, "" // the reader of a pipe has what it wanted
	case errors.As(err, &failure):
		return failure.Exit, failure.Hint
	case errors.As(err, &setting) && setting.Kind == config.FromFlag:
		return ExitUsage, setting.Hint
	case errors.As(err, &setting):
		return ExitNotSetUp, setting.Hint
	case errors.As(err, &address):
		return ExitNotSetUp, hintOfAddress(address)
	case errors.As(err, &usage):
		return ExitUsage, usage.Hint
	case errors.As(err, &answer):
		return ExitUnreachable, "look at the answer with -o json"
	case errors.As(err, &api):
		return explainAPI(api, at)
	case errors.As(err, &write) && at.Changed:
		return ExitBug, "the change was made all the same; check where standard output goes, and that its disk is not full"
	case errors.As(err, &write):
		return ExitBug, "check where standard output goes, and that its disk is not full"
	}
	return ExitBug, "this is a bug in confcall; please report it with the command that you ran"
}

// hintOfInterrupted returns the hint for an interrupted run that has left something to look into.
func hintOfInterrupted(err error) string {
	var failure *Error
	switch {
	case errors.As(err, &failure):
		return failure.Hint
	case IsWorthTelling(err):
		return "the change may have been made; look before you try it again"
	}
	return ""
}

func explainAPI(e *signalwire.Error, at Situation) (exit int, hint string) {
	switch e.Layer {
	case signalwire.LayerDNS:
		return ExitUnreachable, "check the space's name, and that DNS works on this machine"
	case signalwire.LayerProxy:
		return ExitUnreachable, hintOfProxy(e)
	case signalwire.LayerTCP:
		return ExitUnreachable, "check the space, and that the network and any firewall let TCP through; if they do, try again"
	case signalwire.LayerTLS:
		return ExitUnreachable, hintOfTLS(e)
	case signalwire.LayerTimeout:
		return ExitUnreachable, "try again, or give it longer with --timeout"
	case signalwire.LayerHTTP2:
		return ExitUnreachable, "try again in a while, with fewer at once; if it stays so, the server or what stands before it is at fault"
	case signalwire.LayerAnswer:
		return ExitUnreachable, hintOfAnswer(e)
	case signalwire.LayerStopped:
		return ExitUnreachable, "the change may have been made; look before you try it again"
	case signalwire.LayerLocal:
		return ExitUnreachable, "check the values given; --debug shows the exchange"
	}
	return exitOfStatus(e.Status), hintOfStatus(e, at)
}

func exitOfStatus(status int) int {
	switch {
	case status >= 500:
		return ExitUnreachable
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return ExitCredentials
	case status == http.StatusNotFound:
		return ExitNotFound
	case status == http.StatusTooManyRequests:
		return ExitRateLimited
	}
	return ExitRefused
}

func hintOfStatus(e *signalwire.Error, at Situation) string {
	switch status := e.Status; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Sprintf("the project %s was tried at %s with the token from %s: check the token, and that it has the scope Voice",
			at.Project, at.Space, at.Token)
	case status == http.StatusNotFound:
		return "check the SIDs, the project and the space"
	case e.RetryAfter >= at.Timeout:
		return fmt.Sprintf("the API asks to wait %s; wait, or give it longer with --timeout", InWords(e.RetryAfter))
	case e.Uncertain:
		return "the change may have been made; look before you try it again"
	case status == http.StatusTooManyRequests || status >= 500:
		return "try again in a while, or raise --retries and --timeout"
	}
	return "check the values given; --debug shows the exchange"
}

// InWords is a long wait as a person says it.
func InWords(wait time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case wait >= 100*365*day:
		return "a hundred years or more"
	case wait >= 2*day:
		return fmt.Sprintf("%d days", wait/day)
	}
	if wait < time.Second {
		return wait.Round(time.Millisecond).String()
	}
	return wait.Round(time.Second).String()
}

func hintOfAnswer(e *signalwire.Error) string {
	const hint = "check that the space is right and that no proxy answers in its place; --debug shows the exchange"
	switch {
	case e.Status == http.StatusRequestTimeout:
		return "the server gave up waiting for the request, and may have carried it out all the same; look before you try it again"
	case e.Proxy != "":
		return "check that the space is right and that the proxy " + e.Proxy + " does not answer in its place; --debug shows the exchange"
	}
	return hint
}

// hintOfAddress says how a proxy's address is corrected.
func hintOfAddress(e *proxy.Error) string {
	if e.InLogin {
		return "in the login, write @ as %40, / as %2F, # as %23, ? as %3F and % as %25"
	}
	return "correct or unset the variable " + e.Variable
}

func hintOfProxy(e *signalwire.Error) string {
	const variables = "check the variables HTTPS_PROXY and NO_PROXY"
	switch {
	case e.Status == http.StatusProxyAuthRequired:
		return variables + "; a login is written as in http://USER:PASSWORD@HOST:PORT, and sent as Basic, the one kind that confcall knows"
	case errors.Is(e, signalwire.ErrClientCertificate):
		return variables + "; name a proxy that wants no certificate of the client"
	case e.Cause != nil:
		return variables + "; if the proxy has a root certificate of its own, name that with --ca-file"
	}
	return variables
}

func hintOfTLS(e *signalwire.Error) string {
	var (
		hostname   x509.HostnameError
		invalid    x509.CertificateInvalidError
		unknown    x509.UnknownAuthorityError
		weak       x509.InsecureAlgorithmError
		constraint x509.ConstraintViolationError
		roots      *trust.RootsError
	)
	const another = "the server needs another certificate; tell whoever runs it"
	switch {
	case errors.Is(e, signalwire.ErrClientCertificate):
		return "ask whoever runs the server for an address that wants no certificate of the client"
	case errors.As(e, &roots):
		return "let SSL_CERT_FILE name a file of certificates in PEM form, or unset it; a folder of them is what SSL_CERT_DIR names"
	case errors.As(e, &unknown):
		return "check the space's name; if a proxy or a test server signs with its own root, name that with --ca-file"
	case errors.As(e, &hostname) && len(hostname.Certificate.DNSNames)+len(hostname.Certificate.IPAddresses) == 0:
		return "the server needs a certificate with subject alternative names; a common name alone is no longer looked at"
	case errors.As(e, &hostname):
		return "check the space's name, and that no proxy answers in its place"
	case errors.As(e, &invalid) && invalid.Reason == x509.Expired:
		return "check this machine's clock; if it is right, the server needs another certificate"
	case errors.As(e, &weak):
		return "the server needs a certificate with a newer signature, such as one with SHA-256; tell whoever runs it"
	case errors.As(e, &invalid), errors.As(e, &constraint), e.Cause != nil:
		return another
	case e.Proxy != "":
		return "check that the proxy " + e.Proxy +
			" lets TLS through to the space, with HTTPS_PROXY and NO_PROXY, and the space's name and port"
	}
	return "check the space's name and port, and that the server and all on the way speak TLS 1.2 or later; " +
		"a slow one needs a longer --timeout"
}
