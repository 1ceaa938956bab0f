package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// crowd is a conference with so many participants, of whom each second is muted.
func crowd(t *testing.T, n int) *Data {
	t.Helper()
	var text strings.Builder
	text.WriteString("conferences:\n  - participants:\n")
	for i := range n {
		fmt.Fprintf(&text, "      - {call_sid: %s, muted: %t}\n", crowdSID(i), i%2 == 1)
	}
	return mustParse(t, text.String())
}

func crowdSID(i int) string { return fmt.Sprintf("11111111-1111-4111-8111-%012d", i) }

func crowdSIDs(numbers ...int) []string {
	sids := make([]string, len(numbers))
	for i, n := range numbers {
		sids[i] = crowdSID(n)
	}
	return sids
}

const crowdPath = "Conferences/c0000000-0000-4000-8000-000000000001/Participants"

// uri returns one of a page's URIs, empty when it is null.
func (r reply) uri(name string) string {
	r.t.Helper()
	text, _ := r.object[name].(string)
	if text != "" && !strings.HasPrefix(text, "/") {
		r.t.Errorf("%s: %s is %s", r.asked, name, text)
	}
	return text
}

func (c *caller) next(r reply) reply     { c.t.Helper(); return c.get(r.uri("next_page_uri")) }
func (c *caller) previous(r reply) reply { c.t.Helper(); return c.get(r.uri("previous_page_uri")) }

func TestPages(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: crowd(t, 7)})
	first := c.get(crowdPath+"?PageSize=3").lists(crowdSIDs(0, 1, 2)...).ok("page", 0.0, "page_size", 3.0, "previous_page_uri", nil,
		"uri", base+"/"+crowdPath+"?Page=0&PageSize=3", "first_page_uri", base+"/"+crowdPath+"?Page=0&PageSize=3")
	second := c.next(first).lists(crowdSIDs(3, 4, 5)...).ok("page", 1.0, "page_size", 3.0, "uri", first.uri("next_page_uri"),
		"first_page_uri", first.uri("uri"))
	third := c.next(second).lists(crowdSIDs(6)...).ok("page", 2.0, "next_page_uri", nil)
	if token := token(t, second); !strings.HasPrefix(token, "PA") {
		t.Errorf("the next page's token is %s", token)
	}
	back := c.previous(third).lists(crowdSIDs(3, 4, 5)...).ok("page", 1.0)
	if token := token(t, back); !strings.HasPrefix(token, "PB") {
		t.Errorf("the previous page's token is %s", token)
	}
	c.previous(back).lists(crowdSIDs(0, 1, 2)...).ok("page", 0.0, "previous_page_uri", nil)
	c.next(back).lists(crowdSIDs(6)...)

	// Without a token, by number.
	c.previous(c.get(crowdPath + "?PageSize=3&Page=1").lists(crowdSIDs(3, 4, 5)...)).lists(crowdSIDs(0, 1, 2)...)
	beyond := c.get(crowdPath+"?PageSize=3&Page=9").lists().ok("page", 9.0, "next_page_uri", nil)
	c.previous(beyond).lists(crowdSIDs(4, 5, 6)...).ok("page", 8.0)
	c.get(crowdPath+"?Page=2147483647").lists().ok("next_page_uri", nil)
	// Exactly full, and all at once.
	c.get(crowdPath+"?PageSize=7").ok("next_page_uri", nil, "previous_page_uri", nil)
	c.get(crowdPath).ok("page_size", 50.0, "next_page_uri", nil).lists(crowdSIDs(0, 1, 2, 3, 4, 5, 6)...)
	c.get(crowdPath+"?PageSize=1000").ok("page_size", 1000.0)
}

// token is the one that a page was asked for with.
func token(t *testing.T, r reply) string {
	t.Helper()
	u, err := url.Parse(r.uri("uri"))
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("PageToken")
}

func TestPagesKeepFiltersAndPrefix(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: crowd(t, 7)})
	short := strings.TrimPrefix(base, "/api/laml") + "/" + crowdPath + ".json"
	first := c.get(short + "?PageSize=2&Muted=false&Unknown=x").lists(crowdSIDs(0, 2)...)
	for _, name := range []string{"uri", "first_page_uri", "next_page_uri"} {
		if uri := first.uri(name); !strings.HasPrefix(uri, short+"?") || !strings.Contains(uri, "Muted=false") || strings.Contains(uri, "Unknown") {
			t.Errorf("%s is %s", name, uri)
		}
	}
	second := c.next(first).lists(crowdSIDs(4, 6)...).ok("next_page_uri", nil)
	c.previous(second).lists(crowdSIDs(0, 2)...)
	// A token is good whichever way its list is asked for.
	capitals := base + "/" + strings.Replace(crowdPath, "/c", "/C", 1)
	c.get(strings.Replace(first.uri("next_page_uri"), short, capitals, 1)).lists(crowdSIDs(4, 6)...)

	c = newCaller(t, Options{})
	dated := c.get("Conferences?DateCreated%3C=2026-11-23&PageSize=1").lists(SampleConference)
	c.next(dated).lists(board).ok("next_page_uri", nil)
	recordings := c.get("Conferences/" + standUp + "/Recordings?PageSize=1").lists(finished)
	c.previous(c.next(recordings).lists(running)).lists(finished)
}

// TestPagesWhileItemsChange walks a list that others change: what stays is seen once, in both directions.
func TestPagesWhileItemsChange(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: crowd(t, 9)})
	first := c.get(crowdPath + "?PageSize=3").lists(crowdSIDs(0, 1, 2)...)
	for _, n := range []int{0, 1, 4} {
		c.remove(crowdPath + "/" + crowdSID(n)).gone()
	}
	second := c.next(first).lists(crowdSIDs(3, 5, 6)...)
	c.join(9)
	third := c.next(second).lists(crowdSIDs(7, 8, 9)...).ok("next_page_uri", nil)
	c.join(10)
	fourth := c.next(c.get(third.uri("uri"))).lists(crowdSIDs(10)...).ok("page", 3.0)
	c.remove(crowdPath + "/" + crowdSID(6)).gone()
	back := c.previous(c.previous(fourth).lists(crowdSIDs(7, 8, 9)...)).lists(crowdSIDs(2, 3, 5)...)
	back.ok("previous_page_uri", nil, "page", 1.0)

	// All that a page held, or held behind or before it, has gone.
	for _, n := range []int{7, 8, 9, 10} {
		c.remove(crowdPath + "/" + crowdSID(n)).gone()
	}
	empty := c.get(third.uri("uri")).lists().ok("next_page_uri", nil)
	c.previous(empty).lists(crowdSIDs(2, 3, 5)...)
	for _, n := range []int{2, 3, 5} {
		c.remove(crowdPath + "/" + crowdSID(n)).gone()
	}
	c.join(11)
	nothing := c.get(empty.uri("previous_page_uri")).lists().ok("previous_page_uri", nil)
	c.next(nothing).lists(crowdSIDs(11)...)

	// One who leaves and comes again is the last.
	c.remove(crowdPath + "/" + crowdSID(11)).gone()
	c.join(12)
	c.join(11)
	c.get(crowdPath).lists(crowdSIDs(12, 11)...)
}

// join has another participant call in.
func (c *caller) join(n int) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	conference := c.server.store.conferences.entries[0].item
	p := newParticipant(crowdSID(n), c.now, n)
	p.participant.fillIn(conference.SID)
	conference.participants.add(p.participant.CallSID, &p.participant)
}

func TestPagesRefused(t *testing.T) {
	t.Parallel()
	c := newCaller(t, Options{Data: crowd(t, 5)})
	for _, query := range []string{"PageSize=0", "PageSize=1001", "PageSize=-1", "PageSize=x", "PageSize=", "Page=-1", "Page=x", "Page=", "Page=99999999999999999999"} {
		c.get(crowdPath+"?"+query).refused(400, 10000)
		c.get("Conferences?"+query).refused(400, 10000)
	}
	first := c.get(crowdPath + "?PageSize=2").ok()
	good := strings.TrimPrefix(first.uri("next_page_uri")[strings.Index(first.uri("next_page_uri"), "PageToken="):], "PageToken=")
	c.get(crowdPath + "?PageToken=" + good).lists(crowdSIDs(2, 3, 4)...)
	changed := []byte(good)
	changed[len(changed)-1] ^= 1
	for _, token := range []string{"", "x", "PA", "PB", "PAzz", "PB" + good[2:], "PC" + good[2:], good + "0", good[2:], strings.ToLower(good), string(changed), "PA" + strings.Repeat("0", 32)} {
		c.get(crowdPath+"?PageToken="+token).refused(400, 21481)
		c.get("Conferences?Page=1&PageToken="+token).refused(400, 21481)
	}
	// A token of another list.
	c.get("Conferences?PageToken="+good).refused(400, 21481)
}

// TestPagesOfMany walks through a long list and back.
func TestPagesOfMany(t *testing.T) {
	t.Parallel()
	const n = 2500
	c := newCaller(t, Options{Data: crowd(t, n)})
	var forwards, backwards []string
	page := c.get(crowdPath + "?PageSize=1000")
	for {
		forwards = append(forwards, page.sids()...)
		if page.uri("next_page_uri") == "" {
			break
		}
		page = c.next(page)
	}
	for {
		backwards = append(page.sids(), backwards...)
		if page.uri("previous_page_uri") == "" {
			break
		}
		page = c.previous(page)
	}
	if len(forwards) != n || !slices.Equal(forwards, backwards) || forwards[0] != crowdSID(0) || forwards[n-1] != crowdSID(n-1) {
		t.Errorf("%d forwards, %d backwards", len(forwards), len(backwards))
	}
}
