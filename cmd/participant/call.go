package participant

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

// The fields that are added to a participant when they are asked for.
const (
	callField = "call"            // the participant's Call, as its last field
	nameField = "conference_name" // the friendly name of its conference, as its first
)

func addWithCall(app *cli.App, cmd *cobra.Command, target *bool) {
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if cmd.Flags().Changed("with-call") {
			return nil
		}
		settings, err := app.Settings()
		if err == nil {
			*target = settings.WithCall
		}
		return err
	}
	cmd.Flags().BoolVar(target, "with-call", false, "add the call, with its numbers, direction and duration, as the field call")
}

// nounWith is the noun with the fields that are added.
func nounWith(call, name bool) output.Noun {
	wider := noun
	wider.Fields, wider.Columns, wider.Least = slices.Clone(noun.Fields), slices.Clone(noun.Columns), slices.Clone(noun.Least)
	if call || name {
		// Who somebody is says more than since when.
		wider.Least = append(wider.Least, signalwire.FieldDateCreated)
	}
	if call {
		wider.Fields = append(wider.Fields, callField)
		wider.Columns = append(wider.Columns, "call.from", "call.to", "call.direction", "call.duration")
		wider.Least = append(wider.Least, "call.duration", "call.direction", "call.to", "call.from")
	}
	if name {
		wider.Fields = slices.Insert(wider.Fields, 0, nameField)
		wider.Columns = slices.Insert(wider.Columns, 0, nameField)
		wider.Least = append(wider.Least, nameField)
	}
	return wider
}

// withCall adds its Call to a participant, which itself has no telephone number. A call that the API does not know is null.
func withCall(ctx context.Context, client *signalwire.Client, participant signalwire.Resource) (signalwire.Resource, error) {
	sid, err := cli.SIDOf(participant, signalwire.FieldCallSID)
	if err != nil {
		return nil, err
	}
	call, err := client.Call(ctx, sid)
	if failure.IsNotFound(err) {
		call, err = signalwire.Resource("null"), nil
	}
	if err != nil {
		return nil, err
	}
	return participant.Append(callField, []byte(call)), nil
}

// callsOfList adds its call to each participant of a list. A participant whose call cannot be fetched is reported and left out.
type callsOfList struct {
	failed *bulk.Failures
	count  int // participants whose call was asked for
}

// missing is the error of those that were left out.
func (c *callsOfList) missing() error { return c.failed.Sum(c.count) }

// add adds the calls, several at once.
func (c *callsOfList) add(ctx context.Context, client *signalwire.Client, atOnce int, pages signalwire.Pages) signalwire.Pages {
	type result struct {
		participant signalwire.Resource
		err         error
	}
	return func(yield func(signalwire.Page, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			left := len(page.Items)
			for r := range parallel.Map(ctx, atOnce, slices.Values(page.Items), func(ctx context.Context, participant signalwire.Resource) result {
				with, err := withCall(ctx, client, participant)
				return result{with, err}
			}) {
				if ctx.Err() != nil {
					yield(signalwire.Page{}, context.Cause(ctx))
					return
				}
				left--
				c.count++
				if r.err != nil {
					c.failed.Add(r.err)
					continue
				}
				if !yield(signalwire.Page{Items: []signalwire.Resource{r.participant}, More: left > 0 || page.More}, nil) {
					return
				}
			}
		}
	}
}
