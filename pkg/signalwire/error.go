package signalwire

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"confcall/pkg/transport"
)

// Layer is where an operation failed.
type Layer = transport.Layer

// The layers, from the network to the API.
const (
	LayerDNS     = transport.LayerDNS
	LayerProxy   = transport.LayerProxy
	LayerTCP     = transport.LayerTCP
	LayerTLS     = transport.LayerTLS
	LayerHTTP2   = transport.LayerHTTP2
	LayerTimeout = transport.LayerTimeout // Options.Timeout passed after the request was sent
	LayerAnswer  = transport.LayerAnswer  // something answered, but not as the API does

	LayerLocal   Layer = "local"   // what was received could not be written here
	LayerStopped Layer = "stopped" // the context ended while a change was on its way: Cause is why
	LayerAPI     Layer = "API"     // the request was refused: Status tells how
)

// ErrClientCertificate is the cause of an error of TLS where the server wants a certificate of the client.
var ErrClientCertificate = transport.ErrClientCertificate

// Error is a request that did not bring what was asked for.
type Error struct {
	Method string
	URL    string // holds no credentials

	Layer    Layer
	Status   int    // the HTTP status, or the one that an error speaks of that came with a success; 0 when nothing answered
	Code     string // the API's own code, such as 20404; empty when the answer has none
	Message  string // the API's message, or what is wrong with the answer or the network
	MoreInfo string // the API's link, as it came
	Proxy    string // host and perhaps port of the proxy on the way, empty when there is none

	RetryAfter time.Duration // how long the API asks to wait; 0 when it does not say

	Cause     error // of LayerLocal and LayerStopped, and of a certificate that is not trusted
	OfList    bool  // the request was for one of the lists that every account has
	Uncertain bool  // the request would change something, was sent, and may or may not have been carried out

	transient bool // a second try may well succeed
	saysWhen  bool // there was a Retry-After
	unsent    bool // no byte of the request was written, or the server says that it did nothing about it
	held      bool // there was no stream for the request, and no byte of it was written
	crowded   bool // it was turned away, while others were answered
	body      []byte
}

// faultError is the error of a request that brought no whole answer.
func faultError(fault *transport.Fault) *Error {
	return &Error{
		Layer: fault.Layer, Message: fault.Message, Status: fault.Status, Cause: fault.Cause,
		transient: fault.Transient, unsent: fault.Unsent, held: fault.Held, crowded: fault.Crowded,
	}
}

// IsNotFound reports whether the API itself said that there is no such resource.
func (e *Error) IsNotFound() bool { return e.Layer == LayerAPI && e.Status == http.StatusNotFound }

// Unwrap returns the local cause, if there is one.
func (e *Error) Unwrap() error { return e.Cause }

// Error reads as `not found (HTTP 404, code 20404): The resource was not found`.
func (e *Error) Error() string {
	if e.Layer != LayerAPI && (e.Layer != LayerAnswer || e.Status < 300) {
		return e.Message
	}
	text := strings.ToLower(http.StatusText(e.Status))
	if text == "" || e.Status < 300 {
		text = "refused"
	}
	text += fmt.Sprintf(" (HTTP %d", e.Status)
	if e.Code != "" {
		text += ", code " + e.Code
	}
	text += ")"
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// isRefusal reports whether the API itself has said that it did not do what was asked for. That it is not available, without a
// word on when it will be, or that it failed, says nothing about what was done before.
func (e *Error) isRefusal() bool {
	return e.Layer == LayerAPI && (e.Status < 500 || e.Status == http.StatusServiceUnavailable && e.saysWhen)
}

// longestText bounds what an error tells of an answer, in bytes.
const longestText = 2 << 10

// shortened keeps a server's own words from filling the screen.
func shortened(text string) string {
	if len(text) <= longestText {
		return text
	}
	return strings.ToValidUTF8(text[:longestText], "") + "…"
}
