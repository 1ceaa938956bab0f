// Package number compares telephone numbers and other addresses from the API with what people write.
package number

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Form says what a number looks like, for error messages.
const Form = "+13105550102, at least seven digits with which the number ends, or an address with sip:, client: or verto: in front"

// The bounds of a number, in digits: the longest that E.164 allows, and the fewest that tell one person from others.
const (
	longest  = 15
	shortest = 7
)

// Pattern is a number, a part of one, or an address, as a person wrote it.
type Pattern struct {
	text  string // as it was written
	kind  kind
	value string // digits, or the whole address
}

type kind int

const (
	whole     kind = iota // an address other than a telephone number
	exactly               // all digits of a number
	ending                // the last digits
	beginning             // the first digits
)

// Parse reads a number that names one of a few people: the whole number with its plus, or at least its last seven digits.
func Parse(text string) (Pattern, error) { return parse(text, false) }

// ParsePart also reads a part that many numbers may share, with three dots for the rest: `...0102`, `+1310...`.
func ParsePart(text string) (Pattern, error) { return parse(text, true) }

func parse(text string, parts bool) (Pattern, error) {
	p := Pattern{text: text}
	trimmed := strings.TrimSpace(text)
	if isAddress(trimmed) {
		p.value = address(trimmed)
		return p, nil
	}
	rest, before := cutDots(trimmed, strings.CutPrefix)
	rest, behind := cutDots(rest, strings.CutSuffix)
	rest, plus := strings.CutPrefix(strings.TrimSpace(rest), "+")
	digits, ok := digits(rest)
	switch {
	case !ok || digits == "" || len(digits) > longest || before && (behind || plus):
		return p, errors.New("want " + Form)
	case (before || behind) && !parts:
		return p, errors.New("want a whole number: a part of it is for confcall participant find")
	case behind && !plus:
		return p, errors.New("want the country first, as in +1310... is meant")
	case before:
		p.kind = ending
	case behind:
		p.kind = beginning
	case plus:
		p.kind = exactly
	case len(digits) < shortest:
		hint := ""
		if parts {
			hint = "; for fewer write ..." + digits
		}
		return p, fmt.Errorf("want +13105550102, or at least %d digits with which the number ends%s", shortest, hint)
	default:
		p.kind = ending
	}
	p.value = digits
	return p, nil
}

// cutDots removes three dots, or the one character that looks like them, from one end of a text.
func cutDots(text string, cut func(string, string) (string, bool)) (string, bool) {
	for _, dots := range []string{"...", "…"} {
		if rest, ok := cut(text, dots); ok {
			return rest, true
		}
	}
	return text, false
}

// digits returns the digits of a number, without the blanks, brackets, dots, slashes and dashes that people write between
// them.
func digits(text string) (string, bool) {
	var found strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			found.WriteRune(r)
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), strings.ContainsRune("()[]./\u2212", r):
		default:
			return "", false
		}
	}
	return found.String(), true
}

// isAddress reports whether a text is an address other than a telephone number.
func isAddress(text string) bool {
	scheme, rest, found := strings.Cut(text, ":")
	switch strings.ToLower(scheme) {
	case "sip", "sips", "client", "verto":
		return found && rest != "" && !strings.ContainsFunc(rest, unicode.IsSpace)
	}
	return false
}

// address returns an address with its scheme and host in lower case, since their letter case means nothing.
func address(text string) string {
	scheme, rest, _ := strings.Cut(text, ":")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = rest[:at] + strings.ToLower(rest[at:])
	}
	return strings.ToLower(scheme) + ":" + rest
}

// String returns the pattern as it was written.
func (p Pattern) String() string { return p.text }

// IsPart reports whether the pattern may match several numbers.
func (p Pattern) IsPart() bool {
	return p.kind == beginning || p.kind == ending && len(p.value) < shortest
}

// Matches reports whether an address from the API matches the pattern.
func (p Pattern) Matches(has string) bool {
	if p.kind == whole {
		return p.text != "" && isAddress(has) && address(has) == p.value
	}
	theirs, ok := digits(strings.TrimPrefix(strings.TrimSpace(has), "+"))
	if !ok || theirs == "" {
		return false
	}
	switch p.kind {
	case exactly:
		return theirs == p.value
	case beginning:
		return strings.HasPrefix(theirs, p.value)
	}
	return strings.HasSuffix(theirs, p.value)
}

// Dialled returns an address as the API accepts it: a number as a plus and digits, or an address that begins with sip:,
// client: or verto:. It does not guess the country of a number without one.
func Dialled(text string) (string, error) {
	trimmed := strings.TrimSpace(text)
	if isAddress(trimmed) {
		return trimmed, nil
	}
	rest, plus := strings.CutPrefix(trimmed, "+")
	found, ok := digits(rest)
	if !plus || !ok || len(found) < shortest || len(found) > longest || found[0] == '0' {
		return "", errors.New("want a number with its country, such as +13105550102, or an address with sip:, client: or verto: in front")
	}
	return "+" + found, nil
}
