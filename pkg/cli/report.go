package cli

import (
	"confcall/pkg/config"
	"confcall/pkg/failure"
)

// Finish reports an error, if there is one, and returns the exit code.
func (a *App) Finish(err error) int {
	code := failure.Exit(err)
	exit := code
	if a.Reports.Given() {
		var unwritten error
		if exit, unwritten = a.writeReports(err); unwritten != nil && code == failure.ExitOK {
			err, code = &failure.Error{Exit: failure.ExitBug, Err: unwritten,
				Hint: "check the folder and the space on its disk, or name another file"}, failure.ExitBug
		} else if unwritten != nil {
			a.WarnText(unwritten.Error())
		}
	}
	if code != failure.ExitOK && failure.IsWorthTelling(err) {
		a.Report(err)
	}
	return exit
}

// Report reports an error on standard error.
func (a *App) Report(err error) {
	report := a.Describe(err)
	if a.reportsJSON() {
		a.Say(report.JSON())
	} else {
		a.Say(report.Text())
	}
}

// Describe says what failed, without the token, and what to do next.
func (a *App) Describe(err error) failure.Report { return a.DescribeOf(a.settings, err) }

// DescribeOf is Describe for what failed with settings, which are nil if they could not be read.
func (a *App) DescribeOf(settings *config.Settings, err error) failure.Report {
	at := failure.Situation{Changed: a.Changed}
	if settings != nil {
		at.Project, at.Timeout = settings.Get(config.Project).Text, settings.Timeout
		at.Token = settings.Get(config.Token).Source.String()
		if settings.SpaceURL != nil {
			at.Space = settings.SpaceURL.String()
		}
	}
	return failure.Describe(err, at, a.scrub)
}

// scrub removes the secrets from a text that may quote an answer: a server that was sent them could send them back.
func (a *App) scrub(text string) string {
	for _, secret := range a.secrets {
		text = secret.Scrub("", text)
	}
	for _, other := range a.others {
		text = other.Token.Scrub(other.Get(config.Project).Text, text)
	}
	if a.settings == nil || a.Flags.Sandbox {
		return text
	}
	return a.settings.Token.Scrub(a.settings.Get(config.Project).Text, text)
}
