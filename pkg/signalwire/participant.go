package signalwire

import (
	"context"
	"fmt"
)

// Participant retrieves the participant that the call is in the conference:
// GET /Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}.
// Nothing is sent unless both are SIDs. Any other error wraps an *Error or, when ctx ended, its cause.
func (c *Client) Participant(ctx context.Context, conference, call string) (Resource, error) {
	for _, sid := range []string{conference, call} {
		if !IsSID(sid) {
			return nil, fmt.Errorf("get participant: %q is not %s", sid, SIDForm)
		}
	}
	participant, err := c.get(ctx, "Conferences", conference, "Participants", call)
	if err != nil {
		return nil, fmt.Errorf("get participant %s of conference %s: %w", call, conference, err)
	}
	return participant, nil
}
