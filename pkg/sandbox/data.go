package sandbox

import (
	"fmt"
	"time"
)

// Data is what a server has at its start. ReadData reads it from a file.
type Data struct {
	conferences []conferenceData
	calls       []call // those that are in no conference

	transcriptions []transcription
	rooms          []room
}

type conferenceData struct {
	conference   conference
	participants []participantData
	recordings   []recording
	streams      []stream
}

type participantData struct {
	participant participant
	call        call
}

// Size counts the conferences and their participants.
func (d *Data) Size() (conferences, participants int) {
	for _, c := range d.conferences {
		participants += len(c.participants)
	}
	return len(d.conferences), participants
}

// newConference is a conference as it is when nothing is said of it.
func newConference(sid, name string, created time.Time) conference {
	return conference{
		SID: sid, FriendlyName: name, Status: inProgress, Region: "us1",
		DateCreated: on(created), DateUpdated: on(created),
	}
}

// newParticipant is a participant who joined, with a call of the numbers that its place among all gives it.
func newParticipant(call string, joined time.Time, place int) participantData {
	return participantData{
		participant: participant{CallSID: call, Status: inProgress, DateCreated: on(joined), DateUpdated: on(joined)},
		call:        newCall(call, joined, place),
	}
}

// newCall is a call that goes on. Its numbers begin with 555, so that they are nobody's.
func newCall(sid string, started time.Time, place int) call {
	return call{
		SID: sid, Status: inProgress, Direction: "inbound",
		From: fmt.Sprintf("+1310555%04d", (100+place)%10000), To: "+13105550100",
		DateCreated: on(started), DateUpdated: on(started), StartTime: on(started),
	}
}

// newRecording is a recording that goes on.
func newRecording(sid string, started time.Time) recording {
	return recording{
		SID: sid, Status: inProgress, Source: "StartConferenceRecording", Channels: "1",
		DateCreated: on(started), DateUpdated: on(started), StartTime: on(started),
	}
}

// finish has a recording end after so many seconds.
func (r *recording) finish(status string, seconds int) {
	r.Status, r.Duration = status, seconds
	r.EndTime = on(r.StartTime.at.Add(time.Duration(seconds) * time.Second))
	r.DateUpdated = r.EndTime
}
