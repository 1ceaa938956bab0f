package sandbox

import "strings"

// The account's recordings, whatever was recorded.

func listAllRecordings(s *store, r *request) (any, error) {
	f := filters{values: r.query}
	created := f.times("DateCreated")
	call, conference := f.sid("CallSid"), f.sid("ConferenceSid")
	if f.err != nil {
		return nil, f.err
	}
	is := func(sid *string, want string) bool { return want == "" || sid != nil && sameSID(*sid, want) }
	list, items, err := newestPage(&s.recordings, r, f.known, func(r *recording) bool {
		return created.contain(r.DateCreated) && is(r.CallSID, call) && is(r.ConferenceSID, conference)
	})
	list.Recordings = items
	return list, err
}

// getAnyRecording answers with what is known of a recording if the path ends in .json, and else with its audio, which is
// a WAV file unless the ending says that it is to be an MP3 file.
func getAnyRecording(s *store, r *request) (any, error) {
	sid, ending, hasEnding := strings.Cut(r.sids[0], ".")
	if hasEnding && (r.json || ending != "wav" && ending != "mp3") {
		return nil, notFound(r.path)
	}
	found, err := s.anyRecording(r, sid)
	switch {
	case err != nil || r.json:
		return found, err
	case found.active(): // there is no file before the recording has ended
		return nil, notFound(r.path)
	case ending == "mp3":
		return audio{"audio/mpeg", silence(min(found.Duration, maxAudio))}, nil
	}
	return audio{"audio/x-wav", tone(min(found.Duration, maxAudio))}, nil
}

func deleteAnyRecording(s *store, r *request) (any, error) {
	if strings.Contains(r.sids[0], ".") { // the audio goes with the recording
		return nil, notFound(r.path)
	}
	found, err := s.anyRecording(r, r.sids[0])
	if err != nil {
		return nil, err
	}
	s.forgetRecording(found.SID)
	return noContent{}, nil
}

func (s *store) anyRecording(r *request, sid string) (*recording, error) {
	if !isSID(sid) {
		return nil, invalid("The SID %q is not a valid UUID.", sid)
	}
	found, ok := s.recordings.get(sid)
	if !ok {
		return nil, notFound(r.path)
	}
	return found, nil
}
