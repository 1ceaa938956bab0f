package participant

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

type moveOptions struct {
	calls   bulk.Calls
	to      flags.ConferenceTarget
	joining joining
}

func newMove(app *cli.App) *cobra.Command {
	var opts moveOptions
	cmd := &cobra.Command{
		Use:   "move {--call SID | --number NUMBER} --to-conference CONFERENCE",
		Short: "Move a call into another conference",
		Long: `Have a call that is in progress leave where it is, and join another conference. That is joined by its name, and
comes into being if nobody is in it. It asks first; where nobody can be asked it needs --yes.
The conference that it leaves ends if it was the one whose exit ends it.`,
		Example: `  confcall participant move --call 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002 --to-conference "Second line" --yes`,
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runMove(cmd.Context(), app, &opts) },
	}
	opts.calls.Add(cmd)
	flags.ToConference(cmd, &opts.to)
	opts.joining.add(cmd)
	confirm.AddYes(app, cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, legNoun)
	return cmd
}

func runMove(ctx context.Context, app *cli.App, opts *moveOptions) error {
	if err := cmp.Or(opts.calls.Check(app), confirm.NeedYes(app), app.NeedProject("calls are made")); err != nil {
		return err
	}
	s, err := opts.calls.Open(ctx, app, cli.Needs{Noun: legNoun, Changes: true})
	if err != nil {
		return err
	}
	if err := opts.calls.LookUp(ctx, app, s); err != nil {
		return err
	}
	name, err := conferenceName(ctx, app, s.Client, opts.to)
	if err != nil {
		return err
	}
	calls := opts.calls.Named()
	question := func() (string, error) {
		if len(calls) <= mostNamed {
			for _, sid := range calls {
				if call, err := s.Client.Call(ctx, sid); err == nil {
					opts.calls.Know(sid, call)
				}
			}
		}
		return fmt.Sprintf("Move %s into the conference %q of %s?", inWords(&opts.calls, "calls"), name, app.SpaceName()), nil
	}
	if err := confirm.AskFirst(ctx, app, question); err != nil {
		return err
	}
	return bulk.ForEach(ctx, app, s.Printer, &opts.calls, bulk.Work{
		Name: "moved", Change: true,
		Do: func(ctx context.Context, target bulk.Target) (signalwire.Resource, error) {
			leg, err := s.Client.MoveCall(ctx, target.Call, opts.joining.into(name))
			if err != nil {
				err = failure.WhenUncertain(err, "confcall participant find --call "+target.Call)
				return nil, failure.WhenNotFound(err, "see confcall call get --call "+target.Call)
			}
			done := moved(opts.calls.Label(target), name)
			return leg, cmp.Or(confirm.Denied(app, done, leg, confirm.Want{signalwire.FieldID: target.Call}), confirm.Started(app, done, leg))
		},
		Done: func(target bulk.Target, leg signalwire.Resource) {
			// It is confirmed, or it would not be done.
			_ = confirm.Made(app, moved(opts.calls.Label(target), name), leg, confirm.Want{signalwire.FieldID: target.Call})
		},
	})
}

func moved(call, name string) string { return fmt.Sprintf("moved %s into %q", call, name) }
