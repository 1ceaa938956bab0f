package signalwire

import (
	"bytes"
	"encoding/json"

	"confcall/pkg/rawjson"
	"confcall/pkg/status"
)

// Resource is one JSON object of the API, exactly as the API sent it.
type Resource []byte

// The fields that decisions depend on, or that are shown outside of tables.
const (
	FieldSID           = "sid"
	FieldStatus        = "status"
	FieldName          = "friendly_name" // of a conference
	FieldDateCreated   = "date_created"
	FieldDateUpdated   = "date_updated"
	FieldDuration      = "duration" // of a call or a recording, in seconds
	FieldConferenceSID = "conference_sid"
	FieldRecordingSID  = "recording_sid"

	// Fields of a call, and of a leg in the calling API.
	FieldFrom      = "from"
	FieldTo        = "to"
	FieldDirection = "direction"
	FieldStartTime = "start_time"
	FieldID        = "id" // of a leg, and of an item of the log

	// Fields of a participant.
	FieldCallSID   = "call_sid"
	FieldMuted     = "muted"
	FieldHold      = "hold"
	FieldCoaching  = "coaching"
	FieldCoached   = "call_sid_to_coach"
	FieldEndOnExit = "end_conference_on_exit"
)

// LiveStatuses are those of a conference that has not ended.
func LiveStatuses() []string { return []string{status.InProgress, status.Init} }

// LiveCallStatuses are those of a call that has not ended, in the order of a call's life.
func LiveCallStatuses() []string { return []string{status.Queued, status.Ringing, status.InProgress} }

// CallStatuses are all statuses of a call.
func CallStatuses() []string {
	return append(LiveCallStatuses(), status.Canceled, status.Completed, status.Busy, status.Failed, status.NoAnswer)
}

// Field returns the raw value of one of the resource's fields, nil when it has none.
func (r Resource) Field(name string) json.RawMessage { return rawjson.Field(r, name) }

// Text returns the text of one of the resource's fields, empty unless it is a string.
func (r Resource) Text(name string) string { return textOf(r.Field(name)) }

func textOf(field json.RawMessage) string {
	if len(field) == 0 || field[0] != '"' {
		return ""
	}
	return rawjson.Text(field)
}

// Is reports whether one of the resource's fields is true.
func (r Resource) Is(name string) bool { return string(r.Field(name)) == "true" }

// SID is the SID of a conference, a call, a recording or a stream.
func (r Resource) SID() string { return r.Text(FieldSID) }

// CallSID is the SID of a participant's call, by which the API names participants.
func (r Resource) CallSID() string { return r.Text(FieldCallSID) }

// Name is a conference's friendly name.
func (r Resource) Name() string { return r.Text(FieldName) }

// Status is the status in the API's own words.
func (r Resource) Status() string { return r.Text(FieldStatus) }

// HasEnded reports whether a conference, a call or a leg is over.
func (r Resource) HasEnded() bool { return status.IsOver(r.Status()) }

// IsUnanswered reports whether nobody has answered a call yet.
func (r Resource) IsUnanswered() bool {
	return r.Status() == status.Queued || r.Status() == status.Ringing
}

// HasLeft reports whether a participant is no longer in the conference.
func (r Resource) HasLeft() bool { return r.Status() == status.Completed }

// EndsConference reports whether the conference ends when the participant leaves.
func (r Resource) EndsConference() bool { return r.Is(FieldEndOnExit) }

// Append returns the resource with one more field, as its last; the value is JSON.
func (r Resource) Append(name string, value json.RawMessage) Resource {
	return joinFields(r.inside(), pair(name, value))
}

// Prepend returns the resource with one more field, as its first; the value is JSON.
func (r Resource) Prepend(name string, value json.RawMessage) Resource {
	return joinFields(pair(name, value), r.inside())
}

// inside is what stands between the braces.
func (r Resource) inside() []byte {
	object := bytes.TrimSpace(r)
	return bytes.TrimSpace(object[1 : len(object)-1])
}

func pair(name string, value json.RawMessage) []byte {
	key, _ := json.Marshal(name) // strings always encode
	return append(append(key, ':'), value...)
}

func joinFields(first, last []byte) Resource {
	object := make([]byte, 0, len(first)+len(last)+len("{,}"))
	object = append(append(object, '{'), first...)
	if len(first) > 0 && len(last) > 0 {
		object = append(object, ',')
	}
	return append(append(object, last...), '}')
}
