// Package pick lets a person pick the conference, call or recording that the command line does not name.
package pick

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
)

// pickable are the flags whose values can be picked, in the order in which they are asked for.
var pickable = []string{"conference", "call", "target", "recording"}

// Missing lets a person pick the values of the flags that a command needs and was not given, and sets them as if they had been typed.
// It does nothing if nobody can be asked, or if another flag is missing too, which the command then reports.
func Missing(ctx context.Context, app *cli.App, cmd *cobra.Command) error {
	missing := missing(cmd)
	if len(missing) == 0 || app.Asker() == nil || os.Getenv("TERM") == "dumb" || app.CheckGlobalFlags() != nil {
		return nil
	}
	for _, name := range missing {
		if !slices.Contains(pickable, name) {
			return nil
		}
	}
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	source := source{app: app, client: client, cmd: cmd}
	for _, name := range pickable {
		if !slices.Contains(missing, name) {
			continue
		}
		items, err := source.items(ctx, name)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			app.Note("there is no %s to pick", nouns(name))
			return nil
		}
		picked, err := pick(ctx, app, newPicker(nouns(name), items))
		if err != nil {
			return err
		}
		app.Note("picked --%s %s", name, picked.said())
		if err := cmd.Flags().Set(name, picked.value); err != nil {
			return err
		}
	}
	return nil
}

// nouns says what a flag names.
func nouns(flag string) string {
	if flag == "target" {
		return "call to coach"
	}
	return flag
}

// missing returns the flags that a command needs and was not given. That includes those that others, such as --all, may replace.
func missing(cmd *cobra.Command) []string {
	names := commands.Missing(cmd)
	for _, either := range []struct {
		name   string
		mark   string   // a flag that only the commands have which need this one or one of the others
		others []string // the flags that may replace it
	}{
		{"conference", "all-conferences", []string{"conference-name", "all-conferences"}},
		{"call", "except", []string{"number", "all"}},
		{"recording", "all", []string{"all"}},
	} {
		if cmd.Flags().Lookup(either.name) == nil || cmd.Flags().Lookup(either.mark) == nil || slices.Contains(names, either.name) {
			continue
		}
		if !slices.ContainsFunc(append(either.others, either.name), cmd.Flags().Changed) {
			names = append(names, either.name)
		}
	}
	return names
}

// pick shows the picker until a person has picked an item, or left it.
func pick(ctx context.Context, app *cli.App, p *picker) (item, error) {
	screen, err := app.OpenScreen(app.Err) // standard output may be redirected
	if err != nil {
		return item{}, err
	}
	defer screen.Close()
	for {
		width, height := screen.Size()
		if err := screen.Draw(p.lines(width, height)); err != nil {
			return item{}, err
		}
		select {
		case <-ctx.Done():
			return item{}, context.Cause(ctx)
		case <-screen.Redraws():
		case key := <-screen.Keys():
			switch p.press(key, height) {
			case picked:
				return p.selected(), nil
			case declined:
				return item{}, &failure.Error{Exit: failure.ExitDeclined, Err: fmt.Errorf("no %s was picked", p.what),
					Hint: "nothing was done"}
			case interrupted:
				return item{}, failure.Interrupted{Signal: os.Interrupt}
			case suspended:
				screen.Suspend()
			}
		}
	}
}

// conference returns the conference that the command line names, or that was picked; empty if the command is about none.
func (s source) conference() (flags.ConferenceTarget, error) {
	given := func(name string) (string, bool) {
		flag := s.cmd.Flags().Lookup(name)
		if flag == nil || !flag.Changed {
			return "", false
		}
		return flag.Value.String(), true
	}
	if name, ok := given("conference-name"); ok {
		return flags.ConferenceTarget{Name: name}, nil
	}
	if text, ok := given("conference"); ok {
		return flags.ParseConference(text)
	}
	return flags.ConferenceTarget{}, nil
}
