package auth

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/setup"
	"confcall/pkg/signalwire"
)

var statusNoun = output.Noun{
	ID: "profile", Nameless: true,
	Fields:  []string{"profile", "in_force", "space", "project", "account", "token", "status", "detail", "hint"},
	Columns: []string{"profile", "in_force", "space", "project", "token", "status", "detail"},
	Least:   []string{"project", "token", "detail", "in_force"},
}

// A status is the row of one profile, or of the settings in force without a profile. What is not set is null.
type status struct {
	Profile *string `json:"profile"`
	InForce bool    `json:"in_force"`
	Space   *string `json:"space"`
	Project *string `json:"project"`
	Account *string `json:"account"`
	Token   *string `json:"token"` // its source
	Status  string  `json:"status"`
	Detail  *string `json:"detail"`
	Hint    *string `json:"hint"`
}

func newStatus(app *cli.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say for each profile who you are, where, and whether it works",
		Long: `Say for each profile of the config file which space and project it is, where its token comes from, and whether the
space takes it: one conference is read with each, side by side. With --profile, of that one alone. What is in force without a
profile, from the environment or the file's top level, comes first. The exit code is that of the first that fails.`,
		Example: `  confcall auth status

  # Those that do not work
  confcall auth status --jq '.[] | select(.status != "ok") | .profile'`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), app) },
	}
	app.AddPrintFlags(cmd, statusNoun)
	return cmd
}

func runStatus(ctx context.Context, app *cli.App) error {
	if err := noSandbox(app); err != nil {
		return err
	}
	printer, err := app.PrinterDespite(statusNoun)
	if err == nil {
		err = printer.CheckColumns()
	}
	if err != nil {
		return err
	}
	names, err := profilesToTry(app)
	if err != nil {
		return err
	}
	file, err := setup.Read(app)
	if err != nil {
		return err
	}
	// A command or a keyring may ask a person for the token, so they are run one at a time.
	var tries []try
	for i, name := range names {
		one := prepare(ctx, app, file, name, i == 0)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if i == 0 && name == "" && one.isNothing() && len(names) > 1 {
			continue // nothing is set beside the profiles
		}
		tries = append(tries, one)
	}
	var rows [][]byte
	var first error
	for one, err := range parallel.Map(ctx, atOnce, slices.Values(tries), func(ctx context.Context, one try) try { return one.probed(ctx) }) {
		if err != nil {
			return err
		}
		row, err := output.Line(one.described(app))
		if err != nil {
			return err
		}
		if first == nil {
			first = one.failure(app)
		}
		rows = append(rows, row)
	}
	return output.Judged(printer.List(ctx, func(yield func([][]byte, error) bool) { yield(rows, nil) }), first)
}

// profilesToTry are the chosen profile, an empty name for none, and behind it the others unless a flag chose it.
func profilesToTry(app *cli.App) ([]string, error) {
	chosen, byFlag, err := app.Profile()
	if err != nil {
		return nil, err
	}
	names := []string{chosen}
	if byFlag {
		return names, nil
	}
	for _, name := range config.Profiles(app.ConfigInput()) {
		if name != chosen {
			names = append(names, name)
		}
	}
	return names, nil
}

// atOnce is how many profiles are tried at the same time.
const atOnce = 8

// A try is the test of one profile or, if its name is empty, of the settings in force without a profile.
type try struct {
	profile  string
	inForce  bool
	level    config.ProfileLevel // what the file sets
	settings *config.Settings    // nil if they cannot be read
	client   *signalwire.Client  // nil if err says why there is none
	err      error
}

// prepare reads a profile's settings and finds its token.
func prepare(ctx context.Context, app *cli.App, file *setup.File, profile string, inForce bool) try {
	one := try{profile: profile, inForce: inForce}
	if one.level, _, one.err = levelOf(file, profile); one.err != nil {
		return one
	}
	flags := maps.Clone(app.Flags.Settings)
	if profile != "" && !inForce {
		flags["profile"] = profile
	}
	one.settings, one.client, one.err = app.ClientOf(ctx, flags)
	return one
}

// isNothing reports whether space, project and token are all unset.
func (t try) isNothing() bool {
	if t.settings == nil {
		return false
	}
	for _, name := range []string{config.Space, config.Project, config.Token} {
		if t.settings.Get(name).Source.Kind != config.Unset {
			return false
		}
	}
	return true
}

// probed returns the try after it has read one conference, with the error if that did not work.
func (t try) probed(ctx context.Context) try {
	if t.err == nil {
		if _, err := t.client.Probe(ctx); err != nil {
			t.err = cli.Rejected(err, t.settings)
		}
	}
	return t
}

// failure returns the error of a try, with the profile's name in it, or nil if the profile works.
func (t try) failure(app *cli.App) error {
	if t.err == nil || t.profile == "" {
		return t.err
	}
	report := app.DescribeOf(t.settings, t.err)
	return &failure.Error{Exit: report.Exit, Err: fmt.Errorf("profile %q: %w", t.profile, t.err), Hint: report.Hint}
}

// described returns the row of the profile.
func (t try) described(app *cli.App) status {
	one := status{InForce: t.inForce, Status: "ok"}
	if t.profile != "" {
		one.Profile = &t.profile
	}
	if t.settings == nil && t.profile != "" {
		one.Space, one.Project = textOrNull(t.level.Space), textOrNull(t.level.Project)
		one.Account = cmp.Or(textOrNull(t.level.Account), one.Project)
	}
	if t.settings != nil {
		for setting, target := range map[string]**string{config.Space: &one.Space, config.Project: &one.Project,
			config.Account: &one.Account} {
			if v := t.settings.Get(setting); v.Source.Kind != config.Unset {
				*target = &v.Text
			}
		}
		one.Token = textOrNull(t.settings.Get(config.Token).Source.String())
	}
	if t.err != nil {
		report := app.DescribeOf(t.settings, t.err)
		message, hint := output.Clean(report.Message), output.Clean(report.Hint)
		one.Status, one.Detail, one.Hint = "failed", &message, &hint
	}
	return one
}

// textOrNull returns a text for JSON: an empty one becomes null.
func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
