package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// An answer is an HTTP answer as a whole, so that it can be held back and counted.
type answer struct {
	status int
	kind   string // the Content-Type
	header map[string]string
	body   []byte
}

func (a *answer) write(w http.ResponseWriter) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Type", a.kind)
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that has gone needs no answer
}

// noContent is the result of an operation that has nothing to show.
type noContent struct{}

// encode makes the answer of an operation that was done.
func encode(result any) *answer {
	switch result := result.(type) {
	case noContent:
		return &answer{status: http.StatusNoContent}
	case audio:
		return &answer{status: http.StatusOK, kind: result.kind, body: result.data}
	}
	return encodeJSON(http.StatusOK, result)
}

func encodeJSON(status int, body any) *answer {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(body) // resources and errors hold nothing that does not encode
	return &answer{status: status, kind: "application/json", body: buffer.Bytes()}
}

// A refusal is an error that the API answers with: in the usual shape, or as an array of strings where there are problems.
type refusal struct {
	status, code int
	message      string
	problems     []string
	parameters   []parameterProblem
	allow        string // the methods, for 405
}

// A parameterProblem is what the operations at the space's root say of a parameter.
type parameterProblem struct {
	Type      string `json:"type"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	Attribute string `json:"attribute"`
	URL       string `json:"url"`
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.message) }

// invalid refuses an argument.
func invalid(format string, args ...any) error {
	return refuse(http.StatusBadRequest, 10000, format, args...)
}

func notFound(path string) error {
	return refuse(http.StatusNotFound, 20404, "The requested resource %s was not found.", path)
}

func refuse(status, code int, format string, args ...any) error {
	return &refusal{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// unprocessable is the refusal of a recording's or a stream's values, nil when there is no problem.
func unprocessable(problems ...string) error {
	if len(problems) == 0 {
		return nil
	}
	return &refusal{status: http.StatusUnprocessableEntity, problems: problems}
}

func unauthorized(refused func(error) *answer) *answer {
	a := refused(refuse(http.StatusUnauthorized, 20003,
		"Authentication Error - invalid or missing credentials, or the token lacks the Voice scope."))
	a.header = map[string]string{"WWW-Authenticate": `Basic realm="SignalWire"`}
	return a
}

// refusedAtRoot makes the answer of an operation at the space's root that was not done: all that is wrong with the parameters,
// or no more than the status's name.
func refusedAtRoot(err error) *answer {
	r := (*refusal)(nil)
	if !errors.As(err, &r) {
		r = &refusal{status: http.StatusInternalServerError}
	}
	if r.parameters != nil {
		return encodeJSON(r.status, struct {
			Errors []parameterProblem `json:"errors"`
		}{r.parameters})
	}
	return encodeJSON(r.status, struct {
		Error string `json:"error"`
	}{http.StatusText(r.status)})
}

// refused makes the answer of an operation that was not done.
func refused(err error) *answer {
	r := (*refusal)(nil)
	if !errors.As(err, &r) {
		r = &refusal{status: http.StatusInternalServerError, code: 20504, message: err.Error()}
	}
	if r.problems != nil {
		return encodeJSON(r.status, struct {
			Errors []string `json:"errors"`
		}{r.problems})
	}
	a := encodeJSON(r.status, struct {
		Code     int    `json:"code"`
		Message  string `json:"message"`
		MoreInfo string `json:"more_info"`
		Status   int    `json:"status"`
	}{r.code, r.message, "https://signalwire.com/docs/compatibility-api/rest/error-codes", r.status})
	if r.allow != "" {
		a.header = map[string]string{"Allow": r.allow}
	}
	return a
}
