package conference

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

type changeOptions struct {
	conference flags.ConferenceTarget
	form       url.Values
}

func newAnnounce(app *cli.App) *cobra.Command {
	opts := changeOptions{form: url.Values{}}
	cmd := &cobra.Command{
		Use:     "announce --conference CONFERENCE --url URL",
		Short:   "Play something to everyone in a conference",
		Long:    "Play the sound, or follow the instructions, of a URL to everyone in a conference. It is never sent twice.",
		Example: `  confcall conference announce --conference "Morning stand-up" --url https://example.com/five-minutes.mp3`,
		Args:    cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runChange(cmd.Context(), app, opts, "announced to", nil, false)
		},
	}
	flags.Conference(cmd, &opts.conference)
	flags.AddForm(cmd, opts.form, flags.Announcement("url", "method")...)
	flags.Require(cmd, "url")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

func newEnd(app *cli.App) *cobra.Command {
	opts := changeOptions{form: url.Values{"Status": {"completed"}}}
	cmd := &cobra.Command{
		Use:     "end --conference CONFERENCE",
		Short:   "End a conference, and with it everyone's call in it",
		Long:    "End a conference, and with it everyone's call in it. It asks first; where nobody can be asked it needs --yes.",
		Example: `  confcall conference end --conference "Morning stand-up"`,
		Args:    cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runChange(cmd.Context(), app, opts, "ended", map[string]string{"status": `"completed"`}, true)
		},
	}
	flags.Conference(cmd, &opts.conference)
	app.AddYes(cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

// runChange updates a conference. done and want say how that is confirmed; final has it asked for first.
func runChange(ctx context.Context, app *cli.App, opts changeOptions, done string, want map[string]string, final bool) error {
	if final {
		if err := app.NeedYes(false); err != nil {
			return err
		}
	}
	printer, client, err := app.OpenChange(ctx, noun)
	if err != nil {
		return err
	}
	sid, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	if final {
		if err := app.Confirm(ctx, func() (string, error) { return endQuestion(ctx, app, client, sid) }); err != nil {
			return err
		}
	}
	look := func(ctx context.Context) (signalwire.Resource, error) { return client.Conference(ctx, sid) }
	conference, err := client.UpdateConference(ctx, sid, opts.form)
	if final && failure.IsCode(err, endedAlready) {
		// The code says less than that: it stands for any wrong argument.
		if ended, lookErr := look(ctx); lookErr == nil && ended.HasEnded() {
			app.Note("%s has already ended", sid)
			return printer.Item(ctx, ended)
		}
	}
	if err != nil {
		err = failure.WhenUncertain(err, "confcall conference get --conference "+sid)
		return failure.WhenNotFound(err, "see confcall conference list")
	}
	if want == nil {
		want = map[string]string{}
	}
	want["sid"] = strconv.Quote(sid) // of no other conference
	return app.Conclude(ctx, printer, done+" "+sid, conference, want, look)
}

// endedAlready is the API's code for, among others, a change of a conference that has ended.
const endedAlready = "10000"

// endQuestion says which conference would end where, and for how many.
func endQuestion(ctx context.Context, app *cli.App, client *signalwire.Client, sid string) (string, error) {
	conference, err := client.Conference(ctx, sid)
	if err != nil {
		return "", failure.WhenNotFound(err, "see confcall conference list")
	}
	present, err := cli.CountParticipants(ctx, client, sid)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("End the conference %q (%s) of %s for all %d in it?", conference.Name(), sid, app.SpaceName(), present), nil
}
