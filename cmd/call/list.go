package call

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/nouns"
	"confcall/pkg/signalwire"
)

func newList(app *cli.App) *cobra.Command {
	return list.List{
		Noun: nouns.Call,
		Filters: []flags.FormFlag{
			{Name: "status", Parameter: "Status", Many: true, Values: signalwire.CallStatuses(),
				Usage: "only those of this `STATUS`, such as ringing, in-progress, completed or busy; may be repeated"},
			{Name: "from", Parameter: "From", Usage: "only those that this `ADDRESS` made", Tidy: flags.TidyNumber},
			{Name: "to", Parameter: "To", Usage: "only those to this `ADDRESS`", Tidy: flags.TidyNumber},
			{Name: "parent", Parameter: "ParentCallSid", Usage: "only those that came of the call of this `SID`", Check: flags.CheckSID},
		},
		Dates:     []list.Date{{Name: "started", Parameter: "StartTime"}, {Name: "ended", Parameter: "EndTime"}},
		Precision: list.ByMoment,
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			return s.Client.Calls(ctx, query, paging)
		},
	}.Command(app, &cobra.Command{
		Use:   "list",
		Short: "List calls",
		Long: `List the calls of the account, those that are over too unless --status says otherwise.
--from and --to are who called and who was called, whole: a number with its + and country code, or another address.`,
		Example: `  # Who is on the phone?
  confcall call list --status in-progress

  # What did this number do yesterday?
  confcall call list --from '+1 310 555-0101' --started-on 2026-11-22`,
	})
}
