package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// maxBody bounds the body of a request, in bytes.
const maxBody = 64 << 10

// The kinds of bodies.
const (
	formBody = "application/x-www-form-urlencoded"
	jsonBody = "application/json"
)

// readForm reads the body of a POST, a form or, as two of the vendor's own clients send it, a JSON object.
func readForm(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		return nil, nil
	}
	kind := bodyKind(r)
	if kind != formBody && kind != jsonBody {
		return nil, invalid("The body must be application/x-www-form-urlencoded or application/json.")
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if kind == jsonBody {
		return parseJSONForm(body)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, invalid("The body cannot be read: %v.", err)
	}
	return form, nil
}

func bodyKind(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, invalid("The body cannot be read.")
	}
	if len(body) > maxBody {
		return nil, refuse(http.StatusRequestEntityTooLarge, 10000, "The body is larger than %d KiB.", maxBody>>10)
	}
	return body, nil
}

// parseJSONForm reads a JSON object as the form that says the same. A null is left out, and the words of a list are joined
// with spaces.
func parseJSONForm(body []byte) (url.Values, error) {
	object, err := parseObject(body)
	if err != nil {
		return nil, invalid("The body is no JSON object: %v.", err)
	}
	form := url.Values{}
	for name, value := range object {
		if list, ok := value.([]any); ok {
			var words []string
			for _, item := range list {
				word, ok := item.(string)
				if !ok {
					return nil, invalid("%s is not valid: want a list of texts.", name)
				}
				words = append(words, word)
			}
			value = strings.Join(words, " ")
		}
		switch value := value.(type) {
		case nil:
		case string:
			form.Set(name, value)
		case bool:
			form.Set(name, map[bool]string{true: "true", false: "false"}[value])
		case json.Number:
			form.Set(name, value.String())
		default:
			return nil, invalid("%s is not valid: want one value, not an object.", name)
		}
	}
	return form, nil
}

// parseObject reads a body that is one JSON object, whose numbers stay as they are written.
func parseObject(body []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return nil, errors.New("it cannot be read")
	}
	if object == nil {
		return nil, errors.New("it is null")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows it")
	}
	return object, nil
}
