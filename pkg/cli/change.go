package cli

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/output"
)

// AddYes adds the flag that answers the question beforehand.
func (a *App) AddYes(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&a.Yes, "yes", "y", false, "do not ask")
}

// Confirm asks before something that cannot be undone. Where nobody can be asked, --yes has to say so beforehand.
// question makes the question, and is called only when it is asked.
func (a *App) Confirm(ctx context.Context, question func() (string, error)) error {
	if a.Yes || a.DryRun {
		return nil
	}
	asker := a.Asker()
	if asker == nil {
		return a.NeedYes()
	}
	text, err := question()
	if err != nil {
		return err
	}
	err = agree(ctx, asker, text)
	if errors.Is(err, console.ErrNoAnswer) {
		return &failure.Error{Exit: failure.ExitDeclined, Err: err,
			Hint: "nothing was changed; answer y or n, or agree beforehand with --yes"}
	}
	return err
}

// agree asks a question, of which any answer but yes is no.
func agree(ctx context.Context, asker *console.Asker, question string) error {
	var answer string
	if err := asker.Ask(ctx, output.Clean(question)+" [y/N]", func(given string) error { answer = given; return nil }); err != nil {
		return err
	}
	if !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
		return &failure.Error{Exit: failure.ExitDeclined, Err: errors.New("declined"), Hint: "nothing was changed"}
	}
	return nil
}

// NeedYes is the error of a question that nobody can be asked, or nil where somebody can, or need not.
func (a *App) NeedYes() error {
	if a.Yes || a.DryRun || a.Asker() != nil {
		return nil
	}
	return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("this cannot be undone, and there is nobody to ask"),
		Hint: "agree beforehand with --yes"}
}

// SpaceName is the space as a person knows it, for questions.
func (a *App) SpaceName() string {
	space, err := url.Parse(a.settings.Get(config.Space).Text)
	if err == nil && space.Host != "" {
		return space.Host
	}
	return a.settings.Get(config.Space).Text
}
