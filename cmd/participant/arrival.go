package participant

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
	"confcall/pkg/poll"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// arrival waits until somebody who was called is in the conference.
type arrival struct {
	within   time.Duration // 0 does not wait
	interval time.Duration
}

func (a *arrival) add(cmd *cobra.Command) {
	a.interval = time.Second
	flags.Duration(cmd, &a.within, "within", "wait until they are in the conference, and end with 10 after this `DURATION`")
	flags.Duration(cmd, &a.interval, "interval", "with --within, look again after this `DURATION`")
}

// noun returns what is printed: the participant who has arrived or, without waiting, the leg.
func (a *arrival) noun(leg output.Noun) output.Noun {
	if a.within > 0 {
		return nouns.Participant
	}
	return leg
}

// done says what was done.
func (a *arrival) done(to, conference string) string {
	if a.within > 0 {
		return fmt.Sprintf("%s is in %q", to, conference)
	}
	return fmt.Sprintf("called %s into %q", to, conference)
}

// errNotYet ends a wait whose time is over.
var errNotYet = errors.New("the time to wait is over")

// await returns the participant that a leg becomes. Only a status that was read for that very call proves that it never will:
// a call that the API does not know may be one that it does not know yet.
func (a *arrival) await(ctx context.Context, app *cli.App, client *signalwire.Client, conference string, leg signalwire.Resource,
	dialled signalwire.Dialling) (signalwire.Resource, error) {
	id, err := lookup.SIDOf(leg, signalwire.FieldID)
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithTimeoutCause(ctx, a.within, errNotYet)
	defer cancel()
	var arrived signalwire.Resource
	last := "nothing yet"
	loop := poll.Loop{Interval: a.interval, Random: app.Random, Passing: func(err error) { last = err.Error(); app.NoteText(last) }}
	err = loop.Run(within, func(ctx context.Context) (bool, error) {
		var err error
		arrived, err = findArrived(ctx, client, conference, id, dialled)
		if err != nil || arrived != nil {
			return arrived != nil, err
		}
		call, err := client.Call(ctx, id)
		switch {
		case failure.IsNotFound(err):
			last = "the API does not know the call yet"
			return false, nil
		case err != nil:
			return false, err
		case call.HasEnded():
			return false, &failure.Error{Exit: failure.ExitExpectation,
				Err:  fmt.Errorf("wait for %s in %q: the call is over: %s", dialled.To, conference, call.Status()),
				Hint: "see confcall call get --call " + id}
		}
		last = "the call is " + call.Status()
		return false, nil
	})
	if failure.IsInterrupted(err) {
		return nil, &failure.Error{Exit: failure.Exit(err), Err: fmt.Errorf("wait for %s in %q: %w", dialled.To, conference, err),
			Hint: "the call goes on: see confcall call get --call " + id}
	}
	if errors.Is(err, errNotYet) || errors.Is(err, poll.ErrTooLate) {
		return nil, &failure.Error{Exit: failure.ExitOutOfTime,
			Err:  fmt.Errorf("wait for %s in %q: not within %s; last seen: %s", dialled.To, conference, a.within, last),
			Hint: "the call goes on: see confcall call get --call " + id}
	}
	return arrived, err
}

// findArrived returns the participant, in the conference of a name, whose call's SID is the leg's ID. It is not documented that
// a leg's ID is a call's SID; if no call has it, the only participant whose call is between the same numbers is taken. The
// result is nil if there is none yet.
func findArrived(ctx context.Context, client *signalwire.Client, conference, id string,
	dialled signalwire.Dialling) (signalwire.Resource, error) {
	sid, err := lookup.ConferenceSID(ctx, client, flags.ConferenceTarget{Name: conference})
	if failure.IsMissing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	participant, err := lookup.Participant(ctx, client, sid, id)
	switch {
	case err == nil && !participant.HasLeft():
		return participant, nil
	case err != nil && !failure.IsNotFound(err):
		return nil, err
	}
	if _, err := client.Call(ctx, id); !failure.IsNotFound(err) {
		return nil, err // the ID is that of a call, which is not here
	}
	var found []signalwire.Resource
	query := url.Values{"Status": {status.InProgress}, "From": {dialled.From}, "To": {dialled.To}}
	for page, err := range client.Calls(ctx, query, signalwire.Paging{}) {
		if err != nil {
			return nil, err
		}
		for _, call := range page.Items {
			if differs(call, signalwire.FieldFrom, dialled.From) || differs(call, signalwire.FieldTo, dialled.To) {
				continue // whatever the API's filter does
			}
			callSID, err := lookup.SIDOf(call, signalwire.FieldSID)
			if err != nil {
				return nil, err
			}
			participant, err := lookup.Participant(ctx, client, sid, callSID)
			if err == nil && !participant.HasLeft() {
				found = append(found, participant)
			} else if err != nil && !failure.IsNotFound(err) {
				return nil, err
			}
		}
	}
	if len(found) != 1 {
		return nil, nil
	}
	return found[0], nil
}

// differs reports whether a call says that one of its ends is another one.
func differs(call signalwire.Resource, field, want string) bool {
	said := call.Text(field)
	return said != "" && !strings.EqualFold(said, want)
}
