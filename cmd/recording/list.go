package recording

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

func newList(app *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [--conference CONFERENCE] [--call SID]",
		Short: "List the recordings of the account, of a conference or of a call",
		Long: `List the recordings of the account, the newest first, or with --conference or --call only those of a conference or a call,
whether or not it is over.`,
		Example: `  confcall recording list --conference "Morning stand-up"

  # What was recorded today?
  confcall recording list --since today`,
	}
	return chosen(cmd, &flags.ConferenceTarget{}).Command(app, cmd)
}

// chosen declares the list of recordings, with the flags that say whose they are.
func chosen(cmd *cobra.Command, conference *flags.ConferenceTarget) list.List {
	flags.OptionalConference(cmd, conference)
	ofConference := func(query url.Values) bool { return conference.Given() && !query.Has(callParameter) }
	return list.List{
		Noun:       nouns.Recording,
		Wider:      func() output.Noun { return nounOf(conference.Given()) },
		Conference: conference,
		Filters: []flags.FormFlag{{Name: "call", Parameter: callParameter, Usage: "only those of the call of this `SID`",
			Check: flags.CheckSID}},
		Dates: []list.Date{{Name: "created", Parameter: "DateCreated"}},
		Precision: func(query url.Values) list.Precision {
			if ofConference(query) {
				return list.ByDay(query)
			}
			return list.ByMoment(query)
		},
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			if ofConference(query) {
				return s.Client.Recordings(ctx, s.Conference, query, paging)
			}
			if conference.Given() {
				query.Set("ConferenceSid", s.Conference)
			}
			return s.Client.AccountRecordings(ctx, query, paging)
		},
		NotFound: "see confcall conference list",
	}
}

// callParameter is the API's parameter for the recordings of a call.
const callParameter = "CallSid"

// nounOf returns the noun for recordings. In a list of the account's, columns say what each is a recording of.
func nounOf(ofConference bool) output.Noun {
	noun := nouns.Recording
	if !ofConference {
		noun.Columns = []string{"sid", "status", "duration", "conference_sid", "call_sid", "date_created"}
		noun.Least = []string{"call_sid", "conference_sid"}
	}
	return noun
}
