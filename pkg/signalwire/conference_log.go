package signalwire

import (
	"context"
	"net/url"
)

// ConferenceLog lists the project's conferences of all kinds, with the number of participants of each: GET /api/logs/conferences, at the
// space's root. An item has id, type (cxml_conference for those of this API), name, status and current_participants.
// The query may hold created_on, created_before, created_after (YYYY-MM-DD or RFC 3339) and include_deleted.
func (c *Client) ConferenceLog(ctx context.Context, query url.Values, paging Paging) Pages {
	return c.pages(ctx, list{
		what: "list the conference log", key: "data", root: true, segments: []string{"api", "logs", "conferences"},
		query: query, paging: paging,
	})
}
