package recording

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type downloadOptions struct {
	recording string
	format    string
	file      string
	force     bool

	noRedirect bool
}

func newDownload(app *cli.App) *cobra.Command {
	var opts downloadOptions
	cmd := &cobra.Command{
		Use:   "download --recording SID",
		Short: "Download a recording's sound",
		Long: `Download a recording's sound to a file, whole or not at all. The SID alone names it.
--timeout bounds the time without a byte, not the whole. A redirect to another server over https is followed once, and
that server is sent no credentials.`,
		Example: `  confcall recording download --recording "$RECORDING" --format mp3 -O meeting.mp3

  # Into another program
  confcall recording download --recording "$RECORDING" -O - | sox - -n stats`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDownload(cmd.Context(), app, opts) },
	}
	flags.SID(cmd, &opts.recording, "recording", "the recording's `SID`")
	flags.Choice(cmd, &opts.format, "format", []string{"wav", "mp3"}, "the `FORMAT` of the sound: wav or mp3")
	flags.Text(cmd, &opts.file, "file", "O", "the `FILE` to write, - for standard output (default SID.FORMAT)")
	cmd.Flags().BoolVar(&opts.force, "force", false, "replace the file if there is one")
	cmd.Flags().BoolVar(&opts.noRedirect, "no-redirect", false, "take the sound from the space alone, not from where it redirects to")
	return cmd
}

func runDownload(ctx context.Context, app *cli.App, opts downloadOptions) error {
	if opts.file == "" {
		opts.file = opts.recording + "." + opts.format
	}
	if opts.file == "-" && app.OutIsTerminal() {
		return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("--file -: a terminal cannot play sound"), Hint: "pipe it into a player, or name a file"}
	}
	if opts.file != "-" {
		if err := cli.CheckTarget(opts.file, opts.force); err != nil {
			return err
		}
	}
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	progress := app.StartProgress("of " + opts.recording)
	defer progress.Done()
	fetch := func(w io.Writer) error {
		err := client.Audio(ctx, signalwire.Download{
			Recording: opts.recording, Format: opts.format, To: w, NoRedirect: opts.noRedirect,
			Progress: func(done, all int64) { progress.Set(done, all, "bytes") },
		})
		var problem *signalwire.Error
		if errors.As(err, &problem) && problem.Layer == signalwire.LayerLocal {
			return &output.WriteError{Err: problem.Cause}
		}
		return failure.WhenNotFound(err, "there is no such recording, or no sound of it yet")
	}
	if opts.file == "-" {
		return fetch(app.Out)
	}
	if err := app.WriteFile(opts.file, opts.force, fetch); err != nil {
		return err
	}
	progress.Done()
	app.Note("downloaded %s", opts.recording)
	return app.PrintFacts(ctx, app.Shown(opts.file)+"\n", output.Noun{ID: "file", Fields: []string{"file", "recording"}}, opts.file, opts.recording)
}
