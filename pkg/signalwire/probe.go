package signalwire

import (
	"context"

	"confcall/pkg/transport"
)

// Reach says how far a request got.
type Reach = transport.Reach

// Probe requests one conference, the smallest request that shows whether the account can be read: GET /Conferences?PageSize=1. It
// returns how far the request got, or its last try.
func (c *Client) Probe(ctx context.Context) (Reach, error) {
	first, err := c.firstPage(list{segments: []string{"Conferences"}, paging: Paging{Size: 1}})
	if err != nil {
		return Reach{}, err
	}
	reach := Reach{Proxy: c.transport.Proxy()}
	err = c.page(transport.WithReach(ctx, &reach), list{key: "conferences"}, first).err
	return reach, err
}
