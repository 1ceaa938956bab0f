package participant

import (
	"context"
	"fmt"
	"strings"

	"confcall/pkg/board"
	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/signalwire"
)

// keys returns the actions on the participants of a watch. Each does what the verb of the same name does.
func keys(ctx context.Context, app *cli.App, s *cli.Session) []board.Action {
	silent := &cli.Session{Client: s.Client, Conference: s.Conference} // what was done is said, and not printed
	apply := func(c *change, t board.Task) error {
		calls, err := callsOf(s, t)
		if err != nil {
			return err
		}
		c.calls = *calls
		if c.check != nil {
			if err := c.check(); err != nil {
				return err
			}
		}
		return c.apply(ctx, app, silent)
	}
	return []board.Action{
		{
			Key: 'm', Name: "mute", Help: "mute, or unmute",
			Doing: func(items []signalwire.Resource) string {
				return either(items, signalwire.FieldMuted, "unmuting", "muting")
			},
			Do: func(t board.Task) error { return apply(muting(!all(t.Items, signalwire.FieldMuted)), t) },
		},
		{
			Key: 'h', Name: "hold", Help: "put on hold, or take off it",
			Doing: func(items []signalwire.Resource) string {
				return either(items, signalwire.FieldHold, "taking off hold", "putting on hold")
			},
			Do: func(t board.Task) error { return apply(holding(!all(t.Items, signalwire.FieldHold)), t) },
		},
		{
			Key: 'c', Name: "coach", Help: "make a coach of another participant, or end the coaching", Choose: "Coach whom?",
			Skip:  func(items []signalwire.Resource) bool { return all(items, signalwire.FieldCoaching) },
			Doing: func([]signalwire.Resource) string { return "coaching" },
			Do: func(t board.Task) error {
				c := coaching(t.Other != nil)
				if t.Other != nil {
					coached, err := lookup.SIDOf(t.Other, signalwire.FieldCallSID)
					if err != nil {
						return err
					}
					c.form.Set("CallSidToCoach", coached)
					c.want[signalwire.FieldCoached] = coached
				}
				return apply(c, t)
			},
		},
		{
			Key: 'x', Name: "remove", Help: "remove, by ending the call",
			Doing: func([]signalwire.Resource) string { return "removing" },
			Question: func(t board.Task) (string, error) {
				calls, err := callsOf(s, t)
				if err != nil {
					return "", err
				}
				return removalQuestion(ctx, app, s, calls)
			},
			Do: func(t board.Task) error {
				calls, err := callsOf(s, t)
				if err != nil {
					return err
				}
				return remove(ctx, app, silent, calls)
			},
		},
		{
			Key: 'a', Name: "announce", Help: "announce: play an audio at a URL to them", Prompt: "Announce the URL",
			Check: flags.CheckURL("http", "https"),
			Doing: func([]signalwire.Resource) string { return "announcing" },
			Do: func(t board.Task) error {
				c := announcing()
				c.form.Set("AnnounceUrl", t.Input)
				return apply(c, t)
			},
		},
		{
			Key: 'e', Name: "end", Help: "end the conference, and everyone's call in it",
			Prompt: "End the conference for everyone: type its name", Whole: true,
			Do: func(t board.Task) error { return end(ctx, app, silent, t.Input) },
		},
	}
}

// all reports whether a field of all items is true.
func all(items []signalwire.Resource, field string) bool {
	for _, item := range items {
		if !item.Is(field) {
			return false
		}
	}
	return true
}

func either(items []signalwire.Resource, field, when, otherwise string) string {
	if all(items, field) {
		return when
	}
	return otherwise
}

// callsOf names the calls of a task, by their numbers where those are known. A row is shown even if it has no SID.
func callsOf(s *cli.Session, t board.Task) (*bulk.Calls, error) {
	var sids []string
	for _, item := range t.Items {
		sid, err := lookup.SIDOf(item, signalwire.FieldCallSID)
		if err != nil {
			return nil, err
		}
		sids = append(sids, sid)
	}
	calls := bulk.CallsOf(s.Conference, sids...)
	for _, item := range t.Items {
		calls.Know(item.CallSID(), callOf(item))
	}
	return calls, nil
}

// end ends the conference, if name is its name letter for letter.
func end(ctx context.Context, app *cli.App, s *cli.Session, name string) error {
	conference, err := s.Client.Conference(ctx, s.Conference)
	if err != nil {
		return failure.WhenNotFound(err, "see confcall conference list")
	}
	if strings.TrimSpace(conference.Name()) != name {
		return failure.Usage(fmt.Errorf("%q is not the conference's name, %q", name, conference.Name()), "nothing was changed")
	}
	_, err = confirm.EndConference(ctx, app, s)
	return err
}
