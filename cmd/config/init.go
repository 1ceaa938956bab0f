package config

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/secret"
	"confcall/pkg/setup"
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
With --token-file the file names that file, so that the token stays in one place.

With --profile a profile is added to the file, and the rest of it stays as it is.
confcall auth login asks the same, tries the token and keeps it in the keyring.`,
		Example: `  # With questions
  confcall config init

  # A profile beside the others
  confcall config init --profile staging

  # From a script
  printf %s "$TOKEN" | confcall config init --space example --project "$PROJECT"`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runInit(cmd.Context(), app, opts) },
	}
	cmd.Flags().BoolVar(&opts.force, "force", false, "replace the file, or what the profile says")
	return cmd
}

func runInit(ctx context.Context, app *cli.App, opts initOptions) error {
	file, err := setup.Open(app)
	if err != nil {
		return err
	}
	profile, isProfile := app.Flags.Settings["profile"]
	if err := checkNew(file, profile, isProfile, opts.force); err != nil {
		return err
	}
	in := app.ConfigInput()
	in.FlagsOnly = true
	flags, err := config.Load(in)
	if err != nil {
		return err
	}
	values, token, err := collect(ctx, app, flags)
	if err != nil {
		return err
	}
	if isProfile {
		err = file.Apply(edits(profile, values, token)...)
	} else {
		file.Data, err = config.Contents(values, token)
	}
	if err != nil {
		return err
	}
	return write(app, file, profile)
}

// checkNew returns an error if the profile, or the file if no profile is named, exists and force is false.
func checkNew(file *setup.File, profile string, isProfile, force bool) error {
	if !isProfile {
		return file.CheckReplaced(force)
	}
	if profile == "" {
		return failure.Usage(errors.New("--profile is empty"), "give the new profile a name")
	}
	_, profiles, _, err := config.Levels(file.Path, file.Data)
	if err != nil {
		return err
	}
	if !force && slices.ContainsFunc(profiles, func(level config.ProfileLevel) bool { return level.Name == profile }) {
		return failure.Usage(fmt.Errorf("%s has a profile %q already", file.Path, profile),
			"name another profile, change it with confcall config set, or replace what it says with --force")
	}
	return nil
}

// edits returns the edits that write values, which are by key, and the token into a profile. They remove the other keys that
// give a token.
func edits(profile string, values map[string]string, token secret.Text) []config.Edit {
	var list []config.Edit
	for _, key := range config.ProfileKeys() {
		text, given := values[key]
		if key == config.Key(config.Token) {
			text, given = token.Reveal(), token.IsSet()
		}
		switch {
		case given:
			list = append(list, config.Edit{Profile: profile, Key: key, Text: text})
		case config.IsTokenKey(key):
			list = append(list, config.Edit{Profile: profile, Key: key, Unset: true})
		}
	}
	return list
}

// collect returns the values for the file by key, and the token. What the flags do not set comes from a person or from standard
// input.
func collect(ctx context.Context, app *cli.App, flags *config.Settings) (map[string]string, secret.Text, error) {
	var none secret.Text
	if err := app.CheckOutput(flags.Get(config.Output)); err != nil {
		return nil, none, err
	}
	values := map[string]string{}
	for _, name := range []string{config.Space, config.Project, config.Account, config.CAFile, config.Output, config.Timeout,
		config.Retries} {
		if v := flags.Get(name); v.Source.Kind == config.FromFlag {
			values[config.Key(name)] = v.Text
		}
	}
	if key := config.Key(config.CAFile); values[key] != "" {
		// The path is relative to the working directory here, but in the file it would be relative to the file.
		absolute, err := filepath.Abs(values[key])
		if err != nil {
			return nil, none, err
		}
		values[key] = absolute
	}
	asker := app.Asker()
	if err := collectAccount(ctx, asker, values); err != nil {
		return nil, none, err
	}
	token, err := collectToken(ctx, app, asker, flags, values)
	return values, token, err
}

// collectAccount asks for space and project if the flags do not set them.
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

// collectToken returns the token, or puts the file of --token-file into values.
func collectToken(ctx context.Context, app *cli.App, asker *console.Asker, flags *config.Settings,
	values map[string]string) (token secret.Text, err error) {
	switch file := flags.Get(config.Token).Text; file {
	case "-":
		return flags.Token, nil
	case "":
		return readToken(ctx, app, asker, "config init needs --token-file: ")
	default:
		values["api_token_file"], err = filepath.Abs(file)
		return token, err
	}
}

// readToken asks for the token or, if nobody can be asked, reads it from standard input. otherwise begins the error for a
// terminal that would show it.
func readToken(ctx context.Context, app *cli.App, asker *console.Asker, otherwise string) (token secret.Text, err error) {
	if asker != nil {
		err = asker.AskSecret(ctx, "API token (it is not shown)", func(answer secret.Text) error {
			token = answer
			return config.CheckToken(answer)
		})
		return token, err
	}
	if app.InIsTerminal() {
		return token, failure.Usage(errors.New(otherwise+"the terminal would show the token"), "name a file, or pipe the token in")
	}
	if token, err = config.ReadToken(app.In); err != nil {
		err = failure.Usage(fmt.Errorf("read the token from standard input: %w", err),
			"pipe the token in, or name its file with --token-file")
	}
	return token, err
}
