package media

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

// streamForm holds the flags that say where the sound of a conference or a call is sent, and how.
type streamForm struct {
	form       url.Values
	parameters []string
	bearerFile string
}

// add adds the flags to a command.
func (s *streamForm) add(cmd *cobra.Command) {
	s.form = url.Values{}
	codecs := []string{"PCMU", "PCMA", "L16", "L16@16000h", "L16@24000h"}
	flags.AddForm(cmd, s.form,
		flags.FormFlag{Name: "url", Parameter: "Url", Usage: "the WebSocket's `URL`, wss:// only", Check: flags.CheckURL("wss")},
		flags.FormFlag{Name: "name", Parameter: "Name", Usage: "a `NAME` for the stream"},
		flags.FormFlag{Name: "track", Parameter: "Track",
			Usage:  "which `TRACK`: inbound_track, outbound_track or both_tracks (the default)",
			Values: []string{"inbound_track", "outbound_track", "both_tracks"}},
		flags.FormFlag{Name: "codec", Parameter: "StreamCodec", Usage: "the `CODEC`: " + strings.Join(codecs, ", "), Values: codecs},
		flags.FormFlag{Name: "real-time", Parameter: "StreamRealTime",
			Usage: "whether sound that comes back over the stream is played at once, and not buffered", Bool: true},
		flags.FormFlag{Name: "status-callback", Parameter: "StatusCallback", Usage: "a `URL` that is told of the stream's status",
			Check: flags.CheckURL("http", "https")},
		flags.FormFlag{Name: "status-callback-method", Parameter: "StatusCallbackMethod",
			Usage: "the HTTP `METHOD` for it (default POST)", Values: flags.Methods},
	)
	cmd.Flags().StringArrayVar(&s.parameters, "param", nil, "a parameter for the server, as `NAME=VALUE`; may be repeated")
	flags.Text(cmd, &s.bearerFile, "bearer-token-file", "", "a `FILE` that holds a token for the server")
	flags.Require(cmd, "url")
}

// fill returns the form that the flags describe, including the token from its file.
func (s *streamForm) fill(app *cli.App) (url.Values, error) {
	if err := addParameters(s.form, s.parameters); err != nil {
		return nil, failure.Usage(err, "write a parameter as in --param language=en")
	}
	if s.bearerFile == "" {
		return s.form, nil
	}
	token, err := app.ReadSecret("bearer-token-file", s.bearerFile)
	if err != nil {
		return nil, err
	}
	s.form.Set("AuthorizationBearerToken", token.Reveal())
	return s.form, nil
}

// maxParameters is how many parameters the API accepts.
const maxParameters = 99

// addParameters adds the parameters to the form, numbered from 1.
func addParameters(form url.Values, parameters []string) error {
	if len(parameters) > maxParameters {
		return fmt.Errorf("%d times --param, want at most %d", len(parameters), maxParameters)
	}
	for i, parameter := range parameters {
		name, value, ok := strings.Cut(parameter, "=")
		if !ok || name == "" {
			return fmt.Errorf("--param %q: want NAME=VALUE", parameter)
		}
		form.Set(fmt.Sprintf("Parameter%d.Name", i+1), name)
		form.Set(fmt.Sprintf("Parameter%d.Value", i+1), value)
	}
	return nil
}
