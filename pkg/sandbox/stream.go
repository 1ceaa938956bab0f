package sandbox

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A stream, in the API's order of fields.
type stream struct {
	AccountSID    string  `json:"account_sid"`
	ConferenceSID string  `json:"conference_sid,omitempty"` // or
	CallSID       string  `json:"call_sid,omitempty"`
	DateUpdated   date    `json:"date_updated"`
	Name          *string `json:"name"`
	SID           string  `json:"sid"`
	Status        string  `json:"status"`
	URI           string  `json:"uri"`
}

func streamStates() []string { return []string{"queued", inProgress, stopped} }

// fillIn sets what follows from the SIDs.
func (t *stream) fillIn() {
	t.AccountSID = Account
	owner := "/Conferences/" + t.ConferenceSID
	if t.CallSID != "" {
		owner = "/Calls/" + t.CallSID
	}
	t.URI = base + owner + "/Streams/" + t.SID + ".json"
}

func startStream(s *store, r *request) (any, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, err
	}
	problems := streamProblems(r.form)
	if problems == nil && c.Status != inProgress {
		problems = append(problems, "A stream cannot start while the conference is "+c.Status)
	}
	if problems == nil && s.isStreaming(r.form.Get("Name"), func(t *stream) bool { return t.ConferenceSID == c.SID }) {
		problems = append(problems, "Name has already been taken in this conference")
	}
	if problems != nil {
		return nil, unprocessable(problems...)
	}
	t := s.newStream(r)
	t.ConferenceSID = c.SID
	t.fillIn()
	c.streams.add(t.SID, t)
	return t, nil
}

// newStream adds a stream as a form wants it.
func (s *store) newStream(r *request) *stream {
	t := &stream{SID: s.newStreamSID(), Status: inProgress, DateUpdated: on(r.now)}
	if name := r.form.Get("Name"); name != "" {
		t.Name = &name
	}
	s.streams.add(t.SID, t)
	return t
}

// isStreaming reports whether a stream of this name goes on among some: a name is the only one of its kind.
func (s *store) isStreaming(name string, among func(*stream) bool) bool {
	return name != "" && slices.ContainsFunc(s.streams.entries, func(e entry[*stream]) bool {
		return among(e.item) && e.item.Status != stopped && e.item.Name != nil && *e.item.Name == name
	})
}

var parameter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^Parameter([0-9]+)\.(Name|Value)$`) })

// streamProblems says all that is wrong with the form of a stream to start.
func streamProblems(form url.Values) []string {
	var problems []string
	check := func(name, want string, right func(string) bool) {
		if form.Has(name) && !right(form.Get(name)) {
			problems = append(problems, name+" must be "+want)
		}
	}
	among := func(values ...string) func(string) bool {
		return func(text string) bool { return slices.Contains(values, text) }
	}
	filled := func(text string) bool { return text != "" }
	if !form.Has("Url") {
		problems = append(problems, "Url can't be blank")
	}
	check("Url", "a wss:// URL", func(text string) bool { return isURL(text, "wss") })
	check("Name", "filled in", filled)
	check("Track", "one of inbound_track, outbound_track, both_tracks", among("inbound_track", "outbound_track", "both_tracks"))
	check("StatusCallback", "a fully qualified URL", func(text string) bool { return isURL(text, "http", "https") })
	check("StatusCallbackMethod", "GET or POST", isMethod)
	check("StreamCodec", "one of PCMU, PCMA, L16, L16@16000h, L16@24000h", among("PCMU", "PCMA", "L16", "L16@16000h", "L16@24000h"))
	check("StreamRealTime", "true or false", among("true", "false"))
	check("AuthorizationBearerToken", "filled in", filled)

	var wrong []string
	for name := range form {
		parts := parameter().FindStringSubmatch(name)
		if parts == nil {
			continue
		}
		number, err := strconv.Atoi(parts[1])
		other := map[string]string{"Name": "Value", "Value": "Name"}[parts[2]]
		if pair := "Parameter" + parts[1] + "." + other; err != nil || number < 1 || number > 99 || strconv.Itoa(number) != parts[1] {
			wrong = append(wrong, name+" must have a number of 1 to 99")
		} else if !form.Has(pair) {
			wrong = append(wrong, fmt.Sprintf("%s needs %s", name, pair))
		} else if parts[2] == "Name" && strings.TrimSpace(form.Get(name)) == "" {
			wrong = append(wrong, name+" must be filled in")
		}
	}
	slices.Sort(wrong)
	return append(problems, wrong...)
}

func stopStream(s *store, r *request) (any, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, err
	}
	t, ok := c.streams.get(r.sids[1])
	if !ok {
		return nil, notFound(r.path)
	}
	return endStream(t, r)
}

// endStream stops a stream, of a conference or a call.
func endStream(t *stream, r *request) (any, error) {
	if r.form.Get("Status") != stopped {
		return nil, unprocessable("Status must be stopped")
	}
	if t.Status == stopped {
		return nil, unprocessable("The stream is stopped already")
	}
	t.Status, t.DateUpdated = stopped, on(r.now)
	return t, nil
}
