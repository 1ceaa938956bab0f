package sandbox

import (
	"strings"
	"testing"
	"time"
)

func TestListConferences(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	all := []string{SampleConference, board, standUp, support, sales, otherSales, townHall}
	for query, want := range map[string][]string{
		"":                                     all,
		"?Unknown=x":                           all,
		"?Status=in-progress":                  {SampleConference, standUp, support, sales, otherSales},
		"?Status=init":                         {townHall},
		"?Status=completed":                    {board},
		"?FriendlyName=Sales+call":             {sales, otherSales},
		"?FriendlyName=sales+call":             {},
		"?FriendlyName=Sales":                  {},
		"?FriendlyName=Sales+call&Status=init": {},
		"?DateCreated=2026-11-22":              {board},
		"?DateCreated%3C=2026-11-23":           {SampleConference, board},
		"?DateCreated%3C=2026-11-22":           {SampleConference},
		"?DateCreated%3E=2026-11-22":           {standUp, support, sales, otherSales, townHall},
		"?DateCreated%3E=2026-11-23":           {},
		"?DateCreated%3E=2018-09-24&DateCreated%3C=2026-11-23": {board},
		"?DateUpdated=2018-09-25":                              {SampleConference},
		"?DateUpdated%3C=2018-09-26":                           {SampleConference},
		"?DateUpdated%3E=2018-09-25&Status=completed":          {board},
	} {
		c.get("Conferences" + query).lists(want...)
	}
	for _, query := range []string{"Status=over", "Status=", "Status=In-Progress", "FriendlyName=", "FriendlyName=" + strings.Repeat("x", 65),
		"DateCreated=today", "DateCreated=2026-1-2", "DateCreated=2026-11-31", "DateCreated%3C=", "DateUpdated%3E=2026-11-23T00:00:00Z", "DateUpdated=x", "DateUpdated%3C=x"} {
		c.get("Conferences?"+query).refused(400, 10000)
	}
	c.get("Conferences?FriendlyName=" + strings.Repeat("%C3%A9", 64)).lists()
}

func TestUpdateConference(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp
	c.post(path, "Status", "paused").refused(400, 21475)
	c.post(path, "Status", "").refused(400, 21475)
	c.post(path, "Status", "in-progress", "AnnounceUrl", "https://example.com").refused(400, 21475)
	c.post(path, "AnnounceUrl", "example.com/x").refused(400, 21402)
	c.post(path, "AnnounceUrl", "").refused(400, 21402)
	c.post(path, "AnnounceUrl", "ftp://example.com/x").refused(400, 21402)
	c.post(path, "AnnounceUrl", "https:///x").refused(400, 21402)
	c.post(path, "Status", "completed", "AnnounceUrl", "/x").refused(400, 21402)
	c.post(path, "AnnounceUrl", "https://example.com/x", "AnnounceMethod", "PUT").refused(400, 10000)
	c.post(path, "Other", "x").refused(400, 10000)
	c.get(path).ok("status", "in-progress", "date_updated", "Mon, 23 Nov 2026 11:41:00 +0000")

	c.post(path, "AnnounceUrl", "http://example.com/x", "AnnounceMethod", "GET").ok("sid", standUp, "date_updated", "Mon, 23 Nov 2026 12:00:00 +0000")
	c.later(time.Minute)
	c.post(path, "Status", "completed").ok("status", "completed", "date_updated", "Mon, 23 Nov 2026 12:01:00 +0000")
}

// TestEnd ends a conference, and looks at all that went on in it.
func TestEnd(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp
	started := c.post(path+"/Streams", "Url", "wss://example.com/x").ok("status", "in-progress")
	c.post(path, "Status", "completed").ok("status", "completed")

	c.post(path, "Status", "completed").refused(400, 10000)
	c.post(path, "AnnounceUrl", "https://example.com/").refused(400, 10000)
	c.get(path + "/Participants").lists()
	c.get(path+"/Participants/"+host).refused(404, 20404)
	c.post(path+"/Participants/"+host, "Muted", "true").refused(400, 10000)
	c.remove(path+"/Participants/"+host).refused(404, 20404)
	c.get("Calls/"+host).ok("status", "completed", "end_time", "Mon, 23 Nov 2026 12:00:00 +0000", "duration", 19.0*60, "price", -0.057)
	c.get(path+"/Recordings/5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1001").ok("status", "stopped", "duration", 16.0*60, "end_time", "Mon, 23 Nov 2026 12:00:00 +0000")
	c.get(path+"/Recordings/5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002").ok("status", "completed", "duration", 42.0)
	c.post(path+"/Streams/"+started.object["sid"].(string), "Status", "stopped").unprocessable("The stream is stopped already")
	c.post(path+"/Streams", "Url", "wss://example.com").unprocessable("A stream cannot start while the conference is completed")
	c.get("Conferences?Status=completed").lists(board, standUp)
	c.get("Conferences/"+support).ok("status", "in-progress")
}
