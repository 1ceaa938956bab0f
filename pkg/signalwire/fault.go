package signalwire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// fault names the layer at which a request broke off, in words that a person can act on.
func (c *Client) fault(ctx context.Context, target *url.URL, err error) *Error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats method and URL
	}
	f, _ := c.follow(ctx)
	stage, _ := f.state()
	host := target.Host
	if stage == LayerProxy {
		host = "the proxy " + f.reach.Proxy
	}
	redirect := (*redirectError)(nil)
	switch {
	case errors.Is(err, errTooLarge), errors.As(err, &redirect):
		return &Error{Layer: LayerAnswer, Message: err.Error()}
	case errors.Is(context.Cause(ctx), errIdle):
		return late(stage, host, fmt.Sprintf("nothing came from %s for", host), c.options.Timeout)
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return late(stage, host, fmt.Sprintf("no whole answer from %s within", host), c.options.Timeout)
	}
	problem := broken(stage, host, err)
	if stage == LayerProxy {
		problem.Layer = stage
	}
	return problem
}

// late says what was waited for when the timeout passed: the answer, unless it had not come so far.
func late(stage Layer, host, noAnswer string, timeout time.Duration) *Error {
	waitedFor, begun := map[Layer]string{LayerDNS: "find host", LayerProxy: "connect through", LayerTCP: "connect to", LayerTLS: "open TLS to"}[stage]
	if !begun {
		return &Error{Layer: LayerTimeout, Message: fmt.Sprintf("%s %s", noAnswer, timeout)}
	}
	return &Error{Layer: stage, Message: fmt.Sprintf("%s %s: no answer within %s", waitedFor, host, timeout)}
}

// broken says what went wrong with a host, the space's or a proxy.
func broken(stage Layer, host string, err error) *Error {
	var (
		proxy       *proxyError
		dns         *net.DNSError
		operation   *net.OpError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
	)
	if errors.As(err, &operation) && operation.Op == "proxyconnect" {
		err = operation.Err
	}
	during := func(op ...string) bool { return errors.As(err, &operation) && slices.Contains(op, operation.Op) }
	switch {
	case errors.As(err, &proxy):
		return proxy.problem()
	case errors.As(err, &dns) && stage != LayerProxy:
		return &Error{Layer: LayerDNS, Message: cause(err), transient: !dns.IsNotFound}
	case during("dial"):
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("connect to %s: %s", host, cause(operation.Err)), transient: true}
	case errors.As(err, &certificate):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("trust the certificate of %s: %s", host, certificateProblem(certificate.Err)), Cause: certificate.Err}
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: the server speaks no TLS", host)}
	case during("remote error", "local error"), strings.HasPrefix(err.Error(), "tls: "):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: %s", host, strings.TrimPrefix(cause(err), "tls: "))}
	case isCut(err) && stage == LayerTLS:
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: it cut the connection", host), transient: true}
	case isCut(err):
		return &Error{Layer: LayerTCP, Message: host + " cut the connection before the answer was whole", transient: true, unsent: isUnheard(err)}
	case errors.As(err, &operation):
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("speak with %s: %s", host, cause(operation.Err)), transient: true}
	}
	return &Error{Layer: LayerAnswer, Message: fmt.Sprintf("read the answer of %s: %s", host, cause(err))}
}

// isCut tells whether a connection, or a stream of HTTP/2, broke off. The standard library has no type for some of that.
func isCut(err error) bool {
	text := err.Error()
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, net.ErrClosed) || text == "http: server closed idle connection" ||
		strings.HasPrefix(text, "http2: ") || strings.HasPrefix(text, "stream error: ") || strings.HasPrefix(text, "connection error: ")
}

// isUnheard tells whether a server of HTTP/2 has said that it did nothing about a request.
func isUnheard(err error) bool {
	text := err.Error()
	return strings.Contains(text, "REFUSED_STREAM") || strings.Contains(text, "graceful shutdown GOAWAY")
}

// proxyError is a proxy's refusal to make a tunnel.
type proxyError struct{ status int }

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy refused the connection (HTTP %d)", e.status)
}

func (e *proxyError) problem() *Error {
	if e.status == http.StatusProxyAuthRequired {
		return refusal(e.status, nil)
	}
	return &Error{Message: e.Error(), transient: worthRepeating(e.status)}
}

func checkTunnel(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &proxyError{answer.StatusCode}
	}
	return nil
}

// cause is the innermost error's text, without the addresses and call names that net wraps around it.
func cause(err error) string {
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		return fmt.Sprintf("find host %s: %s", dns.Name, dns.Err)
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// certificateProblem says why a certificate is not trusted.
func certificateProblem(err error) string {
	var (
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		unknown  x509.UnknownAuthorityError
	)
	switch {
	case errors.As(err, &hostname):
		return "it is for another host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		return "it is not valid before " + day(invalid.Cert.NotBefore)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it expired on " + day(invalid.Cert.NotAfter)
	case errors.As(err, &unknown):
		return "its issuer is unknown"
	}
	return err.Error()
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// scrub takes the token out of text that came from a server: it has seen the credentials, and could send them back.
func (c *Client) scrub(text string) string { return c.options.Token.Scrub(c.options.Project, text) }
