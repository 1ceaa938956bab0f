package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/setup"
)

func newEdit(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "edit",
		Short: "Edit the config file, and check it before it is replaced",
		Long: `Edit a copy of the config file with the editor that VISUAL or EDITOR names. The copy is checked, and replaces
the file only if it is right. In a terminal one that is not can be edited again.`,
		Example: `  EDITOR=nano confcall config edit`,
		Args:    cli.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runEdit(cmd.Context(), app) },
	}
}

func runEdit(ctx context.Context, app *cli.App) error {
	editor := strings.TrimSpace(os.Getenv("VISUAL"))
	if editor == "" {
		editor = strings.TrimSpace(os.Getenv("EDITOR"))
	}
	if editor == "" {
		return &failure.Error{Exit: failure.ExitNotSetUp, Err: errors.New("config edit needs an editor"), Hint: "set the variable VISUAL or EDITOR, as in EDITOR=nano"}
	}
	file, err := setup.Open(app)
	if err != nil {
		return err
	}
	before := file.Data
	for {
		if file.Data, err = edited(ctx, app, editor, file); err != nil {
			return err
		}
		if bytes.Equal(before, file.Data) {
			app.Note("nothing was changed in %s", file.Path)
			return app.Print("%s\n", app.Shown(file.Path))
		}
		problem := file.Judge()
		if problem == nil {
			return write(app, file, app.Flags.Settings["profile"])
		}
		if again, err := askAgain(ctx, app, problem); err != nil || !again {
			return err
		}
	}
}

// askAgain says what is wrong with a copy, and asks whether it is to be edited again.
func askAgain(ctx context.Context, app *cli.App, problem error) (again bool, err error) {
	asker := app.Asker()
	if asker == nil {
		return false, problem
	}
	app.Say("confcall: " + output.Clean(problem.Error()) + "\n")
	err = asker.Ask(ctx, "Edit it again? [Y/n]", func(answer string) error {
		again = answer == "" || strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes")
		return nil
	})
	if err == nil && !again {
		err = &failure.Error{Exit: failure.ExitDeclined, Err: errors.New("declined"), Hint: "nothing was changed"}
	}
	return again, err
}

// edited has a person edit a copy of the content, which only they can read, and returns what became of it.
func edited(ctx context.Context, app *cli.App, editor string, file *setup.File) ([]byte, error) {
	folder, err := os.MkdirTemp("", "confcall-") // with mode 0700
	if err != nil {
		return nil, fmt.Errorf("make a folder for the copy: %w", err)
	}
	defer os.RemoveAll(folder)
	copied := filepath.Join(folder, "config.yaml")
	err = app.WriteFile(copied, false, func(w io.Writer) error {
		_, err := w.Write(file.Data)
		return err
	})
	if err != nil {
		return nil, err
	}
	// The variable is a line for the shell, as everywhere.
	command := exec.CommandContext(ctx, "sh", "-c", editor+` "$1"`, "sh", copied)
	if runtime.GOOS == "windows" {
		words := strings.Fields(editor)
		command = exec.CommandContext(ctx, words[0], append(words[1:], copied)...)
	}
	// Ctrl-C is the editor's own.
	signal.Ignore(os.Interrupt)
	defer signal.Reset(os.Interrupt)
	command.Stdin, command.Stdout, command.Stderr = app.In, app.Err, app.Err
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("run the editor %q: %w", editor, err), Hint: "nothing was changed"}
	}
	return os.ReadFile(copied)
}
