// Package roster finds out who the participants of a conference are. It does so by their calls, since only calls have
// telephone numbers.
package roster

import (
	"strings"

	"confcall/pkg/output"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// longestNumber is how many characters of an address are shown beside a SID. A number has at most sixteen; a SIP address may
// be longer.
const longestNumber = 40

// FarEnd returns the number or address of the person at the other end of a call: the caller of an inbound one, the callee of
// an outbound one. It is empty if the call does not say.
func FarEnd(call signalwire.Resource) string {
	switch direction := call.Text(signalwire.FieldDirection); {
	case direction == "inbound":
		return call.Text(signalwire.FieldFrom)
	case strings.HasPrefix(direction, "outbound"):
		return call.Text(signalwire.FieldTo)
	}
	return ""
}

// Label returns how a participant is shown to a person: the number and the beginning of the SID, as in `+13105550102
// (2e9d4b60…)`. If the call is nil or has no number, it returns the whole SID.
func Label(callSID string, call signalwire.Resource) string {
	who := shown(FarEnd(call))
	if who == "" {
		return callSID
	}
	return who + " (" + sid.Short(callSID) + ")"
}

// Describe returns the number and direction of a call, to be printed beside a SID: `+13105550102, inbound`. It returns an
// empty string if the call has no number.
func Describe(call signalwire.Resource) string {
	who := shown(FarEnd(call))
	if who == "" {
		return ""
	}
	return who + ", " + output.Clean(call.Text(signalwire.FieldDirection))
}

// shown returns an address as it is printed for a person.
func shown(address string) string {
	return output.Shorten(output.Clean(strings.TrimSpace(address)), longestNumber)
}

// States says whether a participant is muted, on hold or coaching.
func States(participant signalwire.Resource) string {
	var words []string
	for _, state := range [][2]string{{signalwire.FieldMuted, "muted"}, {signalwire.FieldHold, "on hold"},
		{signalwire.FieldCoaching, "coaching"}} {
		if participant != nil && participant.Is(state[0]) {
			words = append(words, state[1])
		}
	}
	return strings.Join(words, ", ")
}
