package call

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"sync"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/nouns"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

type hangupOptions struct {
	calls bulk.Calls
}

func newHangup(app *cli.App) *cobra.Command {
	var opts hangupOptions
	cmd := &cobra.Command{
		Use:   "hangup {--call SID | --number NUMBER}",
		Short: "End calls",
		Long: `End calls, and print them. A ringing call is canceled, one in progress is completed, and one that has ended
is left as it is. Whoever is in a conference leaves it, which may end the conference.
It asks first; where nobody can be asked it needs --yes.`,
		Example: `  confcall call hangup --call "$CALL"

  # All that ring
  confcall call list --status ringing -o name | confcall call hangup --call - --yes`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runHangup(cmd.Context(), app, &opts) },
	}
	opts.calls.Add(cmd)
	confirm.AddYes(app, cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Call)
	return cmd
}

func runHangup(ctx context.Context, app *cli.App, opts *hangupOptions) error {
	if err := cmp.Or(opts.calls.Check(app), confirm.NeedYes(app)); err != nil {
		return err
	}
	s, err := opts.calls.Open(ctx, app, cli.Needs{Noun: nouns.Call, Changes: true})
	if err != nil {
		return err
	}
	if err := opts.calls.LookUp(ctx, app, s); err != nil {
		return err
	}
	question := func() (string, error) { return hangupQuestion(ctx, app, s.Client, opts.calls.Named()) }
	if err := confirm.AskFirst(ctx, app, question); err != nil {
		return err
	}
	var before sync.Map // the calls that had ended by themselves
	return bulk.ForEach(ctx, app, s.Printer, &opts.calls, bulk.Work{
		Name: "ended", Change: true,
		Do: func(ctx context.Context, target bulk.Target) (signalwire.Resource, error) {
			call := target.Call
			ended, changed, err := hangUp(ctx, s.Client, call)
			if err == nil && !changed {
				before.Store(call, true)
				if app.DryRun {
					return nil, nil // there is no request to show
				}
			}
			if err != nil || !changed || ended.HasEnded() {
				return ended, explain(err, call)
			}
			want := confirm.Want{signalwire.FieldStatus: status.Completed}
			ended, err = confirm.Reread(ctx, app, ended, want,
				func(ctx context.Context) (signalwire.Resource, error) { return s.Client.Call(ctx, call) })
			if err == nil && !ended.HasEnded() {
				err = confirm.Denied(app, "ended "+opts.calls.Label(target), ended, want)
			}
			return ended, err
		},
		Done: func(target bulk.Target, ended signalwire.Resource) {
			if _, had := before.Load(target.Call); had {
				app.Note("%s has ended already", opts.calls.Label(target))
				return
			}
			_ = confirm.Made(app, fmt.Sprintf("ended %s (%s)", opts.calls.Label(target), ended.Status()), ended,
				confirm.Want{signalwire.FieldSID: target.Call})
		},
	})
}

// hangupQuestion asks whether to end the calls, and says whose they are.
func hangupQuestion(ctx context.Context, app *cli.App, client *signalwire.Client, calls []string) (string, error) {
	if len(calls) != 1 {
		return fmt.Sprintf("End %d calls of %s?", len(calls), app.SpaceName()), nil
	}
	call, err := client.Call(ctx, calls[0])
	if err != nil {
		return "", explain(err, calls[0])
	}
	return fmt.Sprintf("End the %s call with %s of %s, which is %s?", call.Text(signalwire.FieldDirection), roster.Label(call.SID(), call),
		app.SpaceName(), call.Status()), nil
}

// hangUp ends a call, with changed set, or returns it if it has ended already. Its status decides whether it is canceled or
// completed. If the status has changed before the API reads the request, hangUp tries once more.
func hangUp(ctx context.Context, client *signalwire.Client, sid string) (call signalwire.Resource, changed bool, err error) {
	call, err = client.Call(ctx, sid)
	for try := 1; ; try++ {
		if err != nil || call.HasEnded() {
			return call, false, err
		}
		word := status.Completed
		if call.IsUnanswered() {
			word = status.Canceled
		}
		ended, refused := client.UpdateCall(ctx, sid, url.Values{"Status": {word}})
		if refused == nil || failure.Exit(refused) != failure.ExitRefused || try == 2 {
			return ended, true, refused
		}
		before := call.Status()
		if call, err = client.Call(ctx, sid); err == nil && call.Status() == before {
			return nil, false, refused
		}
	}
}
