package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/proxy"
	"confcall/pkg/sandbox"
	"confcall/pkg/signalwire"
)

// Client makes the client of the configured account, or of a sandbox that is started for it.
func (a *App) Client(ctx context.Context) (*signalwire.Client, error) {
	settings, err := a.Settings()
	if err != nil {
		return nil, err
	}
	if a.Flags.Sandbox {
		if err := a.startSandbox(settings); err != nil {
			return nil, err
		}
	}
	return a.connect(ctx, settings)
}

// connect makes the client of the account that settings describe.
func (a *App) connect(ctx context.Context, settings *config.Settings) (*signalwire.Client, error) {
	noToken, err := a.requireAccount(ctx, settings)
	if err != nil {
		return nil, err
	}
	options := signalwire.Options{
		Space: settings.SpaceURL, Project: settings.Get(config.Project).Text, Account: settings.Get(config.Account).Text,
		Token: settings.Token, NoToken: noToken,
		UserAgent: "confcall/" + ThisBuild().Version, CA: settings.CA,
		Timeout: settings.Timeout, Retries: settings.Retries, Backoff: a.Backoff,
		Now: a.Now, Random: a.Random, DryRun: a.DryRun,
		OnSend: func(ctx context.Context) {
			a.countRequest()
			if own, counts := ctx.Value(sentKey{}).(*atomic.Int64); counts {
				own.Add(1)
			}
		},
		OnRetry: func(ctx context.Context, r signalwire.Retry) {
			if tell, elsewhere := ctx.Value(retryKey{}).(func(reason string)); elsewhere {
				tell(r.Reason)
				return
			}
			a.Note("retry %d of %d in %s: %s", r.Number, r.Of, r.Wait.Round(time.Millisecond), r.Reason)
		},
	}
	if a.Flags.Debug {
		options.Trace = func(line string) { a.Say(output.Clean(line) + "\n") }
	}
	if options.Proxies, err = proxy.Read(settings.SpaceURL, os.Getenv); err != nil {
		return nil, err
	}
	if unused := options.Proxies.Unused(); unused != "" {
		a.Note("the variable %s is set, and not used; the proxy is what HTTPS_PROXY names", unused)
	}
	a.secrets = append(a.secrets, options.Proxies.Password())
	return signalwire.New(options)
}

// CountRequests returns a context that counts the requests which are sent with it.
func CountRequests(ctx context.Context, sent *atomic.Int64) context.Context {
	return context.WithValue(ctx, sentKey{}, sent)
}

type sentKey struct{}

// WithRetries returns a context in which tell is called with the reason for each retry, and no note is written.
func WithRetries(ctx context.Context, tell func(reason string)) context.Context {
	return context.WithValue(ctx, retryKey{}, tell)
}

type retryKey struct{}

// requireAccount returns an error unless space, project and token are known. A dry run and a completion ask nobody for the
// token. A dry run without one still prints the change; noToken then says why nothing can be sent.
func (a *App) requireAccount(ctx context.Context, settings *config.Settings) (noToken, err error) {
	if !a.DryRun && !a.Unasked && settings.RequireAddress() == nil {
		if err := settings.AskToken(ctx); err != nil {
			return nil, err
		}
	}
	if settings.Token.IsSet() {
		return nil, settings.RequireAccount()
	}
	noToken = settings.RequireAccount()
	if noToken == nil || a.DryRun {
		noToken = &failure.Error{Exit: failure.ExitNotSetUp,
			Err:  errors.New("no token: a dry run asks neither api_token_command nor the keyring for one"),
			Hint: "set SIGNALWIRE_API_TOKEN, or run it without --dry-run"}
	}
	if !a.DryRun {
		return nil, noToken
	}
	return noToken, settings.RequireAddress()
}

// startSandbox serves a fresh sandbox on loopback for as long as the program runs, and makes its account the configured one.
func (a *App) startSandbox(settings *config.Settings) error {
	if settings.Get(config.Space).Source.Name == "sandbox" {
		return nil // it serves already
	}
	listener, err := sandbox.Listen("127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start the sandbox: %w", err)
	}
	go func() { _ = sandbox.New(sandbox.Options{Now: a.Now}).Serve(context.Background(), listener) }()
	settings.UseAccount(&url.URL{Scheme: "http", Host: listener.Addr().String()}, sandbox.Account, sandbox.Token)
	a.Note("sandbox: no account was contacted")
	return nil
}
