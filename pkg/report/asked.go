package report

import (
	"cmp"
	"io"
	"slices"
	"time"
)

// Asked are the reports that a command line asks for, and what they will say. The zero value asks for none.
type Asked struct {
	reports []Report
	name    string // of what runs; empty until the reports are begun
	began   time.Time
	run     *Run      // what came of it; nil for a command that is one check
	stdout  io.Writer // for the report that takes the place of the result
}

// Any reports whether there is a report to write.
func (a *Asked) Any() bool { return len(a.reports) > 0 }

// Set adds the report that a value of the flag --report asks for.
func (a *Asked) Set(text string) error {
	wanted, err := Parse(text)
	if err == nil {
		a.reports = append(a.reports, wanted)
	}
	return err
}

// String and Type make it the value of a flag.
func (a *Asked) String() string { return "" }

// Type names what the flag takes.
func (a *Asked) Type() string { return "report" }

// AddUnasked adds a report that the command line does not ask for, unless it asks for that format already, or for none.
// name is that of what runs.
func (a *Asked) AddUnasked(added Report, name string) {
	for _, wanted := range a.reports {
		if wanted.IsNone() || wanted.Format == added.Format {
			return
		}
	}
	a.reports, a.name = append(a.reports, added), cmp.Or(a.name, name)
}

// Begin begins the run that is reported, and refuses reports that exclude each other.
func (a *Asked) Begin(name string) error {
	a.name, a.began = name, time.Now()
	err := check(a.reports)
	if err != nil {
		// A monitor reads the exit code all the same.
		a.reports = slices.DeleteFunc(a.reports, func(wanted Report) bool { return !wanted.IsNagios() })
		a.reports = a.reports[:min(len(a.reports), 1)] // in one line
	}
	return err
}

// OwnerOfStdout returns the report that takes the place of the result, if there is one.
func (a *Asked) OwnerOfStdout() (owner Report, ok bool) {
	i := slices.IndexFunc(a.reports, Report.OwnsStdout)
	if i < 0 {
		return Report{}, false
	}
	return a.reports[i], true
}

// TakeStdout has the report that takes the place of the result written there.
func (a *Asked) TakeStdout(stdout io.Writer) { a.stdout = stdout }

// Tell says what came of a command that is more than one check.
func (a *Asked) Tell(run Run) { a.run = &run }

// Again returns the value that reads the flag --report once more, after a mistake in the command line, and passes over what
// is no report. It returns nil if the reports are begun: then the flags were read to their end.
func (a *Asked) Again() *Tolerant {
	if a.name != "" {
		return nil
	}
	a.reports = nil
	return &Tolerant{a}
}

// Tolerant are reports that pass over what is none.
type Tolerant struct{ *Asked }

// Set adds a report if the text asks for one.
func (t *Tolerant) Set(text string) error {
	_ = t.Asked.Set(text)
	return nil
}
