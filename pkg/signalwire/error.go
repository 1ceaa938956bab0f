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

// ErrClientCertificate is the cause of a TLS error if the server requires a client certificate.
var ErrClientCertificate = transport.ErrClientCertificate

// Error says why an operation did not bring what was asked for.
type Error struct {
	Method string
	URL    string // holds no credentials

	Layer    Layer
	Status   int    // the HTTP status, or the status inside an error object that came with a 2xx; 0 if there was no answer
	Code     string // the API's own code, such as 20404; empty when the answer has none
	Message  string // the API's message, or what is wrong with the answer or the network
	MoreInfo string // the API's link, as it came
	Proxy    string // host and perhaps port of the proxy that is used, if any

	RetryAfter time.Duration // how long the API asks to wait; 0 when it does not say

	Cause     error // set for LayerLocal, LayerStopped, and certificates that are not trusted or are required
	OfList    bool  // the request was for one of the lists that every account has
	Uncertain bool  // a change was sent, and may or may not have been carried out

	transient bool   // another try may succeed
	saysWhen  bool   // there was a Retry-After
	unsent    bool   // no byte of the request was written, or the server says that it did not process it
	held      bool   // net/http had no stream for the request and wrote no byte of it
	crowded   bool   // the request was refused while others were answered
	body      []byte // of a 404
}

// faultError is the error for a request that got no complete answer.
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

// isRefusal reports whether the API itself says that it did not do what was asked for. A 5xx does not say so, as it may come after the
// work was done; a 503 with Retry-After does.
func (e *Error) isRefusal() bool {
	return e.Layer == LayerAPI && (e.Status < 500 || e.Status == http.StatusServiceUnavailable && e.saysWhen)
}

// longestText bounds, in bytes, what an error quotes from an answer.
const longestText = 2 << 10

// shortened keeps a server's own words from filling the screen.
func shortened(text string) string {
	if len(text) <= longestText {
		return text
	}
	return strings.ToValidUTF8(text[:longestText], "") + "…"
}
