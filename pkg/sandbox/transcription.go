package sandbox

import "time"

// A transcription is what was said in a recording, in the API's order of fields.
type transcription struct {
	SID          string  `json:"sid"`
	AccountSID   string  `json:"account_sid"`
	APIVersion   string  `json:"api_version"`
	RecordingSID string  `json:"recording_sid"`
	DateCreated  date    `json:"date_created"`
	DateUpdated  date    `json:"date_updated"`
	Duration     int     `json:"duration"` // seconds of audio
	Price        *string `json:"price"`
	PriceUnit    string  `json:"price_unit"`
	Status       string  `json:"status"`
	Text         *string `json:"transcription_text"`
	Type         string  `json:"type"` // always empty
	URI          string  `json:"uri"`
}

// fillIn sets what follows from the SID.
func (t *transcription) fillIn() {
	t.AccountSID, t.APIVersion, t.PriceUnit, t.Status = Account, apiVersion, "USD", completed
	t.URI = base + "/Transcriptions/" + t.SID + ".json"
}

func listTranscriptions(s *store, r *request) (any, error) {
	f := filters{values: r.query}
	created := f.times("DateCreated")
	if f.err != nil {
		return nil, f.err
	}
	list, items, err := newestPage(&s.transcriptions, r, f.known, func(t *transcription) bool { return created.contain(t.DateCreated) })
	list.Transcriptions = items
	return list, err
}

func getTranscription(s *store, r *request) (any, error) {
	found, ok := s.transcriptions.get(r.sids[0])
	if !ok {
		return nil, notFound(r.path)
	}
	return found, nil
}

func deleteTranscription(s *store, r *request) (any, error) {
	if _, ok := s.transcriptions.get(r.sids[0]); !ok {
		return nil, notFound(r.path)
	}
	s.transcriptions.remove(r.sids[0])
	return noContent{}, nil
}

// transcribed are the texts of the sample recordings, the older one first.
func transcribed(now time.Time) []transcription {
	text, price := "Good morning. Shall we begin with the numbers of the last quarter?", "-0.0150"
	return []transcription{
		{
			SID: "6b2d4f10-7a3c-4e5b-8d9f-2c1e0a8b3001", RecordingSID: "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e3001", Duration: 1800,
			DateCreated: on(now.Add(-23 * time.Hour)), DateUpdated: on(now.Add(-23 * time.Hour)), Text: &text, Price: &price,
		},
		// Its words are not known yet, nor what they cost.
		{
			SID: "6b2d4f10-7a3c-4e5b-8d9f-2c1e0a8b1002", RecordingSID: "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002", Duration: 42,
			DateCreated: on(now.Add(-16 * time.Minute)), DateUpdated: on(now.Add(-16 * time.Minute)),
		},
	}
}
