package participant

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/signalwire"
)

type findOptions struct {
	call     string
	withCall bool
	parallel int
}

func newFind(app *cli.App) *cobra.Command {
	var opts findOptions
	cmd := &cobra.Command{
		Use:   "find --call SID",
		Short: "Find the conference that a call is in",
		Long: `Find a call of which only the SID is known, in the conferences in progress. Several are looked into at once, and the
first hit ends the search; on standard error it says where it looked.`,
		Example: `  confcall participant find --call 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002 --jq .conference_sid`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runFind(cmd.Context(), app, opts) },
	}
	cli.SIDVar(cmd.Flags(), &opts.call, "call", "the `SID` of the call")
	addWithCall(cmd, &opts.withCall)
	cli.AddParallel(cmd, &opts.parallel)
	app.AddPrintFlags(cmd)
	return cmd
}

func runFind(ctx context.Context, app *cli.App, opts findOptions) error {
	printer, client, err := app.Open(nounWith(opts.withCall, false))
	if err != nil {
		return err
	}
	participant, err := find(ctx, app, client, opts)
	if err != nil {
		return err
	}
	if opts.withCall {
		if participant, err = withCall(ctx, client, participant); err != nil {
			return err
		}
	}
	return printer.Item(ctx, participant)
}

// find returns the call's participant in the first conference that has it.
func find(ctx context.Context, app *cli.App, client *signalwire.Client, opts findOptions) (signalwire.Resource, error) {
	type look struct {
		conference, participant signalwire.Resource
		err                     error
	}
	var listErr, lookErr error
	var looked []string
	conferences := items(client.Conferences(ctx, url.Values{"Status": {"in-progress"}}, 0), &listErr)
	for l := range cli.Map(ctx, opts.parallel, conferences, func(ctx context.Context, conference signalwire.Resource) look {
		participant, err := client.Participant(ctx, conference.Text("sid"), opts.call)
		return look{conference, participant, err}
	}) {
		name := fmt.Sprintf("%q (%s)", l.conference.Text("friendly_name"), l.conference.Text("sid"))
		looked = append(looked, name)
		if l.err == nil {
			app.Note("found in %s, after a look into %d of the conferences in progress", name, len(looked))
			return l.participant, nil
		}
		if problem := (*signalwire.Error)(nil); lookErr == nil && !(errors.As(l.err, &problem) && problem.IsNotFound()) {
			lookErr = l.err
		}
	}
	if err := errors.Join(listErr, lookErr); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	where := "there is none"
	if len(looked) > 0 {
		where = strings.Join(looked, ", ")
	}
	return nil, &cli.Failure{Exit: cli.ExitNotFound, Err: fmt.Errorf("find call %s: it is in no conference in progress: %s", opts.call, where),
		Hint: "the call may have left, or its conference may have ended"}
}
