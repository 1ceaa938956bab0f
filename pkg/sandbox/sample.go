package sandbox

import (
	"time"
)

// The documented participant's conference and call.
const (
	SampleConference = "b3877c40-da60-4998-90ad-b792e98472cf"
	SampleCall       = "b3877c40-da60-4998-90ad-b792e98472ca"
)

// The other conferences of the sample data.
const (
	standUp    = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001" // a host, one muted, one on hold
	support    = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e002" // an agent with a customer, and a coach who speaks to the agent only
	board      = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e003" // was yesterday
	townHall   = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e004" // waits for its first participant
	sales      = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e005" // has a namesake
	otherSales = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e006"
)

// sampleData returns the conferences in the order of their creation.
func sampleData(now time.Time) *Data {
	// The participants joined one after the other, and were last changed a little later.
	minute := func(n int) time.Time { return now.Add(time.Duration(n-20) * time.Minute) }
	joined := func(n int, call string, change func(*participantData)) participantData {
		p := newParticipant(call, minute(n), n)
		p.participant.DateUpdated = on(minute(n).Add(90 * time.Second))
		change(&p)
		return p
	}
	began := func(n int, sid, name string) conference { return newConference(sid, name, minute(n)) }

	agent := "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2001"
	hosts := func(p *participantData) {
		p.participant.StartConferenceOnEnter, p.participant.EndConferenceOnExit = true, true
	}
	starts := func(p *participantData) { p.participant.StartConferenceOnEnter = true }
	hall := began(15, townHall, "Town hall")
	hall.Status = "init"
	recorded := newRecording("5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002", minute(2))
	recorded.finish(completed, 42)
	return &Data{transcriptions: transcribed(now), rooms: held(now), conferences: []conferenceData{
		documented(),
		boardMeeting(now),
		{
			conference: began(1, standUp, "Morning stand-up"),
			participants: []participantData{
				joined(1, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001", hosts),
				joined(2, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002", func(p *participantData) { p.participant.Muted = true }),
				joined(3, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003", func(p *participantData) { p.participant.Hold = true }),
			},
			recordings: []recording{recorded, newRecording("5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1001", minute(4))},
		},
		{
			conference: began(4, support, "Support line"),
			participants: []participantData{
				joined(4, agent, func(p *participantData) {
					hosts(p)
					// The agent was called, and so answered.
					human := "human"
					p.call.From, p.call.To, p.call.Direction, p.call.AnsweredBy = p.call.To, p.call.From, "outbound", &human
				}),
				joined(5, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002", starts),
				joined(6, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2003", func(p *participantData) {
					p.participant.Coaching, p.participant.CallSIDToCoach = true, &agent
				}),
			},
			streams: []stream{{SID: "9d8c7b6a-5e4f-4a3b-8c2d-1e0f9a8b2001", Status: inProgress, DateUpdated: on(minute(6))}},
		},
		{
			conference:   began(7, sales, "Sales call"),
			participants: []participantData{joined(7, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e5001", starts)},
		},
		{
			conference:   began(8, otherSales, "Sales call"),
			participants: []participantData{joined(8, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e6001", starts)},
		},
		{conference: hall},
	}}
}

// documented is the participant of SignalWire's documents, field for field, with the documents' call.
func documented() conferenceData {
	created := time.Date(2018, time.September, 24, 21, 0, 0, 0, time.UTC)
	updated := time.Date(2018, time.September, 25, 20, 0, 0, 0, time.UTC)
	coached := "b3877c40-da60-4998-90ad-b792e98472co" // no UUID, but so it is documented
	price := -0.003
	p := newParticipant(SampleCall, created, 0)
	p.participant.Status, p.participant.CallSIDToCoach, p.participant.StartConferenceOnEnter = completed, &coached, true
	p.participant.DateCreated = date{at: created, text: "Mon, 24 Sept 2018 21:00:00 +0000"}
	p.participant.DateUpdated = date{at: updated, text: "Tue, 25 Sept 2018 20:00:00 +0000"}
	p.call.From, p.call.To = "+13103384645", "+13105678901"
	p.call.Status, p.call.Duration, p.call.Price = completed, 20, &price
	c := newConference(SampleConference, "Documented sample", created)
	c.DateUpdated = on(updated)
	return conferenceData{conference: c, participants: []participantData{p}}
}

// boardMeeting was yesterday, and was recorded.
func boardMeeting(now time.Time) conferenceData {
	began := now.Add(-24 * time.Hour)
	ended := began.Add(30 * time.Minute)
	c := newConference(board, "Board meeting", began)
	c.Status, c.DateUpdated = completed, on(ended)
	r := newRecording("5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e3001", began)
	r.finish(completed, int(ended.Sub(began).Seconds()))
	var participants []participantData
	for i, call := range []string{"2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e3001", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e3002"} {
		p := newParticipant(call, began, 30+i)
		p.participant.Status, p.participant.StartConferenceOnEnter, p.participant.DateUpdated = completed, true, on(ended)
		p.call.end(completed, ended)
		participants = append(participants, p)
	}
	return conferenceData{conference: c, participants: participants, recordings: []recording{r}}
}
