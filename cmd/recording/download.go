package recording

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type downloadOptions struct {
	recording string
	format    string
	file      string
	force     bool
}

func newDownload(app *cli.App) *cobra.Command {
	var opts downloadOptions
	cmd := &cobra.Command{
		Use:   "download --recording SID",
		Short: "Download a recording's sound",
		Long: `Download a recording's sound to a file, whole or not at all. The SID alone names it.
--timeout bounds the time without a byte, not the whole.`,
		Example: `  confcall recording download --recording "$RECORDING" --format mp3 -O meeting.mp3

  # Into another program
  confcall recording download --recording "$RECORDING" -O - | sox - -n stats`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDownload(cmd.Context(), app, opts) },
	}
	cli.SIDVar(cmd.Flags(), &opts.recording, "recording", "the recording's `SID`")
	cli.ChoiceVar(cmd, &opts.format, "format", []string{"wav", "mp3"}, "the `FORMAT` of the sound: wav or mp3")
	cmd.Flags().StringVarP(&opts.file, "file", "O", "", "the `FILE` to write, - for standard output (default SID.FORMAT)")
	cmd.Flags().BoolVar(&opts.force, "force", false, "replace the file if there is one")
	return cmd
}

func runDownload(ctx context.Context, app *cli.App, opts downloadOptions) error {
	if opts.file == "" {
		opts.file = opts.recording + "." + opts.format
	}
	if _, err := os.Lstat(opts.file); err == nil && opts.file != "-" && !opts.force {
		return exists(opts.file)
	}
	client, err := app.Client()
	if err != nil {
		return err
	}
	progress := app.StartProgress("of " + opts.recording)
	defer progress.Done()
	fetch := func(w io.Writer) error {
		err := client.Audio(ctx, opts.recording, opts.format, w, func(done, all int64) { progress.Set(done, all, "bytes") })
		var problem *signalwire.Error
		if errors.As(err, &problem) && problem.Layer == signalwire.LayerLocal {
			return &output.WriteError{Err: problem.Cause}
		}
		return cli.WhenNotFound(err, "there is no such recording, or no sound of it yet")
	}
	if opts.file == "-" {
		return fetch(app.Out)
	}
	if err := save(opts.file, opts.force, fetch); err != nil {
		return err
	}
	progress.Done()
	app.Note("downloaded %s", opts.recording)
	return app.Print("%s\n", opts.file)
}

func exists(file string) error {
	return &cli.Failure{Exit: cli.ExitUsage, Err: fmt.Errorf("download to %s: the file exists", file), Hint: "name another one with -O, or replace it with --force"}
}

// save writes a file through a temporary one beside it, so that there is a whole file or none.
func save(file string, replace bool, write func(io.Writer) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".download-*")
	if err != nil {
		return &cli.Failure{Exit: cli.ExitBug, Err: fmt.Errorf("write %s: %w", file, err), Hint: "check the folder, or name another file with -O"}
	}
	defer os.Remove(temporary.Name())
	if err := write(temporary); err != nil {
		return errors.Join(err, temporary.Close())
	}
	err = temporary.Close()
	switch {
	case err != nil:
	case replace:
		err = os.Rename(temporary.Name(), file)
	default:
		err = os.Link(temporary.Name(), file) // unlike a rename, it never replaces anything
	}
	if errors.Is(err, fs.ErrExist) {
		return exists(file)
	}
	if err != nil {
		return &cli.Failure{Exit: cli.ExitBug, Err: fmt.Errorf("write %s: %w", file, err), Hint: "check the folder and the space on its disk"}
	}
	return nil
}
