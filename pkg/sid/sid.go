// Package sid recognises SIDs, and texts that were meant to be SIDs. It uses no regular expressions, since every run checks
// some before its first request and they would slow its start.
package sid

import "strings"

// Form says what a SID looks like, for error messages.
const Form = "a SID, which is a UUID of 36 characters such as b3877c40-da60-4998-90ad-b792e98472ca"

// length is the length of a SID, in characters and in bytes.
const length = 36

// Is reports whether text is a SID: a UUID in the form 8-4-4-4-12, of hexadecimal digits in either letter case. The API writes
// the SIDs of accounts, calls, conferences, recordings and streams in no other form. A SID is sent as it was given.
func Is(text string) bool {
	if len(text) != length {
		return false
	}
	for i := range len(text) {
		if isDash(i) && text[i] != '-' || !isDash(i) && !isHex(rune(text[i])) {
			return false
		}
	}
	return true
}

// IsField reports by the name of a field whether the API writes a SID in it.
func IsField(name string) bool {
	return name == "sid" || strings.HasSuffix(name, "_sid") || name == "call_sid_to_coach"
}

// isDash reports whether a SID has a dash at the given index.
func isDash(place int) bool { return place == 8 || place == 13 || place == 18 || place == 23 }

func isHex(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'f' || 'A' <= r && r <= 'F'
}

// Short returns the beginning of a SID, for a line that identifies it in another way too. It returns any other text unchanged.
func Short(text string) string {
	if !Is(text) {
		return text
	}
	return text[:8] + "…"
}
