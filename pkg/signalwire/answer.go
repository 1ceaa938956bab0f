package signalwire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"confcall/pkg/rawjson"
)

const (
	maxAnswer  = 64 << 20 // bytes of one answer, decompressed
	maxNesting = 256      // levels of objects and arrays in one answer; the API's own go to two
	maxValues  = 1 << 18  // in one answer; one of two bytes takes a thousand when it is printed
)

var errTooLarge = fmt.Errorf("the answer is larger than %d MiB", maxAnswer>>20)

// readBody reads an answer to its end, within bounds.
func readBody(response *http.Response) ([]byte, error) {
	if length := response.ContentLength; 0 < length && length <= 1<<20 {
		body := make([]byte, length)
		if _, err := io.ReadFull(response.Body, body); err != nil {
			return nil, err
		}
		_, err := io.Copy(io.Discard, response.Body) // up to its end, or the connection would not be used again
		return body, err
	}
	var body bytes.Buffer
	_, err := body.ReadFrom(io.LimitReader(response.Body, maxAnswer/16))
	if err == nil && body.Len() == maxAnswer/16 {
		body.Grow(maxAnswer) // at once: to double it again and again would take four times the memory
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

// checkObject tells what is wrong with a body that should be one JSON object.
func checkObject(body []byte) error {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return errors.New("the answer is empty")
	case trimmed[0] == '<':
		return errors.New("the answer is HTML, not JSON")
	}
	switch err := rawjson.Check(body, maxNesting, maxValues); {
	case errors.Is(err, rawjson.ErrDeep):
		return fmt.Errorf("the answer is nested more than %d levels deep", maxNesting)
	case errors.Is(err, rawjson.ErrMany):
		return fmt.Errorf("the answer holds more than %d values", maxValues)
	case err != nil:
		return errors.New("the answer is not JSON")
	case trimmed[0] != '{':
		return errors.New("the answer is JSON, but not an object")
	}
	return nil
}
