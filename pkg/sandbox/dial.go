package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A leg is a call as the operations at the space's root show it.
type leg struct {
	ID            string   `json:"id"`
	From          string   `json:"from"`
	To            string   `json:"to"`
	Direction     string   `json:"direction"`
	Status        string   `json:"status"`
	Duration      *int     `json:"duration"`
	DurationMS    *int     `json:"duration_ms"`
	BillingMS     *int     `json:"billing_ms"`
	Source        string   `json:"source"`
	Type          string   `json:"type"`
	URL           *string  `json:"url"`
	Charge        float64  `json:"charge"`
	CreatedAt     string   `json:"created_at"`
	ChargeDetails []string `json:"charge_details"`
	ParentID      *string  `json:"parent_id"`
}

// leg shows a call.
func (c *call) leg(url *string) leg {
	l := leg{
		ID: c.SID, From: c.From, To: c.To, Direction: "inbound", Source: "realtime_api", Type: "relay_pstn_call", URL: url,
		CreatedAt: iso(c.DateCreated.at), ChargeDetails: []string{}, ParentID: c.ParentCallSID,
	}
	if c.Direction == "outbound" {
		l.Direction = "outbound-api"
	}
	switch scheme, _, _ := strings.Cut(c.To, ":"); scheme {
	case "sip", "sips":
		l.Type = "relay_sip_call"
	case "verto", "client":
		l.Type = "relay_webrtc_call"
	}
	switch c.Status {
	case inProgress:
		l.Status = "answered"
	case completed:
		l.Status = "ended"
	case "busy", "no-answer":
		l.Status = "failed"
	default:
		l.Status = c.Status
	}
	return l
}

// command does what the calling API is told: to dial, or to update a call.
func command(s *store, r *request) (any, error) {
	body, err := parseObject(r.body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, 10000, "%v", err)
	}
	v := &validator{object: body}
	v.only("command", "params")
	name := v.oneOf("command", required, "dial", "update")
	params := v.inner("params", required)
	if v.problems() != nil {
		return nil, v.problems()
	}
	if name == "dial" {
		return s.dial(params, r.now)
	}
	return s.redirect(params, r.now)
}

// dial begins a call. It is not answered yet.
func (s *store) dial(v *validator, now time.Time) (any, error) {
	v.only("from", "to", "caller_id", "timeout", "send_digits", "max_price_per_minute", "status_url", "status_events", "swml", "url",
		"url_method", "fallback_url", "username", "password", "codecs", "region", "custom_variables")
	from, to := v.text("from", required), v.text("to", required)
	if to != "" && !isAddress(to) {
		v.invalid("to", "to must be an E.164 number, or begin with sip:, verto: or client:")
	}
	if strings.HasPrefix(to, "+") && from != "" && !e164().MatchString(from) {
		v.invalid("from", "from must be an E.164 number")
	}
	v.text("caller_id", optional)
	v.whole("timeout", 1, 600)
	if digits := v.text("send_digits", optional); strings.Trim(digits, "0123456789ABCD*#w,") != "" {
		v.invalid("send_digits", "send_digits can only hold 0-9, A-D, *, #, w and a comma")
	}
	price, limited := v.number("max_price_per_minute")
	if limited && price < 0 {
		v.invalid("max_price_per_minute", "max_price_per_minute must be at least 0")
	}
	v.url("status_url", "http", "https")
	v.url("fallback_url", "http", "https")
	v.oneOf("url_method", optional, http.MethodGet, http.MethodPost)
	v.words("status_events", "created", "ringing", "answered", "ended")
	join, url := v.document()
	if cost := costOf(to); v.problems() == nil && limited && price < cost {
		v.invalid("max_price_per_minute", fmt.Sprintf("max_price_per_minute was exceeded: this call costs %g a minute", cost))
	}
	if err := v.problems(); err != nil {
		return nil, err
	}
	c := &call{
		SID: s.newCallSID(), Status: "queued", Direction: "outbound", From: from, To: to, DateCreated: on(now), DateUpdated: on(now),
		ringing: &ringing{began: now, join: join},
	}
	c.fillIn()
	s.calls.add(c.SID, c)
	s.rings = append(s.rings, c)
	return c.leg(url), nil
}

// costOf is what a minute costs, in dollars.
func costOf(to string) float64 {
	if ending(to) == "0004" {
		return 5
	}
	return 0.008
}

// redirect ends a call, or has it leave where it is and go on by another document.
func (s *store) redirect(v *validator, now time.Time) (any, error) {
	v.only("id", "swml", "url", "fallback_url", "status", "status_url")
	id := v.sid("id", required)
	status := v.oneOf("status", optional, canceled, completed)
	v.url("status_url", "http", "https")
	v.url("fallback_url", "http", "https")
	var join *joining
	var url *string
	if status == "" || v.has("swml") || v.has("url") {
		join, url = v.document()
	}
	c, ok := s.calls.get(id)
	if v.problems() == nil && !ok {
		v.invalid("id", "id is no call of this project")
	}
	if v.problems() == nil {
		if problem := c.refuses(status, join != nil || url != nil); problem != "" {
			v.invalid(map[bool]string{true: "status", false: "id"}[status != ""], problem)
		}
	}
	if err := v.problems(); err != nil {
		return nil, err
	}
	c.DateUpdated = on(now)
	switch {
	case status != "":
		s.hangUp(c, status, now)
	default:
		s.leaveAny(c.SID, now)
		if join != nil && c.active() {
			s.enter(c, join, now)
		}
	}
	return c.leg(url), nil
}
