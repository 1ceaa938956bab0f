package signalwire

// The documented fields of the API's resources, in the API's order.
var (
	ConferenceFields = []string{
		"sid", "account_sid", "date_created", "date_updated", "friendly_name", "status", "api_version", "region", "uri", "subresource_uris",
	}
	ParticipantFields = []string{
		"account_sid", "call_sid", "call_sid_to_coach", "coaching", "conference_sid", "date_created", "status",
		"date_updated", "end_conference_on_exit", "muted", "hold", "start_conference_on_enter", "uri",
	}
	CallFields = []string{
		"sid", "account_sid", "date_created", "date_updated", "parent_call_sid", "to", "formatted_to", "to_formatted", "from",
		"formatted_from", "from_formatted", "phone_number_sid", "status", "start_time", "end_time", "duration", "price", "price_unit",
		"direction", "answered_by", "api_version", "forwarded_from", "caller_name", "annotation", "group_sid", "sip_result_code", "uri",
		"subresource_uris", "audio_in_mos", "audio_rtt_avg", "audio_rtt_min", "audio_rtt_max", "audio_out_jitter_min",
		"audio_out_jitter_max", "audio_out_jitter_avg", "audio_out_lost",
	}
	RecordingFields = []string{
		"sid", "account_sid", "api_version", "call_sid", "conference_sid", "channel", "channels", "date_created", "date_updated",
		"start_time", "end_time", "duration", "price", "price_unit", "source", "status", "error_code", "uri", "subresource_uris",
		"encryption_details", "trim",
	}
)
