package signalwire

import (
	"context"
	"crypto/tls"
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

	"confcall/pkg/trust"
)

// ErrClientCertificate is the cause of an error of TLS where the server wants a certificate of the client.
var ErrClientCertificate = errors.New("confcall presents no certificate of its own")

// fault names the layer at which a request broke off, in words that a person can act on.
func (c *Client) fault(ctx context.Context, target *url.URL, err error) *Error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats method and URL
	}
	f, _ := c.follow(ctx)
	stage := f.state()
	host := target.Host
	if stage == LayerProxy {
		host = "the proxy " + c.proxy
	}
	redirect := (*redirectError)(nil)
	switch {
	case errors.Is(err, errTooLarge), errors.As(err, &redirect):
		return &Error{Layer: LayerAnswer, Message: err.Error()}
	case errors.Is(context.Cause(ctx), errStorm):
		return c.storm(host)
	case errors.Is(context.Cause(ctx), errIdle):
		return c.late(stage, host, fmt.Sprintf("nothing came from %s for", host))
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return c.late(stage, host, fmt.Sprintf("no whole answer from %s within", host))
	}
	problem := c.broken(ctx, f, stage, host, err)
	if stage == LayerProxy {
		problem.Layer = stage
	}
	return problem
}

// late says what was waited for when the timeout passed: the answer, unless it had not come so far.
func (c *Client) late(stage Layer, host, noAnswer string) *Error {
	waitedFor, begun := map[Layer]string{LayerDNS: "find host", LayerProxy: "connect through", LayerTCP: "connect to", LayerTLS: "open TLS to"}[stage]
	if !begun {
		return &Error{Layer: LayerTimeout, Message: fmt.Sprintf("%s %s", noAnswer, c.options.Timeout)}
	}
	return &Error{Layer: stage, Message: fmt.Sprintf("%s %s: no answer within %s", waitedFor, c.way(stage, host), c.options.Timeout)}
}

// way names the proxy beside the space where it is the proxy's doing who answers to TLS.
func (c *Client) way(stage Layer, host string) string {
	if c.proxy != "" && stage != LayerProxy {
		return host + " through the proxy " + c.proxy
	}
	return host
}

// broken says what went wrong with a host, the space's or a proxy.
func (c *Client) broken(ctx context.Context, f *follower, stage Layer, host string, err error) *Error {
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
		trouble := ""
		if told := c.rootsTrouble.Load(); told != nil {
			trouble = *told
		}
		why, cause := trust.Reason(certificate, c.options.CA, trouble)
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("trust the certificate of %s: %s", host, why), Cause: cause}
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: the server speaks no TLS", c.way(stage, host))}
	case c.isUnrecognized(ctx, f, err):
		// With TLS 1.3 the refusal comes when the request is on its way already, and may be overtaken by the end of the connection.
		return &Error{
			Layer: LayerTLS, Cause: ErrClientCertificate, unsent: true,
			Message: fmt.Sprintf("open TLS to %s: %s; %s", host, alertOr(err, "it wants a certificate of the client"), ErrClientCertificate),
		}
	case during("remote error", "local error"), strings.HasPrefix(err.Error(), "tls: "):
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: %s", host, strings.TrimPrefix(cause(err), "tls: "))}
	case isCut(err) && stage == LayerTLS:
		return &Error{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: it cut the connection", c.way(stage, host)), transient: true}
	case isCut(err):
		return &Error{Layer: LayerTCP, Message: host + " cut the connection before the answer was whole", transient: true}
	}
	if problem := http2Problem(host, err); problem != nil {
		return problem
	}
	if errors.As(err, &operation) {
		return &Error{Layer: LayerTCP, Message: fmt.Sprintf("speak with %s: %s", host, cause(operation.Err)), transient: true}
	}
	return &Error{Layer: LayerAnswer, Message: fmt.Sprintf("read the answer of %s: %s", host, cause(err))}
}

// isUnrecognized tells whether a server that asked for a certificate of the client has ended a new connection because it got none:
// by an alert of TLS, or by its end before any answer, if it does so to those who say nothing too.
func (c *Client) isUnrecognized(ctx context.Context, f *follower, err error) bool {
	if !c.wantsCertificate.Load() {
		return false
	}
	operation := (*net.OpError)(nil)
	alert := errors.As(err, &operation) && operation.Op == "remote error"
	return alert && (f.isFresh() || f.state() == LayerTLS) || isCut(err) && f.isFresh() && c.isTurnedAway(ctx)
}

// alertOr is the alert of TLS that an error is, or another text.
func alertOr(err error, other string) string {
	if operation := (*net.OpError)(nil); errors.As(err, &operation) && operation.Op == "remote error" {
		return strings.TrimPrefix(cause(err), "tls: ")
	}
	return other
}

// isCut tells whether a connection broke off. The standard library has no type for some of that.
func isCut(err error) bool {
	switch text := err.Error(); text {
	case "http: server closed idle connection", "http2: client connection lost", "http2: client conn is closed",
		"http2: client conn could not be established", "http2: client connection force closed via ClientConn.Close":
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}

// proxyError is a proxy's refusal to make a tunnel.
type proxyError struct {
	status int
	login  bool   // one was sent
	takes  string // the kinds of login that the proxy takes
}

func (e *proxyError) Error() string {
	if e.status != http.StatusProxyAuthRequired {
		return fmt.Sprintf("the proxy refused the connection (HTTP %d)", e.status)
	}
	text := "the proxy wants a login"
	if e.takes != "" {
		text += " (" + e.takes + ")"
	}
	if e.login {
		return text + ": the one that was sent was not taken"
	}
	return text + ": none was sent"
}

func (e *proxyError) problem() *Error {
	problem := &Error{Layer: LayerProxy, Message: e.Error(), transient: worthRepeating(e.status)}
	if e.status == http.StatusProxyAuthRequired {
		problem.Status = e.status
	}
	return problem
}

// checkTunnel judges a proxy's answer to CONNECT. Any success makes the tunnel, of which the standard library knows only one.
func checkTunnel(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode >= 200 && answer.StatusCode <= 299 {
		answer.StatusCode = http.StatusOK
		return nil
	}
	return &proxyError{status: answer.StatusCode, login: proxy.User != nil, takes: schemesOf(answer.Header["Proxy-Authenticate"])}
}

// schemesOf are the kinds of login that a header asks for, such as Basic and NTLM.
func schemesOf(challenges []string) string {
	var schemes []string
	for _, challenge := range challenges {
		for part := range strings.SplitSeq(unquoted(challenge), ",") {
			// A part with an = is a parameter of the scheme before it, unless a scheme stands before that.
			scheme, parameter, _ := strings.Cut(strings.TrimSpace(part), " ")
			if scheme == "" || strings.Contains(scheme, "=") || strings.HasPrefix(strings.TrimSpace(parameter), "=") || len(scheme) > 32 || slices.Contains(schemes, scheme) {
				continue
			}
			if schemes = append(schemes, scheme); len(schemes) == 8 {
				return strings.Join(schemes, ", ")
			}
		}
	}
	return strings.Join(schemes, ", ")
}

// unquoted leaves out what stands in quotation marks.
func unquoted(text string) string {
	var rest strings.Builder
	for i, piece := range strings.Split(strings.ReplaceAll(text, `\"`, ""), `"`) {
		if i%2 == 0 {
			rest.WriteString(piece)
		}
	}
	return rest.String()
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

// scrub takes the token out of text that came from a server: it has seen the credentials, and could send them back.
func (c *Client) scrub(text string) string {
	return c.options.Proxies.Password().Scrub("", c.options.Token.Scrub(c.options.Project, text))
}
