package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// TestOverlooked asks again for what a list lacks although it has not ended, poll after poll, and tells of its end once.
func TestOverlooked(t *testing.T) {
	t.Parallel()
	const a, b = "abcdef00-0000-0000-0000-00000000000a", "abcdef00-0000-0000-0000-00000000000b"
	status := ""
	w := &Watch{Fetch: func(_ context.Context, _ *cli.Session, sid string) (signalwire.Resource, error) {
		switch status {
		case "":
			return nil, &signalwire.Error{Layer: signalwire.LayerAPI, Status: http.StatusNotFound}
		case "?":
			return nil, &signalwire.Error{Layer: signalwire.LayerAPI, Status: http.StatusServiceUnavailable}
		case "never":
			return nil, errors.New("it can never be had")
		}
		return signalwire.Resource(`{"sid": "` + sid + `", "status": ` + status + `}`), nil
	}}
	for name, test := range map[string]struct {
		polls string // what is listed, and behind a slash the status of what is not
		want  string // of what is asked for in each poll, ! if its departure is told, ? if why it cannot be had
	}{
		"it ends":                      {`ab a/"completed" a`, ` b! `},
		"it is not found":              {`ab a/ a`, ` b! `},
		"it cannot be had":             {`ab a/? a/? a/"completed" a`, ` b? b b! `},
		"it can never be had":          {`ab a/never a a`, ` b?  `},
		"it is overlooked":             {`ab a/"in-progress" ab a/"completed"`, ` b  b!`},
		"it is overlooked for long":    {`ab a/"in-progress" a/"in-progress" a/"completed" a`, ` b b b! `},
		"its status is not known":      {`ab a/null a/7 a/"completed" a`, ` b b b! `},
		"overlooked and there again":   {`ab a/"in-progress" ab ab a/"in-progress" ab`, ` b   b `},
		"overlooked, then not found":   {`ab a/"in-progress" a/ a`, ` b b! `},
		"both are overlooked, one end": {`ab -/"in-progress" b/"completed" b`, ` ab a! `},
	} {
		l := &lookups{pending: map[string]bool{}, missed: map[string]bool{}, told: map[string]bool{}, slots: make(chan struct{}, mostLookups)}
		var before map[string]bool
		var got []string
		for poll := range strings.FieldsSeq(test.polls) {
			var listed string
			listed, status, _ = strings.Cut(poll, "/")
			now := map[string]bool{}
			for letter, id := range map[string]string{"a": a, "b": b} {
				if strings.Contains(listed, letter) {
					now[id] = true
				}
			}
			said := ""
			for _, id := range slices.Sorted(maps.Keys(l.claim(before, now))) {
				said += id[len(id)-1:]
				if d, unknown := l.fetch(t.Context(), id, w); unknown != nil {
					said += "?"
				} else if d != nil {
					said += "!"
				}
			}
			got, before = append(got, said), now
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, " "), test.want)
		}
	}
}

// TestSlowLookup asks for what a list lacks while another answer about it is still awaited. Nothing is told until that comes.
func TestSlowLookup(t *testing.T) {
	t.Parallel()
	const id = "abcdef00-0000-0000-0000-00000000000b"
	w := &Watch{Kind: "conference", Noun: output.Noun{ID: "sid"}, Came: "started", Went: "ended"}
	item := signalwire.Resource(`{"sid": "` + id + `", "status": "in-progress"}`)
	l := &lookups{pending: map[string]bool{}, missed: map[string]bool{}, told: map[string]bool{}}
	var s seen
	var before map[string]bool
	var events []string
	for i, listed := range []bool{true, false, true, false, false, true} {
		now, found := map[string]bool{}, Snapshot{}
		if listed {
			now[id], found.Items = true, []signalwire.Resource{item}
		}
		found.leaving = l.claim(before, now)
		if found.leaving[id] != (i == 1) {
			t.Errorf("poll %d: it is asked for: %v", i, found.leaving)
		}
		for _, e := range s.next(w, found, time.Time{}) {
			events = append(events, e.Event)
		}
		before = now
	}
	if fmt.Sprint(events) != "[present]" {
		t.Errorf("the events are %q", events)
	}
}
