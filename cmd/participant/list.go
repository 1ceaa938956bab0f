package participant

import (
	"context"
	"errors"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type listOptions struct {
	conference flags.ConferenceTarget
	everywhere bool
	withCall   withCallFlag
	parallel   int
}

func newList(app *cli.App) *cobra.Command {
	var opts listOptions
	cmd := &cobra.Command{
		Use:   "list {--conference CONFERENCE | --all-conferences}",
		Short: "List the participants of a conference, or of all",
		Long: `List the participants of a conference that is not over, or with --all-conferences those of
every conference in progress, conference by conference.`,
		Example: `  # Who is muted?
  confcall participant list --conference "Morning stand-up" --muted

  # Who talks where, with telephone numbers
  confcall participant list --all-conferences --with-call`,
	}
	flags.OptionalConference(cmd, &opts.conference)
	cmd.Flags().BoolVar(&opts.everywhere, "all-conferences", false,
		"the participants of every conference in progress, with the field conference_name")
	opts.withCall.add(app, cmd)
	flags.Parallel(cmd, &opts.parallel)
	calls := callsOfList{failed: bulk.NewFailures(app)}
	return list.List{
		Noun: nouns.Participant,
		Wider: func() output.Noun {
			if opts.everywhere {
				return nounWithName(opts.withCall)
			}
			return nounWith(opts.withCall)
		},
		Conference: &opts.conference,
		Filters: []flags.FormFlag{
			{Name: "muted", Parameter: "Muted", Usage: "only those who are muted, or with --muted=false those who are not", Bool: true},
			{Name: "hold", Parameter: "Hold", Usage: "only those who are on hold, or with --hold=false those who are not", Bool: true},
		},
		Check: func() error {
			if opts.conference.Given() == opts.everywhere {
				return failure.Usage(errors.New("participant list needs either --conference or --all-conferences"),
					"run confcall participant list --help")
			}
			return nil
		},
		Fetch: func(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging) signalwire.Pages {
			var pages signalwire.Pages
			if opts.everywhere {
				pages = everywhere(ctx, s.Client, query, paging, opts.parallel)
			} else {
				pages = inConference(ctx, s, query, paging, func(ended signalwire.Resource) { noteEnded(app, ended) })
			}
			if opts.withCall.on {
				pages = calls.add(ctx, s.Client, opts.parallel, pages)
			}
			return pages
		},
		After: calls.missing,
	}.Command(app, cmd)
}

// inConference lists the participants of a conference. If there are none, it finds out whether the conference has ended, and
// then calls ended with it: servers have several ways to say so.
func inConference(ctx context.Context, s *cli.Session, query url.Values, paging signalwire.Paging,
	ended func(conference signalwire.Resource)) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		explained := false
		over := func(conference signalwire.Resource) {
			explained = true
			ended(conference)
		}
		for page, err := range lookup.ParticipantPages(ctx, s.Client, s.Conference, query, paging, over) {
			explained = explained || err != nil || len(page.Items) > 0
			if !yield(page, err) {
				return
			}
		}
		if explained {
			return
		}
		if conference, err := s.Client.Conference(ctx, s.Conference); err == nil && conference.HasEnded() {
			ended(conference)
		}
	}
}

// noteEnded says that the conference has ended, so nobody is in it.
func noteEnded(app *cli.App, conference signalwire.Resource) {
	app.Note("the conference %q (%s) has ended: nobody is in it", conference.Name(), conference.SID())
}
