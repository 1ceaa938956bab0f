package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestListCalls(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	all := c.get("Calls?PageSize=1000").sids()
	if len(all) != 11 || all[0] != SampleCall {
		t.Errorf("all calls: %v", all)
	}
	c.get("Calls?Status=in-progress&From=%2B13105550101").lists(host)
	c.get("Calls?To=%2B13105550104").lists(agent)
	c.get("Calls?To=%2B13105550199").lists()
	c.get("Calls?Status=completed&PageSize=1").lists(SampleCall)
	c.get("Calls?ParentCallSid=" + none).lists()
	// The stand-up began at 11:41, 11:42 and 11:43; its calls are the first of the day.
	c.get("Calls?StartTime%3E=Mon,+23+Nov+2026+11:41:00+%2B0000&StartTime%3C=Mon,+23+Nov+2026+11:43:00+%2B0000").lists(muted)
	c.get("Calls?StartTime=Mon,+24+Sep+2018+00:00:00+%2B0000").lists(SampleCall)
	c.get("Calls?StartTime=Mon,+24+Sep+2018+00:00:00+%2B0000&EndTime%3C=Mon,+24+Sep+2018+21:00:20+%2B0000").lists()
	c.get("Calls?EndTime%3E=Mon,+24+Sep+2018+21:00:00+%2B0000&EndTime%3C=Tue,+25+Sep+2018+00:00:00+%2B0000").lists(SampleCall)
	for _, query := range []string{"Status=gone", "Status=", "From=", "ParentCallSid=x", "StartTime=2026-11-23", "StartTime%3C=x", "EndTime%3E=2026-11-23T00:00:00Z", "EndTime="} {
		c.get("Calls?"+query).refused(400, 10000)
	}
	page := c.get("Calls?PageSize=5&Status=in-progress").ok("page_size", 5.0)
	if next := c.next(page).sids(); len(next) != 3 {
		t.Errorf("the second page: %v", next)
	}
}

func TestUpdateCall(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp + "/Participants"
	for _, form := range [][]string{{}, {"Status", "x"}, {"Status", ""}, {"Method", "PUT"}, {"Status", "canceled"}, {"FallbackMethod", "x"}, {"Other", "x"}} {
		c.post("Calls/"+muted, form...).refused(400, 10000)
	}
	c.post("Calls/"+muted, "Url", "x").refused(400, 21402)
	c.post("Calls/"+none, "Status", "completed").refused(404, 20404)
	c.post("Calls/"+muted, "StatusCallback", "https://example.com", "StatusCallbackMethod", "GET").ok("status", "in-progress")
	c.get(path).lists(host, muted, onHold)

	// Whoever hangs up leaves, and whoever is redirected leaves, but speaks on.
	c.post("Calls/"+muted, "Status", "completed").ok("status", "completed", "duration", 18.0*60, "price", -0.054)
	c.post("Calls/"+muted, "Status", "completed").refused(400, 10000)
	c.get(path).lists(host, onHold)
	c.post("Calls/"+onHold, "Url", "https://example.com/elsewhere").ok("status", "in-progress")
	c.get(path).lists(host)
	c.get("Calls/"+onHold).ok("status", "in-progress")

	// The host's exit ends the conference, with what goes on in it.
	c.post("Calls/"+host, "Status", "completed").ok("status", "completed")
	c.get("Conferences/"+standUp).ok("status", "completed")
	c.get("Conferences/"+standUp+"/Recordings/"+running).ok("status", "stopped")
}

func TestLegRecordings(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Calls/" + muted + "/Recordings"
	started := c.post(path, "RecordingChannels", "dual", "RecordingTrack", "both", "Trim", "trim-silence", "RecordingStatusCallback", "https://example.com",
		"RecordingStatusCallbackMethod", "GET", "RecordingStatusCallbackEvent", "completed absent").
		ok("status", "in-progress", "channels", "2", "source", "StartCallRecordingApi", "call_sid", muted, "conference_sid", nil, "trim", "trim-silence", "price", nil)
	sid := started.object["sid"].(string)
	started.ok("uri", base+"/Recordings/"+sid+".json")
	c.post(path, "RecordingChannels", "3", "RecordingTrack", "x", "Trim", "x", "RecordingStatusCallback", "x", "RecordingStatusCallbackMethod", "PUT",
		"RecordingStatusCallbackEvent", "gone").unprocessable("RecordingChannels must be one of mono, dual", "RecordingTrack must be one of inbound, outbound, both",
		"Trim must be one of trim-silence, do-not-trim", "RecordingStatusCallbackMethod must be one of GET, POST",
		"RecordingStatusCallback must be a fully qualified URL", "RecordingStatusCallbackEvent must be some of completed, in-progress, absent, parted by blanks")
	c.post("Calls/" + SampleCall + "/Recordings").unprocessable("A recording cannot start while the call is completed")
	c.post("Calls/"+none+"/Recordings").refused(404, 20404)
	c.post(path+"/"+running, "Status", "paused").refused(404, 20404) // it is the conference's
	c.post(path+"/"+sid, "Status", "paused").ok("status", "paused")
	c.post(path+"/"+sid, "Status", "in-progress").ok("status", "in-progress")
	c.later(time.Minute)
	c.post("Calls/"+muted, "Status", "completed").ok()
	c.get("Recordings/"+sid+".json").ok("status", "stopped", "duration", 60.0, "price", "-0.0025")
	c.get("Recordings?CallSid=" + muted).lists(sid)
	c.remove("Recordings/" + sid).gone()
	c.get("Recordings/"+sid+".json").refused(404, 20404)
}

func TestLegStreams(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Calls/" + muted + "/Streams"
	c.post(path).unprocessable("Url can't be blank")
	started := c.post(path, "Url", "wss://example.com", "Name", "captions").ok("status", "in-progress", "name", "captions", "call_sid", muted)
	sid := started.object["sid"].(string)
	if got := strings.Join(keys(t, started.body), " "); got != "account_sid call_sid date_updated name sid status uri" {
		t.Errorf("a stream: %s", got)
	}
	c.post(path, "Url", "wss://example.com", "Name", "captions").unprocessable("Name has already been taken in this call")
	c.post("Calls/"+host+"/Streams/"+sid, "Status", "stopped").refused(404, 20404)
	c.post(path+"/"+sid, "Status", "x").unprocessable("Status must be stopped")
	c.post(path+"/"+sid, "Status", "stopped").ok("status", "stopped")
	second := c.post(path, "Url", "wss://example.com").ok().object["sid"].(string)
	c.post("Calls/"+muted, "Status", "completed").ok()
	c.post(path+"/"+second, "Status", "stopped").unprocessable("The stream is stopped already")
	c.post(path, "Url", "wss://example.com").unprocessable("A stream cannot start while the call is completed")
}

func TestAccountRecordings(t *testing.T) {
	t.Parallel()
	const yesterday = "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e3001"
	c := newCaller(t, Options{})
	c.get("Recordings").lists(running, finished, yesterday)
	c.get("Recordings?ConferenceSid="+standUp).lists(running, finished)
	c.get("Recordings?CallSid=" + none).lists()
	c.get("Recordings?DateCreated=Sun,+22+Nov+2026+00:00:00+%2B0000").lists(yesterday)
	c.get("Recordings?DateCreated%3E=Mon,+23+Nov+2026+00:00:00+%2B0000").lists(running, finished)
	c.get("Recordings?DateCreated%3C=Mon,+23+Nov+2026+11:44:00+%2B0000").lists(finished, yesterday)
	for _, query := range []string{"DateCreated=2026-11-23", "CallSid=x", "ConferenceSid="} {
		c.get("Recordings?"+query).refused(400, 10000)
	}
	// Pages, newest first, forwards and back.
	first := c.get("Recordings?PageSize=1").lists(running).ok("previous_page_uri", nil)
	second := c.next(first).lists(finished)
	third := c.next(second).lists(yesterday).ok("next_page_uri", nil)
	c.previous(c.previous(third).lists(finished)).lists(running).ok("previous_page_uri", nil)
	c.get("Recordings?PageSize=1&Page=1").lists(finished)
	c.previous(c.get("Recordings?PageSize=2&Page=5").lists().ok("next_page_uri", nil)).lists(finished, yesterday)
	// What is made meanwhile is the newest, and moves no place.
	made := c.post("Calls/" + host + "/Recordings").ok().object["sid"].(string)
	c.get(second.uri("uri")).lists(finished)
	c.get("Recordings?PageSize=2").lists(made, running)

	c.get("Recordings/"+finished+".json").ok("sid", finished, "conference_sid", standUp, "call_sid", nil)
	c.remove("Recordings/" + finished).gone()
	c.remove("Recordings/"+finished).refused(404, 20404)
	c.remove("Recordings/x").refused(400, 10000)
	c.get("Conferences/" + standUp + "/Recordings").lists(running)
}

// TestPublicAudio fetches audio as anybody can who knows its address, and what is known of the recording as not.
func TestPublicAudio(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	for path, kind := range map[string]string{
		base + "/Recordings/" + finished:                                           "audio/x-wav",
		base + "/Recordings/" + finished + ".wav":                                  "audio/x-wav",
		strings.TrimPrefix(base, "/api/laml") + "/Recordings/" + finished + ".mp3": "audio/mpeg",
	} {
		if got := c.send(httptest.NewRequest(http.MethodGet, path, nil)); got.status != 200 || got.header.Get("Content-Type") != kind {
			t.Errorf("%s: HTTP %d, %s", path, got.status, got.header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/Recordings/" + finished + ".json", "/Recordings", "/Calls/" + host, "/Recordings/" + finished + "/Transcriptions"} {
		c.send(httptest.NewRequest(http.MethodGet, base+path, nil)).refused(401, 20003)
	}
	c.send(httptest.NewRequest(http.MethodDelete, base+"/Recordings/"+finished, nil)).refused(401, 20003)
}

func TestTranscriptions(t *testing.T) {
	t.Parallel()
	const old, recent = "6b2d4f10-7a3c-4e5b-8d9f-2c1e0a8b3001", "6b2d4f10-7a3c-4e5b-8d9f-2c1e0a8b1002"
	c := newCaller(t, Options{})
	c.get("Transcriptions").lists(recent, old)
	c.next(c.get("Transcriptions?PageSize=1").lists(recent)).lists(old)
	c.get("Transcriptions?DateCreated%3C=Mon,+23+Nov+2026+00:00:00+%2B0000").lists(old)
	c.get("Transcriptions?DateCreated=x").refused(400, 10000)
	c.get("Transcriptions/"+old).ok("recording_sid", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e3001", "type", "", "status", "completed", "price", "-0.0150")
	c.get("Transcriptions/"+recent+".json").ok("transcription_text", nil, "price", nil)
	c.remove("Transcriptions/" + old).gone()
	c.remove("Transcriptions/"+old).refused(404, 20404)
	c.get("Transcriptions/"+old).refused(404, 20404)
	c.get("Transcriptions").lists(recent)
}
