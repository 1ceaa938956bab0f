package signalwire

import (
	"context"
	"fmt"
	"net/url"

	"confcall/pkg/status"
)

// Call retrieves a call: GET /Calls/{Sid}.
func (c *Client) Call(ctx context.Context, call string) (Resource, error) {
	return act("get call "+call, []string{call}, func() (Resource, error) { return c.get(ctx, []claim{is(FieldSID, call)}, "Calls", call) })
}

// Calls lists the account's calls: GET /Calls. The query may hold Status, From, To, ParentCallSid, StartTime and EndTime,
// the last two also followed by < or >, with a time in the form of RFC 2822.
func (c *Client) Calls(ctx context.Context, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{what: "list calls", key: "calls", segments: []string{"Calls"}, query: query, paging: paging})
}

// UpdateCall ends a call, or gives it another document, and returns it: POST /Calls/{Sid}. The form may hold Status
// (canceled while it rings, completed once it is in progress), Url, Method, FallbackUrl, FallbackMethod, StatusCallback
// and StatusCallbackMethod.
func (c *Client) UpdateCall(ctx context.Context, call string, form url.Values) (Resource, error) {
	return act("update call "+call, []string{call},
		func() (Resource, error) { return c.post(ctx, form, []claim{is(FieldSID, call)}, "Calls", call) })
}

// RecordCall starts a recording of a call's leg and returns it: POST /Calls/{CallSid}/Recordings. The form may hold
// RecordingChannels (mono, dual), RecordingTrack (inbound, outbound, both), Trim (do-not-trim, trim-silence),
// RecordingStatusCallback, RecordingStatusCallbackMethod and RecordingStatusCallbackEvent.
func (c *Client) RecordCall(ctx context.Context, call string, form url.Values) (Resource, error) {
	if len(form) == 0 {
		// The API's default, since net/http would send a POST without a body again by rules of its own.
		form = url.Values{"RecordingChannels": {"mono"}}
	}
	return act("record call "+call, []string{call}, func() (Resource, error) {
		return c.post(ctx, form, []claim{begun(FieldSID), of(FieldCallSID, call)}, "Calls", call, "Recordings")
	})
}

// UpdateCallRecording pauses, resumes or stops the recording of a call's leg and returns it:
// POST /Calls/{CallSid}/Recordings/{Sid}. The form is that of UpdateRecording.
func (c *Client) UpdateCallRecording(ctx context.Context, call, recording string, form url.Values) (Resource, error) {
	return act(fmt.Sprintf("update recording %s of call %s", recording, call), []string{call, recording}, func() (Resource, error) {
		return c.post(ctx, form, []claim{is(FieldSID, recording), of(FieldCallSID, call)}, "Calls", call, "Recordings", recording)
	})
}

// StartCallStream sends a call's audio to a WebSocket and returns the stream: POST /Calls/{CallSid}/Streams.
// The form is that of StartStream.
func (c *Client) StartCallStream(ctx context.Context, call string, form url.Values) (Resource, error) {
	return act("start a stream of call "+call, []string{call}, func() (Resource, error) {
		return c.post(ctx, form, []claim{begun(FieldSID), of(FieldCallSID, call)}, "Calls", call, "Streams")
	})
}

// StopCallStream stops a call's stream and returns it: POST /Calls/{CallSid}/Streams/{Sid}.
func (c *Client) StopCallStream(ctx context.Context, call, stream string) (Resource, error) {
	return act(fmt.Sprintf("stop stream %s of call %s", stream, call), []string{call, stream}, func() (Resource, error) {
		return c.post(ctx, url.Values{"Status": {status.Stopped}}, []claim{is(FieldSID, stream), of(FieldCallSID, call)}, "Calls", call,
			"Streams", stream)
	})
}
