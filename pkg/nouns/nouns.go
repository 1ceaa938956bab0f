// Package nouns describes the resources of the API that several packages print or judge.
package nouns

import (
	"encoding/json"
	"fmt"
	"strings"

	"confcall/pkg/condition"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// The fields that are added to a participant on request.
const (
	CallField = "call"            // the participant's Call, as its last field
	NameField = "conference_name" // the friendly name of its conference, as its first
)

// WithName adds to a participant the friendly name of its conference, null if it has none.
func WithName(participant, conference signalwire.Resource) signalwire.Resource {
	name := conference.Field(signalwire.FieldName)
	if name == nil {
		name = json.RawMessage("null")
	}
	return participant.Prepend(NameField, name)
}

// Conference is a conference.
var Conference = output.Noun{
	ID: signalwire.FieldSID,
	Fields: []string{
		"sid", "account_sid", "date_created", "date_updated", "friendly_name", "status", "api_version", "region", "uri", "subresource_uris",
	},
	Columns: []string{"sid", "friendly_name", "status", "region", "date_created"},
	Least:   []string{"region"},

	Elsewhere: func(field string) string {
		if strings.EqualFold(field, condition.Count) {
			return condition.Count + " comes with --with-count, of conference list and watch"
		}
		return ""
	},
}

// Participant is a participant of a conference.
var Participant = output.Noun{
	ID: signalwire.FieldCallSID,
	Fields: []string{
		"account_sid", "call_sid", "call_sid_to_coach", "coaching", "conference_sid", "date_created", "status",
		"date_updated", "end_conference_on_exit", "muted", "hold", "start_conference_on_enter", "uri",
	},
	Columns: []string{"call_sid", "status", "muted", "hold", "coaching", "date_created"},
	Least:   []string{"coaching"},

	Elsewhere: ofCall,
}

// Call is a call, whether or not it is in a conference.
var Call = output.Noun{
	ID: signalwire.FieldSID,
	Fields: []string{
		"sid", "account_sid", "date_created", "date_updated", "parent_call_sid", "to", "formatted_to", "to_formatted", "from",
		"formatted_from", "from_formatted", "phone_number_sid", "status", "start_time", "end_time", "duration", "price", "price_unit",
		"direction", "answered_by", "api_version", "forwarded_from", "caller_name", "annotation", "group_sid", "sip_result_code", "uri",
		"subresource_uris", "audio_in_mos", "audio_rtt_avg", "audio_rtt_min", "audio_rtt_max", "audio_out_jitter_min",
		"audio_out_jitter_max", "audio_out_jitter_avg", "audio_out_lost",
	},
	Columns: []string{"sid", "status", "direction", "from", "to", "start_time", "duration"},
	Least:   []string{"duration", "direction", "start_time"},
}

// Recording is a recording, of a conference or of a call.
var Recording = output.Noun{
	ID: signalwire.FieldSID,
	Fields: []string{
		"sid", "account_sid", "api_version", "call_sid", "conference_sid", "channel", "channels", "date_created", "date_updated",
		"start_time", "end_time", "duration", "price", "price_unit", "source", "status", "error_code", "uri", "subresource_uris",
		"encryption_details", "trim",
	},
	Columns: []string{"sid", "status", "duration", "source", "date_created"},
	Least:   []string{"source"},
}

// ofCall says how to get a field of the participant's call.
func ofCall(field string) string {
	name := strings.ToLower(field)
	if inside, ok := strings.CutPrefix(name, CallField+"."); ok {
		name = inside
	} else if name == "number" {
		name = "from"
	}
	switch name {
	case CallField:
		return "the call comes with --with-call, of participant get, list, find and watch"
	case "from", "to", "direction", "duration", "start_time", "answered_by", "from_formatted", "to_formatted", "caller_name", "price":
		return fmt.Sprintf("%s.%s comes with --with-call, of participant get, list, find and watch", CallField, name)
	}
	return ""
}
