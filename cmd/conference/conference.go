// Package conference has the commands on conferences.
package conference

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/condition"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
)

// nounWith returns the noun with the field count, if it is wanted.
func nounWith(count bool) output.Noun {
	wider := nouns.Conference
	if count {
		wider.Fields = append(slices.Clone(nouns.Conference.Fields), condition.Count)
		wider.Columns = slices.Insert(slices.Clone(nouns.Conference.Columns), 3, condition.Count)
	}
	return wider
}

// addCounts adds to each conference the number of its participants, as the field count. The error is the end of ctx.
func addCounts(ctx context.Context, counts *roster.Counts, conferences []signalwire.Resource) error {
	numbers, err := counts.Of(ctx, conferences)
	for i, number := range numbers {
		conferences[i] = conferences[i].Append(condition.Count, number)
	}
	return err
}

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return commands.Group("conference", "Find conferences, announce to them, end them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("announce", newAnnounce),
		app.Verb("end", newEnd),
		app.Verb("wait", newWait),
		app.Verb("watch", newWatch),
	)
}
