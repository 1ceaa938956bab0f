package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/secret"
	"confcall/pkg/signalwire"
)

// Profile returns the profile that the command line names, or else the one in force. It is empty if there is none.
func (a *App) Profile() (name string, byFlag bool, err error) {
	if name, ok := a.Flags.Settings["profile"]; ok {
		return name, true, nil
	}
	chosen, err := config.ProfileInForce(a.ConfigInput())
	return chosen, false, err
}

// ClientOf makes the client of the account that these flags choose, beside the configured one, and returns its settings even
// if they are not enough for a client.
func (a *App) ClientOf(ctx context.Context, flags map[string]string) (*config.Settings, *signalwire.Client, error) {
	in := a.ConfigInput()
	in.Flags, in.Note, in.Warn = flags, func(string) {}, func(string) {}
	if flags["token-file"] == "-" && a.settings != nil {
		in.Stdin = strings.NewReader(a.settings.Token.Reveal()) // which was read by now
	}
	settings, err := config.Load(in)
	if err != nil {
		return nil, nil, err
	}
	a.others = append(a.others, settings)
	client, err := a.connect(ctx, settings)
	return settings, client, err
}

// ClientAs makes the client of an account that is not configured yet, from what in says and a token.
func (a *App) ClientAs(ctx context.Context, in config.Input, token secret.Text) (*signalwire.Client, *config.Settings, error) {
	in.Flags = maps.Clone(in.Flags)
	in.Flags["token-file"], in.Stdin = "-", strings.NewReader(token.Reveal())
	settings, err := config.Load(in)
	if err != nil {
		return nil, nil, err
	}
	a.settings = settings
	client, err := a.connect(ctx, settings)
	return client, settings, err
}

// Rejected adds a hint to the error for rejected credentials, because the API does not say which of the three is wrong.
func Rejected(err error, settings *config.Settings) error {
	problem := (*signalwire.Error)(nil)
	if errors.As(err, &problem) && problem.Layer == signalwire.LayerAPI &&
		(problem.Status == http.StatusUnauthorized || problem.Status == http.StatusForbidden) {
		return &failure.Error{Exit: failure.ExitCredentials, Err: err, Hint: fmt.Sprintf(
			"the project %s, its token, or a token without the scope Voice may be the cause; check all three at %s",
			settings.Get(config.Project).Text, settings.SpaceURL)}
	}
	return err
}
