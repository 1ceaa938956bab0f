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

// AddYes adds --yes, which answers the question beforehand.
func (a *App) AddYes(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&a.Yes, "yes", "y", false, "do not ask")
}

// AskFirst asks before something that cannot be undone. If nobody can be asked, --yes is required.
// question makes the question, and is called only if it is asked.
func (a *App) AskFirst(ctx context.Context, question func() (string, error)) error {
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

// agree asks a question. Any answer but yes is a no.
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

// NeedYes returns an error if a question will have to be asked and there is nobody to ask.
func (a *App) NeedYes() error {
	if a.Yes || a.DryRun || a.Asker() != nil {
		return nil
	}
	return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("this cannot be undone, and there is nobody to ask"),
		Hint: "agree beforehand with --yes"}
}

// SpaceName returns the space as a person knows it, for questions.
func (a *App) SpaceName() string {
	space, err := url.Parse(a.settings.Get(config.Space).Text)
	if err == nil && space.Host != "" {
		return space.Host
	}
	return a.settings.Get(config.Space).Text
}
