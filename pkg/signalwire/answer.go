package signalwire

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"

	"confcall/pkg/rawjson"
	"confcall/pkg/reason"
	"confcall/pkg/transport"
)

const (
	maxAnswer  = 64 << 20 // bytes of one answer, decompressed
	maxNesting = 256      // levels of objects and arrays in one answer; the API's own go to two
	maxValues  = 1 << 18  // in one answer; a value of two bytes takes a thousand in memory when it is printed
)

var errTooLarge = fmt.Errorf("the answer is larger than %d MiB", maxAnswer>>20)

// readBody reads an answer to its end, within bounds.
func readBody(response *http.Response) ([]byte, error) {
	if length := response.ContentLength; 0 < length && length <= 1<<20 {
		body := make([]byte, length)
		if _, err := io.ReadFull(response.Body, body); err != nil {
			return nil, err
		}
		// The connection is used again only when the end has been read. To copy what is left, which is nothing, takes 8 KB.
		var beyond [1]byte
		if _, err := io.ReadFull(response.Body, beyond[:]); err != io.EOF {
			return body, err
		}
		return body, nil
	}
	var body bytes.Buffer
	_, err := body.ReadFrom(io.LimitReader(response.Body, maxAnswer/16))
	if err == nil && body.Len() == maxAnswer/16 {
		body.Grow(maxAnswer) // at once, as growing by doubling would take four times the memory
		_, err = body.ReadFrom(io.LimitReader(response.Body, maxAnswer-maxAnswer/16+1))
	}
	if err != nil {
		return nil, err
	}
	if body.Len() > maxAnswer {
		return nil, errTooLarge
	}
	return body.Bytes(), nil
}

// judge decides what an answer means for the request. Nothing else does.
func (c *Client) judge(r request, x *transport.Exchange, response *http.Response) (Resource, *Error) {
	status := response.StatusCode
	switch {
	case status == http.StatusSwitchingProtocols:
		// What follows belongs to another protocol, and may never end.
		return nil, &Error{Layer: LayerAnswer, Status: status, Message: "the answer has the status 101"}
	case status >= 200 && status <= 299 && r.take != nil:
		return nil, r.take(r, x, response)
	}
	body, err := readBody(response)
	if err != nil {
		problem := cutShort(x, err)
		problem.Status = status
		return nil, problem
	}
	c.traceBody("<", body, r)
	if status >= 200 && status <= 299 {
		return c.success(r, status, body)
	}
	problem := c.refusal(r, status, body)
	if to, err := response.Location(); err == nil && status < 400 {
		problem.Message += ", to " + to.Redacted()
	}
	problem.transient = transport.MayPass(status)
	problem.RetryAfter, problem.saysWhen = retryAfter(response.Header.Get("Retry-After"), c.options.Now())
	return nil, problem
}

// success checks an answer with a 2xx status: it must be one JSON object about what was asked for. Where the API sends no body, an
// object is accepted too, but HTML is not, as it comes from somebody else.
func (c *Client) success(r request, status int, body []byte) (Resource, *Error) {
	if (r.empty || r.any && status == http.StatusNoContent) && len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	wrong := func(message string) (Resource, *Error) {
		return nil, &Error{Layer: LayerAnswer, Status: status, Message: message}
	}
	if err := checkObject(body); err != nil && !(r.any && errors.Is(err, errNoObject)) {
		return wrong(err.Error() + c.excerpt(r, body))
	}
	if said, isError := errorInside(body); isError {
		problem := &Error{Layer: LayerAPI, Status: status}
		if said.Status >= 400 {
			problem.Status = said.Status
		}
		problem.tell(said)
		return nil, problem
	}
	if err := checkClaims(r.claims, body); err != nil {
		return wrong(err.Error())
	}
	if r.changes() && !r.any {
		if name := denial(body); name != "" {
			return wrong(fmt.Sprintf("the answer does not confirm it, but says %s: false", name))
		}
		if said := reason.Read(body); said.IsAPIs && said.Status >= 400 {
			return wrong("the answer does not confirm it, but says: " + said.Message)
		}
	}
	if r.empty {
		if said := reason.Read(body); said.Message != "" {
			return wrong("the answer does not confirm it: " + said.Message)
		}
		return nil, nil
	}
	return body, nil
}

// errorInside recognizes an error object in an answer that should be a resource. Resources may get new fields with any name, but they
// have a SID and a URI, or are pages.
func errorInside(body []byte) (reason.Reason, bool) {
	for name := range rawjson.Members(body) { // ends at the first such member, as pages are long
		switch string(name) {
		case FieldSID, FieldCallSID, FieldID, fieldNextPage, "uri", "data":
			return reason.Reason{}, false
		}
	}
	said := reason.Read(body)
	return said, said.IsAPIs || said.HasErrors || said.Status >= 400
}

// refusal makes an Error of an answer whose status is not 2xx, or is one that no operation expects.
func (c *Client) refusal(r request, status int, body []byte) *Error {
	e := &Error{Layer: LayerAPI, Status: status}
	switch {
	case status < 300:
		e.Layer, e.Message = LayerAnswer, fmt.Sprintf("the answer has the status %d", status)
		return e
	case status < 400:
		e.Layer, e.Message = LayerAnswer, "the answer is a redirect that is not followed"
		return e
	case status == http.StatusProxyAuthRequired:
		e.Layer, e.Message = LayerProxy, "the proxy wants a login"
		return e
	}
	var said reason.Reason
	problem := checkObject(body)
	switch trimmed := bytes.TrimSpace(body); {
	case problem == nil:
		said = reason.Read(body)
		if said.Message == "" && string(trimmed) != "{}" {
			said.Message = "the answer is" + c.excerpt(r, body)
		}
	case len(trimmed) == 0:
		said.Message = problem.Error()
	case trimmed[0] == '<' && !reason.IsHTML(trimmed):
		said = reason.ReadXML(trimmed)
		said.Message = cmp.Or(said.Message, problem.Error()+c.excerpt(r, body))
	default:
		said.Message = problem.Error() + c.excerpt(r, body)
	}
	e.tell(said)
	if status == http.StatusNotFound {
		e.body = body
	}
	// An answer that is not JSON comes from something between here and the API, such as a gateway. JSON may too, so a 404 counts
	// only with the API's own error object. A 401 or 429 is obeyed whoever sends it.
	switch isText := problem != nil && len(bytes.TrimSpace(body)) > 0; {
	case status == http.StatusUnauthorized, status == http.StatusTooManyRequests:
	case isText, status == http.StatusNotFound && !said.IsAPIs:
		e.Layer = LayerAnswer
	case status == http.StatusRequestTimeout && r.method != http.MethodGet:
		e.Layer = LayerAnswer // it may be a gateway's, and the API may have carried out the request
	}
	return e
}

// tell copies what a body says into the error.
func (e *Error) tell(said reason.Reason) {
	e.Code, e.Message, e.MoreInfo = said.Code, said.Message, said.MoreInfo
}

var errNoObject = errors.New("the answer is JSON, but not an object")

// checkObject returns an error unless a body is one JSON object.
func checkObject(body []byte) error {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return errors.New("the answer is empty")
	case trimmed[0] == '<' && reason.IsHTML(trimmed):
		return errors.New("the answer is HTML, not JSON")
	case trimmed[0] == '<':
		return errors.New("the answer is XML, not JSON")
	}
	switch err := rawjson.Check(body, maxNesting, maxValues); {
	case errors.Is(err, rawjson.ErrDeep):
		return fmt.Errorf("the answer is nested more than %d levels deep", maxNesting)
	case errors.Is(err, rawjson.ErrMany):
		return fmt.Errorf("the answer holds more than %d values", maxValues)
	case err != nil:
		return errors.New("the answer is not JSON")
	case trimmed[0] != '{':
		return errNoObject
	}
	return nil
}

// maxExcerpt is how many characters of an unknown answer are quoted.
const maxExcerpt = 200

// excerpt quotes the beginning of an answer on one line. Secrets are removed before it is cut, as the cut could leave part of one.
func (c *Client) excerpt(r request, body []byte) string {
	begin := strings.ToValidUTF8(string(bytes.TrimSpace(body[:min(len(body), reason.MaxMarkup)])), "\ufffd")
	if begin == "" {
		return ""
	}
	begin = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r):
			return '\ufffd'
		}
		return r
	}, r.scrub(c.scrub(begin)))
	characters := 0
	for at := range begin {
		if characters++; characters > maxExcerpt {
			return `: "` + begin[:at] + `…"`
		}
	}
	return `: "` + begin + `"`
}
