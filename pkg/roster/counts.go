package roster

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"confcall/pkg/lookup"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
)

// Counts counts the participants of many conferences. It reads the space's log, which lists the counts of all conferences, and
// otherwise lists the participants of each. It is not safe for concurrent use.
type Counts struct {
	client *signalwire.Client
	atOnce int               // how many requests are made at once
	note   func(text string) // called with the reason if a count is unknown or takes more requests
	noLog  bool              // the log cannot be read
}

// NewCounts returns a Counts that makes at most atOnce requests at a time.
func NewCounts(client *signalwire.Client, atOnce int, note func(text string)) *Counts {
	return &Counts{client: client, atOnce: atOnce, note: note}
}

// IgnoreLog makes it count without the log. It is for accounts other than the one that the log belongs to.
func (c *Counts) IgnoreLog() { c.noLog = true }

// Of returns the number of participants of each conference, in the same order, or null where it is not known. The error is the end
// of ctx. GET /api/logs/conferences, and GET /Conferences/{Sid}/Participants.
func (c *Counts) Of(ctx context.Context, conferences []signalwire.Resource) ([]json.RawMessage, error) {
	logged := c.readLog(ctx, slices.DeleteFunc(slices.Clone(conferences), signalwire.Resource.HasEnded))
	countOne := func(ctx context.Context, conference signalwire.Resource) count {
		if conference.HasEnded() {
			return count{n: "0"}
		}
		sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
		if err != nil {
			return count{err: err}
		}
		if n, ok := logged[strings.ToLower(sid)]; ok {
			return count{n: n}
		}
		n, _, err := lookup.CountParticipants(ctx, c.client, sid)
		return count{strconv.Itoa(n), err}
	}
	var counts []json.RawMessage
	for count, err := range parallel.Map(ctx, c.atOnce, slices.Values(conferences), countOne) {
		if err != nil {
			return nil, err
		}
		if count.err != nil {
			c.note("how many are in a conference is not known: " + count.err.Error())
			count.n = "null"
		}
		counts = append(counts, json.RawMessage(count.n))
	}
	return counts, nil
}

// count is the number of participants of one conference, or why it is not known.
type count struct {
	n   string
	err error
}

// readLog reads the log while each page has two or more of the conferences. From there on, counting each conference costs no
// more. An item is about a conference only if its ID is the conference's SID.
func (c *Counts) readLog(ctx context.Context, conferences []signalwire.Resource) map[string]string {
	if c.noLog || len(conferences) == 0 {
		return nil
	}
	wanted, found := map[string]bool{}, map[string]string{}
	for _, conference := range conferences {
		if sid := conference.SID(); signalwire.IsSID(sid) {
			wanted[strings.ToLower(sid)] = true
		}
	}
	for page, err := range c.client.ConferenceLog(ctx, since(conferences), signalwire.Paging{Limit: 1}) {
		if err != nil {
			if ctx.Err() == nil {
				c.noLog = true
				c.note("the conference log cannot be read, so the participants of each conference are counted: " + err.Error())
			}
			return found
		}
		before := len(found)
		for _, item := range page.Items {
			key, n := strings.ToLower(item.Text(signalwire.FieldID)), string(item.Field("current_participants"))
			if _, err := strconv.ParseUint(n, 10, 32); err == nil && wanted[key] {
				found[key] = n
			}
		}
		if len(found) == len(wanted) || len(found)-before < 2 {
			break
		}
	}
	return found
}

// since returns the query for the log from two days before the oldest of the conferences. The log's days are in UTC.
func since(conferences []signalwire.Resource) url.Values {
	var oldest time.Time
	for _, conference := range conferences {
		began, ok := timestamp.Parse(conference.Text(signalwire.FieldDateCreated))
		if !ok {
			return nil
		}
		if oldest.IsZero() || began.Before(oldest) {
			oldest = began
		}
	}
	return url.Values{"created_after": {oldest.UTC().AddDate(0, 0, -2).Format(time.DateOnly)}}
}
