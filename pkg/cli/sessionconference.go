package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

// conferenceVariable names a conference for a session in a shell.
const conferenceVariable = "CONFCALL_CONFERENCE"

// TakeConference gives a command without a conference the one that CONFCALL_CONFERENCE names, if the command takes it: one
// that reads, or one that changes something, which then asks first. A mistake in the variable is an error only there.
func (a *App) TakeConference(cmd *cobra.Command) error {
	flag := cmd.Flags().Lookup("conference")
	if flag == nil || flag.Changed || cmd.Flags().Changed("conference-name") || !takesConference(cmd) {
		return nil
	}
	settings, err := a.Settings()
	if err != nil {
		return nil // the error is reported when the settings are needed
	}
	named, err := settings.Conference()
	switch {
	case err != nil:
		return err
	case named == "":
		return nil
	case isGiven(cmd, "all-conferences"), isGiven(cmd, "call") && flag.Annotations[flags.NeededUnless] == nil:
		a.leaveConference("the command line says where to look")
		return nil
	}
	a.ofSession = named
	a.asksItself = cmd.Flags().Lookup("yes") != nil
	return cmd.Flags().Set("conference", named)
}

// LeavesConference leaves the conference of the environment aside, since standard input names its own, and reports whether
// it was in use.
func (a *App) LeavesConference() bool {
	if a.ofSession == "" {
		return false
	}
	a.ofSession = ""
	a.leaveConference("standard input says which conferences are meant")
	return true
}

func (a *App) leaveConference(why string) {
	a.Note("%s is left aside, since %s", conferenceVariable, why)
}

// takesConference reports whether a command takes the conference of the environment. A command that finds its target without
// a conference, such as a recording by its SID, does not.
func takesConference(cmd *cobra.Command) bool {
	return changes(cmd) && isNeeded(cmd, "conference") || slices.Contains([]string{"list", "watch", "wait"}, cmd.Name()) ||
		cmd.Name() == "get" && isNeeded(cmd, "conference")
}

// isNeeded reports whether a command requires a flag, or another in its place.
func isNeeded(cmd *cobra.Command, name string) bool {
	return cmd.Flags().Lookup(name).Annotations[flags.NeededUnless] != nil
}

// changes reports whether a command changes something.
func changes(cmd *cobra.Command) bool { return cmd.Flags().Lookup("dry-run") != nil }

func isGiven(cmd *cobra.Command, name string) bool {
	flag := cmd.Flags().Lookup(name)
	return flag != nil && flag.Changed
}

// SessionConference returns the conference that CONFCALL_CONFERENCE names, empty if it names none or is a mistake.
func (a *App) SessionConference() flags.ConferenceTarget {
	settings, err := a.Settings()
	if err != nil {
		return flags.ConferenceTarget{}
	}
	named, err := settings.Conference()
	if err != nil || named == "" {
		return flags.ConferenceTarget{}
	}
	target, _ := flags.ParseConference(named) // which was judged
	return target
}

// confirmConference asks whether the conference of the environment is meant, before something is changed in it. A command
// that asks by itself names the conference in its own question.
func (a *App) confirmConference(ctx context.Context) error {
	if a.ofSession == "" || a.DryRun || a.asksItself && !a.Yes {
		return nil
	}
	asker := a.Asker()
	if asker == nil {
		return failure.Usage(fmt.Errorf("a change needs --conference: %s is taken only where somebody can be asked",
			conferenceVariable), "name the conference with --conference")
	}
	question := fmt.Sprintf("%s in the conference %q, which %s names?", capital(a.Runs), a.ofSession, conferenceVariable)
	return asker.Agree(ctx, question)
}

// capital begins a word with a capital letter.
func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}
