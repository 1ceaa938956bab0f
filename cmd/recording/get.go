package recording

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
)

func newGet(app *cli.App) *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:   "get --recording SID [--conference CONFERENCE]",
		Short: "Show a recording",
		Long:  "Show a recording, of a conference or of a call. With --conference it must be one of that.",
		Example: `  confcall recording get --recording "$RECORDING"

  confcall recording get --conference "Morning stand-up" --recording "$RECORDING"`,
	}
	t.add(cmd)
	return expect.Get{
		Noun: nouns.Recording, Conference: &t.conference,
		Fetch: func(ctx context.Context, s *cli.Session) (signalwire.Resource, error) { return t.fetch(ctx, s) },
	}.Command(app, cmd)
}
