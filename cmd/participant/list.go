package participant

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/url"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/list"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

type listOptions struct {
	conference flags.ConferenceTarget
	everywhere bool
	filter     url.Values
	withCall   bool
	parallel   int
	list       list.Flags
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
	flags.OptionalConference(cmd, &opts.conference)
	cmd.Flags().BoolVar(&opts.everywhere, "all-conferences", false, "the participants of every conference in progress, with the field conference_name")
	flags.AddForm(cmd, opts.filter,
		flags.FormFlag{Name: "muted", Parameter: "Muted", Usage: "only those who are muted, or with --muted=false those who are not", Bool: true},
		flags.FormFlag{Name: "hold", Parameter: "Hold", Usage: "only those who are on hold, or with --hold=false those who are not", Bool: true},
	)
	addWithCall(app, cmd, &opts.withCall)
	flags.Parallel(cmd, &opts.parallel)
	opts.list.Add(app, cmd, noun)
	app.AddPrintFlagsFor(cmd, func() output.Noun { return nounWith(opts.withCall, opts.everywhere) })
	return cmd
}

func runList(ctx context.Context, app *cli.App, opts listOptions) error {
	if opts.conference.Given() == opts.everywhere {
		return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("participant list needs either --conference or --all-conferences"), Hint: "run confcall participant list --help"}
	}
	s, err := app.Open(ctx, cli.Needs{Noun: nounWith(opts.withCall, opts.everywhere), Conference: opts.conference})
	if err != nil {
		return err
	}
	if opts.everywhere {
		return printList(ctx, app, s, opts, everywhere(ctx, s.Client, opts))
	}
	pages := cli.Participants(ctx, s.Client, s.Conference, opts.filter, opts.list.Paging(), func(ended signalwire.Resource) { noteEnded(app, ended) })
	err = printList(ctx, app, s, opts, pages)
	return failure.WhenNotFound(err, "there is no conference "+s.Conference+"; see confcall conference list")
}

// printList prints the pages, with the calls if they are asked for.
func printList(ctx context.Context, app *cli.App, s *cli.Session, opts listOptions, pages signalwire.Pages) error {
	if !opts.withCall {
		return opts.list.Print(ctx, app, s.Printer, pages)
	}
	count, failures := 0, bulk.NewFailures(app)
	err := opts.list.Print(ctx, app, s.Printer, withCalls(ctx, s.Client, opts.parallel, pages, func(err error) {
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

// noteEnded says why nobody is there.
func noteEnded(app *cli.App, conference signalwire.Resource) {
	app.Note("the conference %q (%s) has ended: nobody is in it", conference.Name(), conference.SID())
}

// everywhere yields the participants of all conferences in progress, in the order of the conferences. The first pages are
// fetched side by side; what lies behind them is fetched when it is its turn, so that long lists need no memory.
func everywhere(ctx context.Context, client *signalwire.Client, opts listOptions) signalwire.Pages {
	pages := func(yield func(signalwire.Page, error) bool) {
		var listErr error
		conferences := items(client.Conferences(ctx, url.Values{"Status": {signalwire.StatusInProgress}}, signalwire.Paging{}), &listErr)
		for begun := range parallel.Map(ctx, opts.parallel, conferences, func(ctx context.Context, conference signalwire.Resource) *opened {
			return open(ctx, client, conference, opts)
		}) {
			if !begun.yieldAll(yield) {
				return
			}
		}
		if listErr != nil {
			yield(signalwire.Page{}, listErr)
		}
	}
	if opts.list.Limit > 0 {
		return joined(pages)
	}
	return pages
}

// joined makes one list of several, for a reader who may stop anywhere: a page that is the last of its own list is held back until
// it is known whether another one follows. The first pages are fetched ahead in any case.
func joined(pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		var held signalwire.Page
		for page, err := range pages {
			if len(held.Items) > 0 {
				held.More = true
				if !yield(held, nil) {
					return
				}
			}
			held = signalwire.Page{}
			switch {
			case err != nil:
				yield(page, err)
				return
			case !page.More:
				held = page
			case !yield(page, nil):
				return
			}
		}
		if len(held.Items) > 0 {
			yield(held, nil)
		}
	}
}

// opened is the list of a conference's participants, of which the first page has been fetched.
type opened struct {
	name  json.RawMessage // the conference's friendly name
	first signalwire.Page
	err   error
	next  func() (signalwire.Page, error, bool)
	stop  func()
}

func open(ctx context.Context, client *signalwire.Client, conference signalwire.Resource, opts listOptions) *opened {
	o := &opened{name: conference.Field(signalwire.FieldName), stop: func() {}}
	if o.name == nil {
		o.name = json.RawMessage("null")
	}
	sid, err := cli.SIDOf(conference, signalwire.FieldSID)
	if err != nil {
		o.err = err
		return o
	}
	o.next, o.stop = iter.Pull2(cli.Participants(ctx, client, sid, opts.filter, signalwire.Paging{Size: opts.list.PageSize}, func(signalwire.Resource) {}))
	o.first, o.err, _ = o.next()
	return o
}

// yieldAll yields the pages, with the conference's name added to each participant. It returns false if the reader stops.
func (o *opened) yieldAll(yield func(signalwire.Page, error) bool) bool {
	defer o.stop()
	page, err, more := o.first, o.err, true
	for more && !failure.IsNotFound(err) { // one that is no more has no participants, and the others have
		if err != nil {
			yield(signalwire.Page{}, err)
			return false
		}
		for i, participant := range page.Items {
			page.Items[i] = participant.Prepend(nameField, o.name)
		}
		if len(page.Items) > 0 && !yield(page, nil) {
			return false
		}
		page, err, more = o.next()
	}
	return true
}

// withCalls adds its call to each participant, several at once. A participant whose call cannot be fetched is left out;
// each is told of every result, with nil for success.
func withCalls(ctx context.Context, client *signalwire.Client, atOnce int, pages signalwire.Pages, each func(err error)) signalwire.Pages {
	type result struct {
		participant signalwire.Resource
		err         error
	}
	return func(yield func(signalwire.Page, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			left := len(page.Items)
			for r := range parallel.Map(ctx, atOnce, slices.Values(page.Items), func(ctx context.Context, participant signalwire.Resource) result {
				with, err := withCall(ctx, client, participant)
				return result{with, err}
			}) {
				if ctx.Err() != nil {
					yield(signalwire.Page{}, context.Cause(ctx))
					return
				}
				left--
				each(r.err)
				one := signalwire.Page{Items: []signalwire.Resource{r.participant}, More: left > 0 || page.More}
				if r.err == nil && !yield(one, nil) {
					return
				}
			}
		}
	}
}

// items yields the items of all pages. After the last one, failure holds the error that ended the list, if any.
func items(pages signalwire.Pages, failure *error) iter.Seq[signalwire.Resource] {
	return func(yield func(signalwire.Resource) bool) {
		for page, err := range pages {
			if err != nil {
				*failure = err
				return
			}
			for _, item := range page.Items {
				if !yield(item) {
					return
				}
			}
		}
	}
}
