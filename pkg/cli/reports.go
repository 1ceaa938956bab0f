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

// reports holds the reports that were asked for, and what they will say.
type reports struct {
	wanted []report.Report
	name   string      // of what runs
	run    *report.Run // what came of it; nil for a command that is one check
	began  time.Time
	stdout io.Writer // where a report goes that takes the place of the result
}

// AddReport adds --report to a command that checks something.
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
	wanted, err := report.Parse(text)
	if err == nil {
		r.reports.wanted = append(r.reports.wanted, wanted)
	}
	return err
}

// readAgain is reportsValue for ReadAgain: a value that is not a report is passed over.
type readAgain struct{ reportsValue }

func (r *readAgain) Set(text string) error {
	_ = r.reportsValue.Set(text)
	return nil
}

func (r *reportsValue) String() string { return "" }
func (r *reportsValue) Type() string   { return "report" }

// ReportByItself adds a report that the command line does not ask for, unless it asks for that format already, or for none.
func (a *App) ReportByItself(added report.Report) {
	for _, wanted := range a.reports.wanted {
		if wanted.IsNone() || wanted.Format == added.Format {
			return
		}
	}
	a.reports.wanted, a.reports.name = append(a.reports.wanted, added), cmp.Or(a.reports.name, a.Runs)
}

// Reported says what came of a command that is more than one check.
func (a *App) Reported(run report.Run) { a.reports.run = &run }

// StartReports begins the run that is reported, and refuses reports that exclude each other. A report that takes the place
// of the result has standard output for itself.
func (a *App) StartReports(command *cobra.Command) error {
	if len(a.reports.wanted) == 0 {
		return nil
	}
	a.reports.name, a.reports.began = nameOf(command), time.Now()
	if err := report.Check(a.reports.wanted); err != nil {
		// A monitor reads the exit code all the same.
		a.reports.wanted = slices.DeleteFunc(a.reports.wanted, func(wanted report.Report) bool { return !wanted.IsNagios() })
		a.reports.wanted = a.reports.wanted[:min(len(a.reports.wanted), 1)] // in one line
		return failure.Usage(fmt.Errorf("--report: %w", err), "ask for each report once, and give each its own file")
	}
	for _, wanted := range a.reports.wanted {
		if !wanted.OwnsStdout() {
			continue
		}
		for _, flag := range []string{"output", "jq", "columns"} {
			if command.Flags().Changed(flag) {
				return failure.Usage(fmt.Errorf("--%s beside --report %s, which takes the place of the result", flag, wanted),
					"leave one of them out, or have the report go into a file")
			}
		}
		a.reports.stdout, a.Out = a.Out, io.Discard
	}
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
func (a *App) writeReports(err error, exit int) (int, error) {
	run := a.reports.run
	if run == nil {
		single := a.singleRun(err, exit)
		run = &single
	}
	scrubbed := a.scrubRun(*run)
	run = &scrubbed
	var wrong error
	monitored := false
	for _, wanted := range a.reports.wanted {
		wrong = errors.Join(wrong, a.writeReport(wanted, *run))
		monitored = monitored || wanted.IsNagios()
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

// singleRun describes a command that is a single check.
func (a *App) singleRun(err error, exit int) report.Run {
	var took time.Duration
	if !a.reports.began.IsZero() {
		took = time.Since(a.reports.began)
	}
	name := a.reports.name
	if name == "" {
		name = "confcall" // its command line could not be read
	}
	result := report.Result{Name: name, Status: report.OK, Exit: exit, Duration: took, Requests: int(a.sent.Load())}
	if exit != failure.ExitOK {
		result.Status, result.Problem = StatusOf(exit), a.Describe(err).Message
	}
	return report.Run{Name: "confcall", Began: a.Now(), Duration: took, Results: []report.Result{result}}
}

// scrubRun removes the secrets from all that a report will say.
func (a *App) scrubRun(run report.Run) report.Run {
	run.Name, run.Results = a.scrub(run.Name), slices.Clone(run.Results)
	for i := range run.Results {
		result := &run.Results[i]
		for _, text := range []*string{&result.Name, &result.Want, &result.Got, &result.Problem} {
			*text = a.scrub(*text)
		}
	}
	return run
}

// StatusOf returns the status of a check that ends with an exit code.
func StatusOf(exit int) report.Status {
	switch exit {
	case failure.ExitOK:
		return report.OK
	case failure.ExitExpectation, failure.ExitOutOfTime:
		return report.Failed
	}
	return report.Error
}

func (a *App) writeReport(wanted report.Report, run report.Run) error {
	wrong := func(err error) error {
		if err == nil {
			return nil
		}
		return fmt.Errorf("write the report %s: %w", wanted, file.WithoutPath(err))
	}
	switch {
	case wanted.IsNone():
		return nil
	case wanted.IsGitHub():
		a.Say(wanted.Render(run, ""))
		return wrong(addSummary(report.Summary(run)))
	case wanted.OwnsStdout():
		to := a.reports.stdout
		if to == nil {
			to = a.Out // the command line could not be read
		}
		_, err := io.WriteString(to, wanted.Render(run, ""))
		return wrong(err)
	}
	before := ""
	if wanted.NeedsBefore() {
		text, err := a.ReadInput(wanted.File, longestReport)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return wrong(err) // or the time at which a check last held would be lost
		}
		before = string(text)
	}
	return wrong(file.Replace(wanted.File, wanted.Render(run, before)))
}

// longestReport bounds a report that is read again, in bytes.
const longestReport = 8 << 20

// addSummary adds to the summary page of a GitHub job, if there is one.
func addSummary(text string) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	return file.Append(path, text)
}
