package recording

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/file"
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

	stdin       bool // the recordings are named on standard input
	requireSome bool

	all        bool
	conference flags.ConferenceTarget
	chosen     func(ctx context.Context, s *cli.Session) signalwire.Pages // with all, the recordings that the filters choose
	parallel   int
}

func newDownload(app *cli.App) *cobra.Command {
	var opts downloadOptions
	cmd := &cobra.Command{
		Use:   "download {--recording SID | --recording - -O FOLDER/ | --all -O FOLDER/}",
		Short: "Download the sound of recordings",
		Long: `Download a recording's sound to a file, whole or not at all. The SID alone names it.
With --all, download all that are finished, or those that the filters of recording list choose, into a folder, several at
once; with --recording - those that standard input names, by SIDs or as -o jsonl, csv and tsv print them. Each is
DATE-CONFERENCE-SID.wav. Those that are there already are left alone, so it can be run again; one that fails does not
stop the others.
--timeout bounds the time without a byte, not the whole. A redirect to another server over https is followed once, and
that server is sent no credentials.`,
		Example: `  confcall recording download --recording "$RECORDING" --format mp3 -O meeting.mp3

  # Into another program
  confcall recording download --recording "$RECORDING" -O - | sox - -n stats

  # What was recorded since yesterday
  confcall recording download --all --since yesterday -O recordings/

  # Those of a list
  confcall recording list --where 'duration>60' -o jsonl | confcall recording download --recording - -O recordings/`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opts.all {
				return runDownloadAll(cmd.Context(), app, &opts)
			}
			if err := needsAll(cmd); err != nil {
				return err
			}
			if opts.stdin {
				return runDownloadNamed(cmd.Context(), app, &opts)
			}
			return runDownload(cmd.Context(), app, &opts)
		},
	}
	cmd.Flags().Var(&recordingValue{&opts}, "recording",
		"the recording's `SID`, - reads them from standard input, or what -o jsonl, csv or tsv print")
	cmd.Flags().BoolVar(&opts.requireSome, "require-some", false, "end with 5 when standard input names none")
	cmd.Flags().BoolVar(&opts.all, "all", false, "all recordings that are finished, or those that the filters choose, into a folder")
	cmd.MarkFlagsOneRequired("recording", "all")
	cmd.MarkFlagsMutuallyExclusive("recording", "all")
	cmd.Flags().Lookup("recording").Annotations[flags.NeededUnless] = []string{"all"}
	flags.Choice(cmd, &opts.format, "format", []string{"wav", "mp3"}, "the `FORMAT` of the sound: wav or mp3")
	flags.Text(cmd, &opts.file, "file", "O", "the `FILE` to write, - for standard output (default SID.FORMAT); for many a folder")
	cmd.Flags().BoolVar(&opts.force, "force", false, "replace a file that is there")
	cmd.Flags().BoolVar(&opts.noRedirect, "no-redirect", false, "take the sound from the space alone, not from where it redirects to")
	flags.Parallel(cmd, &opts.parallel)
	before := namesOf(cmd)
	opts.chosen = chosen(cmd, &opts.conference).Filtered(app, cmd)
	for _, name := range namesOf(cmd) {
		if !slices.Contains(before, name) {
			_ = cmd.Flags().SetAnnotation(name, filterOfAll, []string{"true"}) // it exists
		}
	}
	return cmd
}

// recordingValue is the flag --recording.
type recordingValue struct{ opts *downloadOptions }

func (r *recordingValue) Set(text string) error {
	switch {
	case r.opts.stdin || r.opts.recording != "":
		return errors.New("it is given a second time")
	case text == "-":
		r.opts.stdin = true
		return nil
	case !signalwire.IsSID(text):
		return errors.New("want " + signalwire.SIDForm + ", or - for standard input")
	}
	r.opts.recording = text
	return nil
}

func (r *recordingValue) String() string { return r.opts.recording }
func (r *recordingValue) Type() string   { return "SID" }

// filterOfAll is the annotation of a flag that chooses among all recordings.
const filterOfAll = "confcall_filter_of_all"

func namesOf(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	return names
}

// needsAll refuses a filter without --all.
func needsAll(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if flag.Annotations[filterOfAll] != nil {
			err = failure.Usage(fmt.Errorf("--%s beside --recording", flag.Name), "it chooses among recordings, with --all")
		}
	})
	return err
}

func runDownload(ctx context.Context, app *cli.App, opts *downloadOptions) error {
	if opts.file == "" {
		opts.file = opts.recording + "." + opts.format
	}
	if opts.file == "-" && app.OutIsTerminal() {
		return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("--file -: a terminal cannot play sound"),
			Hint: "pipe it into a player, or name a file"}
	}
	if opts.file != "-" {
		if err := file.CheckTarget(opts.file, opts.force); err != nil {
			return err
		}
	}
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	progress := app.StartProgress("of " + opts.recording)
	defer progress.Done()
	count := func(done, all int64) { progress.Set(done, all, "bytes") }
	if opts.file == "-" {
		return opts.copy(ctx, client, opts.recording, app.Out, count)
	}
	if err := opts.fetch(ctx, app, client, opts.recording, opts.file, opts.force, count); err != nil {
		return err
	}
	progress.Done()
	app.Note("downloaded %s", opts.recording)
	return app.PrintFacts(ctx, app.Shown(opts.file)+"\n", output.Noun{ID: "file", Fields: []string{"file", "recording"}}, opts.file,
		opts.recording)
}

// fetch writes the sound of a recording to a file, whole or not at all.
func (o *downloadOptions) fetch(ctx context.Context, app *cli.App, client *signalwire.Client, recording, path string, replace bool,
	count func(done, all int64)) error {
	return app.WriteFile(path, replace, func(w io.Writer) error { return o.copy(ctx, client, recording, w, count) })
}

// copy copies the sound of a recording, and calls count with the bytes that have come.
func (o *downloadOptions) copy(ctx context.Context, client *signalwire.Client, recording string, to io.Writer,
	count func(done, all int64)) error {
	err := client.Audio(ctx, signalwire.Download{Recording: recording, Format: o.format, To: to, NoRedirect: o.noRedirect, Progress: count})
	var problem *signalwire.Error
	if errors.As(err, &problem) && problem.Layer == signalwire.LayerLocal {
		return &output.WriteError{Err: problem.Cause}
	}
	return failure.WhenNotFound(err, "there is no such recording, or no sound of it yet")
}
