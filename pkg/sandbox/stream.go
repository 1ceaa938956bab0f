package sandbox

import (
	"fmt"
	"net/http"
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
	ConferenceSID string  `json:"conference_sid"`
	DateUpdated   date    `json:"date_updated"`
	Name          *string `json:"name"`
	SID           string  `json:"sid"`
	Status        string  `json:"status"`
	URI           string  `json:"uri"`
}

func streamStates() []string { return []string{"queued", inProgress, stopped} }

// fillIn sets what follows from the SIDs.
func (t *stream) fillIn(conference string) {
	t.AccountSID, t.ConferenceSID = Account, conference
	t.URI = base + "/Conferences/" + conference + "/Streams/" + t.SID + ".json"
}

func startStream(s *store, r *request) (any, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, err
	}
	if problems := streamProblems(r.form); len(problems) > 0 {
		return nil, unprocessable(problems...)
	}
	if c.Status != inProgress {
		return nil, refuse(http.StatusUnprocessableEntity, 21220, "A stream cannot start while the conference is %s.", c.Status)
	}
	t := &stream{SID: s.newStreamSID(), Status: inProgress, DateUpdated: on(r.now)}
	if name := r.form.Get("Name"); name != "" {
		t.Name = &name
	}
	t.fillIn(c.SID)
	s.addStream(c, t)
	return t, nil
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
	if r.form.Get("Status") != stopped {
		return nil, unprocessable("Status must be stopped")
	}
	if t.Status == stopped {
		return nil, unprocessable("The stream is stopped already")
	}
	t.Status, t.DateUpdated = stopped, on(r.now)
	return t, nil
}
