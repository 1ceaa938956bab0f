package config

import (
	"bytes"
	"cmp"
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
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/setup"
)

func newEdit(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "edit",
		Short: "Edit the config file, and check it before it is replaced",
		Long: `Edit a copy of the config file with the editor that VISUAL or EDITOR names. The copy is checked, and replaces
the file only if it is valid. In a terminal an invalid one can be edited again.`,
		Example: `  EDITOR=nano confcall config edit`,
		Args:    commands.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runEdit(cmd.Context(), app) },
	}
}

func runEdit(ctx context.Context, app *cli.App) error {
	editor := cmp.Or(strings.TrimSpace(os.Getenv("VISUAL")), strings.TrimSpace(os.Getenv("EDITOR")))
	if editor == "" {
		return &failure.Error{Exit: failure.ExitNotSetUp, Err: errors.New("config edit needs an editor"),
			Hint: "set the variable VISUAL or EDITOR, as in EDITOR=nano"}
	}
	file, err := setup.Open(app)
	if err != nil {
		return err
	}
	before := file.Data
	copied, err := copyOf(app, file)
	if err != nil {
		return err
	}
	keep := false
	defer func() {
		if !keep {
			_ = os.RemoveAll(filepath.Dir(copied))
		}
	}()
	for {
		if err := edit(ctx, app, editor, copied); err != nil {
			return err
		}
		if file.Data, err = os.ReadFile(copied); err != nil {
			return fmt.Errorf("read the edited copy: %w", err)
		}
		if bytes.Equal(before, file.Data) {
			app.Note("nothing was changed in %s", file.Path)
			return app.Print("%s\n", app.Shown(file.Path))
		}
		if problem := file.Judge(); problem != nil {
			if again, err := askAgain(ctx, app, problem); err != nil || !again {
				return err
			}
			continue
		}
		if err := file.Write(app.Flags.Settings["profile"]); err != nil {
			keep = true // it may be an hour's work
			return &failure.Error{Exit: failure.Exit(err), Err: err,
				Hint: "what you have written is kept in " + copied + ", which holds a token if the file does"}
		}
		return app.Print("%s\n", app.Shown(file.Path))
	}
}

// askAgain says what is wrong with the copy and asks whether to edit it again. If nobody can be asked, it returns problem.
func askAgain(ctx context.Context, app *cli.App, problem error) (again bool, err error) {
	asker := app.Asker()
	if asker == nil {
		return false, problem
	}
	app.Say("confcall: " + output.Clean(problem.Error()) + "\n")
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt) // edit has reset what Ctrl-C does
	defer stop()
	err = asker.Ask(ctx, "Edit it again? [Y/n]", func(answer string) error {
		again = answer == "" || strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes")
		return nil
	})
	if err == nil && !again {
		err = &failure.Error{Exit: failure.ExitDeclined, Err: errors.New("declined"), Hint: "nothing was changed"}
	}
	return again, err
}

// copyOf writes the content to a file in a new folder, which only this user can read, and returns the file's path.
func copyOf(app *cli.App, file *setup.File) (string, error) {
	folder, err := os.MkdirTemp("", "confcall-") // with mode 0700
	if err != nil {
		return "", fmt.Errorf("make a folder for the copy: %w", err)
	}
	copied := filepath.Join(folder, "config.yaml")
	err = app.WriteFile(copied, false, func(w io.Writer) error {
		_, err := w.Write(file.Data)
		return err
	})
	if err != nil {
		_ = os.RemoveAll(folder)
	}
	return copied, err
}

// edit runs the editor on a file and waits until it ends.
func edit(ctx context.Context, app *cli.App, editor, path string) error {
	words := editorWords(runtime.GOOS, editor, path)
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	// Ctrl-C is for the editor, and must not end this program.
	signal.Ignore(os.Interrupt)
	defer signal.Reset(os.Interrupt)
	command.Stdin, command.Stdout, command.Stderr = app.In, app.Err, app.Err
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("run the editor %q: %w", editor, err), Hint: "nothing was changed"}
	}
	return nil
}

// editorWords returns the command that edits a file. As usual, the variable is a command line for the shell. Windows has no
// shell that everybody uses: there it is split at blanks, except inside double quotes, or is the path of a program as a whole.
func editorWords(system, editor, path string) []string {
	if system != "windows" {
		return []string{"sh", "-c", editor + ` "$1"`, "sh", path}
	}
	if _, err := os.Stat(editor); err == nil {
		return []string{editor, path}
	}
	quoted := false
	words := strings.FieldsFunc(editor, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ' ' || r == '\t')
	})
	for i, word := range words {
		words[i] = strings.ReplaceAll(word, `"`, "")
	}
	return append(words, path)
}
