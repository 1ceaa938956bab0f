// Package media has the commands on recordings and streams, which conferences and calls have alike.
package media

import (
	"context"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/roster"
)

// An Owner is what has recordings and streams.
type Owner string

// The owners.
const (
	Conference Owner = "conference"
	Call       Owner = "call"
)

// usage returns the flags that name the owner in a usage line.
func (o Owner) usage() string {
	if o == Call {
		return "{--call SID | --number NUMBER}"
	}
	return "--conference CONFERENCE"
}

// example returns the flags that name the owner in an example. A conference is named by its name.
func (o Owner) example(conference string) string {
	if o == Call {
		return `--call "$CALL"`
	}
	return `--conference "` + conference + `"`
}

// list returns the command that lists the owners.
func (o Owner) list() string { return "confcall " + string(o) + " list" }

// command returns the beginning of the command line for its recordings or streams.
func (o Owner) command(ofConference, ofCall string) string {
	if o == Call {
		return "confcall call " + ofCall
	}
	return "confcall " + ofConference
}

// A target is the conference or call that the flags of a command name.
type target struct {
	conference flags.ConferenceTarget
	call       flags.CallTarget
}

// add adds the flags that name the conference or call.
func (t *target) add(cmd *cobra.Command, o Owner) {
	if o == Call {
		flags.Call(cmd, &t.call, "the `SID` of the call")
		return
	}
	flags.Conference(cmd, &t.conference)
}

// open opens the session of a command that changes something, and looks up a call that is named by its number.
func (t *target) open(ctx context.Context, app *cli.App, noun output.Noun) (*cli.Session, error) {
	s, err := app.Open(ctx, cli.Needs{Noun: noun, Conference: t.conference, Changes: true})
	if err == nil && t.call.Given() {
		t.call.SID, err = roster.SID(ctx, s, t.call)
	}
	return s, err
}
