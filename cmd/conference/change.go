package conference

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

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

type changeOptions struct {
	conference flags.ConferenceTarget
	form       url.Values
	done       string // says what was done, before the SID
	ends       bool   // it ends the conference, which cannot be undone
}

func newAnnounce(app *cli.App) *cobra.Command {
	opts := changeOptions{form: url.Values{}, done: "announced to"}
	cmd := &cobra.Command{
		Use:     "announce --conference CONFERENCE --url URL",
		Short:   "Play something to everyone in a conference",
		Long:    "Play the sound, or follow the instructions, of a URL to everyone in a conference. It is never sent twice.",
		Example: `  confcall conference announce --conference "Morning stand-up" --url https://example.com/five-minutes.mp3`,
		Args:    commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runChange(cmd.Context(), app, opts)
		},
	}
	flags.Conference(cmd, &opts.conference)
	flags.AddForm(cmd, opts.form, flags.Announcement("url", "method")...)
	flags.Require(cmd, "url")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Conference)
	return cmd
}

func newEnd(app *cli.App) *cobra.Command {
	opts := changeOptions{ends: true}
	cmd := &cobra.Command{
		Use:     "end --conference CONFERENCE",
		Short:   "End a conference, and with it everyone's call in it",
		Long:    "End a conference, and with it everyone's call in it. It asks first; where nobody can be asked it needs --yes.",
		Example: `  confcall conference end --conference "Morning stand-up"`,
		Args:    commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runChange(cmd.Context(), app, opts)
		},
	}
	flags.Conference(cmd, &opts.conference)
	confirm.AddYes(app, cmd)
	app.AddIgnoreNotFound(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, nouns.Conference)
	return cmd
}

// runChange announces to a conference, or ends it.
func runChange(ctx context.Context, app *cli.App, opts changeOptions) error {
	if opts.ends {
		if err := confirm.NeedYes(app); err != nil {
			return err
		}
	}
	s, err := app.Open(ctx, cli.Needs{Noun: nouns.Conference, Conference: opts.conference, Changes: true})
	if err != nil {
		return err
	}
	if opts.ends {
		if err := confirm.AskFirst(ctx, app, func() (string, error) { return endQuestion(ctx, app, s) }); err != nil {
			return err
		}
		ended, err := confirm.EndConference(ctx, app, s)
		if ended == nil {
			return err
		}
		return cmp.Or(err, s.Printer.Item(ctx, ended))
	}
	conference, err := s.Client.UpdateConference(ctx, s.Conference, opts.form)
	if err != nil {
		err = failure.WhenUncertain(err, "confcall conference get --conference "+s.Conference)
		return failure.WhenNotFound(err, "see confcall conference list")
	}
	return confirm.Conclude(ctx, app, s, opts.done+" "+s.Conference, conference, confirm.Want{signalwire.FieldSID: s.Conference}, nil)
}

// endQuestion asks whether to end the conference, and says how many are in it.
func endQuestion(ctx context.Context, app *cli.App, s *cli.Session) (string, error) {
	conference, err := s.Client.Conference(ctx, s.Conference)
	if err != nil {
		return "", failure.WhenNotFound(err, "see confcall conference list")
	}
	present, _, err := lookup.CountParticipants(ctx, s.Client, s.Conference)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("End the conference %q (%s) of %s %s?", conference.Name(), s.Conference, app.SpaceName(),
		output.Everyone(present)), nil
}
