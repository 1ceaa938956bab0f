package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// ReadAgain parses a command line with a mistake once more, for the flags that say how to report it: parsing stopped at the
// mistake, and the form of the report must not depend on where that was. command is the one that the line names, or the
// group or root if it names none.
func (a *App) ReadAgain(command *cobra.Command, args []string) {
	if a.settings != nil {
		return // they were read to the end
	}
	var jq string
	reporting := map[string]pflag.Value{
		"output":  settingFlag{"output", a.Flags.Settings},
		"sandbox": new(lastWord),
		"jq":      (*lastWord)(&jq),
	}
	if again := a.Reports.Again(); again != nil {
		reporting["report"] = again
	}
	tolerant := pflag.NewFlagSet("", pflag.ContinueOnError)
	tolerant.Usage = func() {}
	tolerant.ParseErrorsAllowlist.UnknownFlags = true
	add := func(flag *pflag.Flag) {
		if tolerant.Lookup(flag.Name) != nil {
			return
		}
		value := reporting[flag.Name]
		if value == nil {
			value = new(lastWord)
		}
		tolerant.VarPF(value, flag.Name, flag.Shorthand, "").NoOptDefVal = flag.NoOptDefVal
	}
	command.Flags().VisitAll(add)
	command.InheritedFlags().VisitAll(add)
	for _, name := range []string{"jq", "help"} {
		add(&pflag.Flag{Name: name})
	}
	// Words that pflag refuses as malformed would stop this parse too.
	args = slices.DeleteFunc(slices.Clone(args),
		func(arg string) bool { return strings.HasPrefix(arg, "--=") || strings.HasPrefix(arg, "---") })
	_ = tolerant.Parse(args) // what is wrong has been found already
	a.printing.jq = jq
	a.Flags.Sandbox = tolerant.Lookup("sandbox").Value.String() == "true"
}

// lastWord takes any value; the last one wins.
type lastWord string

func (w *lastWord) Set(text string) error { *w = lastWord(text); return nil }
func (w *lastWord) String() string        { return string(*w) }
func (w *lastWord) Type() string          { return "string" }
