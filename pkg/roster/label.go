// Package roster knows who the participants of a conference are: by their calls, which have the numbers that participants
// themselves have not.
package roster

import (
	"strings"

	"confcall/pkg/output"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// The fields of a call that say who it is with.
const (
	fieldFrom      = "from"
	fieldTo        = "to"
	fieldDirection = "direction"
)

// longestNumber is how much of an address is shown beside a SID, in characters. A number has sixteen, a SIP address may have more.
const longestNumber = 40

// FarEnd is the number or address of the person whom a call is with: who called, if it is inbound, and who was called, if it
// is outbound. It is empty where the call does not say.
func FarEnd(call signalwire.Resource) string {
	switch direction := call.Text(fieldDirection); {
	case direction == "inbound":
		return call.Text(fieldFrom)
	case strings.HasPrefix(direction, "outbound"):
		return call.Text(fieldTo)
	}
	return ""
}

// Label names a participant for a person, by the number and the beginning of the SID: `+13105550102 (2e9d4b60…)`. Where the
// call says no number, or is nil, it is the SID alone, and whole.
func Label(callSID string, call signalwire.Resource) string {
	who := shown(FarEnd(call))
	if who == "" {
		return callSID
	}
	return who + " (" + sid.Short(callSID) + ")"
}

// Describe says whom a call is with, and who called whom, as it stands beside a SID: `+13105550102, inbound`. It is empty
// where the call does not say.
func Describe(call signalwire.Resource) string {
	who := shown(FarEnd(call))
	if who == "" {
		return ""
	}
	return who + ", " + output.Clean(call.Text(fieldDirection))
}

// shown is an address as it stands in a line for a person.
func shown(address string) string {
	return output.Shorten(output.Clean(strings.TrimSpace(address)), longestNumber)
}
