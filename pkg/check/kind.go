package check

import (
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"strings"
)

// A kind is what a target is: one resource, or a list of them.
type kind string

const (
	aConference     kind = "conference"
	allConferences  kind = "conferences"
	aParticipant    kind = "participant"
	allParticipants kind = "participants"
	aCall           kind = "call"
	allCalls        kind = "calls"
	aRecording      kind = "recording"
	allRecordings   kind = "recordings"
)

func kinds() []kind {
	return []kind{aConference, allConferences, aParticipant, allParticipants, aCall, allCalls, aRecording, allRecordings}
}

// isList reports whether a target of the kind is a list.
func (k kind) isList() bool { return strings.HasSuffix(string(k), "s") }

// kindsInWords lists the kinds for an error.
func kindsInWords() string {
	var names []string
	for _, kind := range kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// noun describes the items of the kind, without the fields that only flags add.
func (k kind) noun() output.Noun {
	var noun output.Noun
	switch k {
	case aConference, allConferences:
		noun = nouns.Conference
	case aParticipant, allParticipants:
		noun = nouns.Participant
		noun.Fields = append([]string{nouns.NameField}, noun.Fields...)
	case aCall, allCalls:
		noun = nouns.Call
	default:
		noun = nouns.Recording
	}
	noun.Elsewhere = nil
	return noun
}
