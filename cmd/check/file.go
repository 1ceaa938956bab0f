package check

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/check"
	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/report"
	"confcall/pkg/yamlfile"
)

// resultNoun describes the result of one of a file's checks.
var resultNoun = output.Noun{
	ID:      "name",
	Fields:  []string{"name", "status", "want", "got", "error", "exit", "duration", "requests"},
	Columns: []string{"name", "status", "want", "got", "error", "duration"},
	Least:   []string{"duration"},
}

// A fileResult is the result of one of a file's checks. Unknown fields are null.
type fileResult struct {
	Name     string        `json:"name"`
	Status   report.Status `json:"status"`
	Want     *string       `json:"want"`
	Got      *string       `json:"got"`
	Error    *string       `json:"error"`
	Exit     int           `json:"exit"`
	Duration float64       `json:"duration"` // in seconds
	Requests int           `json:"requests"`
}

// fileOptions are the flags for a file of checks.
type fileOptions struct {
	path     string
	only     []string
	validate bool
	failFast bool
	atOnce   int
}

// atOnce is how many requests run at once by default: enough for the lists of ten conferences and a few more.
const atOnce = 16

func (o *fileOptions) add(cmd *cobra.Command) {
	flags.Text(cmd, &o.path, "file", "", "check what this `FILE` lists; - is standard input")
	cmd.Flags().Var((*namesValue)(&o.only), "only", "of a file, only the check of this `NAME`; may be repeated")
	cmd.Flags().BoolVar(&o.validate, "validate", false, "read the file, and check nothing")
	cmd.Flags().BoolVar(&o.failFast, "fail-fast", false, "of a file, stop at the first check that does not hold")
	o.atOnce = atOnce
	flags.Number(cmd, &o.atOnce, "parallel", 1, 256, "of a file, how `MANY` requests go on at once; with 1 one check after another")
	flags.CompleteFiles(cmd, "file")
}

// noun is what is printed.
func (o *fileOptions) noun() output.Noun {
	if o.path != "" {
		return resultNoun
	}
	return noun
}

// misplaced returns an error if a flag is given that only --file takes, without --file.
func (o *fileOptions) misplaced(cmd *cobra.Command) error {
	for _, name := range []string{"only", "validate", "fail-fast", "parallel"} {
		if cmd.Flags().Changed(name) {
			return failure.Usage(fmt.Errorf("--%s without --file", name), "name the file of checks with --file")
		}
	}
	return nil
}

func runFile(ctx context.Context, app *cli.App, opts fileOptions) error {
	if os.Getenv("GITHUB_ACTIONS") == "true" {
		app.Reports.AddUnasked(report.GitHub(), app.Runs)
	}
	file, err := readFile(app, opts.path)
	if err != nil {
		return err
	}
	checks, err := opts.choose(file)
	if err != nil {
		return err
	}
	if opts.validate {
		app.Note("%s: %s can be read", opts.name(), output.Plural(len(checks), "check"))
		return nil
	}
	useProfile(app, file.Profile)
	s, err := app.Open(ctx, cli.Needs{Noun: resultNoun})
	if err == nil {
		err = s.Printer.CheckColumns()
	}
	if err != nil {
		return err
	}
	began := app.Now()
	start := time.Now()
	results := check.Run(ctx, app, s.Client, checks, check.Options{AtOnce: opts.atOnce, FailFast: opts.failFast})
	app.Reports.Tell(report.Run{Name: opts.name(), Began: began, Duration: time.Since(start), Results: results})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return output.Judged(printResults(ctx, s.Printer, results), verdict(results))
}

// name returns the name of the file in reports.
func (o *fileOptions) name() string {
	if o.path == "-" {
		return "standard input"
	}
	return filepath.Base(o.path)
}

// readFile reads the file of checks before anything is sent.
func readFile(app *cli.App, path string) (*check.File, error) {
	if path == "-" {
		if err := app.CheckStdin("--file"); err != nil {
			return nil, err
		}
		app.InIsTaken = true
	}
	text, err := app.ReadInput(path, check.MaxBytes)
	if err != nil {
		return nil, failure.Usage(fmt.Errorf("--file %q: %w", path, err), "name a file of checks, or - for standard input")
	}
	name := path
	if path == "-" {
		name = "standard input"
	}
	file, err := check.Parse(name, text, os.LookupEnv)
	if problem := (*yamlfile.Error)(nil); errors.As(err, &problem) {
		return nil, &failure.Error{Exit: failure.ExitNotSetUp, Err: err,
			Hint: "correct the file; with --validate it is read, and nothing is sent"}
	}
	return file, err
}

// choose returns the checks that --only wants, or all.
func (o *fileOptions) choose(file *check.File) ([]*check.Check, error) {
	for _, name := range o.only {
		if !slices.ContainsFunc(file.Checks, func(c *check.Check) bool { return c.Name == name }) {
			return nil, failure.Usage(fmt.Errorf("--only %q: the file has no check of this name", name), "there are "+namesOf(file.Checks))
		}
	}
	if len(o.only) == 0 {
		return file.Checks, nil
	}
	return slices.DeleteFunc(slices.Clone(file.Checks), func(c *check.Check) bool { return !slices.Contains(o.only, c.Name) }), nil
}

func namesOf(checks []*check.Check) string {
	var names []string
	for _, c := range checks {
		names = append(names, fmt.Sprintf("%q", c.Name))
	}
	return strings.Join(names, ", ")
}

// useProfile takes the settings from the profile that the file names, unless the flag --profile names another.
func useProfile(app *cli.App, profile string) {
	switch {
	case profile == "":
	case app.Flags.Sandbox:
		app.Note("the profile %q is left aside: the sandbox needs none", profile)
	case app.Flags.Settings["profile"] == "":
		app.Flags.Settings["profile"] = profile
	}
}

func printResults(ctx context.Context, printer *output.Printer, results []report.Result) error {
	rows := make([][]byte, len(results))
	for i, result := range results {
		row := fileResult{
			Name: result.Name, Status: result.Status, Exit: result.Exit,
			Duration: float64(result.Duration.Milliseconds()) / 1000, Requests: result.Requests,
		}
		switch result.Status {
		case report.Failed:
			row.Want, row.Got = &result.Want, &result.Got
		case report.Error:
			row.Error = &result.Problem
		}
		line, err := output.Line(row)
		if err != nil {
			return err
		}
		rows[i] = line
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { yield(rows, nil) })
}

// verdict returns the error of the first check that did not hold.
func verdict(results []report.Result) error {
	failed := slices.DeleteFunc(slices.Clone(results),
		func(result report.Result) bool { return result.Status == report.OK || result.Status == report.Skipped })
	if len(failed) == 0 {
		return nil
	}
	first := failed[0]
	text := fmt.Sprintf("%d of %s did not hold: %s: %s", len(failed), output.Plural(len(results), "check"), first.Name, first.Problem)
	if more := len(failed) - 1; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return &failure.Error{Exit: first.Exit, Err: errors.New(text),
		Hint: "the table says what came of each; run one alone with --only NAME"}
}

// namesValue is the flag --only.
type namesValue []string

func (n *namesValue) Set(text string) error {
	if text == "" {
		return errors.New("want more than nothing")
	}
	*n = append(*n, text)
	return nil
}

func (n *namesValue) String() string { return strings.Join(*n, ", ") }
func (n *namesValue) Type() string   { return "name" }
