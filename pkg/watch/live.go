package watch

import (
	"context"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
)

// Live says how to poll resources that are listed for as long as they go on.
type Live struct {
	List  func(ctx context.Context, client *signalwire.Client) ([]signalwire.Resource, error)
	Fetch func(ctx context.Context, client *signalwire.Client, sid string) (signalwire.Resource, error)
	Title func(count int) string
}

// Poll makes the poll of a watch. What is listed no more is fetched, for how it ended; if that fails, it is shown as it was last.
func (l Live) Poll() func(context.Context, *cli.Session) (Snapshot, error) {
	before := map[string]bool{}
	return func(ctx context.Context, s *cli.Session) (Snapshot, error) {
		items, err := l.List(ctx, s.Client)
		if err != nil {
			return Snapshot{}, err
		}
		now := map[string]bool{}
		for _, item := range items {
			now[item.SID()] = true
		}
		gone := map[string]signalwire.Resource{}
		for sid := range before {
			if now[sid] || !signalwire.IsSID(sid) {
				continue
			}
			if ended, err := l.Fetch(ctx, s.Client, sid); err == nil {
				gone[sid] = ended
			}
		}
		before = now
		return Snapshot{Title: l.Title(len(items)), Items: items, Gone: gone}, nil
	}
}
