package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/failure"
	"confcall/pkg/file"
	"confcall/pkg/report"
)

// reports are those that were asked for.
type reports struct {
	wanted []report.Report
	name   string      // of what runs
	run    *report.Run // what came of it; nil for a command that is one check
	began  time.Time
	stdout io.Writer // where a report goes that takes the place of the result
}

// AddReport adds the flag that asks for reports to a command that checks something.
func (a *App) AddReport(cmd *cobra.Command) {
	cmd.Flags().Var(&reportsValue{&a.reports}, "report",
		"also report what held, to CI or a monitor: a `REPORT`, which is "+report.Form+"; may be repeated")
	// An error would mean that the flag does not exist, or has a completion already.
	_ = cmd.RegisterFlagCompletionFunc("report", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return []cobra.Completion{"junit=", "tap=", "prometheus=", "github", "nagios", "none"},
			cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	})
}

type reportsValue struct{ reports *reports }

func (r *reportsValue) Set(text string) error {
	one, err := report.Parse(text)
	if err == nil {
		r.reports.wanted = append(r.reports.wanted, one)
	}
	return err
}

// readAgain takes what asks for a report, and passes over what is none.
type readAgain struct{ reportsValue }

func (r *readAgain) Set(text string) error {
	_ = r.reportsValue.Set(text)
	return nil
}

func (r *reportsValue) String() string { return "" }
func (r *reportsValue) Type() string   { return "report" }

// ReportByItself asks for a report that nobody asked for, unless it was asked for, or for none.
func (a *App) ReportByItself(one report.Report) {
	for _, other := range a.reports.wanted {
		if other.IsNone() || other.Format == one.Format {
			return
		}
	}
	a.reports.wanted, a.reports.name = append(a.reports.wanted, one), cmp.Or(a.reports.name, a.Runs)
}

// Reported says what came of a command that is more than one check.
func (a *App) Reported(run report.Run) { a.reports.run = &run }

// StartReports begins what is reported, and refuses reports that do not go together. One that takes the place of the result has
// standard output for itself.
func (a *App) StartReports(command *cobra.Command) error {
	if len(a.reports.wanted) == 0 {
		return nil
	}
	a.reports.name, a.reports.began = nameOf(command), time.Now()
	if err := report.Check(a.reports.wanted); err != nil {
		// Whoever watches reads the exit code all the same.
		a.reports.wanted = slices.DeleteFunc(a.reports.wanted, func(one report.Report) bool { return !one.IsNagios() })
		return failure.Usage(fmt.Errorf("--report: %w", err), "ask for each report once, and give each its own file")
	}
	for _, one := range a.reports.wanted {
		if !one.OwnsStdout() {
			continue
		}
		for _, flag := range []string{"output", "jq", "columns"} {
			if command.Flags().Changed(flag) {
				return failure.Usage(fmt.Errorf("--%s beside --report %s, which takes the place of the result", flag, one),
					"leave one of them out, or have the report go into a file")
			}
		}
		a.reports.stdout, a.Out = a.Out, io.Discard
	}
	return nil
}

// nameOf is what a command that is one check is called in reports: its words, and the flags that say what is checked.
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

// writeReports writes the reports of a run that ends with an error, or nil. It returns the exit code, which a monitor may want to
// be one of its own, and the error of reports that could not be written.
func (a *App) writeReports(err error, exit int) (int, error) {
	run := a.reports.run
	if run == nil {
		one := a.singleRun(err, exit)
		run = &one
	}
	scrubbed := a.scrubRun(*run)
	run = &scrubbed
	var wrong error
	monitored := false
	for _, one := range a.reports.wanted {
		wrong = errors.Join(wrong, a.writeReport(one, *run))
		monitored = monitored || one.IsNagios()
	}
	switch {
	case exit == failure.ExitInterrupted, exit == failure.ExitTerminated:
	case monitored && wrong == nil:
		exit = report.NagiosExit(*run)
	case monitored:
		exit = max(report.NagiosExit(*run), report.NagiosUnknown)
	case wrong != nil && exit == failure.ExitOK:
		exit = failure.ExitBug
	}
	return exit, wrong
}

// singleRun is a command that is one check.
func (a *App) singleRun(err error, exit int) report.Run {
	var took time.Duration
	if !a.reports.began.IsZero() {
		took = time.Since(a.reports.began)
	}
	name := a.reports.name
	if name == "" {
		name = "confcall" // its command line could not be read
	}
	one := report.Result{Name: name, Status: report.OK, Exit: exit, Duration: took, Requests: int(a.sent.Load())}
	if exit != failure.ExitOK {
		one.Status, one.Problem = StatusOf(exit), a.Describe(err).Message
	}
	return report.Run{Name: "confcall", Began: a.Now(), Duration: took, Results: []report.Result{one}}
}

// scrubRun takes the secrets out of all that a report will say.
func (a *App) scrubRun(run report.Run) report.Run {
	run.Name, run.Results = a.scrub(run.Name), slices.Clone(run.Results)
	for i := range run.Results {
		one := &run.Results[i]
		for _, text := range []*string{&one.Name, &one.Want, &one.Got, &one.Problem} {
			*text = a.scrub(*text)
		}
	}
	return run
}

// StatusOf is what a check's exit code says of it.
func StatusOf(exit int) report.Status {
	switch exit {
	case failure.ExitOK:
		return report.OK
	case failure.ExitExpectation, failure.ExitOutOfTime:
		return report.Failed
	}
	return report.Error
}

func (a *App) writeReport(one report.Report, run report.Run) error {
	wrong := func(err error) error {
		if err == nil {
			return nil
		}
		return fmt.Errorf("write the report %s: %w", one, file.WithoutPath(err))
	}
	switch {
	case one.IsNone():
		return nil
	case one.IsGitHub():
		a.Say(one.Render(run, ""))
		return wrong(addSummary(report.Summary(run)))
	case one.OwnsStdout():
		to := a.reports.stdout
		if to == nil {
			to = a.Out // the command line could not be read
		}
		_, err := io.WriteString(to, one.Render(run, ""))
		return wrong(err)
	}
	before := ""
	if one.NeedsBefore() {
		text, err := a.ReadInput(one.File, longestReport)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return wrong(err) // or it would be forgotten when a check last held
		}
		before = string(text)
	}
	return wrong(file.Replace(one.File, one.Render(run, before)))
}

// longestReport bounds a report that is read again, in bytes.
const longestReport = 8 << 20

// addSummary adds to the page of a GitHub job, if there is one.
func addSummary(text string) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	return file.Append(path, text)
}
