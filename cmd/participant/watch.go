package participant

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/watch"
)

func newWatch(app *cli.App) *cobra.Command {
	p := &poller{app: app}
	cmd := &cobra.Command{
		Use:   "watch --conference CONFERENCE [--call SID | --number NUMBER]",
		Short: "Watch the participants of a conference, and act on them",
		Long: `Watch the participants of a conference until it ends. In a terminal it is one table, which marks what changed, and whose
keys mute, hold, coach, remove and announce: ? explains them, q leaves.
In a pipe, or with -o jsonl, it is an event a line: present for those who are there at first, then joined, left and changed,
and ended for the conference.`,
		Example: `  confcall participant watch --conference "Support line"

  # Who is muted, as it happens
  confcall participant watch --conference "Support line" -o jsonl --jq 'select(.changes.muted) | [.time, .participant.call_sid]'`,
	}
	flags.OptionalCall(cmd, &p.call, "only the participant of this `SID`")
	p.withCall.add(app, cmd)
	return p.watch().Command(app, cmd)
}

// Watch makes the watch of a conference's participants, for a screen that opens it.
func Watch(app *cli.App, s *cli.Session) *watch.Watch {
	w := (&poller{app: app}).watch()
	w.Session = s
	return &w
}

func (p *poller) watch() watch.Watch {
	return watch.Watch{
		Kind: "participant", Noun: nouns.Participant, Came: "joined", Went: "left",
		Wider:      func() output.Noun { return nounWith(p.withCall) },
		Conference: &flags.ConferenceTarget{},
		Poll:       p.poll,
		Actions:    keys,
		Who:        p.addWho, ScreenColumns: []string{numberField, directionField},
		NameField:   numberField,
		ScreenLeast: []string{signalwire.FieldDateCreated, directionField, signalwire.FieldCallSID, signalwire.FieldStatus, numberField},
		Details:     details,
	}
}

// The fields that a screen adds to a participant, to say who that is.
const (
	numberField    = "number"
	directionField = signalwire.FieldDirection
)

// addWho adds the number and the direction of the call to participants. If a call cannot be fetched, nothing is added.
func (p *poller) addWho(ctx context.Context, s *cli.Session, participants []signalwire.Resource) error {
	calls, _, err := p.calls.Of(ctx, s.Client, participants)
	if err != nil {
		return nil // it is asked for again
	}
	for i, call := range calls {
		for _, field := range [][2]string{{numberField, roster.FarEnd(call)}, {directionField, call.Text(directionField)}} {
			value, _ := json.Marshal(field[1]) // a text encodes
			participants[i] = participants[i].Append(field[0], value)
		}
	}
	return nil
}

// callOf returns as much of a participant's call as addWho has added.
func callOf(participant signalwire.Resource) signalwire.Resource {
	call := signalwire.Resource("{}")
	if participant.Field(numberField) == nil {
		return nil
	}
	for _, field := range []string{signalwire.FieldFrom, signalwire.FieldTo} {
		call = call.Append(field, participant.Field(numberField))
	}
	return call.Append(directionField, participant.Field(directionField))
}

// details returns a participant and the call.
func details(ctx context.Context, s *cli.Session, participant signalwire.Resource) ([]signalwire.Resource, error) {
	items := []signalwire.Resource{participant}
	sid, err := lookup.SIDOf(participant, signalwire.FieldCallSID)
	if err != nil {
		return items, err
	}
	call, err := s.Client.Call(ctx, sid)
	if err == nil {
		items = append(items, call)
	}
	return items, err
}

// A poller polls a conference and its participants.
type poller struct {
	app      *cli.App
	call     flags.CallTarget    // the only one to watch, if one is
	withCall withCallFlag        // whether participants get their call, as it was when they came
	calls    roster.Memory       // of those who are there
	last     signalwire.Resource // the conference when it was last seen
	noted    bool                // it was said that a call cannot be fetched
}

func (p *poller) poll(ctx context.Context, s *cli.Session) (watch.Snapshot, error) {
	conference, err := s.Client.Conference(ctx, s.Conference)
	switch {
	case failure.IsNotFound(err) && p.last != nil: // it was there, and is gone
		return watch.Snapshot{Conference: s.Conference, Ended: p.last, Title: title(p.last, 0)}, nil
	case err != nil:
		return watch.Snapshot{}, failure.WhenNotFound(err, "see confcall conference list")
	}
	if p.call.Given() {
		if p.call.SID, err = roster.SID(ctx, s, p.call); err != nil {
			return watch.Snapshot{}, err
		}
	}
	found := watch.Snapshot{Conference: s.Conference}
	present := 0
	ended := func(over signalwire.Resource) { conference = over }
	for page, err := range lookup.Participants(ctx, s.Client, s.Conference, nil, signalwire.Paging{}, ended) {
		if failure.IsNotFound(err) { // the conference, which was there a moment ago, is gone too
			return watch.Snapshot{Conference: s.Conference, Ended: conference, Title: title(conference, 0)}, nil
		}
		if err != nil {
			return found, err
		}
		for _, participant := range page.Items {
			if p.call.Given() && !strings.EqualFold(p.call.SID, participant.CallSID()) {
				continue
			}
			found.Items = append(found.Items, participant)
			if !participant.HasLeft() {
				present++
			}
		}
	}
	if p.withCall.on {
		if err := p.addCalls(ctx, s.Client, found.Items); err != nil {
			return found, err
		}
	}
	p.last = conference
	found.Title = title(conference, present)
	if conference.HasEnded() {
		found.Ended = conference
	}
	return found, nil
}

// addCalls adds the field call to participants. A call that cannot be fetched is null.
func (p *poller) addCalls(ctx context.Context, client *signalwire.Client, participants []signalwire.Resource) error {
	calls, failed, err := p.calls.Of(ctx, client, participants)
	if err != nil {
		return err
	}
	if failed != nil && !p.noted {
		p.noted = true
		p.app.Note("the call of a participant cannot be shown: %s", failed)
	}
	for i, call := range calls {
		participants[i] = participants[i].Append(nouns.CallField, json.RawMessage(call))
	}
	return nil
}

func title(conference signalwire.Resource, participants int) string {
	return fmt.Sprintf("%s (%s), %s, %s", conference.Name(), conference.SID(), conference.Status(),
		output.Plural(participants, "participant"))
}
