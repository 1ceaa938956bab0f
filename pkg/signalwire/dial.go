package signalwire

import (
	"context"
	"encoding/json"
	"net/http"
)

// JoinConference says into which conference a call goes, and how. What is empty is left to the API.
type JoinConference struct {
	Name            string `json:"name"`
	Muted           bool   `json:"muted,omitempty"`
	Beep            string `json:"beep,omitempty"`             // true, false, onEnter or onExit
	StartOnEnter    *bool  `json:"start_on_enter,omitempty"`   // true unless set
	EndOnExit       bool   `json:"end_on_exit,omitempty"`      // whether the conference ends when this one leaves
	WaitURL         string `json:"wait_url,omitempty"`         // of what is heard until the conference starts
	MaxParticipants int    `json:"max_participants,omitempty"` // 2 to 100,000
	Record          string `json:"record,omitempty"`           // do-not-record or record-from-start
	Region          string `json:"region,omitempty"`           // global, us, eu or ch
	Coach           string `json:"coach,omitempty"`            // the SID of a call in the conference, which alone hears this one
}

// Dialling says whom to call, and what for.
type Dialling struct {
	From              string      `json:"from"`                           // E.164, or another kind of address for one of those
	To                string      `json:"to"`                             // E.164, sip:, verto: or client:
	CallerID          string      `json:"caller_id,omitempty"`            // shown in place of From
	Timeout           int         `json:"timeout,omitempty"`              // how long it rings, 1 to 600 seconds
	SendDigits        string      `json:"send_digits,omitempty"`          // to press once it is answered
	MaxPricePerMinute json.Number `json:"max_price_per_minute,omitempty"` // in dollars; a dearer call is refused

	Conference JoinConference `json:"-"`
}

// Dial calls someone who joins a conference on answering, and returns the call's leg as it is before that:
// POST /api/calling/calls, at the space's root, with a document that joins, so that nothing need be hosted.
// The conference comes into being if nobody is in it. The call is sent again only when it was turned away with 429:
// whoever is called twice notices.
func (c *Client) Dial(ctx context.Context, dialling Dialling) (Resource, error) {
	return act("dial "+dialling.To, nil, func() (Resource, error) {
		return c.command(ctx, "dial", []claim{begun("id")}, struct {
			Dialling
			SWML document `json:"swml"`
		}{dialling, joining(dialling.Conference)})
	})
}

// MoveCall has a call that is in progress leave where it is and join a conference, and returns its leg:
// POST /api/calling/calls. It is sent again as Dial is.
func (c *Client) MoveCall(ctx context.Context, call string, conference JoinConference) (Resource, error) {
	return act("move call "+call, []string{call}, func() (Resource, error) {
		return c.command(ctx, "update", []claim{is("id", call)}, struct {
			ID   string   `json:"id"`
			SWML document `json:"swml"`
		}{call, joining(conference)})
	})
}

// A document is what a call does, in SWML.
type document struct {
	Version  string   `json:"version"`
	Sections sections `json:"sections"`
}

type sections struct {
	Main []instruction `json:"main"`
}

type instruction struct {
	JoinConference JoinConference `json:"join_conference"`
}

func joining(conference JoinConference) document {
	return document{Version: "1.0.0", Sections: sections{Main: []instruction{{conference}}}}
}

// command sends one of the calling API's commands.
func (c *Client) command(ctx context.Context, name string, claims []claim, params any) (Resource, error) {
	body, err := json.Marshal(struct {
		Command string `json:"command"`
		Params  any    `json:"params"`
	}{name, params})
	if err != nil {
		return nil, err
	}
	return c.do(ctx, request{method: http.MethodPost, url: c.rootURL("api", "calling", "calls"), json: body, once: true, claims: claims})
}
