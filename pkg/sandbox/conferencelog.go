package sandbox

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A logged conference is one of this API as the space's log shows it, with how many are in it.
type logged struct {
	ID                  string  `json:"id"`
	CreatedAt           string  `json:"created_at"`
	ProjectID           string  `json:"project_id"`
	Region              string  `json:"region"`
	Name                *string `json:"name"`
	Status              *string `json:"status"`
	MaxSize             *int    `json:"max_size"`
	CurrentParticipants int     `json:"current_participants"`
	UpdatedAt           string  `json:"updated_at"`
	Type                string  `json:"type"`
}

// A room is a conference of the video API, which only the log shows: it has no count.
type room struct {
	ID            string   `json:"id"`
	CreatedAt     string   `json:"created_at"`
	Source        string   `json:"source"`
	Type          string   `json:"type"`
	URL           string   `json:"url"`
	RoomName      *string  `json:"room_name"`
	Status        *string  `json:"status"`
	Locked        bool     `json:"locked"`
	StartedAt     *string  `json:"started_at"`
	EndedAt       *string  `json:"ended_at"`
	Charge        string   `json:"charge"`
	ChargeDetails []string `json:"charge_details"`
}

// held are the rooms of the sample data.
func held(now time.Time) []room {
	name, status := "Morning stand-up", completed
	began, ended := iso(now.Add(-2*time.Hour)), iso(now.Add(-time.Hour))
	const id = "4f3e2d1c-0b9a-4876-8543-21fedcba0001"
	return []room{{
		ID: id, CreatedAt: began, Source: "realtime_api", Type: "video_room_session",
		URL:      "https://example.signalwire.com/api/video/room_sessions/" + id,
		RoomName: &name, Status: &status, StartedAt: &began, EndedAt: &ended, Charge: "0.0", ChargeDetails: []string{},
	}}
}

// A logPage is a page of the log. The links are addresses, and those that lead nowhere are left out.
type logPage struct {
	Links struct {
		Self  string `json:"self"`
		First string `json:"first"`
		Next  string `json:"next,omitempty"`
		Prev  string `json:"prev,omitempty"`
	} `json:"links"`
	Data []any `json:"data"`
}

const day = 24 * time.Hour

func listLog(s *store, r *request) (any, error) {
	v := &logQuery{query: r.query, keep: url.Values{}}
	number := v.number("page_number", 0, 0, 1<<31-1)
	size := v.number("page_size", pageSize, 1, maxPageSize)
	v.boolean("include_deleted")
	on, _ := v.moment("created_on")
	before, _ := v.moment("created_before")
	after, isDay := v.moment("created_after")
	if isDay {
		after = after.Add(day - 1) // behind all of it
	}
	token, given := r.query.Get("page_token"), r.query.Has("page_token")
	place := pagePlace{page: number}
	if given {
		var ok bool
		if place, ok = parseToken(token, r.path); !ok {
			v.invalid("page_token", "page_token is not valid")
		}
	} else if number > 0 {
		v.add("missing_required_parameter", "page_token", "page_token is required when page_number is greater than 0")
	}
	if err := v.problems(); err != nil {
		return nil, err
	}
	all := s.log(func(at time.Time) bool {
		return (on.IsZero() || at.Truncate(day).Equal(on.Truncate(day))) && (before.IsZero() || at.Before(before)) &&
			(after.IsZero() || at.After(after))
	})
	cut := all.cut(place, given, size, false, func(any) bool { return true })
	address := func(page int, token string) string {
		query := url.Values{"page_number": {strconv.Itoa(page)}, "page_size": {strconv.Itoa(size)}}
		for name, values := range v.keep {
			query[name] = values
		}
		if token != "" {
			query.Set("page_token", token)
		}
		return r.root + r.path + "?" + query.Encode()
	}
	page := &logPage{Data: cut.items}
	page.Links.Self, page.Links.First = address(place.page, token), address(0, "")
	if cut.next != nil {
		page.Links.Next = address(cut.next.page, cut.next.token(r.path))
	}
	if cut.previous != nil {
		page.Links.Prev = address(cut.previous.page, cut.previous.token(r.path))
	}
	return page, nil
}

// log gathers what the log shows of those that began at a time that matches. A place in it stays one when conferences begin.
func (s *store) log(match func(time.Time) bool) collection[any] {
	var all collection[any]
	for i, room := range s.rooms {
		if at, err := time.Parse(time.RFC3339, room.CreatedAt); err == nil && match(at) {
			all.last = i
			all.add(room.ID, room)
		}
	}
	for _, e := range s.conferences.entries {
		if match(e.item.DateCreated.at) {
			all.last = len(s.rooms) + e.number - 1
			all.add(e.item.SID, e.item.logged())
		}
	}
	return all
}

func (c *conference) logged() logged {
	l := logged{
		ID: c.SID, CreatedAt: iso(c.DateCreated.at), ProjectID: Account, Region: c.Region, Name: &c.FriendlyName, Status: &c.Status,
		UpdatedAt: iso(c.DateUpdated.at), Type: "cxml_conference",
	}
	if c.most > 0 {
		l.MaxSize = &c.most
	}
	if c.Status != completed {
		for _, e := range c.participants.entries {
			if e.item.Status != completed {
				l.CurrentParticipants++
			}
		}
	}
	return l
}

// iso shows a time as the operations at the space's root do.
func iso(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// A logQuery reads the log's query.
type logQuery struct {
	validator
	query url.Values
	keep  url.Values // the filters, which the pages' addresses keep
}

func (q *logQuery) number(name string, otherwise, least, most int) int {
	if !q.query.Has(name) {
		return otherwise
	}
	n, err := strconv.Atoi(q.query.Get(name))
	if err != nil || n < least || n > most {
		q.invalid(name, name+" must be a whole number of "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
	}
	return n
}

func (q *logQuery) boolean(name string) {
	if !q.query.Has(name) {
		return
	}
	q.keep.Set(name, q.query.Get(name))
	if text := q.query.Get(name); text != "true" && text != "false" {
		q.invalid(name, name+" must be true or false")
	}
}

// moment reads a date or a time, and tells which it is.
func (q *logQuery) moment(name string) (at time.Time, day bool) {
	if !q.query.Has(name) {
		return time.Time{}, false
	}
	text := q.query.Get(name)
	q.keep.Set(name, text)
	at, err := time.Parse(time.DateOnly, text)
	if day = err == nil; !day {
		at, err = time.Parse(time.RFC3339, strings.ToUpper(text))
	}
	if err != nil {
		q.invalid(name, name+" is not a valid date or timestamp")
	}
	return at.UTC(), day
}
