package report

import (
	"fmt"
	"strconv"
	"strings"
)

// The metrics, each with one value per check.
const (
	metricUp      = "confcall_check_up"
	metricSeconds = "confcall_check_seconds"
	metricSuccess = "confcall_check_last_success_timestamp_seconds"
)

// renderPrometheus returns metrics for the textfile collector of node_exporter. The time at which a check last held comes from
// this run or from the previous file. For a skipped check, only that time is written.
func renderPrometheus(run Run, before string) string {
	successes := lastSuccesses(before)
	var up, took, success strings.Builder
	for _, result := range run.Results {
		label := "{check=" + inLabel(result.Name) + "}"
		switch result.Status {
		case OK:
			fmt.Fprintf(&up, "%s%s 1\n", metricUp, label)
			successes[label] = strconv.FormatInt(run.Began.Add(run.Duration).Unix(), 10)
		case Failed, Error:
			fmt.Fprintf(&up, "%s%s 0\n", metricUp, label)
		}
		if result.Status != Skipped {
			fmt.Fprintf(&took, "%s%s %s\n", metricSeconds, label, seconds(result.Duration))
		}
		if at, known := successes[label]; known {
			fmt.Fprintf(&success, "%s%s %s\n", metricSuccess, label, at)
		}
	}
	var b strings.Builder
	for _, metric := range []struct {
		name, help string
		lines      fmt.Stringer
	}{
		{metricUp, "Whether the check held.", &up},
		{metricSeconds, "How long the check took.", &took},
		{metricSuccess, "When the check last held.", &success},
	} {
		if lines := metric.lines.String(); lines != "" {
			fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n%s", metric.name, metric.help, metric.name, lines)
		}
	}
	return b.String()
}

// lastSuccesses returns, by label, when each check last held, from a report that this package wrote. It skips what it cannot
// read.
func lastSuccesses(before string) map[string]string {
	successes := map[string]string{}
	for line := range strings.Lines(before) {
		rest, found := strings.CutPrefix(strings.TrimSpace(line), metricSuccess)
		end := strings.LastIndexByte(rest, ' ')
		if !found || end < 0 || !strings.HasPrefix(rest, `{check="`) || !strings.HasSuffix(rest[:end], `"}`) {
			continue
		}
		if _, err := strconv.ParseInt(rest[end+1:], 10, 64); err == nil {
			successes[rest[:end]] = rest[end+1:]
		}
	}
	return successes
}

// inLabel quotes and escapes a text as the value of a label.
func inLabel(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(text, "\ufffd")) + `"`
}
