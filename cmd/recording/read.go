package recording

import (
	"context"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/signalwire"
)

type listOptions struct {
	conference flags.ConferenceTarget
	list       list.Flags
}

func newList(app *cli.App) *cobra.Command {
	var opts listOptions
	cmd := &cobra.Command{
		Use:     "list --conference CONFERENCE",
		Short:   "List the recordings of a conference",
		Example: `  confcall recording list --conference "Morning stand-up"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.list.Dates.Add(app, cmd, "created", "DateCreated")
	opts.list.Add(app, cmd, cli.RecordingNoun)
	app.AddPrintFlags(cmd, cli.RecordingNoun)
	return cmd
}

func runList(ctx context.Context, app *cli.App, opts *listOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: cli.RecordingNoun, Conference: opts.conference})
	if err != nil {
		return err
	}
	query := url.Values{}
	opts.list.Dates.Fill(query, list.ByDay)
	pages := s.Client.Recordings(ctx, s.Conference, query, opts.list.Paging())
	return failure.WhenNotFound(opts.list.Print(ctx, app, s.Printer, pages), "see confcall conference list")
}

func newGet(app *cli.App) *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:     "get --conference CONFERENCE --recording SID",
		Short:   "Show a recording",
		Example: `  confcall recording get --conference "Morning stand-up" --recording "$RECORDING"`,
	}
	t.addRecording(cmd)
	return expect.Get{
		Noun: cli.RecordingNoun, Conference: &t.conference,
		Fetch: func(ctx context.Context, s *cli.Session) (signalwire.Resource, error) {
			recording, err := s.Client.Recording(ctx, s.Conference, t.recording)
			return recording, t.explain(s, err)
		},
	}.Command(app, cmd)
}
