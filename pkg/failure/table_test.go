package failure

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/pkg/output"
	"confcall/pkg/proxy"
	"confcall/pkg/signalwire"
	"confcall/pkg/trust"
)

// TestExplain holds the code and the hint of each kind of error of the API's and of the way to it.
func TestExplain(t *testing.T) {
	t.Parallel()
	at := Situation{Project: "PROJECT", Space: "https://space", Token: "env SIGNALWIRE_API_TOKEN", Timeout: 30 * time.Second}
	of := func(layer signalwire.Layer, status int) *signalwire.Error {
		return &signalwire.Error{Layer: layer, Status: status}
	}
	with := func(e *signalwire.Error, change func(*signalwire.Error)) *signalwire.Error { change(e); return e }
	caused := func(cause error) *signalwire.Error {
		return with(of(signalwire.LayerTLS, 0), func(e *signalwire.Error) { e.Cause = cause })
	}
	proxied := func(e *signalwire.Error) *signalwire.Error {
		return with(e, func(e *signalwire.Error) { e.Proxy = "proxy:3128" })
	}
	waits := func(wait time.Duration) *signalwire.Error {
		return with(of(signalwire.LayerAPI, 429), func(e *signalwire.Error) { e.RetryAfter = wait })
	}
	named := &x509.Certificate{DNSNames: []string{"x"}}
	for _, test := range []struct {
		err  error
		exit int
		hint string
	}{
		{of(signalwire.LayerAPI, 400), ExitRefused, "check the values given"},
		{of(signalwire.LayerAPI, 200), ExitRefused, "check the values given"},
		{of(signalwire.LayerAPI, 401), ExitCredentials, "the project PROJECT was tried at https://space with the token from env SIGNALWIRE_API_TOKEN"},
		{of(signalwire.LayerAPI, 403), ExitCredentials, "scope Voice"},
		{of(signalwire.LayerAPI, 404), ExitNotFound, "check the SIDs"},
		{of(signalwire.LayerAPI, 429), ExitRateLimited, "raise --retries"},
		{waits(time.Hour), ExitRateLimited, "the API asks to wait 1h0m0s; wait"},
		{waits(24 * time.Hour), ExitRateLimited, "24h0m0s"},
		{waits(30 * time.Second), ExitRateLimited, "the API asks to wait 30s"}, // as long as one operation may take
		{waits(48 * time.Hour), ExitRateLimited, "the API asks to wait 2 days"},
		{waits(72 * time.Hour), ExitRateLimited, "the API asks to wait 3 days"},
		{waits(100 * 365 * 24 * time.Hour), ExitRateLimited, "a hundred years or more"},
		{of(signalwire.LayerAPI, 500), ExitUnreachable, "try again"},
		{with(of(signalwire.LayerAPI, 503), func(e *signalwire.Error) { e.Uncertain = true }), ExitUnreachable, "the change may have been made; look"},
		{of(signalwire.LayerAnswer, 404), ExitUnreachable, "no proxy answers in its place"},
		{of(signalwire.LayerAnswer, 408), ExitUnreachable, "the server gave up waiting for the request"},
		{proxied(of(signalwire.LayerAnswer, 200)), ExitUnreachable, "the proxy proxy:3128 does not answer in its place"},
		{of(signalwire.LayerDNS, 0), ExitUnreachable, "DNS works"},
		{of(signalwire.LayerTCP, 0), ExitUnreachable, "firewall"},
		{of(signalwire.LayerTimeout, 0), ExitUnreachable, "--timeout"},
		{of(signalwire.LayerHTTP2, 0), ExitUnreachable, "fewer at once"},
		{of(signalwire.LayerStopped, 0), ExitUnreachable, "may have been made"},
		{of(signalwire.LayerProxy, 0), ExitUnreachable, "HTTPS_PROXY and NO_PROXY"},
		{of(signalwire.LayerProxy, 407), ExitUnreachable, "sent as Basic"},
		{with(of(signalwire.LayerProxy, 0), func(e *signalwire.Error) { e.Cause = errors.New("x") }), ExitUnreachable, "--ca-file"},
		{with(of(signalwire.LayerProxy, 0), func(e *signalwire.Error) { e.Cause = signalwire.ErrClientCertificate }), ExitUnreachable, "a proxy that wants no certificate"},
		{of(signalwire.LayerTLS, 0), ExitUnreachable, "TLS 1.2 or later"},
		{proxied(of(signalwire.LayerTLS, 0)), ExitUnreachable, "the proxy proxy:3128 lets TLS through"},
		{caused(signalwire.ErrClientCertificate), ExitUnreachable, "wants no certificate of the client"},
		{caused(errors.Join(x509.UnknownAuthorityError{}, &trust.RootsError{Problem: "is a folder"})), ExitUnreachable, "SSL_CERT_DIR"},
		{caused(x509.UnknownAuthorityError{}), ExitUnreachable, "--ca-file"},
		{caused(x509.HostnameError{Certificate: named}), ExitUnreachable, "no proxy answers in its place"},
		{caused(x509.HostnameError{Certificate: &x509.Certificate{}}), ExitUnreachable, "subject alternative names"},
		{caused(x509.HostnameError{Certificate: &x509.Certificate{IPAddresses: []net.IP{net.IPv4zero}}}), ExitUnreachable, "no proxy answers"},
		{caused(x509.CertificateInvalidError{Reason: x509.Expired}), ExitUnreachable, "this machine's clock"},
		{caused(x509.CertificateInvalidError{Reason: x509.IncompatibleUsage}), ExitUnreachable, "another certificate; tell whoever runs it"},
		{caused(x509.ConstraintViolationError{}), ExitUnreachable, "another certificate; tell whoever runs it"},
		{caused(x509.InsecureAlgorithmError(x509.SHA1WithRSA)), ExitUnreachable, "SHA-256"},
		{caused(x509.UnhandledCriticalExtension{}), ExitUnreachable, "another certificate"},
		{&proxy.Error{Variable: "HTTPS_PROXY"}, ExitNotSetUp, "correct or unset the variable HTTPS_PROXY"},
		{&proxy.Error{Variable: "HTTPS_PROXY", InLogin: true}, ExitNotSetUp, "write @ as %40, / as %2F, # as %23, ? as %3F"},
		{with(of(signalwire.LayerStopped, 0), func(e *signalwire.Error) { e.Cause = Interrupted{os.Interrupt} }), ExitInterrupted, "may have been made"},
		{with(of(signalwire.LayerStopped, 0), func(e *signalwire.Error) { e.Cause = Interrupted{syscall.SIGTERM} }), ExitTerminated, "may have been made"},
		{context.Canceled, ExitInterrupted, ""},
		{&output.WriteError{Err: syscall.EPIPE}, ExitOK, ""},
		{&output.WriteError{Err: syscall.ENOSPC}, ExitBug, "that its disk is not full"},
		{syscall.EPIPE, ExitBug, "this is a bug"}, // of no pipe that a result is written to
		{errors.New("x"), ExitBug, "this is a bug"},
		{nil, ExitOK, ""},
	} {
		err := test.err
		if err != nil {
			err = fmt.Errorf("do something: %w", err)
		}
		exit, hint := Explain(err, at)
		if exit != test.exit || !strings.Contains(hint, test.hint) || test.hint == "" && hint != "" {
			t.Errorf("%+v: exit code %d and %q, want %d and %q", test.err, exit, hint, test.exit, test.hint)
		}
	}
}

// TestChangedAll says that a change was made when its result could not be written.
func TestChangedAll(t *testing.T) {
	t.Parallel()
	full := &output.WriteError{Err: syscall.ENOSPC}
	for _, changed := range []bool{true, false} {
		if exit, hint := Explain(full, Situation{Changed: changed}); exit != ExitBug || strings.Contains(hint, "the change was made all the same") != changed {
			t.Errorf("changed %t: exit code %d and %q", changed, exit, hint)
		}
	}
}

// TestShortenText cuts between two characters.
func TestShortenText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "abc…"}, {"aé", 2, "a…"}, {"é", 1, "…"}, {"", 0, ""}, {"a", 0, "…"}, {"\x80\x80", 1, "…"},
	} {
		if got := Shorten(test.text, test.limit); got != test.want {
			t.Errorf("%q within %d: %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}
