package cli

import (
	"os"
	"strings"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/output"
)

// Finish reports an error, if there is one, and returns the exit code. args are the command line's,
// which say how to report where the settings could not be read.
func (a *App) Finish(err error, args []string) int {
	code := failure.Exit(err)
	if code != failure.ExitOK && code != failure.ExitInterrupted && code != failure.ExitTerminated {
		a.report(err, a.reportsJSON(args))
	}
	return code
}

// Report reports an error by itself, as one of many.
func (a *App) Report(err error) { a.report(err, a.reportsJSON(nil)) }

func (a *App) report(err error, asJSON bool) {
	report := a.Describe(err)
	if asJSON {
		a.Say(report.JSON())
	} else {
		a.Say(report.Text())
	}
}

// Describe says what failed, without the token, and what to do next.
func (a *App) Describe(err error) failure.Report {
	at := failure.Situation{Changed: a.changed}
	if a.settings != nil {
		at.Project, at.Timeout = a.settings.Get(config.Project).Text, a.settings.Timeout
		if a.settings.SpaceURL != nil {
			at.Space = a.settings.SpaceURL.String()
		}
	}
	return failure.Describe(err, at, a.scrub)
}

// scrub takes the secrets out of a text that may quote an answer: a server that was sent them could send them back.
func (a *App) scrub(text string) string {
	for _, one := range a.secrets {
		text = one.Scrub("", text)
	}
	if a.settings == nil || a.Flags.Sandbox {
		return text
	}
	return a.settings.Token.Scrub(a.settings.Get(config.Project).Text, text)
}

// reportsJSON tells whether errors are one JSON line: with json, jsonl and --jq.
func (a *App) reportsJSON(args []string) bool {
	if a.printing.jq != "" {
		return true
	}
	if a.settings != nil {
		format, err := a.format(a.settings)
		return err == nil && (format == output.JSON || format == output.JSONL)
	}
	format := ""
	if !a.Flags.Sandbox {
		format = os.Getenv("CONFCALL_OUTPUT")
	}
	for i, arg := range args {
		next := ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		switch {
		case arg == "--jq" || strings.HasPrefix(arg, "--jq="):
			return true
		case arg == "-o" || arg == "--output":
			format = next
		case strings.HasPrefix(arg, "--output="):
			format = strings.TrimPrefix(arg, "--output=")
		case strings.HasPrefix(arg, "-o"), strings.HasPrefix(arg, "-qo"):
			_, value, _ := strings.Cut(arg, "o")
			format = strings.TrimPrefix(value, "=")
		}
	}
	return format == string(output.JSON) || format == string(output.JSONL)
}
