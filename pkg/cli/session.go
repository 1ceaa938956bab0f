package cli

import (
	"context"

	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Needs says what a command needs to do its work.
type Needs struct {
	Noun       output.Noun            // what it prints
	Conference flags.ConferenceTarget // whose SID it needs; empty if it needs none
	Changes    bool                   // it changes something: unknown columns are refused, a dry run prints the request
	Format     output.Format          // how to print if neither flag nor setting says; empty for a table

	// Input reads what standard input names, once the printer is known, and returns the conference that still has to be
	// looked up. It is nil if nothing is read.
	Input func(flags.ConferenceTarget) (flags.ConferenceTarget, error)
}

// A Session is what a command works with.
type Session struct {
	Printer    *output.Printer
	Client     *signalwire.Client
	Conference string // the SID of the conference
}

// Open begins the session of a command. The printer comes first, so that a wrong format or column is found before anything
// is sent.
func (a *App) Open(ctx context.Context, needs Needs) (*Session, error) {
	if needs.Changes && a.DryRun {
		if needs.Noun = requestNoun; a.OutIsTerminal() {
			needs.Noun.Columns = requestColumns
		}
	}
	s := &Session{}
	var err error
	if s.Printer, err = a.printer(needs); err != nil {
		return nil, err
	}
	if needs.Changes {
		if err := s.Printer.CheckColumns(); err != nil {
			return nil, err
		}
	}
	if needs.Input != nil {
		if needs.Conference, err = needs.Input(needs.Conference); err != nil {
			return nil, err
		}
	}
	if needs.Changes {
		if err := a.confirmConference(ctx); err != nil {
			return nil, err
		}
	}
	if s.Client, err = a.Client(ctx); err != nil {
		return nil, err
	}
	if s.Conference, err = lookup.ConferenceSID(ctx, s.Client, needs.Conference); err != nil {
		return nil, err
	}
	return s, nil
}
