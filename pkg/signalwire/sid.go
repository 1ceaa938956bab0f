package signalwire

import "confcall/pkg/uuid"

// SIDForm says what a SID looks like, for error messages.
const SIDForm = "a SID, which is a UUID of 36 characters such as b3877c40-da60-4998-90ad-b792e98472ca"

// IsSID tells whether text is a UUID of 36 characters, the only form in which the API writes the SIDs of accounts,
// conferences, participants and calls. A text that passes holds no character that could change a path.
func IsSID(text string) bool { return uuid.Is(text) }
