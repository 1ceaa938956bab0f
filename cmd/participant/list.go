package participant

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type listOptions struct {
	conference string
	everywhere bool
	filter     url.Values
	withCall   bool
	parallel   int
	list       cli.ListFlags
}

func newList(app *cli.App) *cobra.Command {
	opts := listOptions{filter: url.Values{}}
	cmd := &cobra.Command{
		Use:   "list {--conference CONFERENCE | --all-conferences}",
		Short: "List the participants of a conference, or of all",
		Long: `List the participants of a conference that is not over, or with --all-conferences those of
every conference in progress, conference by conference.`,
		Example: `  # Who is muted?
  confcall participant list --conference "Morning stand-up" --muted

  # Who talks where, with telephone numbers
  confcall participant list --all-conferences --with-call`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), app, opts) },
	}
	cli.ConferenceFlag(cmd.Flags(), &opts.conference)
	cmd.Flags().BoolVar(&opts.everywhere, "all-conferences", false, "the participants of every conference in progress, with the field conference_name")
	cli.AddFormFlags(cmd, opts.filter,
		cli.FormFlag{Name: "muted", Parameter: "Muted", Usage: "only those who are muted, or with --muted=false those who are not", Bool: true},
		cli.FormFlag{Name: "hold", Parameter: "Hold", Usage: "only those who are on hold, or with --hold=false those who are not", Bool: true},
	)
	addWithCall(cmd, &opts.withCall)
	cli.AddParallel(cmd, &opts.parallel)
	opts.list.Add(cmd.Flags())
	app.AddPrintFlags(cmd)
	return cmd
}

func runList(ctx context.Context, app *cli.App, opts listOptions) error {
	if (opts.conference == "") != opts.everywhere {
		return &cli.Failure{Exit: cli.ExitUsage, Err: errors.New("participant list needs either --conference or --all-conferences"), Hint: "run confcall participant list --help"}
	}
	printer, client, err := app.Open(nounWith(opts.withCall, opts.everywhere))
	if err != nil {
		return err
	}
	if opts.everywhere {
		return printList(ctx, app, client, printer, opts, everywhere(ctx, client, opts))
	}
	conference, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	err = printList(ctx, app, client, printer, opts, client.Participants(ctx, conference, opts.filter, opts.list.PageSize()))
	return app.WhyNoParticipant(ctx, client, conference, err)
}

// printList prints the pages, with the calls if they are asked for.
func printList(ctx context.Context, app *cli.App, client *signalwire.Client, printer *output.Printer, opts listOptions, pages signalwire.Pages) error {
	if !opts.withCall {
		return opts.list.Print(ctx, app, printer, pages)
	}
	count, failures := 0, app.NewFailures()
	err := opts.list.Print(ctx, app, printer, withCalls(ctx, client, opts.parallel, pages, func(err error) {
		count++
		if err != nil {
			failures.Add(err)
		}
	}))
	if err != nil {
		return err
	}
	return failures.Sum(count)
}

// part is a page of some conference's participants, the last of them, or what went wrong.
type part struct {
	items []signalwire.Resource
	err   error
}

// everywhere yields the participants of all conferences in progress, in the order of the conferences. A conference that
// ends while the others are read has no participants any more.
func everywhere(ctx context.Context, client *signalwire.Client, opts listOptions) signalwire.Pages {
	return func(yield func([]signalwire.Resource, error) bool) {
		var listErr error
		conferences := items(client.Conferences(ctx, url.Values{"Status": {"in-progress"}}, 0), &listErr)
		for p := range cli.Map(ctx, opts.parallel, conferences, func(ctx context.Context, conference signalwire.Resource) part {
			return participantsOf(ctx, client, conference, opts)
		}) {
			if p.err != nil {
				yield(nil, p.err)
				return
			}
			if len(p.items) > 0 && !yield(p.items, nil) {
				return
			}
		}
		if listErr != nil {
			yield(nil, listErr)
		}
	}
}

func participantsOf(ctx context.Context, client *signalwire.Client, conference signalwire.Resource, opts listOptions) part {
	name := conference.Field("friendly_name")
	if name == nil {
		name = json.RawMessage("null")
	}
	var all part
	for page, err := range client.Participants(ctx, conference.Text("sid"), opts.filter, opts.list.PageSize()) {
		if problem := (*signalwire.Error)(nil); errors.As(err, &problem) && problem.IsNotFound() {
			return all
		}
		if err != nil {
			return part{err: err}
		}
		for _, participant := range page {
			all.items = append(all.items, cli.WithField(participant, nameField, name, true))
		}
	}
	return all
}

// withCalls adds to each participant its call, several at once. A participant whose call cannot be had is left out;
// each is told to have succeeded or failed.
func withCalls(ctx context.Context, client *signalwire.Client, parallel int, pages signalwire.Pages, each func(err error)) signalwire.Pages {
	type result struct {
		participant signalwire.Resource
		err         error
	}
	return func(yield func([]signalwire.Resource, error) bool) {
		var listErr error
		for r := range cli.Map(ctx, parallel, items(pages, &listErr), func(ctx context.Context, participant signalwire.Resource) result {
			with, err := withCall(ctx, client, participant)
			return result{with, err}
		}) {
			if ctx.Err() != nil {
				yield(nil, context.Cause(ctx))
				return
			}
			each(r.err)
			if r.err == nil && !yield([]signalwire.Resource{r.participant}, nil) {
				return
			}
		}
		if listErr != nil {
			yield(nil, listErr)
		}
	}
}

// items yields the items of all pages. The error that ends them is there when the last item has been taken.
func items(pages signalwire.Pages, failure *error) iter.Seq[signalwire.Resource] {
	return func(yield func(signalwire.Resource) bool) {
		for page, err := range pages {
			if err != nil {
				*failure = err
				return
			}
			for _, item := range page {
				if !yield(item) {
					return
				}
			}
		}
	}
}
