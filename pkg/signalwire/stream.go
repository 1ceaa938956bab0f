package signalwire

import (
	"context"
	"fmt"
	"net/url"

	"confcall/pkg/status"
)

// bearerToken is the only form field that holds a secret.
const bearerToken = "AuthorizationBearerToken"

// StartStream sends a conference's audio to a WebSocket and returns the stream: POST /Conferences/{ConferenceSid}/Streams.
// The form holds Url (wss) and perhaps Name, Track, StatusCallback, StatusCallbackMethod, StreamCodec, StreamRealTime,
// Parameter1.Name and Parameter1.Value up to Parameter99, and AuthorizationBearerToken.
func (c *Client) StartStream(ctx context.Context, conference string, form url.Values) (Resource, error) {
	return act("start a stream of conference "+conference, []string{conference}, func() (Resource, error) {
		return c.post(ctx, form, []claim{begun(FieldSID), of(FieldConferenceSID, conference)}, "Conferences", conference, "Streams")
	})
}

// StopStream stops a stream and returns it: POST /Conferences/{ConferenceSid}/Streams/{Sid}.
func (c *Client) StopStream(ctx context.Context, conference, stream string) (Resource, error) {
	return act(fmt.Sprintf("stop stream %s of conference %s", stream, conference), []string{conference, stream}, func() (Resource, error) {
		form, claims := url.Values{"Status": {status.Stopped}}, []claim{is(FieldSID, stream), of(FieldConferenceSID, conference)}
		return c.post(ctx, form, claims, "Conferences", conference, "Streams", stream)
	})
}
