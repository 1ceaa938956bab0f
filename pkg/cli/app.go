// Package cli is what every command is given: the App, with its global flags, settings, client and printer.
package cli

import (
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net/url"
	"sync/atomic"
	"time"

	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/lookup"
	"confcall/pkg/report"
	"confcall/pkg/secret"
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

	// Who waits for a signal reads these while the command runs.
	//
	// Interrupted is set by a command that makes many changes. When a signal comes, it names the changes that may have been
	// made, and returns the error that says how many were.
	Interrupted atomic.Pointer[func(cause error) error]
	StopIsDone  atomic.Bool // the command runs until a signal ends it, which is success however long it takes to tidy up

	Unasked  bool               // neither a command nor the keyring is asked for the token, since a shell completes a word
	settings *config.Settings   // nil until they are read
	others   []*config.Settings // those of the accounts that were asked besides
	secrets  []secret.Text      // those that were given besides the token

	ofSession  string // the conference that the environment names, if the command takes it
	asksItself bool   // the command itself asks before it changes anything

	Absence lookup.Absence // why participants are not found
	sent    atomic.Int64   // requests, retries included
	Changed bool           // something was changed, even if printing the result fails
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

// ConfigInput returns what the settings are made from: all layers.
func (a *App) ConfigInput() config.Input {
	return config.Input{
		Flags: a.Flags.Settings, Stdin: a.In,
		Warn: a.WarnText,
		Note: a.NoteText,
	}
}

// SpaceName returns the space as a person knows it, for questions.
func (a *App) SpaceName() string {
	space, err := url.Parse(a.settings.Get(config.Space).Text)
	if err == nil && space.Host != "" {
		return space.Host
	}
	return a.settings.Get(config.Space).Text
}
