package signalwire

import (
	"context"
	"fmt"
	"net/url"
)

// Participant retrieves the participant of a conference whose call is given:
// GET /Conferences/{ConferenceSid}/Participants/{CallSid}, below the account.
// As in every operation, nothing is sent if a SID is malformed. Any other error wraps an *Error or, if ctx ended, its cause.
func (c *Client) Participant(ctx context.Context, conference, call string) (Resource, error) {
	what := fmt.Sprintf("get participant %s of conference %s", call, conference)
	return act(what, []string{conference, call}, func() (Resource, error) {
		return c.get(ctx, participantClaims(conference, call), "Conferences", conference, "Participants", call)
	})
}

// Participants lists the participants of a conference: GET /Conferences/{ConferenceSid}/Participants.
// The query may hold Muted and Hold.
func (c *Client) Participants(ctx context.Context, conference string, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{
		what: "list the participants of conference " + conference, key: "participants",
		sids: []string{conference}, claims: []claim{of(FieldConferenceSID, conference)},
		segments: []string{"Conferences", conference, "Participants"}, query: query, paging: paging,
	})
}

// UpdateParticipant changes a participant and returns it: POST /Conferences/{ConferenceSid}/Participants/{CallSid}.
// The form may hold Muted, Hold, HoldUrl, HoldMethod, AnnounceUrl, AnnounceMethod, WaitUrl, WaitMethod, Coaching and CallSidToCoach.
func (c *Client) UpdateParticipant(ctx context.Context, conference, call string, form url.Values) (Resource, error) {
	what := fmt.Sprintf("update participant %s of conference %s", call, conference)
	return act(what, []string{conference, call}, func() (Resource, error) {
		return c.post(ctx, form, participantClaims(conference, call), "Conferences", conference, "Participants", call)
	})
}

// RemoveParticipant hangs up on a participant: DELETE /Conferences/{ConferenceSid}/Participants/{CallSid}.
// The API confirms it by an answer without a body, and nil is returned. If a first try failed and a later one is answered 404, the
// participant is gone although nothing confirmed the removal: then the body of the 404 is returned.
func (c *Client) RemoveParticipant(ctx context.Context, conference, call string) (Resource, error) {
	what := fmt.Sprintf("remove participant %s from conference %s", call, conference)
	return act(what, []string{conference, call}, func() (Resource, error) {
		return c.delete(ctx, participantClaims(conference, call), "Conferences", conference,
			"Participants", call)
	})
}

// participantClaims are the claims of an answer about a participant.
func participantClaims(conference, call string) []claim {
	return []claim{is(FieldCallSID, call), of(FieldConferenceSID, conference)}
}

// act checks the SIDs, performs an operation, and prefixes its error with what was to be done.
func act(what string, sids []string, operation func() (Resource, error)) (Resource, error) {
	err := checkSIDs(sids...)
	if err == nil {
		var resource Resource
		if resource, err = operation(); err == nil {
			return resource, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", what, err)
}
