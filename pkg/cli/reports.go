package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/failure"
	"confcall/pkg/report"
)

// AddReport adds --report to a command that checks something.
func (a *App) AddReport(cmd *cobra.Command) {
	cmd.Flags().Var(&a.Reports, "report",
		"also report what held, to CI or a monitor: a `REPORT`, which is "+report.Form+"; may be repeated")
	// An error would mean that the flag does not exist, or has a completion already.
	_ = cmd.RegisterFlagCompletionFunc("report", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return []cobra.Completion{"junit=", "tap=", "prometheus=", "github", "nagios", "none"},
			cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	})
}

// BeginReports begins the run that is reported, and refuses reports that exclude each other or the flags that shape the
// result. A report that takes the place of the result has standard output for itself.
func (a *App) BeginReports(command *cobra.Command) error {
	if !a.Reports.Given() {
		return nil
	}
	if err := a.Reports.Begin(nameOf(command)); err != nil {
		return failure.Usage(fmt.Errorf("--report: %w", err), "ask for each report once, and give each its own file")
	}
	owner, taken := a.Reports.OwnerOfStdout()
	if !taken {
		return nil
	}
	for _, flag := range []string{"output", "jq", "columns"} {
		if command.Flags().Changed(flag) {
			return failure.Usage(fmt.Errorf("--%s beside --report %s, which takes the place of the result", flag, owner),
				"leave one of them out, or have the report go into a file")
		}
	}
	a.Reports.TakeStdout(a.Out)
	a.Out = io.Discard
	return nil
}

// nameOf returns the name in reports of a command that is a single check: its words, and the flags that say what it checks.
func nameOf(command *cobra.Command) string {
	_, name, _ := strings.Cut(command.CommandPath(), " ")
	command.Flags().Visit(func(flag *pflag.Flag) {
		switch flag.Name {
		case "report", "columns", "jq", "no-headers", "utc", "interval", "within":
			return
		}
		if command.InheritedFlags().Lookup(flag.Name) == nil && flag.Value.String() != "" {
			name += " --" + flag.Name + " " + flag.Value.String()
		}
	})
	return name
}

// writeReports writes the reports of a run that ends with an error, or nil. It returns the exit code, which is another one for
// a monitor, and the error of reports that could not be written.
func (a *App) writeReports(err error) (exit int, unwritten error) {
	end := report.End{Exit: failure.Exit(err), Requests: int(a.sent.Load()), Now: a.Now(), Scrub: a.scrub, Say: a.Say, Stdout: a.Out}
	if end.Exit != failure.ExitOK {
		end.Problem = a.Describe(err).Message
		problem := (*failure.Error)(nil)
		end.Undecided = errors.As(err, &problem) && problem.Undecided
	}
	return a.Reports.Write(end)
}
