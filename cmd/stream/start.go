package stream

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

type startOptions struct {
	conference flags.ConferenceTarget
	form       url.Values
	parameters []string
	bearerFile string
}

func newStart(app *cli.App) *cobra.Command {
	opts := startOptions{form: url.Values{}}
	cmd := &cobra.Command{
		Use:   "start --conference CONFERENCE --url wss://…",
		Short: "Start a stream",
		Long:  "Send the sound of a conference to a WebSocket, until the stream is stopped or the conference ends.",
		Example: `  confcall stream start --conference "Support line" --url wss://example.com/listen --name transcript --param language=en

  # With a token for the server
  confcall stream start --conference "Support line" --url wss://example.com/listen --bearer-token-file token`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStart(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	flags.AddForm(cmd, opts.form,
		flags.FormFlag{Name: "url", Parameter: "Url", Usage: "the WebSocket's `URL`, wss:// only", Check: flags.CheckURL("wss")},
		flags.FormFlag{Name: "name", Parameter: "Name", Usage: "a `NAME` for the stream"},
		flags.FormFlag{Name: "track", Parameter: "Track", Usage: "which `TRACK`: inbound_track, outbound_track or both_tracks (the default)", Values: []string{"inbound_track", "outbound_track", "both_tracks"}},
		flags.FormFlag{Name: "codec", Parameter: "StreamCodec", Usage: "the `CODEC`: " + strings.Join(codecs, ", "), Values: codecs},
		flags.FormFlag{Name: "real-time", Parameter: "StreamRealTime", Usage: "whether the sound is sent as it is spoken", Bool: true},
		flags.FormFlag{Name: "status-callback", Parameter: "StatusCallback", Usage: "a `URL` that is told of the stream's status", Check: flags.CheckURL("http", "https")},
		flags.FormFlag{Name: "status-callback-method", Parameter: "StatusCallbackMethod", Usage: "the HTTP `METHOD` for it (default POST)", Values: flags.Methods},
	)
	cmd.Flags().StringArrayVar(&opts.parameters, "param", nil, "a parameter for the server, as `NAME=VALUE`; may be repeated")
	flags.Text(cmd, &opts.bearerFile, "bearer-token-file", "", "a `FILE` that holds a token for the server")
	flags.Require(cmd, "url")
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

var codecs = []string{"PCMU", "PCMA", "L16", "L16@16000h", "L16@24000h"}

// maxParameters is how many the API takes.
const maxParameters = 99

func runStart(ctx context.Context, app *cli.App, opts *startOptions) error {
	if err := addParameters(opts.form, opts.parameters); err != nil {
		return &failure.Error{Exit: failure.ExitUsage, Err: err, Hint: "run confcall stream start --help"}
	}
	if opts.bearerFile != "" {
		token, err := app.ReadSecret("bearer-token-file", opts.bearerFile)
		if err != nil {
			return err
		}
		opts.form.Set("AuthorizationBearerToken", token.Reveal())
	}
	printer, client, err := app.OpenChange(ctx, noun)
	if err != nil {
		return err
	}
	conference, err := cli.ConferenceSID(ctx, client, opts.conference)
	if err != nil {
		return err
	}
	stream, err := client.StartStream(ctx, conference, opts.form)
	if err != nil {
		// The API cannot list streams.
		err = failure.WhenUncertain(err, "the server at "+opts.form.Get("Url")+", which would be connected")
		return failure.WhenNotFound(err, "see confcall conference list")
	}
	app.Confirmed("started stream "+stream.SID(), stream, nil)
	return printer.Item(ctx, stream)
}

// addParameters numbers the parameters for the form.
func addParameters(form url.Values, parameters []string) error {
	if len(parameters) > maxParameters {
		return fmt.Errorf("%d times --param, want at most %d", len(parameters), maxParameters)
	}
	for i, parameter := range parameters {
		name, value, ok := strings.Cut(parameter, "=")
		if !ok || name == "" {
			return errors.New("--param " + fmt.Sprintf("%q", parameter) + ": want NAME=VALUE")
		}
		form.Set(fmt.Sprintf("Parameter%d.Name", i+1), name)
		form.Set(fmt.Sprintf("Parameter%d.Value", i+1), value)
	}
	return nil
}
