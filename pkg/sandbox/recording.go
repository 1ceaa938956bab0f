package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// A recording, in the API's order of fields.
type recording struct {
	SID               string        `json:"sid"`
	AccountSID        string        `json:"account_sid"`
	APIVersion        string        `json:"api_version"`
	CallSID           *string       `json:"call_sid"`
	ConferenceSID     *string       `json:"conference_sid"`
	Channel           string        `json:"channel"`
	Channels          string        `json:"channels"`
	DateCreated       date          `json:"date_created"`
	DateUpdated       date          `json:"date_updated"`
	StartTime         date          `json:"start_time"`
	EndTime           date          `json:"end_time"`
	Duration          int           `json:"duration"` // 0 until it has ended
	Price             *string       `json:"price"`
	PriceUnit         string        `json:"price_unit"`
	Source            string        `json:"source"`
	Status            string        `json:"status"`
	ErrorCode         *int          `json:"error_code"`
	URI               string        `json:"uri"`
	SubresourceURIs   recordingURIs `json:"subresource_uris"`
	EncryptionDetails *struct{}     `json:"encryption_details"`
	Trim              string        `json:"trim"`

	pausedAt time.Time     // when the pause under way began
	skips    bool          // whether that pause is left out of the audio
	skipped  time.Duration // by the pauses that are over
}

type recordingURIs struct {
	Transcriptions string `json:"transcriptions"`
}

const paused = "paused"

func recordingStates() []string {
	return []string{"queued", inProgress, paused, "resumed", completed, "absent", stopped}
}

func recordingSources() []string {
	return []string{"Conference", "StartConferenceRecording", "StartCallRecordingApi", "DialVerb", "OutBoundApi", "Trunking", "RecordVerb"}
}

// fillIn sets what follows from the SIDs and the state.
func (r *recording) fillIn() {
	r.AccountSID, r.APIVersion, r.Channel, r.PriceUnit = Account, apiVersion, r.Channels, "USD"
	if r.Trim == "" {
		r.Trim = "do-not-trim"
	}
	r.URI = base + "/Recordings/" + r.SID + ".json"
	if r.ConferenceSID != nil {
		r.URI = base + "/Conferences/" + *r.ConferenceSID + "/Recordings/" + r.SID + ".json"
	}
	r.SubresourceURIs.Transcriptions = base + "/Recordings/" + r.SID + "/Transcriptions.json"
	if r.Status == paused && r.pausedAt.IsZero() {
		r.pausedAt = r.DateUpdated.at
	}
	if !r.active() {
		r.setPrice()
	}
}

// active reports whether the recording goes on, if only after a pause.
func (r *recording) active() bool {
	return slices.Contains([]string{"queued", inProgress, paused, "resumed"}, r.Status)
}

func (r *recording) setPrice() {
	price := fmt.Sprintf("%.4f", -0.0025*float64(max(1, (r.Duration+59)/60))) // what is to be paid is negative
	r.Price = &price
}

func (r *recording) pause(now time.Time, skip bool) {
	r.Status, r.DateUpdated = paused, on(now)
	r.pausedAt, r.skips = now, skip
}

// resume goes on after a pause.
func (r *recording) resume(now time.Time) {
	if r.skips {
		r.skipped += now.Sub(r.pausedAt)
	}
	r.Status, r.DateUpdated = inProgress, on(now)
}

func (r *recording) stop(now time.Time) {
	if r.Status == paused {
		r.resume(now)
	}
	r.Status, r.DateUpdated, r.EndTime = stopped, on(now), on(now)
	r.Duration = max(0, int((now.Sub(r.StartTime.at) - r.skipped).Seconds()))
	r.setPrice()
}

// recording finds the recording of a path, with its conference.
func (s *store) recording(r *request) (*conference, *recording, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, nil, err
	}
	found, ok := c.recordings.get(r.sids[1])
	if !ok {
		return nil, nil, notFound(r.path)
	}
	return c, found, nil
}

func listRecordings(s *store, r *request) (any, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, err
	}
	f := filters{values: r.query}
	created := f.days("DateCreated")
	if f.err != nil {
		return nil, f.err
	}
	list, items, err := page(&c.recordings, r, f.known, func(r *recording) bool { return created.contain(r.DateCreated) })
	list.Recordings = items
	return list, err
}

func getRecording(s *store, r *request) (any, error) {
	_, found, err := s.recording(r)
	return found, err
}

func updateRecording(s *store, r *request) (any, error) {
	_, found, err := s.recording(r)
	if err != nil {
		return nil, err
	}
	return steerRecording(found, r)
}

// steerRecording pauses, resumes or stops a recording, of a conference or a call.
func steerRecording(found *recording, r *request) (any, error) {
	status, behavior := r.form.Get("Status"), r.form.Get("PauseBehavior")
	var problems []string
	if !slices.Contains([]string{paused, inProgress, stopped}, status) {
		problems = append(problems, "Status must be one of paused, in-progress, stopped")
	}
	if r.form.Has("PauseBehavior") && behavior != "silence" && behavior != "skip" {
		problems = append(problems, "PauseBehavior must be one of silence, skip")
	}
	if problems == nil && !found.canBecome(status) {
		problems = append(problems, fmt.Sprintf("Status cannot become %s while the recording is %s", status, found.Status))
	}
	if problems != nil {
		return nil, unprocessable(problems...)
	}
	switch status {
	case paused:
		found.pause(r.now, behavior == "skip")
	case inProgress:
		found.resume(r.now)
	case stopped:
		found.stop(r.now)
	}
	return found, nil
}

// canBecome reports whether a recording can take on another status: what has ended stays so.
func (r *recording) canBecome(status string) bool {
	switch status {
	case paused:
		return r.Status == inProgress || r.Status == "resumed"
	case inProgress:
		return r.Status == paused
	}
	return r.active()
}

func deleteRecording(s *store, r *request) (any, error) {
	_, found, err := s.recording(r)
	if err != nil {
		return nil, err
	}
	s.forgetRecording(found.SID)
	return noContent{}, nil
}
