package participant

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

type removeOptions struct {
	conference flags.ConferenceTarget
	calls      bulk.Calls
}

func newRemove(app *cli.App) *cobra.Command {
	var opts removeOptions
	cmd := &cobra.Command{
		Use:   "remove --conference CONFERENCE {--call SID | --all}",
		Short: "Remove participants from a conference by ending their calls",
		Long: `Remove participants from a conference by ending their calls. It asks first, and says when the conference
would end with them; where nobody can be asked it needs --yes. The API answers with nothing, so nothing is printed.`,
		Example: `  confcall participant remove --conference "Support line" --call "$CALL"`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runRemove(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.calls.AddAll(cmd)
	app.AddYes(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func runRemove(ctx context.Context, app *cli.App, opts *removeOptions) error {
	if err := cmp.Or(opts.calls.Check(app), app.NeedYes(opts.calls.Stdin())); err != nil {
		return err
	}
	printer, client, err := app.OpenChange(ctx, noun)
	if err != nil {
		return err
	}
	if !app.DryRun {
		printer = nil // the API answers with nothing
	}
	conference, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	if opts.calls.All {
		if err := nameAll(ctx, app, client, conference, &opts.calls); err != nil {
			return err
		}
		if len(opts.calls.Named()) == 0 {
			app.Note("there is nobody to remove")
			return nil
		}
	}
	err = app.Confirm(ctx, func() (string, error) { return removalQuestion(ctx, app, client, conference, opts.calls.Named()) })
	if err != nil {
		return err
	}
	return bulk.ForEach(ctx, app, printer, &opts.calls, bulk.Work{
		Name: "removed", Change: true,
		Do: func(ctx context.Context, call string) (signalwire.Resource, error) {
			request, err := client.RemoveParticipant(ctx, conference, call)
			if opts.calls.All && failure.IsNotFound(err) {
				return signalwire.Resource{}, nil // gone with the one whose exit ended the conference, or by themselves
			}
			return request, explain(ctx, app, client, conference, call, err)
		},
		Done: func(call string, gone signalwire.Resource) { app.Removed("removed", call, gone) },
	})
}

// removalQuestion says who would go from where, and whether the conference would end with them, and for how many.
func removalQuestion(ctx context.Context, app *cli.App, client *signalwire.Client, conference string, calls []string) (string, error) {
	found, err := client.Conference(ctx, conference)
	if err != nil {
		return "", app.WhyNoParticipant(ctx, client, conference, err)
	}
	who := fmt.Sprintf("%d participants", len(calls))
	if len(calls) == 1 {
		who = "the participant " + calls[0]
	}
	question := fmt.Sprintf("Remove %s from the conference %q (%s) of %s?", who, found.Name(), conference, app.SpaceName())
	present, going, ends := 0, 0, false
	for page, err := range client.Participants(ctx, conference, nil, signalwire.Paging{}) {
		if err != nil {
			return "", err
		}
		for _, participant := range page.Items {
			if participant.HasLeft() {
				continue
			}
			present++
			for _, call := range calls {
				if strings.EqualFold(call, participant.CallSID()) {
					going++
					ends = ends || participant.EndsConference()
				}
			}
		}
	}
	if going == 0 {
		// Nobody is asked about what the API does not know.
		if _, err := client.Participant(ctx, conference, calls[0]); err != nil {
			return "", app.WhyNoParticipant(ctx, client, conference, err)
		}
	}
	if ends {
		question += fmt.Sprintf(" This ends the conference for all %d in it.", present)
	}
	return question, nil
}
