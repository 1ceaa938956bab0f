package config

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/setup"
	"confcall/pkg/suggest"
)

func newSet(app *cli.App) *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Change one setting in the config file",
		Long: `Change one setting in the config file: at its top level, or with --profile in a profile.
Everything else in the file stays as it is: comments, order, blank lines and quotes.

KEY is a key as it stands in the file:
` + keyList() + `
The words behind api_token_command are the command and its arguments. A token is never given on a command line:
without a value api_token is asked for, or read from standard input.`,
		Example: `  # Wait longer
  confcall config set timeout 1m

  # Calls of one profile come from this number
  confcall config set default_from +13105550100 --profile staging

  # A password manager keeps the token
  confcall config set api_token_command pass show signalwire`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return commands.Usage(cmd, errors.New("config set needs a KEY and a VALUE"))
			}
			return nil
		},
		ValidArgsFunction: completeKeys,
		RunE:              func(cmd *cobra.Command, args []string) error { return runSet(cmd.Context(), app, args[0], args[1:]) },
	}
}

// keyList returns the keys for the help, one on each line.
func keyList() string { return "\n  " + strings.Join(config.Keys(), "\n  ") + "\n" }

// completeKeys completes the KEY.
func completeKeys(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var found []cobra.Completion
	for _, key := range config.Keys() {
		if len(args) == 0 && strings.HasPrefix(key, typed) {
			found = append(found, key)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

func runSet(ctx context.Context, app *cli.App, key string, words []string) error {
	file, profile, err := openLevel(app, key)
	if err != nil {
		return err
	}
	edit := config.Edit{Profile: profile, Key: key}
	switch {
	case key == config.Key(config.Token):
		edit.Text, err = askToken(ctx, app, words)
	case key == config.TokenCommandKey && len(words) > 0 && words[0] != "":
		edit.Words, err = words, checkCommand(words)
	case len(words) != 1:
		err = failure.Usage(fmt.Errorf("config set %s wants one value, got %d", key, len(words)), "quote a value with blanks")
	case words[0] == "":
		err = failure.Usage(fmt.Errorf("config set %s: the value is empty", key), "remove the setting with confcall config unset "+key)
	default:
		edit.Text, err = checked(app, key, words[0])
	}
	if err != nil {
		return err
	}
	changes := []config.Edit{edit}
	if config.IsTokenKey(key) {
		for _, other := range config.ProfileKeys() {
			if other != key && config.IsTokenKey(other) {
				changes = append(changes, config.Edit{Profile: profile, Key: other, Unset: true})
			}
		}
	}
	if key == config.Profile {
		err = checkProfile(file, edit.Text)
	}
	if err == nil {
		err = file.Apply(changes...)
	}
	if err != nil {
		return err
	}
	return write(app, file, profile)
}

// checkCommand returns an error if the command is one word that looks like a shell command line, because no shell runs it.
func checkCommand(words []string) error {
	if len(words) > 1 || len(strings.Fields(words[0])) < 2 {
		return nil
	}
	if _, err := os.Stat(words[0]); err == nil {
		return nil // a program whose path has a blank
	}
	return failure.Usage(
		fmt.Errorf("config set %s %q: there is no such command; want the command and its arguments as words of their own",
			config.TokenCommandKey, words[0]),
		"leave the quotes out: confcall config set "+config.TokenCommandKey+" "+words[0])
}

// openLevel reads the config file to change a key, and returns the profile that --profile names, or "" for the top level. It
// returns an error if that level cannot have the key or the file does not have the profile.
func openLevel(app *cli.App, key string) (*setup.File, string, error) {
	profile, isProfile := app.Flags.Settings["profile"]
	keys, where := config.Keys(), "the file"
	if isProfile {
		keys, where = config.ProfileKeys(), "a profile"
	}
	if before, _, joined := strings.Cut(key, "="); joined { // the rest may be a token, so it is not shown
		return nil, "", failure.Usage(fmt.Errorf("unknown key \"%s=…\"; want the key and its value as two words", before),
			"leave the = out, as in confcall config set timeout 1m")
	}
	if !slices.Contains(keys, key) {
		return nil, "", failure.Usage(fmt.Errorf("unknown key %q of %s; want one of %s%s", key, where, strings.Join(keys, ", "),
			suggest.Did(key, keys)), "run confcall config set --help")
	}
	file, err := setup.Open(app)
	if err == nil && isProfile {
		err = checkProfile(file, profile)
	}
	return file, profile, err
}

// checkProfile returns an error if the config file does not have the profile.
func checkProfile(file *setup.File, profile string) error {
	_, profiles, _, err := config.Levels(file.Path, file.Data)
	if err != nil {
		return err
	}
	var names []string
	for _, level := range profiles {
		names = append(names, level.Name)
	}
	if slices.Contains(names, profile) {
		return nil
	}
	has := "none"
	if len(names) > 0 {
		has = strings.Join(names, ", ")
	}
	return failure.Usage(fmt.Errorf("no such profile %q in %s, which has %s", profile, file.Path, has),
		"name one of them, or make it with confcall auth login --profile or confcall config init --profile")
}

// checked checks a value and returns it as it is written to the file. A path is made absolute, because a relative one in the
// file would be relative to the file. It is checked before that, so that an error shows only what was typed.
func checked(app *cli.App, key, text string) (string, error) {
	if err := config.CheckKey(key, text, app.CheckOutput); err != nil {
		return "", failure.Usage(err, "give another value; nothing was written")
	}
	if (key == config.Key(config.CAFile) || config.IsTokenKey(key)) && !strings.HasPrefix(text, "~/") {
		return filepath.Abs(text)
	}
	return text, nil
}

// askToken asks for the token or reads it from standard input. It refuses a token on the command line.
func askToken(ctx context.Context, app *cli.App, words []string) (string, error) {
	if len(words) > 0 {
		return "", failure.Usage(errors.New("config set api_token takes no value: others can see a command line, and a history keeps it"),
			"run confcall config set api_token and type the token, or pipe it in")
	}
	token, err := readToken(ctx, app, app.Asker(), "")
	return token.Reveal(), err
}

// write writes the config file and prints its path.
func write(app *cli.App, file *setup.File, profile string) error {
	if err := file.Write(profile); err != nil {
		return err
	}
	return app.Print("%s\n", app.Shown(file.Path))
}
