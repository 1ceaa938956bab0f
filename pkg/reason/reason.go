// Package reason finds out from the body of an answer why a request was refused.
package reason

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"confcall/pkg/rawjson"
)

// A Reason is what the body of an answer says about why the request failed.
type Reason struct {
	Code, Message, MoreInfo string
	Status                  int  // the HTTP status that the body names, 0 if none
	IsAPIs                  bool // the body has a shape that only the API itself uses, and no proxy or gateway
	HasErrors               bool // the body has a list of errors; the API's have one, and so have others'
}

// Read reads a JSON object. The API has three shapes: {"code", "message", "more_info"}, {"errors": [{…}]} and {"errors":
// ["…"]}. Its newer endpoints add an attribute and a url. Gateways, frameworks and older endpoints have shapes of their own.
// An object of an unknown shape yields no message.
func Read(object []byte) Reason {
	r := Reason{Code: scalar(rawjson.Field(object, "code")), MoreInfo: scalar(rawjson.Field(object, "more_info"))}
	r.IsAPIs = isCode(rawjson.Field(object, "code"))
	r.Status, _ = strconv.Atoi(scalar(rawjson.Field(object, "status")))
	texts, others := 0, 0
	errors := rawjson.Field(object, "errors")
	for item := range rawjson.Items(errors) {
		r.HasErrors = true
		if scalar(item) != "" && item[0] == '"' {
			texts++
			continue
		}
		others++
		code := scalar(rawjson.Field(item, "code"))
		r.IsAPIs = r.IsAPIs || isCode(rawjson.Field(item, "code"))
		r.Code = cmp.Or(r.Code, code)
		r.MoreInfo = cmp.Or(r.MoreInfo, scalar(rawjson.Field(item, "more_info")), scalar(rawjson.Field(item, "url")))
	}
	r.IsAPIs = r.IsAPIs || texts > 0 && others == 0
	inner := rawjson.Field(object, "error")
	r.Code = cmp.Or(r.Code, scalar(rawjson.Field(inner, "code")))
	r.MoreInfo = cmp.Or(r.MoreInfo, scalar(rawjson.Field(object, "url")), scalar(rawjson.Field(inner, "more_info")))
	r.Message = saying(object, maxDepth)
	return r
}

// isNumber reports whether a text consists of digits.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// isCode reports whether a value looks like an error code of the API: a number, with or without quotes.
func isCode(value []byte) bool {
	return len(value) > 0 && (value[0] == '-' || value[0] >= '0' && value[0] <= '9' || isNumber(scalar(value)))
}

// speaking lists the members that hold text for a person, the most telling first.
var speaking = [...]string{"message", "error", "title", "detail", "errors", "msg", "description", "error_description"}

// maxWords is how many texts of a list are collected. More would be cut off anyway.
const maxWords = 100

// maxDepth is how deeply nested values are searched for text.
const maxDepth = 5

// saying returns the text for a person in an object's members, without repetitions, or an empty string if there is none.
func saying(object []byte, depth int) string {
	var said []string
	for _, name := range speaking {
		if text := words(rawjson.Field(object, name), depth-1); text != "" && !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	text := strings.Join(said, "; ")
	if attribute := scalar(rawjson.Field(object, "attribute")); attribute != "" && text != "" {
		text += " (attribute " + attribute + ")"
	}
	return text
}

// words returns the text for a person in a value: a text, a list of texts, an object with text, or a map from fields to texts.
func words(value json.RawMessage, depth int) string {
	if depth == 0 || len(value) == 0 {
		return ""
	}
	var said []string
	add := func(text string) (more bool) {
		if text != "" && !slices.Contains(said, text) {
			said = append(said, text)
		}
		return len(said) < maxWords
	}
	switch value[0] {
	case '[':
		for item := range rawjson.Items(value) {
			if !add(words(item, depth-1)) {
				break
			}
		}
	case '{':
		if text := saying(value, depth); text != "" {
			return text
		}
		for name, member := range rawjson.Members(value) {
			if text := words(member, depth-1); text != "" && !add(string(name)+": "+text) {
				break
			}
		}
	default:
		return scalar(value)
	}
	return strings.Join(said, "; ")
}

// scalar returns the text of a JSON string or the digits of a number, and an empty string for any other value: `code` may be
// either.
func scalar(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || !strings.ContainsRune(`"-0123456789`, rune(raw[0])) {
		return ""
	}
	return strings.TrimSpace(rawjson.Text(raw))
}
