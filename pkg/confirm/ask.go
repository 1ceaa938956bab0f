// Package confirm asks before a change that cannot be undone, and judges by the answer whether a change was made.
package confirm

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
)

// AddYes adds --yes, which answers the question beforehand.
func AddYes(app *cli.App, cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&app.Yes, "yes", "y", false, "do not ask")
}

// AskFirst asks before something that cannot be undone. If nobody can be asked, --yes is required.
// question makes the question, and is called only if it is asked.
func AskFirst(ctx context.Context, app *cli.App, question func() (string, error)) error {
	if app.Yes || app.DryRun {
		return nil
	}
	asker := app.Asker()
	if asker == nil {
		return NeedYes(app)
	}
	text, err := question()
	if err != nil {
		return err
	}
	err = asker.Agree(ctx, text)
	if errors.Is(err, console.ErrNoAnswer) {
		return &failure.Error{Exit: failure.ExitDeclined, Err: err,
			Hint: "nothing was changed; answer y or n, or agree beforehand with --yes"}
	}
	return err
}

// NeedYes returns an error if a question will have to be asked and there is nobody to ask.
func NeedYes(app *cli.App) error {
	if app.Yes || app.DryRun || app.Asker() != nil {
		return nil
	}
	return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("this cannot be undone, and there is nobody to ask"),
		Hint: "agree beforehand with --yes"}
}
