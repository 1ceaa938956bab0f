// Package reason reads from the body of an answer why a request was refused.
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

// A Reason is why a request failed, as the body of the answer tells it.
type Reason struct {
	Code, Message, MoreInfo string
	Status                  int  // the HTTP status that the body itself speaks of, 0 if none
	IsAPIs                  bool // the shape is one of the API's own, which nothing in its place would use by chance
	HasErrors               bool // there is a list of errors, as the API has it and others do
}

// Read reads a JSON object. The API has three shapes, {"code", "message", "more_info"}, {"errors": [{…}]} and
// {"errors": ["…"]}; its newer endpoints name an attribute and a url, and gateways, frameworks and older endpoints have
// shapes of their own. An object of none of these shapes has no message.
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

// isNumber reports whether a text is digits alone.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// isCode reports whether a value is a code as the API's are: a number, perhaps in quotes.
func isCode(value []byte) bool {
	return len(value) > 0 && (value[0] == '-' || value[0] >= '0' && value[0] <= '9' || isNumber(scalar(value)))
}

// speaking are the members of an object that hold words for a person, the most telling first.
var speaking = [...]string{"message", "error", "title", "detail", "errors", "msg", "description", "error_description"}

// maxWords is how many texts of a list are told. More would be cut off anyway.
const maxWords = 100

// maxDepth is how far words are looked for inside each other.
const maxDepth = 5

// saying is what an object says in its members that hold words, each said once; nothing if it has no such member.
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

// words are a value's: a text, a list of texts, an object that says something, or a map from fields to texts.
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

// scalar returns a JSON string's text or a number's digits, and nothing for any other value: `code` comes as either.
func scalar(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || !strings.ContainsRune(`"-0123456789`, rune(raw[0])) {
		return ""
	}
	return strings.TrimSpace(rawjson.Text(raw))
}
