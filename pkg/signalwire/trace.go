package signalwire

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"
)

// traceLine writes a line to the trace, without secrets.
func (c *Client) traceLine(line string) { c.options.Trace(c.scrub(line)) }

// maxTraced is how many bytes of a body the trace shows. slack is how many more are searched for secrets, so that the cut leaves no part
// of one.
const (
	maxTraced = 64 << 10
	slack     = 64 << 10
)

// traceBody shows the body of a request (>) or an answer (<) in the trace, if it is text, without secrets.
func (c *Client) traceBody(mark string, body []byte, r request) {
	if c.options.Trace == nil || len(body) == 0 {
		return
	}
	begin := body[:min(len(body), maxTraced+slack)]
	if bytes.IndexByte(begin, 0) >= 0 || len(begin) == len(body) && !utf8.Valid(begin) {
		return
	}
	text := r.scrub(c.scrub(strings.ToValidUTF8(string(begin), "\ufffd")))
	cut := len(text) > maxTraced
	if cut {
		text = strings.ToValidUTF8(text[:maxTraced], "")
	}
	for line := range strings.Lines(text) {
		c.options.Trace(mark + " " + strings.TrimRight(line, "\r\n"))
	}
	if cut {
		c.options.Trace(fmt.Sprintf("* and more, %d bytes in all", len(body)))
	}
}

// traceRequestBody shows the body of a request that is about to be sent.
func (c *Client) traceRequestBody(r request) {
	if c.options.Trace == nil {
		return
	}
	body := r.json
	if body == nil && r.form != nil {
		shown := maps.Clone(r.form)
		if shown.Has(bearerToken) {
			shown.Set(bearerToken, "[redacted]")
		}
		body = []byte(shown.Encode())
	}
	c.traceBody(">", body, r)
}
