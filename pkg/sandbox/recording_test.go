package sandbox

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"
)

const (
	running  = "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1001"
	finished = "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"
)

func TestListRecordings(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp + "/Recordings"
	c.get(path).lists(finished, running)
	c.get(path+"?DateCreated=2026-11-23").lists(finished, running)
	c.get(path + "?DateCreated%3C=2026-11-23").lists()
	c.get(path+"?DateCreated%3E=2026-11-22").lists(finished, running)
	c.get(path+"?DateCreated=x").refused(400, 10000)
	c.get("Conferences/" + board + "/Recordings").lists("5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e3001")
	c.get("Conferences/" + support + "/Recordings").lists()
}

func TestUpdateRecording(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp + "/Recordings/" + running
	c.get(path).ok("status", "in-progress", "duration", 0.0, "end_time", nil, "price", nil, "call_sid", nil, "start_time", "Mon, 23 Nov 2026 11:44:00 +0000")
	states := "Status must be one of paused, in-progress, stopped"
	c.post(path).unprocessable(states)
	c.post(path, "Status", "completed").unprocessable(states)
	c.post(path, "Status", "x", "PauseBehavior", "x").unprocessable(states, "PauseBehavior must be one of silence, skip")
	c.post(path, "Status", "paused", "PauseBehavior", "").unprocessable("PauseBehavior must be one of silence, skip")
	c.post(path, "Status", "in-progress").unprocessable("Status cannot become in-progress while the recording is in-progress")
	c.get(path).ok("status", "in-progress")

	c.post(path, "Status", "paused").ok("status", "paused", "date_updated", "Mon, 23 Nov 2026 12:00:00 +0000")
	c.post(path, "Status", "paused").unprocessable("Status cannot become paused while the recording is paused")
	c.later(time.Minute)
	c.post(path, "Status", "in-progress").ok("status", "in-progress")
	c.post(path, "Status", "paused", "PauseBehavior", "skip").ok("status", "paused")
	c.later(time.Minute)
	c.post(path, "Status", "in-progress").ok("status", "in-progress")
	c.later(time.Minute)
	c.post(path, "Status", "paused", "PauseBehavior", "skip").ok()
	c.later(time.Minute)
	// Of the 20 minutes since 11:44, two were skipped; silence was recorded.
	c.post(path, "Status", "stopped").ok("status", "stopped", "duration", 18.0*60, "end_time", "Mon, 23 Nov 2026 12:04:00 +0000", "price", "-0.0450")
	for _, status := range []string{"paused", "in-progress", "stopped"} {
		c.post(path, "Status", status).unprocessable("Status cannot become " + status + " while the recording is stopped")
		c.post("Conferences/"+standUp+"/Recordings/"+finished, "Status", status).
			unprocessable("Status cannot become " + status + " while the recording is completed")
	}
}

// TestPausedRecording goes on with a recording that a file has paused.
func TestPausedRecording(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: mustParse(t, "conferences: [{recordings: [{status: paused, date_created: 10m ago, date_updated: 4m ago}, {status: resumed}, {status: absent}]}]")})
	path := "Conferences/c0000000-0000-4000-8000-000000000001/Recordings/5ec00000-0000-4000-8000-00000000000"
	c.post(path+"1", "Status", "in-progress").ok("status", "in-progress")
	c.post(path+"1", "Status", "stopped").ok("status", "stopped", "duration", 600.0)
	c.post(path+"2", "Status", "paused").ok("status", "paused")
	c.post(path+"3", "Status", "paused").unprocessable("Status cannot become paused while the recording is absent")
}

func TestDeleteRecording(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{})
	path := "Conferences/" + standUp + "/Recordings/" + finished
	c.remove("Conferences/"+support+"/Recordings/"+finished).refused(404, 20404)
	c.remove(path).gone()
	c.remove(path).refused(404, 20404)
	c.get(path).refused(404, 20404)
	c.post(path, "Status", "stopped").refused(404, 20404)
	c.get("Recordings/"+finished+".wav").refused(404, 20404)
	c.get("Conferences/" + standUp + "/Recordings").lists(running)
}

func TestAudio(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: mustParse(t, "conferences: [{recordings: [{duration: 3}, {duration: 0}]}]")})
	for sid, seconds := range map[string]int{"5ec00000-0000-4000-8000-000000000001": 3, "5EC00000-0000-4000-8000-000000000002": 0} {
		wav := c.get("Recordings/" + sid + ".wav").ok()
		if kind := wav.header.Get("Content-Type"); kind != "audio/x-wav" {
			t.Errorf("Content-Type %s", kind)
		}
		var header struct {
			RIFF               [4]byte
			Size               uint32
			Wave, Format       [4]byte
			FormatSize         uint32
			PCM, Channels      uint16
			Rate, BytesASecond uint32
			Frame, Bits        uint16
			Data               [4]byte
			DataSize           uint32
		}
		if err := binary.Read(bytes.NewReader(wav.body), binary.LittleEndian, &header); err != nil {
			t.Fatal(err)
		}
		if string(header.RIFF[:]) != "RIFF" || string(header.Wave[:])+string(header.Format[:])+string(header.Data[:]) != "WAVEfmt data" ||
			int(header.Size) != len(wav.body)-8 || int(header.DataSize) != len(wav.body)-44 || header.PCM != 1 || header.Channels != 1 ||
			header.Rate != 8000 || header.BytesASecond != 16000 || header.Frame != 2 || header.Bits != 16 || int(header.DataSize) != seconds*16000 {
			t.Errorf("%d bytes, header %+v", len(wav.body), header)
		}
		mp3 := c.get("Recordings/" + sid + ".mp3").ok()
		if kind := mp3.header.Get("Content-Type"); kind != "audio/mpeg" {
			t.Errorf("Content-Type %s", kind)
		}
		if frames := len(mp3.body) / 96; len(mp3.body)%96 != 0 || frames != max(1, seconds*1000/24) {
			t.Errorf("%d bytes of MP3", len(mp3.body))
		}
		for i := 0; i < len(mp3.body); i += 96 {
			if !bytes.Equal(mp3.body[i:i+4], []byte{0xff, 0xfb, 0x14, 0xc0}) {
				t.Fatalf("no frame at %d", i)
			}
		}
		for _, ending := range []string{".ogg", ".wav.json", ".wav.mp3", ".json.wav"} {
			c.get("Recordings/"+sid+ending).refused(404, 20404)
		}
	}
	c = newCaller(t, Options{})
	if got := c.get("Recordings/" + finished + ".wav").ok(); len(got.body) != 44+maxAudio*16000 {
		t.Errorf("%d bytes for 42 s, want 10 s", len(got.body))
	}
	// There is no file before the end.
	c.get("Recordings/"+running+".wav").refused(404, 20404)
	c.post("Conferences/"+standUp+"/Recordings/"+running, "Status", "stopped").ok()
	c.get("Recordings/" + running + ".wav").ok()
}
