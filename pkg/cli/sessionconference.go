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

// TakeConference gives a command that was given no conference the one that the session's environment names, if the command is one
// that takes it: one that looks, or one that changes something, which then asks first. One that is a mistake is an error there only.
func (a *App) TakeConference(cmd *cobra.Command) error {
	flag := cmd.Flags().Lookup("conference")
	if flag == nil || flag.Changed || cmd.Flags().Changed("conference-name") || !takesConference(cmd) {
		return nil
	}
	settings, err := a.Settings()
	if err != nil {
		return nil // what is wrong is said when they are needed
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

// LeavesConference tells whether the conference is the one that the session's environment names, and leaves that aside then, since
// the input names its own.
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

// takesConference tells whether a command takes the session's conference. One that finds its target without a conference,
// such as a recording by its SID, is not kept to one.
func takesConference(cmd *cobra.Command) bool {
	return changes(cmd) && isNeeded(cmd, "conference") || slices.Contains([]string{"list", "watch", "wait"}, cmd.Name()) ||
		cmd.Name() == "get" && isNeeded(cmd, "conference")
}

// isNeeded tells whether a command does nothing without a flag, or another in its place.
func isNeeded(cmd *cobra.Command, name string) bool {
	return cmd.Flags().Lookup(name).Annotations[flags.NeededUnless] != nil
}

// changes tells whether a command changes something.
func changes(cmd *cobra.Command) bool { return cmd.Flags().Lookup("dry-run") != nil }

func isGiven(cmd *cobra.Command, name string) bool {
	flag := cmd.Flags().Lookup(name)
	return flag != nil && flag.Changed
}

// SessionConference is the conference that the session's environment names, empty if it names none that is one.
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

// confirmConference asks whether the session's conference is meant, before something is changed in it. A command that asks before
// what it does names the conference itself.
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
	return agree(ctx, asker, question)
}

// capital begins a word with a capital letter.
func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}
