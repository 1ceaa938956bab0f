package report

import (
	"fmt"
	"strings"

	"confcall/pkg/output"
)

// renderJUnit returns JUnit XML as Jenkins reads it. XML 1.0 cannot contain control characters, not even as references, so
// they are written as visible escapes. It does not use encoding/xml, because linking that slows every start.
func renderJUnit(run Run, _ string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	counts := fmt.Sprintf(`tests="%d" failures="%d" errors="%d" skipped="%d" time="%s"`,
		len(run.Results), run.Count(Failed), run.Count(Error), run.Count(Skipped), seconds(run.Duration))
	fmt.Fprintf(&b, "<testsuites>\n  <testsuite name=\"%s\" %s timestamp=\"%s\">\n", inXML(run.Name), counts,
		run.Began.UTC().Format("2006-01-02T15:04:05"))
	for _, result := range run.Results {
		fmt.Fprintf(&b, "    <testcase name=\"%s\" classname=\"confcall\" time=\"%s\"", inXML(result.Name), seconds(result.Duration))
		switch element := map[Status]string{Failed: "failure", Error: "error", Skipped: "skipped"}[result.Status]; element {
		case "":
			b.WriteString("/>\n")
		case "skipped":
			b.WriteString("><skipped/></testcase>\n")
		default:
			fmt.Fprintf(&b, ">\n      <%s message=\"%s\" type=\"%s\">%s</%s>\n    </testcase>\n", element, inXML(result.detail()),
				kindOf(result), inXML(explanation(result)), element)
		}
	}
	b.WriteString("  </testsuite>\n</testsuites>\n")
	return b.String()
}

// kindOf returns the type of a failure, by which viewers group failures.
func kindOf(r Result) string { return fmt.Sprintf("exit %d", r.Exit) }

// explanation returns the text that viewers fold away.
func explanation(r Result) string {
	if r.Status != Failed || r.Want == "" {
		return r.detail()
	}
	return fmt.Sprintf("want %s, got %s", r.Want, r.Got)
}

// inXML escapes a text for an attribute or for use between tags.
func inXML(text string) string {
	escapes := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;",
		"\ufffe", `\ufffe`, "\uffff", `\uffff`)
	return escapes.Replace(output.Clean(text))
}
