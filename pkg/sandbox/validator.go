package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A validator reads the parameters of an operation at the space's root, and collects all that is wrong with them.
type validator struct {
	object map[string]any
	path   string // of the object, with a dot behind it
	found  *[]parameterProblem
}

func (v *validator) list() *[]parameterProblem {
	if v.found == nil {
		v.found = new([]parameterProblem)
	}
	return v.found
}

// problems is the refusal, nil when nothing is wrong.
func (v *validator) problems() error {
	if len(*v.list()) == 0 {
		return nil
	}
	return &refusal{status: http.StatusUnprocessableEntity, parameters: *v.list()}
}

func (v *validator) add(code, name, message string) {
	*v.list() = append(*v.list(), parameterProblem{
		Type: "validation_error", Code: code, Message: message, Attribute: v.path + name,
		URL: "https://signalwire.com/docs/apis/error-codes",
	})
}

func (v *validator) invalid(name, message string) { v.add("invalid_parameter", name, message) }

func (v *validator) has(name string) bool { _, given := v.object[name]; return given }

// A need says whether a parameter has to be given.
type need bool

const (
	required need = true
	optional need = false
)

// get returns a parameter, and whether it was given. A null counts as not given.
func (v *validator) get(name string, needed need) (any, bool) {
	value := v.object[name]
	if value == nil && needed == required {
		v.add("missing_required_parameter", name, name+" is required")
	}
	return value, value != nil
}

// only wants no other parameters than these.
func (v *validator) only(names ...string) {
	for _, name := range slices.Sorted(maps.Keys(v.object)) {
		if !slices.Contains(names, name) {
			name = cmp.Or(name, `""`) // an error names what it is about
			v.invalid(name, name+" is not a parameter of this operation")
		}
	}
}

// inner reads a parameter that is an object.
func (v *validator) inner(name string, needed need) *validator {
	value, given := v.get(name, needed)
	object, ok := value.(map[string]any)
	if given && !ok {
		v.invalid(name, name+" must be an object")
	}
	return &validator{object: object, path: v.path + name + ".", found: v.list()}
}

func (v *validator) text(name string, needed need) string {
	value, given := v.get(name, needed)
	text, ok := value.(string)
	if given && (!ok || strings.TrimSpace(text) == "") {
		v.invalid(name, name+" must be text that is not blank")
	}
	return text
}

func (v *validator) oneOf(name string, needed need, values ...string) string {
	value, given := v.get(name, needed)
	text, ok := value.(string)
	if given && (!ok || !slices.Contains(values, text)) {
		v.invalid(name, name+" must be one of "+strings.Join(values, ", "))
		return ""
	}
	return text
}

func (v *validator) boolean(name string, otherwise bool) bool {
	value, given := v.get(name, optional)
	if !given {
		return otherwise
	}
	is, ok := value.(bool)
	if !ok {
		v.invalid(name, name+" must be true or false")
	}
	return is
}

func (v *validator) whole(name string, least, most int64) int {
	value, given := v.get(name, optional)
	if !given {
		return 0
	}
	number, _ := value.(json.Number)
	n, err := number.Int64()
	if err != nil || n < least || n > most {
		v.invalid(name, fmt.Sprintf("%s must be a whole number of %d to %d", name, least, most))
	}
	return int(n)
}

func (v *validator) number(name string) (float64, bool) {
	value, given := v.get(name, optional)
	number, _ := value.(json.Number)
	n, err := number.Float64()
	if given && err != nil {
		v.invalid(name, name+" must be a number")
		return 0, false
	}
	return n, given
}

func (v *validator) url(name string, schemes ...string) string {
	value, given := v.get(name, optional)
	text, _ := value.(string)
	if given && !isURL(text, schemes...) {
		v.invalid(name, name+" must be a valid "+strings.Join(schemes, " or ")+" url")
	}
	return text
}

func (v *validator) sid(name string, needed need) string {
	value, given := v.get(name, needed)
	text, _ := value.(string)
	if given && !isSID(text) {
		v.invalid(name, name+" must be a UUID")
	}
	return text
}

// words reads a list of known words.
func (v *validator) words(name string, known ...string) {
	value, given := v.get(name, optional)
	list, ok := value.([]any)
	if given && (!ok || slices.ContainsFunc(list, func(item any) bool {
		word, ok := item.(string)
		return !ok || !slices.Contains(known, word)
	})) {
		v.invalid(name, name+" must be a list of "+strings.Join(known, ", "))
	}
}

// events reads known words that are separated by spaces.
func (v *validator) events(name string, known ...string) {
	value, given := v.get(name, optional)
	if text, _ := value.(string); given && !areEvents(text, known...) {
		v.invalid(name, name+" must be some of "+strings.Join(known, ", ")+", parted by blanks")
	}
}

var e164 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`) })

// isAddress reports whether a text is a telephone number, or an address that can be called.
func isAddress(text string) bool {
	scheme, rest, found := strings.Cut(text, ":")
	return e164().MatchString(text) || found && rest != "" && slices.Contains([]string{"sip", "sips", "verto", "client"}, scheme)
}
