// Package cli is what every command is given: the App, with its global flags, settings, client and printer.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/proxy"
	"confcall/pkg/report"
	"confcall/pkg/sandbox"
	"confcall/pkg/secret"
	"confcall/pkg/signalwire"
)

// App is one run of the program.
type App struct {
	*console.Console

	Now               func() time.Time
	Zone              *time.Location
	Random            func() float64 // 0 ≤ x < 1
	Backoff           time.Duration  // the longest wait before a first retry
	Grace             time.Duration  // a ninth of the time that an interrupted command gets to end
	CompletionTimeout time.Duration  // how long the completion of a word may take

	Words []string // the first words of the command line, without those whose commands are made already
	Runs  string   // the verb that runs

	Flags           GlobalFlags
	DryRun          bool // --dry-run: a change is printed, not sent
	Yes             bool // --yes: the person has agreed beforehand
	ignoresNotFound bool // --ignore-not-found
	printing        printFlags
	Reports         report.Asked

	// Interrupted is set by a command that makes many changes. When a signal comes, it names the changes that may have been
	// made, and returns the error that says how many were.
	Interrupted func(cause error) error
	StopIsDone  bool // the command runs until a signal ends it, which is success however long it takes to tidy up

	Unasked  bool               // neither a command nor the keyring is asked for the token, since a shell completes a word
	settings *config.Settings   // nil until they are read
	others   []*config.Settings // those of the accounts that were asked besides
	secrets  []secret.Text      // those that were given besides the token

	ofSession  string // the conference that the environment names, if the command takes it
	asksItself bool   // the command itself asks before it changes anything

	Absence lookup.Absence // why participants are not found
	sent    atomic.Int64   // requests, retries included
	changed bool           // something was changed, even if printing the result fails
}

// System makes the App of the process.
func System() *App {
	// The standard library logs what a server sends unasked and, with GODEBUG, requests with their credentials.
	log.SetOutput(io.Discard)
	console.EnableEscapes()
	a := &App{
		Console: console.New(),
		Now:     time.Now, Zone: time.Local, Random: rand.Float64, Backoff: 500 * time.Millisecond,
		Grace:             10 * time.Millisecond,
		CompletionTimeout: 900 * time.Millisecond, // together with the start of the program, less than a second
	}
	a.Scrub = a.scrub
	return a
}

// Settings resolves the settings, once. Its errors are of the type *config.Error.
func (a *App) Settings() (*config.Settings, error) {
	if a.settings != nil {
		return a.settings, nil
	}
	if a.Flags.Settings["token-file"] == "-" && a.InIsTerminal() {
		return nil, &failure.Error{Exit: failure.ExitUsage, Err: errors.New("--token-file -: the terminal would show the token"),
			Hint: "pipe it in, or name a file"}
	}
	in := a.ConfigInput()
	in.FlagsOnly = a.Flags.Sandbox
	settings, err := config.Load(in)
	if err != nil {
		return nil, err
	}
	a.settings = settings
	return settings, nil
}

// ReadSecret reads a secret from the file that a flag names.
func (a *App) ReadSecret(flag, path string) (secret.Text, error) {
	text, err := config.ReadTokenFile(path, func(text string) { a.Warn("%s", text) })
	if err != nil {
		return secret.Text{}, &failure.Error{Exit: failure.ExitUsage,
			Err: fmt.Errorf("--%s %q: %w", flag, config.ShownFile(path), err), Hint: "correct the flag --" + flag}
	}
	a.secrets = append(a.secrets, text)
	return text, nil
}

// ConfigInput returns what the settings are made from: all layers.
func (a *App) ConfigInput() config.Input {
	return config.Input{
		Flags: a.Flags.Settings, Stdin: a.In,
		Warn: func(text string) { a.Warn("%s", text) },
		Note: func(text string) { a.Note("%s", text) },
	}
}

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
			a.sent.Add(1)
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

// WithRetries returns a context in which it is not said that a request is tried again. tell is told why, instead.
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
