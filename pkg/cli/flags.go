package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/flags"
	"confcall/pkg/output"
)

// GlobalFlags are the flags of every command.
type GlobalFlags struct {
	Settings       map[string]string // the settings' flags that were given, by name
	Sandbox, Debug bool
	Color          string
}

// settingFlag passes a flag on to the settings, which check it with its source.
type settingFlag struct {
	name string
	into map[string]string
}

func (f settingFlag) Set(text string) error { f.into[f.name] = text; return nil }
func (f settingFlag) String() string        { return f.into[f.name] }
func (f settingFlag) Type() string          { return "string" }

// AddGlobalFlags adds the flags of every command to the root.
func (a *App) AddGlobalFlags(root *cobra.Command) {
	a.Flags.Settings = map[string]string{}
	global := root.PersistentFlags()
	global.SortFlags = false
	setting := func(name, short, usage string) {
		global.VarP(settingFlag{name, a.Flags.Settings}, name, short, usage)
	}
	setting("space", "", "the space: a `NAME`, host or full URL")
	setting("project", "", "the `PROJECT` ID")
	setting("token-file", "", "a `FILE` that holds the API token, - for standard input")
	setting("account", "", "the account's `SID`, if it is not the project")
	setting("ca-file", "", "a PEM `FILE` of root certificates to trust beside the system's")
	setting("profile", "", "the `PROFILE` of the config file; takes the account from flags and file only")
	setting("config", "", "the config `FILE`")
	setting("output", "o", "the `FORMAT`: "+strings.Join(output.Formats(), ", ")+" (default table)")
	setting("timeout", "", "how long one operation may take, retries included: a `DURATION` such as 30s (the default)")
	setting("retries", "", "the `NUMBER` of extra tries (default 3)")
	global.BoolVar(&a.Flags.Sandbox, "sandbox", false, "run against a sandbox inside this process: no account, no settings")
	global.BoolVar(&a.Flags.Debug, "debug", false, "trace requests and answers on standard error, without credentials")
	global.BoolVarP(&a.Quiet, "quiet", "q", false, "no notes and warnings on standard error, only errors")
	global.BoolVar(&a.NoInput, "no-input", false, "ask for nothing: what is missing is an error")
	global.BoolVar(&a.NoPager, "no-pager", false, "do not show a long list with the pager that CONFCALL_PAGER or PAGER names")
	global.Var(flags.NewChoice(&a.Flags.Color, colors), "color", "`WHEN` to use colour: "+strings.Join(colors, ", "))
	flags.Complete(root, "output", output.Formats())
	for _, file := range []string{"token-file", "ca-file", "config"} {
		flags.CompleteFiles(root, file)
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	flags.Complete(root, "color", colors)
}

var colors = []string{"auto", "always", "never"}

// CheckGlobalFlags refuses flags that contradict each other.
func (a *App) CheckGlobalFlags() error {
	if !a.Flags.Sandbox {
		return nil
	}
	for _, name := range []string{"space", "project", "token-file", "account", "profile"} {
		if _, given := a.Flags.Settings[name]; given {
			return fmt.Errorf("--sandbox beside --%s: the sandbox has an account of its own", name)
		}
	}
	return nil
}
