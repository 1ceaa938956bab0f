// Package report writes the results of checks in the formats that CI systems and monitors read.
package report

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"confcall/pkg/output"
)

// A Status says how a check ended.
type Status string

// The statuses: the check held, did not hold, could not be judged, or was not run.
const (
	OK      Status = "ok"
	Failed  Status = "failed"
	Error   Status = "error"
	Skipped Status = "skipped"
)

// A Result is the result of one check. Its texts are unescaped, as they came from the API or a file; each format escapes them.
type Result struct {
	Name      string
	Status    Status
	Want, Got string // set if the check failed on a comparison
	Problem   string // why it failed or could not be judged, in a sentence
	Exit      int    // the exit code of a command with this result
	Duration  time.Duration
	Requests  int // how many were sent; one that several checks share counts for the first
}

// A Run is a run of one or more checks.
type Run struct {
	Name     string // of the file or command
	Began    time.Time
	Duration time.Duration
	Results  []Result
}

// Count returns how many results have a status.
func (r Run) Count(status Status) int {
	count := 0
	for _, result := range r.Results {
		if result.Status == status {
			count++
		}
	}
	return count
}

// requests returns how many requests were sent in all.
func (r Run) requests() int {
	all := 0
	for _, result := range r.Results {
		all += result.Requests
	}
	return all
}

// Stdout is the name of a file that stands for standard output.
const Stdout = "-"

// A Report is a report that was asked for.
type Report struct {
	Format *Format
	File   string // where it is written, for formats that are written to a file
}

// A Format is a format of reports.
type Format struct {
	Name   string
	toFile bool // it needs the name of a file
	render func(run Run, before string) string
}

// The formats.
var (
	junit      = Format{Name: "junit", toFile: true, render: renderJUnit}
	tap        = Format{Name: "tap", toFile: true, render: renderTAP}
	github     = Format{Name: "github", render: renderGitHub}
	prometheus = Format{Name: "prometheus", toFile: true, render: renderPrometheus}
	nagios     = Format{Name: "nagios", render: renderNagios}
	none       = Format{Name: "none"}
)

// GitHub is the report for GitHub Actions: annotations, for standard error.
func GitHub() Report { return Report{Format: &github} }

func formats() []*Format {
	return []*Format{&junit, &tap, &github, &prometheus, &nagios, &none}
}

// Form says how to ask for a report, for error messages.
const Form = "junit=FILE, tap=FILE, prometheus=FILE, github, nagios or none"

// Parse reads a value of the flag --report.
func Parse(text string) (Report, error) {
	name, file, hasFile := strings.Cut(text, "=")
	for _, format := range formats() {
		switch {
		case format.Name != name:
		case format.toFile && file == "":
			return Report{}, fmt.Errorf("want the file that the report goes to, as in %s=FILE; - is standard output", name)
		case !format.toFile && hasFile:
			return Report{}, fmt.Errorf("%s goes into no file; want it alone", name)
		default:
			return Report{format, file}, nil
		}
	}
	return Report{}, errors.New("want " + Form)
}

// IsNone reports whether no report is wanted, not even one that is added unasked.
func (r Report) IsNone() bool { return r.Format == &none }

// IsNagios reports whether it is for Nagios, which also needs one of its own exit codes.
func (r Report) IsNagios() bool { return r.Format == &nagios }

// IsGitHub reports whether it is for GitHub Actions.
func (r Report) IsGitHub() bool { return r.Format == &github }

// NeedsBefore reports whether the report keeps part of the file that it replaces.
func (r Report) NeedsBefore() bool { return r.Format == &prometheus }

// OwnsStdout reports whether it goes to standard output and replaces the result there.
func (r Report) OwnsStdout() bool { return r.IsNagios() || r.File == Stdout }

// check returns an error if reports exclude each other.
func check(reports []Report) error {
	owner := ""
	for i, one := range reports {
		for _, other := range reports[:i] {
			switch {
			case one.IsNone() || other.IsNone():
				return errors.New("none beside another report")
			case one.Format == other.Format && one.File == other.File:
				return fmt.Errorf("%s is asked for a second time", one)
			case one.File != "" && other.File != "" && isOneFile(one.File, other.File):
				return fmt.Errorf("%s and %s go to one file", other, one)
			}
		}
		if one.OwnsStdout() {
			if owner != "" {
				return fmt.Errorf("%s and %s, and only one can have standard output", owner, one)
			}
			owner = one.String()
		}
	}
	return nil
}

// isOneFile reports whether two names mean the same file, or both mean standard output. The second report would overwrite the
// first.
func isOneFile(one, other string) bool {
	if one == Stdout || other == Stdout {
		return one == other
	}
	one, oneErr := filepath.Abs(one)
	other, otherErr := filepath.Abs(other)
	return oneErr == nil && otherErr == nil && one == other
}

// String returns the report as it was asked for.
func (r Report) String() string {
	if r.File == "" {
		return r.Format.Name
	}
	return r.Format.Name + "=" + r.File
}

// Render returns the report's text. before is the text of the file that it replaces, if NeedsBefore.
func (r Report) Render(run Run, before string) string { return r.Format.render(run, before) }

// nagiosUnknown is Nagios's exit code for an unknown state.
const nagiosUnknown = 3

// nagiosExit returns the exit code of a run by the rules of Nagios.
func nagiosExit(run Run) int {
	switch {
	case run.Count(Error) > 0 || len(run.Results) == 0:
		return nagiosUnknown
	case run.Count(Failed) > 0:
		return 2
	}
	return 0
}

// detail returns what to say about a result on one line, or an empty string if the check held.
func (r Result) detail() string {
	switch {
	case r.Status == Skipped:
		return "not run"
	case r.Problem != "":
		return output.Clean(r.Problem)
	case r.Status == Failed:
		return output.Clean("want " + r.Want + ", got " + r.Got)
	}
	return ""
}

// seconds returns a duration in seconds, as monitors read it.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }
