package report

import (
	"fmt"
	"strings"

	"confcall/pkg/output"
)

// longestNagios bounds the text, in terminal cells: monitors cut off a line after a few thousand bytes, and with it the
// performance data at its end.
const longestNagios = 1000

// renderNagios returns a line of text with performance data.
func renderNagios(run Run, _ string) string {
	word := [...]string{0: "OK", 2: "CRITICAL", 3: "UNKNOWN"}[nagiosExit(run)]
	amiss := run.Count(Failed) + run.Count(Error)
	text := fmt.Sprintf("%d of %d held", run.Count(OK), len(run.Results))
	if amiss > 0 {
		var details []string
		for _, result := range run.Results {
			if result.Status == Failed || result.Status == Error {
				details = append(details, output.Clean(result.Name)+": "+result.detail())
			}
		}
		text += "; " + strings.Join(details, "; ")
	}
	// A bar separates the performance data from the text.
	text = output.Shorten(strings.ReplaceAll(text, "|", "¦"), longestNagios)
	return fmt.Sprintf("CONFCALL %s - %s | ok=%d failed=%d errors=%d skipped=%d time=%ss requests=%d\n", word, text,
		run.Count(OK), run.Count(Failed), run.Count(Error), run.Count(Skipped), seconds(run.Duration), run.requests())
}
