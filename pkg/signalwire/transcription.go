package signalwire

import (
	"context"
	"net/url"
)

// Transcriptions lists the transcriptions of the account's recordings, the newest first: GET /Transcriptions. The query may hold
// DateCreated, alone or followed by < or >, with a time in the form of RFC 2822.
func (c *Client) Transcriptions(ctx context.Context, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{what: "list transcriptions", key: "transcriptions", segments: []string{"Transcriptions"}, query: query,
		paging: paging})
}

// Transcription retrieves a transcription: GET /Transcriptions/{Sid}.
func (c *Client) Transcription(ctx context.Context, transcription string) (Resource, error) {
	return act("get transcription "+transcription, []string{transcription}, func() (Resource, error) {
		return c.get(ctx, []claim{is(FieldSID, transcription)}, "Transcriptions", transcription)
	})
}

// DeleteTranscription deletes a transcription: DELETE /Transcriptions/{Sid}. It returns what
// RemoveParticipant does.
func (c *Client) DeleteTranscription(ctx context.Context, transcription string) (Resource, error) {
	return act("delete transcription "+transcription, []string{transcription}, func() (Resource, error) {
		return c.delete(ctx, []claim{is(FieldSID, transcription)}, "Transcriptions", transcription)
	})
}
