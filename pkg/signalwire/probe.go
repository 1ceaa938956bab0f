package signalwire

import (
	"context"

	"confcall/pkg/transport"
)

// Reach is how far a request came.
type Reach = transport.Reach

// Probe asks for one conference, the least that reports whether the account can be read: GET /Conferences?PageSize=1.
// It says how far the request came, or the last one of its retries.
func (c *Client) Probe(ctx context.Context) (Reach, error) {
	first, err := c.firstPage(list{segments: []string{"Conferences"}, paging: Paging{Size: 1}})
	if err != nil {
		return Reach{}, err
	}
	reach := Reach{Proxy: c.transport.Proxy()}
	err = c.page(transport.WithReach(ctx, &reach), list{key: "conferences"}, first).err
	return reach, err
}
