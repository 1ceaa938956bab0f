package report

import (
	"fmt"
	"strings"

	"confcall/pkg/output"
)

// renderGitHub returns an annotation for each check that did not hold. GitHub Actions reads annotations from standard error.
func renderGitHub(run Run, _ string) string {
	var b strings.Builder
	for _, result := range run.Results {
		if result.Status == Failed || result.Status == Error {
			fmt.Fprintf(&b, "::error title=%s::%s\n", inProperty(result.Name), inMessage(result.detail()))
		}
	}
	return b.String()
}

// summary returns a Markdown table for the summary page of a GitHub job.
func summary(run Run) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n| check | status | seconds | |\n|---|---|---:|---|\n", inMarkdown(run.Name))
	for _, result := range run.Results {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", inMarkdown(result.Name), result.Status, seconds(result.Duration),
			inMarkdown(result.detail()))
	}
	b.WriteByte('\n')
	return b.String()
}

// inMessage escapes a text for the message of a workflow command. It also escapes what is invisible or controls a terminal,
// since annotations are printed before GitHub reads them.
func inMessage(text string) string {
	return output.Clean(strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text))
}

// inProperty escapes a text for a property of a workflow command.
func inProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(inMessage(text))
}

// inMarkdown escapes a text for a cell of a Markdown table.
func inMarkdown(text string) string {
	var b strings.Builder
	for _, r := range output.Clean(text) {
		if strings.ContainsRune("\\`*_{}[]()<>#+!|~&@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
