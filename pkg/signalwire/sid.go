package signalwire

// SIDForm says what a SID looks like, for error messages.
const SIDForm = "a SID, which is a UUID of 36 characters such as b3877c40-da60-4998-90ad-b792e98472ca"

// IsSID tells whether text is a UUID in the 36-character form (8-4-4-4-12 hexadecimal digits, either letter case),
// the only form in which the API writes the SIDs of accounts, conferences, participants and calls.
// A text that passes holds no character that could change a path.
func IsSID(text string) bool {
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
