package sid

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// longestName is how many characters the API allows in the friendly name of a conference.
const longestName = 64

// emptyWords are what programs print in place of a missing SID.
var emptyWords = [...]string{"null", "nil", "none", "undefined"}

// CheckConference returns an error unless text is a SID, or a friendly name that cannot have been meant as a SID. A SID with
// something stuck to it must not pass as a name: no conference would have that name, and the command would conclude that the
// conference is gone. The error says what is wrong, shows invisible characters, and tells how to name a conference that is
// really called so.
func CheckConference(text string) error {
	if Is(text) {
		return nil
	}
	if text == "" {
		return errors.New("it is empty, as a variable is that was never set; " +
			"want a conference's SID or friendly name, or --conference-name=NAME")
	}
	if problem := Problem(text); problem != "" {
		return fmt.Errorf("%s; want the SID alone, or for a conference of that very name %s", problem, NameFlag(text))
	}
	if utf8.RuneCountInString(text) > longestName {
		return fmt.Errorf("want a SID or a friendly name, which has at most %d characters", longestName)
	}
	return nil
}

// Problem returns why a text that can only have been meant as a SID is not one: something is stuck to it, it is almost a SID,
// or it stands for nothing. It returns an empty string for a SID, and for a text that may have been meant as something else.
func Problem(text string) string {
	if Is(text) {
		return ""
	}
	bare := strings.TrimFunc(text, func(r rune) bool { return isNoise(r) || r == ',' || r == ';' })
	switch {
	case text == "":
		return "it is empty"
	case bare == "":
		return "there is nothing in it but " + visible(text)
	case slices.ContainsFunc(emptyWords[:], func(word string) bool { return strings.EqualFold(bare, word) }):
		return visible(text) + " is what programs print where there is no SID"
	}
	return almost(text)
}

// NameFlag returns the flag that names a conference by its friendly name, quoted for a shell.
func NameFlag(name string) string { return "--conference-name=" + quoted(name) }

// almost returns how a text differs from a SID that it contains, wholly or nearly. It returns an empty string if the text
// contains none.
func almost(text string) string {
	// Dashes of any kind count as dashes, full-width letters as letters, and invisible characters are skipped. places has the
	// position of each letter in text.
	plain, places := make([]rune, 0, len(text)), make([]int, 0, len(text))
	for at, r := range text {
		if !isInvisible(r) {
			plain, places = append(plain, fold(r)), append(places, at)
		}
	}
	var found []int // where in plain a SID begins
	for at := 0; at+length <= len(plain); {
		if isPlainSID(plain[at : at+length]) {
			found = append(found, at)
			at += length
		} else {
			at++
		}
	}
	if len(found) == 0 {
		return nearly(text, plain)
	}
	from, last := places[found[0]], places[found[0]+length-1]
	_, size := utf8.DecodeRuneInString(text[last:])
	to := last + size
	if len(found) == 1 {
		return stuck(text[:from], text[from:to], text[to:])
	}
	between := text[to:places[found[1]]]
	if between == "" {
		return fmt.Sprintf("it is %d SIDs in one", len(found))
	}
	return fmt.Sprintf("it is %d SIDs, with %s between the first two", len(found), visible(between))
}

// stuck returns what is stuck to a SID: before, within and after it.
func stuck(before, inner, after string) string {
	var parts []string
	if before != "" {
		parts = append(parts, visible(before)+" in front of it")
	}
	if odd := oddities(inner); odd != "" {
		parts = append(parts, odd+" within it")
	}
	if after != "" {
		parts = append(parts, visible(after)+" behind it")
	}
	return "it is a SID with " + strings.Join(parts, " and ")
}

// nearly returns why a text without a SID is nearly one, as a whole or in one of its words.
func nearly(text string, plain []rune) string {
	digits, is := isNearly(plain)
	is = is || isInGroups(plain)
	for at, from := 0, 0; at <= len(plain) && !is; at++ {
		if at == len(plain) || isNoise(plain[at]) || plain[at] != '-' && !isAlphanumeric(plain[at]) {
			digits, is = isNearly(plain[from:at])
			from = at + 1
		}
	}
	for at, from := 0, 0; at <= len(plain) && !is; at++ { // the same with blanks in place of dashes
		if at == len(plain) || !isNoise(plain[at]) && plain[at] != '-' && !isAlphanumeric(plain[at]) {
			digits, is = isNearly(plain[from:at])
			from = at + 1
		}
	}
	if !is {
		return ""
	}
	reason := fmt.Sprintf("it is nearly a SID: it has %d letters and digits where 32 belong", digits)
	if digits == 32 {
		reason = "it is nearly a SID: a letter or a dash is not where it belongs"
	}
	if odd := oddities(text); odd != "" {
		reason += ", and " + odd
	}
	return reason
}

// isNearly reports whether a text has about as many hexadecimal digits as a SID. It also returns how many letters and digits
// the text has.
func isNearly(text []rune) (digits int, ok bool) {
	odd, other := 0, 0
	for _, r := range text {
		switch {
		case r == '-' || isNoise(r):
		case !isAlphanumeric(r):
			other++
		default:
			digits++
			if !isHex(r) {
				odd++
			}
		}
	}
	return digits, 28 <= digits && digits <= 36 && odd <= 2 && other == 0
}

// isInGroups reports whether the letters of a text are in groups about as long as those of a SID.
func isInGroups(text []rune) bool {
	want := [...]int{8, 4, 4, 4, 12}
	group, length := 0, 0
	ends := func() bool { return group < len(want) && want[group]-1 <= length && length <= want[group]+1 }
	for _, r := range text {
		switch {
		case r == '-':
			if !ends() {
				return false
			}
			group, length = group+1, 0
		case isNoise(r):
		case !isAlphanumeric(r):
			return false
		default:
			length++
		}
	}
	return group == len(want)-1 && ends()
}

// isPlainSID is Is for letters that have been folded.
func isPlainSID(letters []rune) bool {
	for i, r := range letters {
		if isDash(i) && r != '-' || !isDash(i) && !isHex(r) {
			return false
		}
	}
	return true
}

// oddities returns the characters of a text that no SID has, made visible.
func oddities(text string) string {
	odd := strings.Map(func(r rune) rune {
		if isHex(r) || r == '-' {
			return -1
		}
		return r
	}, text)
	if odd == "" {
		return ""
	}
	return visible(odd)
}
