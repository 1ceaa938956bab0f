package signalwire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

const (
	maxAnswer  = 64 << 20 // bytes of one answer, decompressed
	maxNesting = 256      // levels of objects and arrays in one answer; the API's own go to two
)

// Resource is one JSON object of the API, in the very bytes that the API sent.
type Resource []byte

// Field returns the raw value of one of the resource's fields, nil when it has none.
func (r Resource) Field(name string) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(r, &fields) != nil {
		return nil
	}
	return fields[name]
}

// Text returns the text of one of the resource's fields, empty unless it is a string.
func (r Resource) Text(name string) string {
	var text string
	if json.Unmarshal(r.Field(name), &text) != nil {
		return ""
	}
	return text
}

// Is tells whether one of the resource's fields is true.
func (r Resource) Is(name string) bool { return string(r.Field(name)) == "true" }

var errTooLarge = fmt.Errorf("the answer is larger than %d MiB", maxAnswer>>20)

// readBody reads an answer to its end, within bounds.
func readBody(response *http.Response) ([]byte, error) {
	var body bytes.Buffer
	if 0 < response.ContentLength && response.ContentLength <= 1<<20 {
		body.Grow(int(response.ContentLength) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(io.LimitReader(response.Body, maxAnswer+1)); err != nil {
		return nil, err
	}
	if body.Len() > maxAnswer {
		return nil, errTooLarge
	}
	return body.Bytes(), nil
}

// checkObject tells what is wrong with a body that should be one JSON object.
func checkObject(body []byte) error {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return errors.New("the answer is empty")
	case trimmed[0] == '<':
		return errors.New("the answer is HTML, not JSON")
	case tooDeep(body):
		return fmt.Errorf("the answer is nested more than %d levels deep", maxNesting)
	case !json.Valid(body):
		return errors.New("the answer is not JSON")
	case trimmed[0] != '{':
		return errors.New("the answer is JSON, but not an object")
	}
	return nil
}

// tooDeep tells whether objects and arrays stand more than maxNesting levels inside each other,
// before anything that recurses sees them. On text that is no JSON its answer means nothing.
func tooDeep(body []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString:
			switch c {
			case '\\':
				i++
			case '"':
				inString = false
			}
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			if depth++; depth > maxNesting {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
