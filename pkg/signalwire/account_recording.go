package signalwire

import (
	"context"
	"net/url"
)

// AccountRecordings lists all recordings of the account, the newest first: GET /Recordings. The query may hold CallSid,
// ConferenceSid and DateCreated, the last alone or followed by < or >, with a time in the form of RFC 2822.
func (c *Client) AccountRecordings(ctx context.Context, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{what: "list recordings", key: "recordings", segments: []string{"Recordings"}, query: query, paging: paging})
}

// AccountRecording retrieves a recording, of a conference or a call: GET /Recordings/{Sid}.json. Without .json the
// API would answer with the audio.
func (c *Client) AccountRecording(ctx context.Context, recording string) (Resource, error) {
	return act("get recording "+recording, []string{recording}, func() (Resource, error) {
		return c.get(ctx, []claim{is(FieldSID, recording)}, "Recordings", recording+".json")
	})
}

// DeleteAccountRecording deletes a recording, of a conference or a call: DELETE /Recordings/{Sid}. It returns
// what RemoveParticipant does.
func (c *Client) DeleteAccountRecording(ctx context.Context, recording string) (Resource, error) {
	return act("delete recording "+recording, []string{recording}, func() (Resource, error) {
		return c.delete(ctx, []claim{is(FieldSID, recording)}, "Recordings", recording)
	})
}
