package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// What a call's leg has of its own: recordings and streams.

// leg finds the call of a path.
func (s *store) leg(r *request) (*call, error) {
	c, ok := s.calls.get(r.sids[0])
	if !ok {
		return nil, notFound(r.path)
	}
	return c, nil
}

func startRecording(s *store, r *request) (any, error) {
	c, err := s.leg(r)
	if err != nil {
		return nil, err
	}
	problems := recordingProblems(r)
	if problems == nil && c.Status != inProgress {
		problems = append(problems, "A recording cannot start while the call is "+c.Status)
	}
	if problems != nil {
		return nil, unprocessable(problems...)
	}
	started := newRecording(s.newRecordingSID(), r.now)
	started.CallSID, started.Source, started.Trim = &c.SID, "StartCallRecordingApi", r.form.Get("Trim")
	if r.form.Get("RecordingChannels") == "dual" {
		started.Channels = "2"
	}
	started.fillIn()
	s.recordings.add(started.SID, &started)
	return &started, nil
}

// recordingProblems says all that is wrong with the form of a recording to start.
func recordingProblems(r *request) []string {
	var problems []string
	oneOf := func(name string, values ...string) {
		if r.form.Has(name) && !slices.Contains(values, r.form.Get(name)) {
			problems = append(problems, name+" must be one of "+strings.Join(values, ", "))
		}
	}
	oneOf("RecordingChannels", "mono", "dual")
	oneOf("RecordingTrack", "inbound", "outbound", "both")
	oneOf("Trim", "trim-silence", "do-not-trim")
	oneOf("RecordingStatusCallbackMethod", http.MethodGet, http.MethodPost)
	if name := "RecordingStatusCallback"; r.form.Has(name) && !isURL(r.form.Get(name), "http", "https") {
		problems = append(problems, name+" must be a fully qualified URL")
	}
	if name := "RecordingStatusCallbackEvent"; r.form.Has(name) && !areEvents(r.form.Get(name), "completed", inProgress, "absent") {
		problems = append(problems, name+" must be some of completed, in-progress, absent, parted by blanks")
	}
	return problems
}

// areEvents reports whether a text is a list of known words.
func areEvents(text string, known ...string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(known, word) })
}

func updateLegRecording(s *store, r *request) (any, error) {
	c, err := s.leg(r)
	if err != nil {
		return nil, err
	}
	found, ok := s.recordings.get(r.sids[1])
	if !ok || found.CallSID == nil || *found.CallSID != c.SID {
		return nil, notFound(r.path)
	}
	return steerRecording(found, r)
}

func startLegStream(s *store, r *request) (any, error) {
	c, err := s.leg(r)
	if err != nil {
		return nil, err
	}
	problems := streamProblems(r.form)
	if problems == nil && c.Status != inProgress {
		problems = append(problems, "A stream cannot start while the call is "+c.Status)
	}
	if problems == nil && s.isStreaming(r.form.Get("Name"), func(t *stream) bool { return t.CallSID == c.SID }) {
		problems = append(problems, "Name has already been taken in this call")
	}
	if problems != nil {
		return nil, unprocessable(problems...)
	}
	t := s.newStream(r)
	t.CallSID = c.SID
	t.fillIn()
	return t, nil
}

func stopLegStream(s *store, r *request) (any, error) {
	c, err := s.leg(r)
	if err != nil {
		return nil, err
	}
	t, ok := s.streams.get(r.sids[1])
	if !ok || t.CallSID != c.SID {
		return nil, notFound(r.path)
	}
	return endStream(t, r)
}
