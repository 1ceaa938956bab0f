package signalwire

import (
	"context"
	"encoding/json"
	"net/http"
)

// JoinConference says which conference a call joins, and how. The API decides on what is empty.
type JoinConference struct {
	Name            string `json:"name"`
	Muted           bool   `json:"muted,omitempty"`
	Beep            string `json:"beep,omitempty"`             // true, false, onEnter or onExit
	StartOnEnter    *bool  `json:"start_on_enter,omitempty"`   // true unless set
	EndOnExit       bool   `json:"end_on_exit,omitempty"`      // the conference ends when this participant leaves
	WaitURL         string `json:"wait_url,omitempty"`         // of what is played until the conference starts
	MaxParticipants int    `json:"max_participants,omitempty"` // 2 to 100,000
	Record          string `json:"record,omitempty"`           // do-not-record or record-from-start
	Region          string `json:"region,omitempty"`           // global, us, eu or ch
	Coach           string `json:"coach,omitempty"`            // the SID of a call in the conference, the only one that hears this participant
}

// Dialling says whom to call, from which address, and what the call joins.
type Dialling struct {
	From              string      `json:"from"`                           // E.164, or a sip:, verto: or client: address if To is one
	To                string      `json:"to"`                             // E.164, sip:, verto: or client:
	CallerID          string      `json:"caller_id,omitempty"`            // shown in place of From
	Timeout           int         `json:"timeout,omitempty"`              // for how many seconds it may ring, 1 to 600
	SendDigits        string      `json:"send_digits,omitempty"`          // DTMF digits to send once it is answered
	MaxPricePerMinute json.Number `json:"max_price_per_minute,omitempty"` // in US dollars; the API refuses a dearer call

	Conference JoinConference `json:"-"`
}

// Dial calls somebody, who joins a conference on answering, and returns the new call's leg: POST /api/calling/calls, at the space's
// root. The request carries the SWML document, so none has to be hosted. The conference is created if it does not exist. The request is
// repeated only after a 429, as nobody should be called twice.
func (c *Client) Dial(ctx context.Context, dialling Dialling) (Resource, error) {
	return act("dial "+dialling.To, nil, func() (Resource, error) {
		return c.command(ctx, "dial", []claim{begun(FieldID)}, struct {
			Dialling
			SWML document `json:"swml"`
		}{dialling, joining(dialling.Conference)})
	})
}

// MoveCall moves a call that is in progress into a conference, and returns its leg: POST /api/calling/calls. It is repeated only after
// a 429, as in Dial.
func (c *Client) MoveCall(ctx context.Context, call string, conference JoinConference) (Resource, error) {
	return act("move call "+call, []string{call}, func() (Resource, error) {
		return c.command(ctx, "update", []claim{is(FieldID, call)}, struct {
			ID   string   `json:"id"`
			SWML document `json:"swml"`
		}{call, joining(conference)})
	})
}

// A document tells a call what to do, in SWML.
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
