package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestStartStream(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + support + "/Streams"
	first := c.post(path, "Url", "wss://example.com/x").ok("status", "in-progress", "name", nil, "conference_sid", support)
	sid := first.object["sid"].(string)
	first.ok("uri", base+"/Conferences/"+support+"/Streams/"+sid+".json")
	all := []string{
		"Url", "wss://example.com:8443/x?y=z", "Name", "captions", "Track", "inbound_track", "StatusCallback", "https://example.com/done",
		"StatusCallbackMethod", "GET", "StreamCodec", "L16@24000h", "StreamRealTime", "true", "AuthorizationBearerToken", "x", "Other", "x",
	}
	for i := range 99 {
		all = append(all, fmt.Sprintf("Parameter%d.Name", i+1), "n", fmt.Sprintf("Parameter%d.Value", i+1), "")
	}
	second := c.post(path, all...).ok("name", "captions")
	if second.object["sid"] == sid || !isSID(sid) {
		t.Errorf("the SIDs %v and %s", second.object["sid"], sid)
	}

	for _, test := range []struct {
		form []string
		want string
	}{
		{[]string{"Url", ""}, "Url must be a wss:// URL"},
		{[]string{"Url", "ws://example.com/x"}, "Url must be a wss:// URL"},
		{[]string{"Url", "http://example.com/x"}, "Url must be a wss:// URL"},
		{[]string{"Url", "wss:///x"}, "Url must be a wss:// URL"},
		{[]string{"Name", ""}, "Name must be filled in"},
		{[]string{"Track", "both"}, "Track must be one of inbound_track, outbound_track, both_tracks"},
		{[]string{"StreamCodec", "opus"}, "StreamCodec must be one of PCMU, PCMA, L16, L16@16000h, L16@24000h"},
		{[]string{"StatusCallback", "example.com"}, "StatusCallback must be a fully qualified URL"},
		{[]string{"StatusCallbackMethod", "PUT"}, "StatusCallbackMethod must be GET or POST"},
		{[]string{"StreamRealTime", "yes"}, "StreamRealTime must be true or false"},
		{[]string{"AuthorizationBearerToken", ""}, "AuthorizationBearerToken must be filled in"},
		{[]string{"Parameter1.Name", "n"}, "Parameter1.Name needs Parameter1.Value"},
		{[]string{"Parameter2.Value", "v"}, "Parameter2.Value needs Parameter2.Name"},
		{[]string{"Parameter1.Name", " ", "Parameter1.Value", "v"}, "Parameter1.Name must be filled in"},
		{[]string{"Parameter0.Name", "n"}, "Parameter0.Name must have a number of 1 to 99"},
		{[]string{"Parameter100.Value", "n"}, "Parameter100.Value must have a number of 1 to 99"},
		{[]string{"Parameter01.Value", "n"}, "Parameter01.Value must have a number of 1 to 99"},
	} {
		form := test.form
		if form[0] != "Url" {
			form = append([]string{"Url", "wss://example.com"}, form...)
		}
		c.post(path, form...).unprocessable(test.want)
	}
	c.post(path, "Track", "x").unprocessable("Url can't be blank", "Track must be one of inbound_track, outbound_track, both_tracks")
	for _, conference := range []string{board, townHall} {
		status := c.get("Conferences/" + conference).object["status"].(string)
		c.post("Conferences/"+conference+"/Streams", "Url", "wss://example.com").unprocessable("A stream cannot start while the conference is " + status)
	}

	// A name is the only one in its conference, until its stream stops.
	c.post(path, "Url", "wss://example.com", "Name", "captions").unprocessable("Name has already been taken in this conference")
	c.post("Conferences/"+standUp+"/Streams", "Url", "wss://example.com", "Name", "captions").ok()
	c.post(path+"/"+second.object["sid"].(string), "Status", "stopped").ok()
	c.post(path, "Url", "wss://example.com", "Name", "captions").ok()
}

func TestStopStream(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	sample := "9d8c7b6a-5e4f-4a3b-8c2d-1e0f9a8b2001"
	path := "Conferences/" + support + "/Streams/" + sample
	c.post("Conferences/"+standUp+"/Streams/"+sample, "Status", "stopped").refused(404, 20404)
	for _, status := range []string{"", "paused", "in-progress", "Stopped"} {
		c.post(path, "Status", status).unprocessable("Status must be stopped")
	}
	c.later(time.Minute)
	c.post(strings.Replace(path, sample, strings.ToUpper(sample), 1), "Status", "stopped").ok("status", "stopped", "date_updated", "Mon, 23 Nov 2026 12:01:00 +0000", "sid", sample)
	c.post(path, "Status", "stopped").unprocessable("The stream is stopped already")
}

func TestCall(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	c.get("Calls/"+muted).ok("status", "in-progress", "duration", 18.0*60, "price", nil, "price_unit", "USD", "from", "+13105550102",
		"formatted_from", "(310) 555-0102", "from_formatted", "(310) 555-0102", "to", "+13105550100", "to_formatted", "(310) 555-0100",
		"start_time", "Mon, 23 Nov 2026 11:42:00 +0000", "end_time", nil, "direction", "inbound", "audio_in_mos", nil)
	c.later(90 * time.Second)
	c.get("Calls/"+muted+".json").ok("duration", 19.5*60)
	c.get("Calls/"+agent).ok("direction", "outbound", "answered_by", "human", "to", "+13105550104")
	for _, conference := range []string{SampleConference, standUp, support, sales, otherSales} {
		for _, sid := range c.get("Conferences/" + conference + "/Participants").sids() {
			c.get("Calls/"+sid).ok("sid", sid)
		}
	}
}
