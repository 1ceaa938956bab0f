package flags

import "strings"

// TidyNumber writes a telephone number as the API does, of one that begins with + and is written as people do:
// without blanks, brackets, dots and dashes. Any other address stays as it is.
func TidyNumber(text string) string {
	tidied := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0()[].-\u2010\u2011\u2013/", r) {
			return -1
		}
		return r
	}, text)
	if !strings.HasPrefix(tidied, "+") || strings.Trim(tidied[1:], "0123456789") != "" {
		return text
	}
	return tidied
}
