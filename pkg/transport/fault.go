package transport

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

// Layer is where a request failed.
type Layer string

// The layers, from the network to the answer.
const (
	LayerDNS     Layer = "DNS"
	LayerProxy   Layer = "proxy"
	LayerTCP     Layer = "TCP"
	LayerTLS     Layer = "TLS"
	LayerHTTP2   Layer = "HTTP/2"  // a stream or its connection was refused or broke off: Message names the code
	LayerTimeout Layer = "timeout" // Options.Timeout passed after the request was sent
	LayerAnswer  Layer = "answer"  // something answered, but not in HTTP, or with a redirect that is refused
)

// A Fault says why a request got no complete answer.
type Fault struct {
	Layer   Layer
	Message string // for a person; it may contain a server's own words
	Status  int    // 407 if the proxy requires a login; otherwise 0
	Cause   error  // set if a certificate is not trusted or the server requires one; otherwise nil

	Transient bool // another try may succeed
	Unsent    bool // no byte of the request was written, or the server says that it did not process it
	Held      bool // net/http had no stream for the request and wrote no byte of it
	Crowded   bool // the request was refused while others were answered
}

// Fault says at which layer a request, or the reading of its answer, broke off.
func (x *Exchange) Fault(err error) *Fault {
	fault := x.fault(err)
	sent := x.answered || x.progress.sent() // a server that has begun to answer has read the request
	fault.Unsent = !x.answered && (fault.Unsent || !sent)
	fault.Held = fault.Held && !sent
	fault.Crowded = fault.Layer == LayerHTTP2 && fault.Unsent && x.progress.othersWereAnswered()
	return fault
}

// fault is Fault without what only the exchange knows about how much was sent.
func (x *Exchange) fault(err error) *Fault {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats method and URL
	}
	stage := x.progress.state()
	host := x.target.Host
	if stage == LayerProxy {
		host = "the proxy " + x.transport.proxy
	}
	redirect := (*redirectError)(nil)
	switch {
	case errors.As(err, &redirect):
		return &Fault{Layer: LayerAnswer, Message: err.Error()}
	case errors.Is(context.Cause(x.ctx), errStorm):
		return storm(host)
	case errors.Is(context.Cause(x.ctx), errIdle):
		return x.transport.late(stage, host, fmt.Sprintf("nothing came from %s for", host))
	case errors.Is(x.ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		// A request without a body that is refused over HTTP/2 is sent again by net/http itself, after a wait.
		if times := x.progress.timesRefused(); times > 0 && stage == "" && !x.answered {
			return &Fault{
				Layer: LayerHTTP2,
				Message: fmt.Sprintf("no whole answer from %s within %s: it turned the request away %s (HTTP/2)", host,
					x.transport.options.Timeout, inTimes(times)),
			}
		}
		return x.transport.late(stage, host, fmt.Sprintf("no whole answer from %s within", host))
	}
	fault := x.broken(stage, host, err)
	if stage == LayerProxy {
		fault.Layer = stage
	}
	return fault
}

// MayPass reports whether an HTTP status is one after which another try may succeed: 429, 500, 502, 503 or 504.
func MayPass(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// late is the fault for a timeout. It says what the request was waiting for: a step of connecting, or the answer.
func (t *Transport) late(stage Layer, host, noAnswer string) *Fault {
	waitedFor, begun := map[Layer]string{
		LayerDNS: "find host", LayerProxy: "connect through", LayerTCP: "connect to", LayerTLS: "open TLS to",
	}[stage]
	if !begun {
		return &Fault{Layer: LayerTimeout, Message: fmt.Sprintf("%s %s", noAnswer, t.options.Timeout)}
	}
	return &Fault{Layer: stage, Message: fmt.Sprintf("%s %s: no answer within %s", waitedFor, t.way(stage, host), t.options.Timeout)}
}

// way names a host and, for an error after the tunnel was made, the proxy in between: it decides who answers.
func (t *Transport) way(stage Layer, host string) string {
	if t.proxy != "" && stage != LayerProxy {
		return host + " through the proxy " + t.proxy
	}
	return host
}

// broken is the fault for an error of net/http that is no timeout. host is the space's or the proxy's.
func (x *Exchange) broken(stage Layer, host string, err error) *Fault {
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
		return proxy.fault()
	case errors.As(err, &dns) && stage != LayerProxy:
		return &Fault{Layer: LayerDNS, Message: cause(err), Transient: !dns.IsNotFound}
	case during("dial"):
		return &Fault{Layer: LayerTCP, Message: fmt.Sprintf("connect to %s: %s", host, cause(operation.Err)), Transient: true}
	case errors.As(err, &certificate):
		trouble := ""
		if told := x.transport.rootsTrouble.Load(); told != nil {
			trouble = *told
		}
		why, cause := trust.Reason(certificate, x.transport.options.CA, trouble)
		return &Fault{Layer: LayerTLS, Message: fmt.Sprintf("trust the certificate of %s: %s", host, why), Cause: cause}
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return &Fault{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: the server speaks no TLS", x.transport.way(stage, host))}
	case x.isUnrecognized(err):
		// With TLS 1.3 the refusal comes when the request is on its way already, and the end of the connection may overtake it.
		return &Fault{
			Layer: LayerTLS, Cause: ErrClientCertificate, Unsent: true,
			Message: fmt.Sprintf("open TLS to %s: %s; %s", host, alertOr(err, "it wants a certificate of the client"), ErrClientCertificate),
		}
	case during("remote error", "local error"), strings.HasPrefix(err.Error(), "tls: "):
		return &Fault{Layer: LayerTLS, Message: fmt.Sprintf("open TLS to %s: %s", host, strings.TrimPrefix(cause(err), "tls: "))}
	case isCut(err) && stage == LayerTLS:
		return &Fault{Layer: LayerTLS, Transient: true,
			Message: fmt.Sprintf("open TLS to %s: it cut the connection", x.transport.way(stage, host))}
	case isCut(err):
		return &Fault{Layer: LayerTCP, Message: host + " cut the connection before the answer was whole", Transient: true}
	}
	if fault := faultOfHTTP2(host, err); fault != nil {
		return fault
	}
	if errors.As(err, &operation) {
		return &Fault{Layer: LayerTCP, Message: fmt.Sprintf("speak with %s: %s", host, cause(operation.Err)), Transient: true}
	}
	return &Fault{Layer: LayerAnswer, Message: fmt.Sprintf("read the answer of %s: %s", host, cause(err))}
}

// alertOr returns the text of an error that is a TLS alert, or other for any other error.
func alertOr(err error, other string) string {
	if isAlert(err) {
		return strings.TrimPrefix(cause(err), "tls: ")
	}
	return other
}

// isCut reports whether an error means that the connection broke off. For some of these net/http has only texts.
func isCut(err error) bool {
	switch text := err.Error(); text {
	case "http: server closed idle connection", "http2: client connection lost", "http2: client conn is closed",
		"http2: client conn could not be established", "http2: client connection force closed via ClientConn.Close":
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}

// cause returns the text of the innermost error, without the addresses and names of system calls that net wraps around it.
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
