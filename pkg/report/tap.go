package report

import (
	"fmt"
	"strconv"
	"strings"

	"confcall/pkg/output"
)

// renderTAP returns the Test Anything Protocol, version 13, with the details of a failure as YAML below its line.
func renderTAP(run Run, _ string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "TAP version 13\n1..%d\n", len(run.Results))
	for i, result := range run.Results {
		word := "ok"
		if result.Status == Failed || result.Status == Error {
			word = "not ok"
		}
		fmt.Fprintf(&b, "%s %d - %s", word, i+1, inTAP(result.Name))
		if result.Status == Skipped {
			b.WriteString(" # SKIP not run")
		}
		b.WriteByte('\n')
		if word == "ok" {
			continue
		}
		fmt.Fprintf(&b, "  ---\n  status: %s\n  exit: %d\n", result.Status, result.Exit)
		for _, pair := range [][2]string{{"want", result.Want}, {"got", result.Got}, {"message", result.Problem}} {
			if pair[1] != "" {
				fmt.Fprintf(&b, "  %s: %s\n", pair[0], strconv.Quote(output.Clean(pair[1])))
			}
		}
		fmt.Fprintf(&b, "  seconds: %s\n  ...\n", seconds(result.Duration))
	}
	return b.String()
}

// inTAP escapes a text for the description of a test, in which # begins a directive.
func inTAP(text string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(output.Clean(text))
}
