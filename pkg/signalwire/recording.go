package signalwire

import (
	"context"
	"fmt"
	"net/url"
)

// Recordings lists the recordings of a conference: GET /Conferences/{ConferenceSid}/Recordings.
// The query may hold DateCreated, alone or followed by < or >, with a date as YYYY-MM-DD.
func (c *Client) Recordings(ctx context.Context, conference string, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{
		what: "list the recordings of conference " + conference, key: "recordings",
		sids: []string{conference}, claims: []claim{of(FieldConferenceSID, conference)},
		segments: []string{"Conferences", conference, "Recordings"}, query: query, paging: paging,
	})
}

// Recording retrieves a recording: GET /Conferences/{ConferenceSid}/Recordings/{Sid}.
func (c *Client) Recording(ctx context.Context, conference, recording string) (Resource, error) {
	what := fmt.Sprintf("get recording %s of conference %s", recording, conference)
	return act(what, []string{conference, recording}, func() (Resource, error) {
		return c.get(ctx, recordingClaims(conference, recording), "Conferences", conference, "Recordings", recording)
	})
}

// UpdateRecording pauses, resumes or stops a recording and returns it: POST /Conferences/{ConferenceSid}/Recordings/{Sid}.
// The form holds Status (paused, in-progress, stopped) and perhaps PauseBehavior (silence, skip).
func (c *Client) UpdateRecording(ctx context.Context, conference, recording string, form url.Values) (Resource, error) {
	what := fmt.Sprintf("update recording %s of conference %s", recording, conference)
	return act(what, []string{conference, recording}, func() (Resource, error) {
		return c.post(ctx, form, recordingClaims(conference, recording), "Conferences", conference, "Recordings", recording)
	})
}

// DeleteRecording deletes a recording: DELETE /Conferences/{ConferenceSid}/Recordings/{Sid}. It returns what RemoveParticipant does.
func (c *Client) DeleteRecording(ctx context.Context, conference, recording string) (Resource, error) {
	what := fmt.Sprintf("delete recording %s of conference %s", recording, conference)
	return act(what, []string{conference, recording}, func() (Resource, error) {
		return c.delete(ctx, recordingClaims(conference, recording), "Conferences", conference,
			"Recordings", recording)
	})
}

// recordingClaims are the claims of an answer about a recording.
func recordingClaims(conference, recording string) []claim {
	return []claim{is(FieldSID, recording), of(FieldConferenceSID, conference)}
}
