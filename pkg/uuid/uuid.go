// Package uuid knows what a UUID looks like. Every run checks some before its request, so it does without a regular expression.
package uuid

// Is tells whether text is a UUID in the 36-character form, 8-4-4-4-12 hexadecimal digits in either letter case.
func Is(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
		default:
			return false
		}
	}
	return true
}
