package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/secret"
)

type initOptions struct {
	force bool
}

func newInit(app *cli.App) *cobra.Command {
	var opts initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a config file",
		Long: `Write a commented config file that only you can read.

In a terminal it asks for what the flags do not say; the token is not shown while you type.
Elsewhere space and project come from the flags, and the token from --token-file or standard input.
With --token-file the file names that file, so that the token stays in one place.`,
		Example: `  # With questions
  confcall config init

  # From a script
  printf %s "$TOKEN" | confcall config init --space example --project "$PROJECT"`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runInit(cmd.Context(), app, opts) },
	}
	cmd.Flags().BoolVar(&opts.force, "force", false, "replace the file if there is one")
	return cmd
}

func runInit(ctx context.Context, app *cli.App, opts initOptions) error {
	path, err := config.Path(app.ConfigInput(false))
	if err != nil {
		return err
	}
	if err := cli.CheckTarget(path, opts.force); err != nil {
		return err
	}
	flags, err := config.Load(app.ConfigInput(true))
	if err != nil {
		return err
	}
	values, token, err := collect(ctx, app, flags)
	if err != nil {
		return err
	}
	contents, err := config.Contents(values, token)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("make the folder of the config file: %w", err), Hint: "name another file with --config"}
	}
	err = app.WriteFile(path, opts.force, func(w io.Writer) error {
		_, err := w.Write(contents)
		return err
	})
	if err != nil {
		return err
	}
	app.Note("wrote %s; see it work with: confcall config show", path)
	return app.Print("%s\n", app.Shown(path))
}

// collect returns the file's values by key: from the flags, and what they leave out from a person or standard input.
func collect(ctx context.Context, app *cli.App, flags *config.Settings) (map[string]string, secret.Text, error) {
	var none secret.Text
	if err := app.CheckFormat(flags); err != nil {
		return nil, none, err
	}
	values := map[string]string{}
	for _, name := range []string{config.Space, config.Project, config.Account, config.CAFile, config.Output, config.Timeout, config.Retries} {
		if v := flags.Get(name); v.Source.Kind == config.FromFlag {
			values[config.Key(name)] = v.Text
		}
	}
	if values["ca_file"] != "" {
		// A relative path in the file would be relative to the file.
		absolute, err := filepath.Abs(values["ca_file"])
		if err != nil {
			return nil, none, err
		}
		values["ca_file"] = absolute
	}
	if profile := flags.Get(config.Profile); profile.Source.Kind == config.FromFlag {
		return nil, none, config.Invalid(config.Profile, profile, "config init writes the top level; add profiles to the file by hand")
	}
	asker := app.Asker()
	if err := collectAccount(ctx, asker, values); err != nil {
		return nil, none, err
	}
	token, err := collectToken(ctx, app, asker, flags, values)
	return values, token, err
}

// collectAccount fills in space and project.
func collectAccount(ctx context.Context, asker *console.Asker, values map[string]string) error {
	for _, wanted := range []struct{ name, flag, question string }{
		{config.Space, "--space", "Space (a name such as example, a host or a URL)"},
		{config.Project, "--project", "Project ID"},
	} {
		key := config.Key(wanted.name)
		if values[key] != "" {
			continue
		}
		if asker == nil {
			return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("config init needs %s where nobody can be asked", wanted.flag),
				Hint: "give --space and --project, and the token by --token-file or standard input"}
		}
		err := asker.Ask(ctx, wanted.question, func(answer string) error {
			values[key] = answer
			return config.Check(wanted.name, answer)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// collectToken returns the token, or fills in the file that holds it.
func collectToken(ctx context.Context, app *cli.App, asker *console.Asker, flags *config.Settings, values map[string]string) (token secret.Text, err error) {
	file := flags.Get(config.Token).Text
	switch {
	case file == "-":
		return flags.Token, nil
	case file != "":
		values["api_token_file"], err = filepath.Abs(file)
		return token, err
	case asker != nil:
		err = asker.AskSecret(ctx, "API token (it is not shown)", func(answer secret.Text) error {
			token = answer
			return config.CheckToken(answer)
		})
		return token, err
	case app.InIsTerminal():
		return token, &failure.Error{Exit: failure.ExitUsage, Err: errors.New("config init needs --token-file: the terminal would show the token"), Hint: "name a file, or pipe the token in"}
	}
	if token, err = config.ReadToken(app.In); err != nil {
		err = &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("read the token from standard input: %w", err), Hint: "pipe the token in, or name its file with --token-file"}
	}
	return token, err
}
