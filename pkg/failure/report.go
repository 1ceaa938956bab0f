package failure

import (
	"fmt"
	"unicode/utf8"

	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Report is an error as the user sees it.
type Report struct {
	Message, Hint string
	Exit          int

	api *signalwire.Error // that it stems from, if it does
}

// Describe makes the report of an error. scrub takes the secrets out of its message, which may quote an answer.
func Describe(err error, at Situation, scrub func(text string) string) Report {
	exit, hint := Explain(err, at)
	return Report{Message: scrub(err.Error()), Hint: hint, Exit: exit, api: ofAPI(err)}
}

// Text is the report as two lines for a person.
func (r Report) Text() string {
	return fmt.Sprintf("confcall: %s\nhint: %s\n", output.Clean(Shorten(r.Message, longestMessage)),
		output.Clean(Shorten(r.withLink(), longestMessage)))
}

// withLink is the hint with the API's own link.
func (r Report) withLink() string {
	if r.api != nil && r.api.MoreInfo != "" {
		return r.Hint + " (see " + r.api.MoreInfo + ")"
	}
	return r.Hint
}

// JSON is the report as one line for a script, the last of standard error.
func (r Report) JSON() string {
	form := jsonForm{Message: r.Message, Hint: r.Hint, Exit: r.Exit}
	if api := r.api; api != nil {
		form.Status, form.Code, form.MoreInfo = orNull(api.Status), orNull(api.Code), orNull(api.MoreInfo)
		form.Method, form.URL = orNull(api.Method), orNull(api.URL)
	}
	// It holds nothing but strings and numbers, and each of them encodes.
	line, _ := output.Line(map[string]jsonForm{"error": form})
	return string(line)
}

// jsonForm is a report's JSON, a contract with scripts. What is not known is null.
type jsonForm struct {
	Message  string  `json:"message"`
	Hint     string  `json:"hint"`
	Exit     int     `json:"exit"`
	Status   *int    `json:"status"`
	Code     *string `json:"code"`
	MoreInfo *string `json:"more_info"`
	Method   *string `json:"method"`
	URL      *string `json:"url"`
}

func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// longestMessage bounds a message to a person, in bytes: a value that it quotes may be as long as a file.
const longestMessage = 8 << 10

// Shorten keeps a text within so many bytes.
func Shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}
