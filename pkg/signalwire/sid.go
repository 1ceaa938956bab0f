package signalwire

import sids "confcall/pkg/sid"

// SIDForm says what a SID looks like, for error messages.
const SIDForm = sids.Form

// IsSID reports whether text is a UUID of 36 characters, the only form in which the API writes the SIDs of accounts,
// conferences, participants and calls. A text that passes holds no character that could change a path.
func IsSID(text string) bool { return sids.Is(text) }
