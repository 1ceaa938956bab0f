package participant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type removeOptions struct {
	conference flags.ConferenceTarget
	calls      bulk.Calls
}

func newRemove(app *cli.App) *cobra.Command {
	var opts removeOptions
	cmd := &cobra.Command{
		Use:   "remove --conference CONFERENCE {--call SID | --number NUMBER | --all}",
		Short: "Remove participants from a conference by ending their calls",
		Long: `Remove participants from a conference by ending their calls. It asks first, and says when the conference
would end with them; where nobody can be asked it needs --yes. The API answers with nothing, so nothing is printed.`,
		Example: `  confcall participant remove --conference "Support line" --call "$CALL"`,
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runRemove(cmd.Context(), app, &opts) },
	}
	opts.calls.AddConference(cmd, &opts.conference)
	opts.calls.AddAll(cmd)
	confirm.AddYes(app, cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Participant)
	return cmd
}

func runRemove(ctx context.Context, app *cli.App, opts *removeOptions) error {
	if err := cmp.Or(opts.calls.Check(app), confirm.NeedYes(app)); err != nil {
		return err
	}
	s, err := opts.calls.Open(ctx, app, cli.Needs{Noun: nouns.Participant, Changes: true})
	if err != nil {
		return err
	}
	if err := opts.calls.LookUp(ctx, app, s); err != nil {
		return err
	}
	if !app.DryRun {
		s.Printer = nil // the API answers with nothing
	}
	if opts.calls.All {
		if err := nameAll(ctx, app, s, &opts.calls); err != nil {
			return err
		}
		if len(opts.calls.Named()) == 0 {
			app.Note("there is nobody to remove")
			return opts.calls.None(app)
		}
	}
	err = confirm.AskFirst(ctx, app, func() (string, error) { return removalQuestion(ctx, app, s, &opts.calls) })
	if err != nil {
		return err
	}
	return remove(ctx, app, s, &opts.calls)
}

// remove removes participants by ending their calls, and says so.
func remove(ctx context.Context, app *cli.App, s *cli.Session, calls *bulk.Calls) error {
	return bulk.ForEach(ctx, app, s.Printer, calls, bulk.Work{
		Name: "removed", Change: true,
		Do: func(ctx context.Context, target bulk.Target) (signalwire.Resource, error) {
			request, err := s.Client.RemoveParticipant(ctx, target.Conference, target.Call)
			if calls.All && failure.IsNotFound(err) {
				return signalwire.Resource{}, nil // gone with the one whose exit ended the conference, or by themselves
			}
			return request, explain(ctx, app, s.Client, target, err)
		},
		Done: func(target bulk.Target, gone signalwire.Resource) {
			confirm.Removed(app, "removed", calls.Label(target), gone)
		},
	})
}

// removalQuestion asks whether to remove the participants, and says if that ends the conference for the others.
func removalQuestion(ctx context.Context, app *cli.App, s *cli.Session, named *bulk.Calls) (string, error) {
	calls := named.Named()
	found, err := s.Client.Conference(ctx, s.Conference)
	if err != nil {
		return "", app.Absence.Explain(ctx, s.Client, s.Conference, "", err)
	}
	var going []signalwire.Resource
	present, ends := 0, false
	for page, err := range lookup.Participants(ctx, s.Client, s.Conference, nil, signalwire.Paging{}, nil) {
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
					going = append(going, participant)
					ends = ends || participant.EndsConference()
				}
			}
		}
	}
	var gone error
	for _, call := range calls {
		if slices.ContainsFunc(going, func(one signalwire.Resource) bool { return strings.EqualFold(one.CallSID(), call) }) {
			continue
		}
		participant, err := s.Client.Participant(ctx, s.Conference, call) // the list may not say whose an item is
		switch {
		case err == nil && !participant.HasLeft():
			going = append(going, participant)
			ends = ends || participant.EndsConference()
		case failure.IsNotFound(err):
			gone = cmp.Or(gone, app.Absence.Explain(ctx, s.Client, s.Conference, call, err))
		case err != nil:
			return "", err
		}
	}
	if len(going) == 0 && gone != nil {
		return "", gone // what is not in the conference is an error, not a question
	}
	if len(calls) <= mostNamed {
		nameByNumber(ctx, s.Client, named, going)
	}
	question := fmt.Sprintf("Remove %s from the conference %q (%s) of %s?", inWords(named, "participants"), found.Name(),
		s.Conference, app.SpaceName())
	if ends {
		question += fmt.Sprintf(" This ends the conference %s.", output.Everyone(present))
	}
	return question, nil
}
