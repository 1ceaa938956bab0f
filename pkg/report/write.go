package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"

	"confcall/pkg/failure"
	"confcall/pkg/file"
)

// An End is how a command ended.
type End struct {
	Exit     int
	Problem  string // what failed, in a sentence
	Requests int    // how many requests were sent
	Now      time.Time

	Undecided bool // it met only errors, whatever the exit code

	Scrub  func(text string) string // removes the secrets from a text
	Say    func(text string)        // writes to standard error
	Stdout io.Writer                // where the report that replaces the result is written, if TakeStdout was not called
}

// Write writes the reports after a command has ended. It returns the exit code, which for a monitor is not that of the
// command, and the errors of reports that could not be written.
func (a *Asked) Write(end End) (exit int, err error) {
	run := a.scrubbedRun(end)
	monitored := false
	for _, wanted := range a.reports {
		if wrong := a.write(wanted, run, end); wrong != nil {
			err = errors.Join(err, fmt.Errorf("write the report %s: %w", wanted, file.WithoutPath(wrong)))
		}
		monitored = monitored || wanted.IsNagios()
	}
	switch {
	case end.Exit == failure.ExitInterrupted, end.Exit == failure.ExitTerminated:
		return end.Exit, err
	case monitored && err == nil:
		return nagiosExit(run), nil
	case monitored:
		return max(nagiosExit(run), nagiosUnknown), err
	case err != nil && end.Exit == failure.ExitOK:
		return failure.ExitBug, err
	}
	return end.Exit, err
}

// scrubbedRun returns the run to report, with its secrets removed.
func (a *Asked) scrubbedRun(end End) Run {
	run := a.single(end)
	if a.run != nil {
		run = *a.run
	}
	run.Name, run.Results = end.Scrub(run.Name), slices.Clone(run.Results)
	for i := range run.Results {
		result := &run.Results[i]
		for _, text := range []*string{&result.Name, &result.Want, &result.Got, &result.Problem} {
			*text = end.Scrub(*text)
		}
	}
	return run
}

// single returns the run of a command that is a single check.
func (a *Asked) single(end End) Run {
	var took time.Duration
	if !a.began.IsZero() {
		took = time.Since(a.began)
	}
	name := a.name
	if name == "" {
		name = "confcall" // its command line could not be read
	}
	result := Result{Name: name, Status: OK, Exit: end.Exit, Duration: took, Requests: end.Requests}
	if end.Exit != failure.ExitOK {
		result.Status, result.Problem = statusOf(end.Exit), end.Problem
		if end.Undecided {
			result.Status = Error
		}
	}
	return Run{Name: "confcall", Began: end.Now, Duration: took, Results: []Result{result}}
}

// statusOf returns the status of a check by its exit code.
func statusOf(exit int) Status {
	switch exit {
	case failure.ExitOK:
		return OK
	case failure.ExitExpectation, failure.ExitOutOfTime:
		return Failed
	}
	return Error
}

func (a *Asked) write(wanted Report, run Run, end End) error {
	switch {
	case wanted.IsNone():
		return nil
	case wanted.IsGitHub():
		end.Say(wanted.Render(run, ""))
		return addSummary(summary(run))
	case wanted.OwnsStdout():
		to := a.stdout
		if to == nil {
			to = end.Stdout // the command line could not be read
		}
		if _, err := io.WriteString(to, wanted.Render(run, "")); !errors.Is(err, syscall.EPIPE) {
			return err
		}
		return nil // its reader has gone, which decides nothing
	}
	before := ""
	if wanted.NeedsBefore() {
		text, err := file.Read(wanted.File, longest)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err // replacing it would lose when the checks last held
		}
		before = string(text)
	}
	return file.Replace(wanted.File, wanted.Render(run, before))
}

// longest is the size of the largest previous report that is read, in bytes.
const longest = 8 << 20

// addSummary appends a text to the summary page of a GitHub job, if there is one.
func addSummary(text string) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	return file.Append(path, text)
}
