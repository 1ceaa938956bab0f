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

// inWords says for a person what has happened: `joined`, `muted: no → yes`, `hold yes, muted no`. It is short, as tables never cut
// it. name returns who is on a call.
func (e event) inWords(name func(call string) string) string {
	if e.Event != "changed" {
		return e.Event
	}
	changes := maps.Clone(e.Changes)
	if len(changes) > 1 {
		delete(changes, signalwire.FieldDateUpdated)
	}
	var words []string
	if coached, ok := changes[signalwire.FieldCoached]; ok { // two fields change together: that somebody is coached, and who
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

// isDateAlone reports whether only date_updated has changed. That would hide the row's last real change.
func (e event) isDateAlone() bool {
	_, dated := e.Changes[signalwire.FieldDateUpdated]
	return dated && len(e.Changes) == 1
}

// inShort is a JSON value as a person reads it: yes, no, - for none, and SIDs by their beginnings.
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

// withShortSIDs shortens every SID in a text to its beginning. If two of them begin alike, the text stays as it is.
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

// text returns the text of a JSON string, or "" for any other value.
func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}
