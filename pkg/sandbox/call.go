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
	AudioRTTAverage *float64 `json:"audio_rtt_avg"`
}

type callURIs struct {
	Notifications string `json:"notifications"`
	Recordings    string `json:"recordings"`
}

func callStates() []string {
	return []string{"queued", "ringing", inProgress, "canceled", completed, "busy", "failed", "no-answer"}
}

// fillIn sets what follows from the SID, the numbers and the state.
func (c *call) fillIn() {
	c.AccountSID, c.APIVersion, c.PriceUnit = Account, apiVersion, "USD"
	path := base + "/Calls/" + c.SID
	c.URI = path + ".json"
	c.SubresourceURIs = callURIs{Notifications: path + "/Notifications.json", Recordings: path + "/Recordings.json"}
	c.FormattedTo, c.FormattedFrom = formatted(c.To), formatted(c.From)
	c.ToFormatted, c.FromFormatted = c.FormattedTo, c.FormattedFrom
	if c.Status == completed && c.EndTime == (date{}) {
		c.EndTime = on(c.StartTime.at.Add(time.Duration(c.Duration) * time.Second))
	}
	if c.Status == completed && c.Price == nil {
		c.setPrice()
	}
}

// A minute costs 0.003 dollars.
func (c *call) setPrice() {
	price := float64(3*((c.Duration+59)/60)) / 1000
	c.Price = &price
}

// end hangs up, unless the call has ended before.
func (c *call) end(now time.Time) {
	if !c.active() {
		return
	}
	c.Duration = c.seconds(now)
	c.Status, c.EndTime, c.DateUpdated = completed, on(now), on(now)
	c.setPrice()
}

func (c *call) active() bool {
	return slices.Contains([]string{"queued", "ringing", inProgress}, c.Status)
}

// seconds is how long a call has lasted.
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
	shown := *found
	shown.Duration = found.seconds(r.now)
	return shown, nil
}

var number = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\+1([0-9]{3})([0-9]{3})([0-9]{4})$`) })

// formatted shows a number of North America as people write it there, and any other as it is.
func formatted(text string) string { return number().ReplaceAllString(text, "($1) $2-$3") }
