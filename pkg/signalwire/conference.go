package signalwire

import (
	"context"
	"net/url"
)

// Conferences lists conferences: GET /Conferences. The query may hold Status, FriendlyName,
// DateCreated and DateUpdated, the last two also followed by < or >, with a date as YYYY-MM-DD.
func (c *Client) Conferences(ctx context.Context, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{what: "list conferences", key: "conferences", segments: []string{"Conferences"}, query: query, paging: paging})
}

// Conference retrieves a conference: GET /Conferences/{Sid}.
func (c *Client) Conference(ctx context.Context, conference string) (Resource, error) {
	return act("get conference "+conference, []string{conference}, func() (Resource, error) {
		return c.get(ctx, []claim{is(FieldSID, conference)}, "Conferences", conference)
	})
}

// UpdateConference ends a conference or plays an announcement to it, and returns it: POST /Conferences/{Sid}.
// The form may hold Status (completed), AnnounceUrl and AnnounceMethod.
func (c *Client) UpdateConference(ctx context.Context, conference string, form url.Values) (Resource, error) {
	return act("update conference "+conference, []string{conference}, func() (Resource, error) {
		return c.post(ctx, form, []claim{is(FieldSID, conference)}, "Conferences", conference)
	})
}
