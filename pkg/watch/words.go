package watch

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// inWords says what an event is, for a person: `joined`, `muted: no → yes`, `hold yes, muted no`. It is never cut, and so it is short.
// name names who is on a call.
func (e event) inWords(name func(call string) string) string {
	if e.Event != "changed" {
		return e.Event
	}
	changes := maps.Clone(e.Changes)
	if len(changes) > 1 {
		delete(changes, signalwire.FieldDateUpdated)
	}
	var words []string
	if coached, ok := changes[signalwire.FieldCoached]; ok { // two fields tell of it
		switch call := text(coached.New); {
		case call != "":
			words = append(words, "coaches "+name(call))
			delete(changes, signalwire.FieldCoaching)
			delete(changes, signalwire.FieldCoached)
		case len(changes[signalwire.FieldCoaching].New) > 0:
			delete(changes, signalwire.FieldCoached)
		}
	}
	form := "%[1]s: %[2]s → %[3]s"
	if len(words)+len(changes) > 1 {
		form = "%[1]s %[3]s"
	}
	for _, field := range slices.Sorted(maps.Keys(changes)) {
		words = append(words, fmt.Sprintf(form, field, inShort(changes[field].Old), inShort(changes[field].New)))
	}
	return strings.Join(words, ", ")
}

// isDateAlone reports whether nothing has changed but the date of the last change, which is no news beside what that was.
func (e event) isDateAlone() bool {
	_, dated := e.Changes[signalwire.FieldDateUpdated]
	return dated && len(e.Changes) == 1
}

// inShort is a value for a person.
func inShort(raw json.RawMessage) string {
	switch string(raw) {
	case "true":
		return "yes"
	case "false":
		return "no"
	case "null", `""`:
		return "-"
	}
	if s := text(raw); s != "" {
		return sid.Short(s)
	}
	return string(raw)
}

// withShortSIDs is a text in which the beginnings of SIDs stand for them, unless two of them begin alike.
func withShortSIDs(text string) string {
	const length = len("00000000-0000-0000-0000-000000000000")
	wholes, short := map[string]string{}, text
	for at := 0; at+length <= len(short); at++ {
		whole := short[at : at+length]
		if !sid.Is(whole) {
			continue
		}
		beginning := sid.Short(whole)
		if other, twice := wholes[beginning]; twice && other != whole {
			return text
		}
		wholes[beginning] = whole
		short = short[:at] + beginning + short[at+length:]
	}
	return short
}

// text is a value that is one, empty if it is none.
func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}
