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
	"strings"
	"syscall"
)

// fault names the layer at which a request broke off, in words that a person can act on.
func (c *Client) fault(ctx context.Context, target *url.URL, err error) *Error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats method and URL
	}
	var (
		redirect    *redirectError
		proxy       *proxyError
		dns         *net.DNSError
		operation   *net.OpError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
	)
	host := target.Host
	switch {
	case errors.Is(err, errTooLarge), errors.As(err, &redirect):
		return &Error{Layer: LayerAnswer, Message: err.Error()}
	case errors.Is(context.Cause(ctx), errIdle):
		return &Error{Layer: LayerTimeout, Message: fmt.Sprintf("nothing came from %s for %s", host, c.options.Timeout)}
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &Error{Layer: LayerTimeout, Message: fmt.Sprintf("no whole answer from %s within %s", host, c.options.Timeout)}
	case errors.As(err, &proxy):
		return &Error{Layer: LayerProxy, Message: proxy.Error(), transient: worthRepeating(proxy.status)}
	case errors.As(err, &operation) && operation.Op == "proxyconnect":
		return &Error{Layer: LayerProxy, Message: "connect to the proxy: " + cause(operation.Err), transient: true}
	case errors.As(err, &dns):
		return &Error{Layer: LayerDNS, Message: cause(err), transient: !dns.IsNotFound}
	case errors.As(err, &certificate):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("trust the certificate of %s: %s", host, certificateProblem(certificate.Err))}
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: the server speaks no TLS", host)}
	case errors.As(err, &alert), strings.HasPrefix(err.Error(), "tls: "), strings.HasPrefix(err.Error(), "remote error: tls: "):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: %s", host, cause(err))}
	case errors.As(err, &operation) && operation.Op == "dial":
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("connect to %s: %s", host, cause(operation.Err)), transient: true}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), isHTTP2(err):
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("%s cut the connection before the answer was whole", host), transient: true}
	case errors.As(err, &operation):
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("speak with %s: %s", host, cause(operation.Err)), transient: true}
	}
	return &Error{Layer: LayerAnswer, Message: fmt.Sprintf("read the answer of %s: %s", host, cause(err))}
}

// isHTTP2 tells whether a stream or connection of HTTP/2 broke off. The standard library has no type for that.
func isHTTP2(err error) bool {
	text := err.Error()
	return strings.HasPrefix(text, "http2: ") || strings.HasPrefix(text, "stream error: ") || strings.HasPrefix(text, "connection error: ")
}

// proxyError is a proxy's refusal to make a tunnel.
type proxyError struct{ status int }

func (e *proxyError) Error() string {
	if e.status == http.StatusProxyAuthRequired {
		return "the proxy wants a login"
	}
	return fmt.Sprintf("the proxy refused the connection (HTTP %d)", e.status)
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
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "it has expired or is not valid yet"
	case errors.As(err, &unknown):
		return "its issuer is unknown"
	}
	return err.Error()
}

// scrub takes the token out of text that came from a server: it has seen the credentials, and could send them back.
func (c *Client) scrub(text string) string { return c.options.Token.Scrub(c.options.Project, text) }
