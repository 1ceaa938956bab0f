package signalwire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Layer is where an operation failed.
type Layer string

// The layers, from the network to the API.
const (
	LayerDNS     Layer = "DNS"
	LayerProxy   Layer = "proxy"
	LayerTCP     Layer = "TCP"
	LayerTLS     Layer = "TLS"
	LayerTimeout Layer = "timeout" // Options.Timeout passed after the request was sent
	LayerAnswer  Layer = "answer"  // something answered, but not as the API does
	LayerLocal   Layer = "local"   // what was received could not be written here
	LayerAPI     Layer = "API"     // the request was refused: Status tells how
)

// Error is a request that did not bring what was asked for.
type Error struct {
	Method string
	URL    string // holds no credentials

	Layer    Layer
	Status   int    // the HTTP status; 0 when nothing answered
	Code     string // the API's own code, such as 20404; empty when the answer has none
	Message  string // the API's message, or what is wrong with the answer or the network
	MoreInfo string // the API's link, as it came

	RetryAfter time.Duration // how long the API asks to wait; 0 when it does not say

	Cause     error // of LayerLocal, and of a certificate that is not trusted
	Uncertain bool  // the request would change something, was sent, and may or may not have been carried out

	transient bool // a second try may well succeed
	saysWhen  bool // there was a Retry-After
	unsent    bool // no byte of the request was written, or the server says that it did nothing about it
}

// IsNotFound tells whether the API itself said that there is no such resource.
func (e *Error) IsNotFound() bool { return e.Layer == LayerAPI && e.Status == http.StatusNotFound }

// Unwrap returns the local cause, if there is one.
func (e *Error) Unwrap() error { return e.Cause }

// Error reads as `not found (HTTP 404, code 20404): The resource was not found`.
func (e *Error) Error() string {
	if e.Status < 300 || e.Layer != LayerAPI && e.Layer != LayerAnswer {
		return e.Message
	}
	text := strings.ToLower(http.StatusText(e.Status))
	if text == "" {
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

// refusal makes an Error of an answer whose status is not a success. The API has three shapes for its body,
// {"code", "message", "more_info"}, {"errors": [{…}]} and {"errors": ["…"]};
// a proxy on the way may answer with anything.
func refusal(status int, body []byte) *Error {
	e := &Error{Layer: LayerAPI, Status: status}
	if status < 400 {
		e.Layer, e.Message = LayerAnswer, "the answer is a redirect that is not followed"
		if status < 300 {
			e.Message = fmt.Sprintf("the answer has the status %d", status)
		}
		return e
	}
	if status == http.StatusProxyAuthRequired {
		e.Layer, e.Message = LayerProxy, "the proxy wants a login"
		return e
	}
	if problem := checkObject(body); problem != nil {
		e.Message = problem.Error()
		// A text that is not the API's comes from something in its place, whose "not found" means nothing. But whoever
		// asks for credentials, or to wait, means it.
		if len(bytes.TrimSpace(body)) > 0 && status != http.StatusUnauthorized && status != http.StatusTooManyRequests {
			e.Layer = LayerAnswer
		}
		return e
	}
	e.addDetails(body)
	if e.Message == "" {
		var shapeless struct {
			Errors []json.RawMessage `json:"errors"`
		}
		// An answer of yet another shape leaves the status to speak for itself.
		_ = json.Unmarshal(body, &shapeless)
		var messages []string
		for _, item := range shapeless.Errors {
			if message := scalar(item); message != "" {
				messages = append(messages, message)
				continue
			}
			one := Error{}
			one.addDetails(item)
			if one.Message != "" {
				messages = append(messages, one.Message)
			}
			if e.Code == "" {
				e.Code, e.MoreInfo = one.Code, one.MoreInfo
			}
		}
		e.Message = strings.Join(messages, "; ")
	}
	return e
}

// addDetails takes code, message and link from a JSON object, whatever their types.
func (e *Error) addDetails(object []byte) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(object, &fields) != nil {
		return
	}
	e.Code, e.Message, e.MoreInfo = scalar(fields["code"]), scalar(fields["message"]), scalar(fields["more_info"])
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

// scalar returns a JSON string's text or a number's digits, and nothing for any other value:
// `code` comes as either.
func scalar(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || !strings.ContainsRune(`"-0123456789`, rune(raw[0])) {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}
