package sandbox

import "time"

// A participant, in the API's order of fields. Its SID is its call's.
type participant struct {
	AccountSID             string  `json:"account_sid"`
	CallSID                string  `json:"call_sid"`
	CallSIDToCoach         *string `json:"call_sid_to_coach"`
	Coaching               bool    `json:"coaching"`
	ConferenceSID          string  `json:"conference_sid"`
	DateCreated            string  `json:"date_created"`
	Status                 string  `json:"status"`
	DateUpdated            string  `json:"date_updated"`
	EndConferenceOnExit    bool    `json:"end_conference_on_exit"`
	Muted                  bool    `json:"muted"`
	Hold                   bool    `json:"hold"`
	StartConferenceOnEnter bool    `json:"start_conference_on_enter"`
	URI                    string  `json:"uri"`
}

// The documented participant's conference and call.
const (
	SampleConference = "b3877c40-da60-4998-90ad-b792e98472cf"
	SampleCall       = "b3877c40-da60-4998-90ad-b792e98472ca"
)

// The livelier conferences.
const (
	standUp = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001" // a host, one muted, one on hold
	support = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e002" // an agent with a customer, and a coach who speaks to the agent only
)

// sampleParticipants returns the participants by conference and call.
func sampleParticipants(now time.Time) map[string]map[string]participant {
	coached := "b3877c40-da60-4998-90ad-b792e98472co" // no UUID, but so it is documented
	agent := "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2001"
	all := []participant{
		{
			CallSID: SampleCall, ConferenceSID: SampleConference, CallSIDToCoach: &coached, Status: "completed", StartConferenceOnEnter: true,
			DateCreated: "Mon, 24 Sept 2018 21:00:00 +0000", DateUpdated: "Tue, 25 Sept 2018 20:00:00 +0000",
		},

		{CallSID: "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001", ConferenceSID: standUp, StartConferenceOnEnter: true, EndConferenceOnExit: true},
		{CallSID: "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002", ConferenceSID: standUp, Muted: true},
		{CallSID: "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003", ConferenceSID: standUp, Hold: true},

		{CallSID: agent, ConferenceSID: support, StartConferenceOnEnter: true, EndConferenceOnExit: true},
		{CallSID: "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002", ConferenceSID: support, StartConferenceOnEnter: true},
		{CallSID: "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2003", ConferenceSID: support, Coaching: true, CallSIDToCoach: &agent},
	}
	byConference := map[string]map[string]participant{}
	for i, p := range all {
		p.AccountSID = Account
		p.URI = "/api/laml/2010-04-01/Accounts/" + Account + "/Conferences/" + p.ConferenceSID + "/Participants/" + p.CallSID + ".json"
		if p.Status == "" {
			// They joined one after the other, and were last changed a little later.
			joined := now.Add(-20*time.Minute + time.Duration(i)*time.Minute).UTC()
			p.Status = "in-progress"
			p.DateCreated, p.DateUpdated = joined.Format(time.RFC1123Z), joined.Add(90*time.Second).Format(time.RFC1123Z)
		}
		if byConference[p.ConferenceSID] == nil {
			byConference[p.ConferenceSID] = map[string]participant{}
		}
		byConference[p.ConferenceSID][p.CallSID] = p
	}
	return byConference
}
