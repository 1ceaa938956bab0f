package cli

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// AddDryRun adds --dry-run, which prints a change instead of sending it.
func (a *App) AddDryRun(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.DryRun, "dry-run", false, "print the request, without the token, and send no change")
}

// requestNoun describes a request that was not sent.
var requestNoun = output.Noun{
	ID:      "url",
	Fields:  []string{"method", "url", "form", "json", "verb", "target"},
	Columns: []string{"method", "url", "form", "verb", "target"},
}

// requestColumns are those of a table for a person: what would happen to whom comes first, and the long path last.
var requestColumns = []string{"verb", "target", "form", "method", "url"}

// Planned adds to a request that was not sent, one of many, what it would do and to whom.
func (a *App) Planned(request signalwire.Resource, target string) signalwire.Resource {
	if !a.DryRun || request == nil {
		return request
	}
	for _, field := range [][2]string{{"verb", a.Runs}, {"target", target}} {
		value, _ := json.Marshal(field[1]) // a text encodes
		request = request.Append(field[0], value)
	}
	return request
}
