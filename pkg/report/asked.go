package report

import (
	"cmp"
	"io"
	"slices"
	"time"
)

// Asked holds the reports that a command line asks for, and what they will say. The zero value asks for none.
type Asked struct {
	reports []Report
	name    string // of the command or file that runs; empty before Begin
	began   time.Time
	run     *Run      // the results; nil for a command that is a single check
	stdout  io.Writer // for the report that replaces the result
}

// Given reports whether the flag is given, be it as none.
func (a *Asked) Given() bool { return len(a.reports) > 0 }

// Wanted reports whether there is a report to write.
func (a *Asked) Wanted() bool {
	return slices.ContainsFunc(a.reports, func(r Report) bool { return !r.IsNone() })
}

// Set adds the report that a value of the flag --report asks for.
func (a *Asked) Set(text string) error {
	wanted, err := Parse(text)
	if err == nil {
		a.reports = append(a.reports, wanted)
	}
	return err
}

// String and Type make it a flag value.
func (a *Asked) String() string { return "" }

// Type returns the type that the flag shows.
func (a *Asked) Type() string { return "report" }

// AddUnasked adds a report that the command line does not ask for, unless it asks for the same format or for none. name is
// that of the command or file that runs.
func (a *Asked) AddUnasked(added Report, name string) {
	for _, wanted := range a.reports {
		if wanted.IsNone() || wanted.Format == added.Format {
			return
		}
	}
	a.reports, a.name = append(a.reports, added), cmp.Or(a.name, name)
}

// Begin notes the name and the start of the run. It returns an error if the reports exclude each other.
func (a *Asked) Begin(name string) error {
	a.name, a.began = name, time.Now()
	err := check(a.reports)
	if err != nil {
		// A monitor still reads the exit code.
		a.reports = slices.DeleteFunc(a.reports, func(wanted Report) bool { return !wanted.IsNagios() })
		a.reports = a.reports[:min(len(a.reports), 1)] // only one line is written
	}
	return err
}

// OwnerOfStdout returns the report that replaces the result on standard output, if there is one.
func (a *Asked) OwnerOfStdout() (owner Report, ok bool) {
	i := slices.IndexFunc(a.reports, Report.OwnsStdout)
	if i < 0 {
		return Report{}, false
	}
	return a.reports[i], true
}

// TakeStdout sets where the report that replaces the result is written.
func (a *Asked) TakeStdout(stdout io.Writer) { a.stdout = stdout }

// Tell sets the results of a command that is more than one check.
func (a *Asked) Tell(run Run) { a.run = &run }

// Again returns a flag value that reads --report once more after a mistake in the command line, and ignores invalid reports.
// It returns nil after Begin: by then all flags have been read.
func (a *Asked) Again() *Tolerant {
	if a.name != "" {
		return nil
	}
	a.reports = nil
	return &Tolerant{a}
}

// Tolerant is an Asked that ignores invalid reports.
type Tolerant struct{ *Asked }

// Set adds a report if the text asks for one.
func (t *Tolerant) Set(text string) error {
	_ = t.Asked.Set(text)
	return nil
}
