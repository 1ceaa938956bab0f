package participant

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
)

// withCallFlag says whether participants get the field call: by --with-call, by the setting, or because a column needs it.
type withCallFlag struct {
	on      bool
	columns bool // the call's columns are among the usual ones
}

func (w *withCallFlag) add(app *cli.App, cmd *cobra.Command) {
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if !cmd.Flags().Changed("with-call") {
			settings, err := app.Settings()
			if err != nil {
				return err
			}
			w.columns = settings.WithCall
			w.on = settings.WithCall || app.WantsColumn(nouns.CallField)
			return nil
		}
		w.on = w.columns
		return nil
	}
	cmd.Flags().BoolVar(&w.columns, "with-call", false,
		"add the call, with its numbers, direction and duration, as the field call; a column such as call.from brings it too")
}

// callColumns returns the columns of the call that a table shows.
func callColumns() []string {
	return []string{"call.from", "call.to", "call.direction", "call.duration"}
}

// isFor reports whether a participant needs the call added. If the answer has a field call by itself, that is enough for a
// column.
func (w *withCallFlag) isFor(participant signalwire.Resource) bool {
	return w.columns || w.on && participant.Field(nouns.CallField) == nil
}

// nounWith returns the noun with the fields of the call, if they are wanted.
func nounWith(call withCallFlag) output.Noun {
	wider := nouns.Participant
	wider.Named = callColumns()
	wider.Fields = slices.Clone(nouns.Participant.Fields)
	wider.Columns = slices.Clone(nouns.Participant.Columns)
	wider.Least = slices.Clone(nouns.Participant.Least)
	if call.on {
		wider.Elsewhere = nil
	}
	if call.columns {
		wider.Fields = append(wider.Fields, nouns.CallField)
		wider.Columns = append(wider.Columns, callColumns()...)
		// Who somebody is says more than since when they are there.
		wider.Least = append(wider.Least, signalwire.FieldDateCreated, "call.duration", "call.direction", "call.to", "call.from")
	}
	return wider
}

// nounWithName returns the noun with the name of the conference as well.
func nounWithName(call withCallFlag) output.Noun {
	wider := nounWith(call)
	wider.Fields = slices.Insert(wider.Fields, 0, nouns.NameField)
	wider.Columns = slices.Insert(wider.Columns, 0, nouns.NameField)
	if !call.columns {
		wider.Least = append(wider.Least, signalwire.FieldDateCreated)
	}
	wider.Least = append(wider.Least, nouns.NameField)
	return wider
}

// withCall adds the call to a participant, which itself has no telephone number. A call that the API does not know is null.
func withCall(ctx context.Context, client *signalwire.Client, participant signalwire.Resource) (signalwire.Resource, error) {
	calls := roster.NewCalls(client, 1)
	defer calls.Close()
	for m := range calls.Of(ctx, []signalwire.Resource{participant}) {
		return memberOf(m)
	}
	return nil, context.Cause(ctx)
}

// memberOf returns a participant with the field call.
func memberOf(m roster.Member) (signalwire.Resource, error) {
	if m.Err != nil {
		return nil, m.Err
	}
	return m.Participant.Append(nouns.CallField, json.RawMessage(m.Call)), nil
}

// callsOfList adds the calls to the participants of a list. A participant whose call cannot be fetched is reported and left
// out.
type callsOfList struct {
	failed *bulk.Failures
	count  int // participants whose call was fetched, or failed
}

// missing returns the error for the participants that were left out.
func (c *callsOfList) missing() error { return c.failed.Sum(c.count) }

// add adds the calls. It yields each participant as soon as the call is there.
func (c *callsOfList) add(ctx context.Context, client *signalwire.Client, atOnce int, pages signalwire.Pages) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		calls := roster.NewCalls(client, atOnce)
		defer calls.Close()
		for page, err := range pages {
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			left := len(page.Items)
			for m := range calls.Of(ctx, page.Items) {
				switch {
				case ctx.Err() != nil:
					yield(signalwire.Page{}, context.Cause(ctx))
					return
				case m.Participant == nil: // the list of calls itself failed
					yield(signalwire.Page{}, m.Err)
					return
				}
				left--
				c.count++
				with, err := memberOf(m)
				if err != nil {
					c.failed.Add(err)
				} else if !yield(signalwire.Page{Items: []signalwire.Resource{with}, More: left > 0 || page.More}, nil) {
					return
				}
			}
		}
	}
}
