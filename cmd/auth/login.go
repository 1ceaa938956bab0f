package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/keyring"
	"confcall/pkg/output"
	"confcall/pkg/secret"
	"confcall/pkg/setup"
)

type loginOptions struct {
	withToken bool
	fileOnly  bool
}

func newLogin(app *cli.App) *cobra.Command {
	var opts loginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to a space: try a token, and keep it",
		Long: `Sign in to a space. In a terminal it asks for what the flags do not say; the token is not shown while you type.
A token is made in the space's dashboard, under API, and needs the scope Voice.

The token is tried by reading one conference. If the space takes it, space and project are written to the config
file, and the token is kept in the system's keyring or, where none answers within a second, in the file, which
only you can read. With --profile they are a profile's, which may be a new one; otherwise they are those of the
profile in force, or of the file's top level.`,
		Example: `  # With questions
  confcall auth login

  # A profile of its own
  confcall auth login --profile staging

  # From a script
  printf %s "$TOKEN" | confcall auth login --with-token --space example --project "$PROJECT"`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 { // an argument may be the token, so it is not shown
				return commands.Usage(cmd, errors.New("auth login takes no arguments: a token is typed, or piped in with --with-token"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runLogin(cmd.Context(), app, opts) },
	}
	cmd.Flags().BoolVar(&opts.withToken, "with-token", false, "read the token from standard input")
	cmd.Flags().BoolVar(&opts.fileOnly, "insecure-storage", false, "keep the token in the config file, not in the keyring")
	return cmd
}

func runLogin(ctx context.Context, app *cli.App, opts loginOptions) error {
	file, profile, byFlag, err := begin(app)
	if err != nil {
		return err
	}
	if byFlag && profile == "" {
		return failure.Usage(errors.New("--profile is empty"), "give the profile a name")
	}
	level, found, err := levelOf(file, profile)
	if err != nil {
		return err
	}
	flags, token, err := ask(ctx, app, opts, level)
	if err != nil {
		return err
	}
	// A new profile has no settings yet, and must not use those of the profile in force.
	in := app.ConfigInput()
	in.Flags, in.NoFile, in.NoProfile = flags, !file.Exists, byFlag && !found
	if found && profile != "" {
		flags["profile"] = profile
	} else {
		delete(flags, "profile")
	}
	client, settings, err := app.ClientAs(ctx, in, token)
	if err != nil {
		return err
	}
	if _, err := client.Probe(ctx); err != nil {
		return fmt.Errorf("nothing was stored: %w", cli.Rejected(err, settings))
	}
	return store(ctx, app, opts, file, profile, settings)
}

// ask returns the account's settings as flags, and its token. It takes the settings from the command line, the file (level) and
// a person's answers.
func ask(ctx context.Context, app *cli.App, opts loginOptions, level config.ProfileLevel) (map[string]string, secret.Text, error) {
	var none secret.Text
	flags := map[string]string{}
	for name, text := range app.Flags.Settings {
		flags[name] = text
	}
	asker := app.Asker()
	if opts.withToken {
		asker = nil // standard input is the token
	}
	_, hasFile := flags["token-file"]
	asked := asker != nil && !hasFile
	page := dashboard(cmp.Or(flags["space"], level.Space))
	if asked { // before the first question, because the token may still have to be made
		noteWhere(app, page)
	}
	for _, wanted := range []struct{ name, question, has string }{
		{config.Space, "Space (a name such as example, a host or a URL)", level.Space},
		{config.Project, "Project ID", level.Project},
	} {
		if err := askFor(ctx, asker, flags, wanted.name, wanted.question, wanted.has); err != nil {
			return nil, none, err
		}
	}
	if flags["account"] == "" && flags["project"] == level.Project {
		flags["account"] = level.Account
	}
	if flags["account"] == "" {
		flags["account"] = flags["project"]
	}
	if now := dashboard(flags["space"]); asked && now != page {
		noteWhere(app, now)
	}
	token, err := askToken(ctx, app, asker, opts, flags)
	return flags, token, err
}

// noteWhere tells a person where to make a token.
func noteWhere(app *cli.App, page string) {
	app.Note("a token is made in the dashboard, under API (%s), and needs the scope Voice", page)
}

// askFor checks a flag or, if it was not given, fills it in: with a person's answer, or else with has, which the file sets.
func askFor(ctx context.Context, asker *console.Asker, flags map[string]string, name, question, has string) error {
	if text, given := flags[name]; given {
		return config.Check(name, text)
	}
	switch {
	case asker != nil:
		if has != "" {
			question += " [" + has + "]"
		}
		return asker.Ask(ctx, question, func(answer string) error {
			if answer == "" && has != "" {
				answer = has
			}
			flags[name] = answer
			return config.Check(name, answer)
		})
	case has != "":
		flags[name] = has
		return nil
	}
	return failure.Usage(fmt.Errorf("auth login needs --%s where nobody can be asked", name),
		"give --space and --project, and the token on standard input with --with-token")
}

// askToken returns the token from the file of --token-file, from standard input or from a person.
func askToken(ctx context.Context, app *cli.App, asker *console.Asker, opts loginOptions,
	flags map[string]string) (token secret.Text, err error) {
	file, given := flags["token-file"]
	switch {
	case given && opts.withToken:
		return token, failure.Usage(errors.New("--with-token beside --token-file"), "give one of them")
	case given && file != "-":
		return app.ReadSecret("token-file", file)
	case given, opts.withToken:
		if app.InIsTerminal() {
			return token, failure.Usage(errors.New("the terminal would show the token"), "pipe it in, or leave the flag out and type it")
		}
		if token, err = config.ReadToken(app.In); err != nil {
			err = failure.Usage(fmt.Errorf("read the token from standard input: %w", err), "pipe the token in")
		}
		return token, err
	case asker == nil:
		return token, failure.Usage(errors.New("auth login needs --with-token where nobody can be asked"),
			"pipe the token in: printf %s \"$TOKEN\" | confcall auth login --with-token")
	}
	err = asker.AskSecret(ctx, "API token (it is not shown)", func(answer secret.Text) error {
		token = answer
		return config.CheckToken(answer)
	})
	return token, err
}

// dashboard returns the address of the page where a space's tokens are made, or that of the sign-in page if space is not valid.
func dashboard(space string) string {
	settings, err := config.Load(config.Input{FlagsOnly: true, Flags: map[string]string{"space": space}})
	if err != nil || settings.SpaceURL == nil {
		return "https://signalwire.com/signin"
	}
	return (&url.URL{Scheme: settings.SpaceURL.Scheme, Host: settings.SpaceURL.Host, Path: "/credentials"}).String()
}

// store puts the token into the keyring or the file, and writes space and project to the file.
func store(ctx context.Context, app *cli.App, opts loginOptions, file *setup.File, profile string, settings *config.Settings) error {
	project := settings.Get(config.Project).Text
	edits, err := accountEdits(file, profile, settings)
	if err != nil {
		return err
	}
	// Apply before the keyring is written: the file may be in a form that cannot be changed.
	if err := file.Apply(append(edits, tokenKeysGone(profile)...)...); err != nil {
		return err
	}
	inFile, why := opts.fileOnly, "as asked for"
	if !inFile {
		err := keyring.Set(ctx, settings.SpaceURL, project, settings.Token)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			inFile, why = true, err.Error()
		}
	}
	place, where := "keyring", "the keyring"
	if inFile {
		place, where = "file", fmt.Sprintf("the file %s, which only you can read (%s)", file.Path, why)
		token := config.Edit{Profile: profile, Key: config.Key(config.Token), Text: settings.Token.Reveal()}
		if err := file.Apply(token); err != nil {
			return err
		}
	}
	if err := file.Write(profile); err != nil {
		if !inFile {
			err = fmt.Errorf("the token is in the keyring, but space and project are not in the file: %w", err)
		}
		return err
	}
	warnOfOthers(app, file, profile, place)
	text := fmt.Sprintf("signed in to %s as project %s; the token is in %s", settings.SpaceURL, project, where)
	return app.PrintFacts(ctx, app.Shown(text)+"\n",
		output.Noun{ID: "profile", Nameless: true, Fields: []string{"profile", "space", "project", "token"}},
		orNull(profile), settings.SpaceURL.String(), project, place)
}

// accountEdits returns the edits that write the account into a profile. They set account_sid only if the account is not the
// project itself, or if the profile would otherwise inherit another account from the top level.
func accountEdits(file *setup.File, profile string, settings *config.Settings) ([]config.Edit, error) {
	top, _, err := levelOf(file, "")
	if err != nil {
		return nil, err
	}
	project, account := settings.Get(config.Project).Text, settings.Get(config.Account).Text
	inherited := profile != "" && top.Account != "" && top.Account != account
	return []config.Edit{
		{Profile: profile, Key: config.Key(config.Space), Text: settings.Get(config.Space).Text},
		{Profile: profile, Key: config.Key(config.Project), Text: project},
		{Profile: profile, Key: config.Key(config.Account), Text: account, Unset: account == project && !inherited},
	}, nil
}

// warnOfOthers warns of variables and keys that win over what was stored.
func warnOfOthers(app *cli.App, file *setup.File, profile, place string) {
	for _, name := range config.Variables(config.Space, config.Project, config.Account, config.Token) {
		app.Warn("%s is set, and wins over what was stored, unless --profile is given", name)
	}
	if place == "keyring" {
		warnOfToken(app, file, profile, "wins over the keyring")
	}
}
