package cli

import "confcall/pkg/output"

// RecordingNoun is a recording, of a conference or of a call.
var RecordingNoun = output.Noun{
	ID: "sid",
	Fields: []string{
		"sid", "account_sid", "api_version", "call_sid", "conference_sid", "channel", "channels", "date_created", "date_updated",
		"start_time", "end_time", "duration", "price", "price_unit", "source", "status", "error_code", "uri", "subresource_uris",
		"encryption_details", "trim",
	},
	Columns: []string{"sid", "status", "duration", "source", "date_created"},
	Least:   []string{"source"},
}
