package sandbox

import (
	"regexp"
	"slices"
	"sync"
	"time"
)

// A call, in the API's order of fields.
type call struct {
	SID             string   `json:"sid"`
	AccountSID      string   `json:"account_sid"`
	DateCreated     date     `json:"date_created"`
	DateUpdated     date     `json:"date_updated"`
	ParentCallSID   *string  `json:"parent_call_sid"`
	To              string   `json:"to"`
	FormattedTo     string   `json:"formatted_to"`
	ToFormatted     string   `json:"to_formatted"`
	From            string   `json:"from"`
	FormattedFrom   string   `json:"formatted_from"`
	FromFormatted   string   `json:"from_formatted"`
	PhoneNumberSID  *string  `json:"phone_number_sid"`
	Status          string   `json:"status"`
	StartTime       date     `json:"start_time"`
	EndTime         date     `json:"end_time"`
	Duration        int      `json:"duration"`
	Price           *float64 `json:"price"`
	PriceUnit       string   `json:"price_unit"`
	Direction       string   `json:"direction"`
	AnsweredBy      *string  `json:"answered_by"`
	APIVersion      string   `json:"api_version"`
	ForwardedFrom   *string  `json:"forwarded_from"`
	CallerName      *string  `json:"caller_name"`
	Annotation      *string  `json:"annotation"`
	GroupSID        *string  `json:"group_sid"`
	SIPResultCode   *string  `json:"sip_result_code"`
	URI             string   `json:"uri"`
	SubresourceURIs callURIs `json:"subresource_uris"`
	AudioInMOS      *float64 `json:"audio_in_mos"`

	AudioRTTAverage       *int `json:"audio_rtt_avg"`
	AudioRTTLeast         *int `json:"audio_rtt_min"`
	AudioRTTMost          *int `json:"audio_rtt_max"`
	AudioOutJitterLeast   *int `json:"audio_out_jitter_min"`
	AudioOutJitterMost    *int `json:"audio_out_jitter_max"`
	AudioOutJitterAverage *int `json:"audio_out_jitter_avg"`
	AudioOutLost          *int `json:"audio_out_lost"`

	ringing *ringing // until somebody answers a call that a request dialled
}

type callURIs struct {
	Notifications *string `json:"notifications"` // the API has none
	Recordings    string  `json:"recordings"`
}

func callStates() []string {
	return []string{"queued", "ringing", inProgress, "canceled", completed, "busy", "failed", "no-answer"}
}

// fillIn sets the fields that follow from the SID, the numbers and the state.
func (c *call) fillIn() {
	c.AccountSID, c.APIVersion, c.PriceUnit = Account, apiVersion, "USD"
	path := base + "/Calls/" + c.SID
	c.URI = path + ".json"
	c.SubresourceURIs.Recordings = path + "/Recordings.json"
	c.FormattedTo, c.FormattedFrom = formatted(c.To), formatted(c.From)
	c.ToFormatted, c.FromFormatted = c.FormattedTo, c.FormattedFrom
	if c.Status == completed && c.EndTime == (date{}) {
		c.EndTime = on(c.StartTime.at.Add(time.Duration(c.Duration) * time.Second))
	}
	if c.Status == completed && c.Price == nil {
		c.setPrice()
	}
}

// setPrice sets the price of a call, at 0.003 dollars a minute. Costs are negative.
func (c *call) setPrice() {
	price := -float64(3*((c.Duration+59)/60)) / 1000
	c.Price = &price
}

// end gives a call its last status, unless it has ended before.
func (c *call) end(status string, now time.Time) {
	if !c.active() {
		return
	}
	c.Duration = c.seconds(now)
	c.Status, c.EndTime, c.DateUpdated, c.ringing = status, on(now), on(now), nil
	if status == completed {
		c.setPrice()
	}
}

func (c *call) active() bool {
	return slices.Contains([]string{"queued", "ringing", inProgress}, c.Status)
}

// seconds returns how long a call has lasted.
func (c *call) seconds(now time.Time) int {
	if c.Status == inProgress && !c.StartTime.at.IsZero() {
		return max(0, int(now.Sub(c.StartTime.at).Seconds()))
	}
	return c.Duration
}

func getCall(s *store, r *request) (any, error) {
	found, ok := s.calls.get(r.sids[0])
	if !ok {
		return nil, notFound(r.path)
	}
	return found.at(r.now), nil
}

// at returns the call as it is shown at a time: if it is in progress, it has lasted until then.
func (c *call) at(now time.Time) call {
	shown := *c
	shown.Duration = c.seconds(now)
	return shown
}

func listCalls(s *store, r *request) (any, error) {
	f := filters{values: r.query}
	status := f.oneOf("Status", callStates()...)
	from, fromGiven := f.text("From")
	to, toGiven := f.text("To")
	parent := f.sid("ParentCallSid")
	started, ended := f.times("StartTime"), f.times("EndTime")
	if f.err != nil {
		return nil, f.err
	}
	list, found, err := page(&s.calls, r, f.known, func(c *call) bool {
		return (status == "" || c.Status == status) && (!fromGiven || c.From == from) && (!toGiven || c.To == to) &&
			(parent == "" || c.ParentCallSID != nil && sameSID(*c.ParentCallSID, parent)) &&
			started.contain(c.StartTime) && ended.contain(c.EndTime)
	})
	calls := make([]call, len(found))
	for i, c := range found {
		calls[i] = c.at(r.now)
	}
	list.Calls = calls
	return list, err
}

// updateCall ends a call, or lets another document steer it, which takes it out of its conference.
func updateCall(s *store, r *request) (any, error) {
	c, ok := s.calls.get(r.sids[0])
	if !ok {
		return nil, notFound(r.path)
	}
	f := changes{values: r.form}
	status, ends := f.given("Status")
	for _, name := range []string{"Url", "FallbackUrl", "StatusCallback"} {
		f.url(name)
	}
	for _, name := range []string{"Method", "FallbackMethod", "StatusCallbackMethod"} {
		f.method(name)
	}
	if ends && status != canceled && status != completed {
		f.fail(invalid("Status %q is not valid: want canceled or completed.", status))
	}
	if err := f.problem(); err != nil {
		return nil, err
	}
	_, moves := f.given("Url")
	if problem := c.refuses(status, moves); problem != "" {
		return nil, invalid("%s", problem)
	}
	c.DateUpdated = on(r.now)
	switch {
	case ends:
		s.hangUp(c, status, r.now)
	case moves:
		s.leaveAny(c.SID, r.now)
	}
	return c.at(r.now), nil
}

// refuses returns why a call cannot take on a status or be redirected; empty if it can.
func (c *call) refuses(status string, moves bool) string {
	switch {
	case !c.active():
		return "The call is " + c.Status + " and cannot be updated."
	case status == canceled && c.Status == inProgress:
		return "The call is in-progress and cannot be canceled: it can be completed."
	case status == completed && c.Status != inProgress:
		return "The call is " + c.Status + " and cannot be completed: it can be canceled."
	case moves && c.Status != inProgress:
		return "The call is " + c.Status + " and cannot be redirected before it is in-progress."
	}
	return ""
}

var number = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\+1([0-9]{3})([0-9]{3})([0-9]{4})$`) })

// formatted writes a number of North America as people do there. Any other number stays as it is.
func formatted(text string) string { return number().ReplaceAllString(text, "($1) $2-$3") }
