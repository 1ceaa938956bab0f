package signalwire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
)

// send performs one operation, retries included, and returns a body that is one JSON object.
func (c *Client) send(ctx context.Context, method, target string) ([]byte, error) {
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	for try := 1; ; try++ {
		body, problem := c.try(ctx, method, target)
		if problem == nil {
			return body, nil
		}
		if outer.Err() != nil {
			return nil, context.Cause(outer)
		}
		wait, again := c.nextTry(ctx, try, problem)
		if !again {
			return nil, problem
		}
		if c.options.OnRetry != nil {
			c.options.OnRetry(Retry{Reason: problem.Error(), Wait: wait, Number: try, Of: c.options.Retries})
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			if outer.Err() != nil {
				return nil, context.Cause(outer)
			}
			return nil, problem
		}
	}
}

// try sends the request once.
func (c *Client) try(ctx context.Context, method, target string) ([]byte, *Error) {
	body, problem := c.exchange(ctx, method, target)
	if problem == nil {
		return body, nil
	}
	problem.Method, problem.URL = method, target
	// A server that sees the credentials could send them back.
	problem.Code, problem.Message, problem.MoreInfo = c.scrub(problem.Code), c.scrub(problem.Message), c.scrub(problem.MoreInfo)
	return nil, problem
}

func (c *Client) exchange(ctx context.Context, method, target string) ([]byte, *Error) {
	request, err := http.NewRequestWithContext(ctx, method, target, nil)
	if err != nil {
		return nil, &Error{Layer: LayerAnswer, Message: err.Error()}
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.options.UserAgent)

	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.fault(ctx, request.URL, err)
	}
	defer response.Body.Close()
	body, err := readBody(response)
	if err != nil {
		problem := c.fault(ctx, request.URL, err)
		problem.Status = response.StatusCode
		return nil, problem
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		problem := refusal(response.StatusCode, body)
		problem.transient = worthRepeating(response.StatusCode)
		problem.RetryAfter = retryAfter(response.Header.Get("Retry-After"), c.options.Now())
		return nil, problem
	}
	if err := checkObject(body); err != nil {
		return nil, &Error{Layer: LayerAnswer, Status: response.StatusCode, Message: err.Error()}
	}
	return body, nil
}

// fault names the layer at which a request broke off, in words that a person can act on.
func (c *Client) fault(ctx context.Context, target *url.URL, err error) *Error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats method and URL
	}
	var (
		redirect    *redirectError
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
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &Error{Layer: LayerTimeout, Message: fmt.Sprintf("no whole answer from %s within %s", host, c.options.Timeout)}
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
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("%s cut the connection before the answer was whole", host), transient: true}
	case target.Scheme == "https" && strings.Contains(err.Error(), http.StatusText(http.StatusProxyAuthRequired)):
		return &Error{Layer: LayerProxy, Message: "the proxy wants a login"}
	case errors.As(err, &operation):
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("speak with %s: %s", host, cause(operation.Err)), transient: true}
	}
	return &Error{Layer: LayerAnswer, Message: fmt.Sprintf("read the answer of %s: %s", host, cause(err))}
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

// scrub takes the token out of text that came from a server, in the forms in which it was sent or could be quoted.
func (c *Client) scrub(text string) string {
	token := c.options.Token.Reveal()
	if len(token) < 8 {
		return text // too short to be told from an ordinary word
	}
	pair := base64.StdEncoding.EncodeToString([]byte(c.options.Project + ":" + token))
	alone := base64.StdEncoding.EncodeToString([]byte(token))
	const redacted = "[redacted]"
	return strings.NewReplacer(token, redacted, url.QueryEscape(token), redacted, url.PathEscape(token), redacted,
		pair, redacted, alone, redacted).Replace(text)
}
