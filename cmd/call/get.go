package call

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

func newGet(app *cli.App) *cobra.Command {
	return bulk.Get{
		Noun: func() output.Noun { return nouns.Call },
		Fetch: func(ctx context.Context, s *cli.Session, target bulk.Target) (signalwire.Resource, error) {
			found, err := s.Client.Call(ctx, target.Call)
			return found, explain(err, target.Call)
		},
	}.Command(app, &cobra.Command{
		Use:   "get {--call SID | --number NUMBER}",
		Short: "Show a call",
		Long: `Show a call: who called whom, since when, and how it goes or ended.
Several calls make a list, in their order.`,
		Example: `  confcall call get --call "$CALL"

  # Has somebody answered?
  confcall call get --call "$CALL" --expect status=in-progress --jq .answered_by`,
	})
}
