package report

import (
	"fmt"
	"strings"

	"confcall/pkg/output"
)

// renderGitHub writes an annotation for each check that did not hold, as GitHub Actions reads them from standard error.
func renderGitHub(run Run, _ string) string {
	var b strings.Builder
	for _, result := range run.Results {
		if result.Status == Failed || result.Status == Error {
			fmt.Fprintf(&b, "::error title=%s::%s\n", inProperty(result.Name), inMessage(result.detail()))
		}
	}
	return b.String()
}

// summary is the table for the page of a GitHub job, in Markdown.
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

// inMessage is a text as it stands behind a workflow command. What is invisible, or acts on a terminal, is written out: the
// annotations pass through one before GitHub reads them.
func inMessage(text string) string {
	return output.Clean(strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text))
}

// inProperty is a text as it stands among a workflow command's properties.
func inProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(inMessage(text))
}

// inMarkdown is a text as it stands in a cell.
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
