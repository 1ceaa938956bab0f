package transport

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// streamError has the fields of net/http's unexported error for a reset stream, which errors.As can therefore convert to it.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamError) Error() string { return "stream error: " + codeName(e.Code) }

// codeNames are the error codes of RFC 9113, section 7, by their numbers.
var codeNames = [...]string{
	"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
	"REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
}

func codeName(code uint32) string {
	if int(code) < len(codeNames) {
		return codeNames[code]
	}
	return fmt.Sprintf("code %d", code)
}

// The texts of errors for which net/http has no type. Words of the server never come before the parts that are compared here: whether
// a change was made is decided by codes and by what was written, not by what the other side says.
const (
	held          = "http2: Transport: cannot retry err ["
	heldEnd       = "] after Request.Body was written; define Request.GetBody to avoid this error"
	unheard       = "http2: Transport received Server's graceful shutdown GOAWAY" // the server has not processed the stream
	unheardCode   = "http2: Transport received GOAWAY from server ErrCode:"       // nor here, after an error
	wentAway      = "http2: server sent GOAWAY and closed the connection; LastStreamID="
	broke         = "connection error: "
	oneStream     = "stream error: stream ID "
	http1         = ", note that the frame header looked like an HTTP/1.1 header"
	noBody        = "net/http: cannot rewind body after connection loss"
	unusable      = "http2: client conn not usable"
	noConnection  = "http2: no cached connection was available"
	largeHeaders  = "http2: response header list larger than advertised limit"
	largeHeaders1 = "net/http: server response headers exceeded " // over HTTP/1.1
)

// faultOfHTTP2 is the fault of an HTTP/2 stream or its connection, or nil if the error is of another kind.
func faultOfHTTP2(host string, err error) *Fault {
	if stream := (streamError{}); errors.As(err, &stream) {
		return resetBy(host, codeName(stream.Code))
	}
	text := err.Error()
	if inner, ok := strings.CutPrefix(text, held); ok {
		if inner, ok = strings.CutSuffix(inner, heldEnd); ok {
			text = inner
		}
	}
	switch text {
	case unheard:
		return turnedAway(host, "GOAWAY")
	case largeHeaders:
		return headersTooLarge(host)
	case noBody, unusable, noConnection:
		// There was no stream for the request. net/http would use another connection, but cannot read the body a second time.
		fault := turnedAway(host, "no stream was free")
		fault.Unsent, fault.Held = false, true // Exchange.Fault corrects both by what was written
		return fault
	}
	if code, ok := strings.CutPrefix(text, unheardCode); ok {
		return turnedAway(host, "GOAWAY, "+firstWord(code))
	}
	if rest, ok := strings.CutPrefix(text, wentAway); ok {
		_, code, _ := strings.Cut(rest, ", ErrCode=")
		return cutOff(host, "GOAWAY, "+firstWord(code))
	}
	if rest, ok := strings.CutPrefix(text, oneStream); ok {
		_, code, _ := strings.Cut(rest, "; ")
		return resetBy(host, firstWord(code))
	}
	if code, ok := strings.CutPrefix(text, broke); ok {
		if code = firstWord(code); code == "PROTOCOL_ERROR" {
			code += fmt.Sprintf(", or headers larger than %d MiB", maxHeader>>20) // net/http reports both alike
		}
		return &Fault{Layer: LayerHTTP2, Message: fmt.Sprintf("%s broke the rules of HTTP/2 (%s)", host, code), Transient: true}
	}
	switch {
	case strings.HasPrefix(text, "http2: ") && strings.HasSuffix(text, http1):
		return &Fault{Layer: LayerHTTP2, Message: host + " agreed on HTTP/2, and speaks HTTP/1.1"}
	case strings.HasPrefix(cause(err), largeHeaders1):
		return headersTooLarge(host)
	}
	return nil
}

// inTimes says in words how often: once, twice, 3 times.
func inTimes(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// firstWord returns the code that a text begins with. A code without a name is written as `unknown error code 0x63`.
func firstWord(text string) string {
	if number, ok := strings.CutPrefix(text, "unknown error code "); ok {
		code, err := strconv.ParseUint(firstWord(number), 0, 32)
		if err == nil {
			return codeName(uint32(code))
		}
	}
	end := strings.IndexFunc(text, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
	})
	if end >= 0 {
		text = text[:end]
	}
	return text
}

// headersTooLarge is the fault of an answer with more than maxHeader bytes of headers.
func headersTooLarge(host string) *Fault {
	return &Fault{Layer: LayerAnswer, Message: fmt.Sprintf("read the answer of %s: its headers are larger than %d MiB", host, maxHeader>>20)}
}

// resetBy is the fault of a stream that the server has reset.
func resetBy(host, code string) *Fault {
	if code == "REFUSED_STREAM" {
		return turnedAway(host, code) // the code says that the request was not processed
	}
	return cutOff(host, code)
}

// turnedAway is the fault for a request that the server refused without processing it.
func turnedAway(host, why string) *Fault {
	return &Fault{Layer: LayerHTTP2, Message: fmt.Sprintf("%s turned the request away (HTTP/2: %s)", host, why), Transient: true, Unsent: true}
}

// cutOff is the fault for a request that the server may have processed.
func cutOff(host, code string) *Fault {
	return &Fault{Layer: LayerHTTP2, Transient: true,
		Message: fmt.Sprintf("%s cut the connection before the answer was whole (HTTP/2: %s)", host, code)}
}

// errStorm ends a request for which one connection after the other was refused.
var errStorm = errors.New("the connections were turned away one after the other")

// storm is the fault of a server that turned a request away on every connection.
func storm(host string) *Fault {
	return &Fault{
		Layer: LayerHTTP2, Transient: true,
		Message: fmt.Sprintf("%s turned the request away on %d connections (HTTP/2)", host, maxConnectionsPerTry),
	}
}
