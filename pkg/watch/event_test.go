package watch

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// TestChangesInWords wants the date of the last change to be named only where nothing else has changed.
func TestChangesInWords(t *testing.T) {
	t.Parallel()
	date := oldToNew{json.RawMessage(`"11:00"`), json.RawMessage(`"11:30"`)}
	muted := oldToNew{json.RawMessage(`false`), json.RawMessage(`true`)}
	for _, test := range []struct {
		changes map[string]oldToNew
		want    string
	}{
		{map[string]oldToNew{"date_updated": date}, "date_updated: 11:00 → 11:30"},
		{map[string]oldToNew{"date_updated": date, "muted": muted}, "muted: no → yes"},
		{map[string]oldToNew{"muted": muted, "hold": muted}, "hold yes, muted yes"},
		{map[string]oldToNew{"coaching": muted, "call_sid_to_coach": {json.RawMessage("null"), json.RawMessage(`"x"`)}}, "coaches +13105550102"},
		{map[string]oldToNew{"call_sid_to_coach": {json.RawMessage(`"y"`), json.RawMessage(`"x"`)}, "hold": muted}, "coaches +13105550102, hold yes"},
		{map[string]oldToNew{"coaching": {muted.New, muted.Old}, "call_sid_to_coach": {json.RawMessage(`"x"`), json.RawMessage("null")}}, "coaching: yes → no"},
	} {
		if got := (event{Event: "changed", Changes: test.changes}).inWords(func(string) string { return "+13105550102" }); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestIdentities tells apart what has no SID, and knows a SID in either letter case.
func TestIdentities(t *testing.T) {
	t.Parallel()
	const sid, other = "ABCDEF00-0000-0000-0000-000000000001", "abcdef00-0000-0000-0000-000000000001"
	w := &Watch{Kind: "participant", Noun: output.Noun{ID: "call_sid"}, Came: "joined", Went: "left"}
	for _, test := range []struct{ before, after, want string }{
		{`{"call_sid": "` + sid + `"}`, `{"call_sid": "` + other + `"}`, "present changed"},
		{`{"call_sid": "` + sid + `"}|{"call_sid": "` + other + `"}`, ``, "present left"},
		{`{}|{}|{}`, `{}|{}|{}`, "present present present"},
		{`{}|{}|{}`, `{}|{}`, "present present present left"},
		{`{"call_sid": null}|{"call_sid": ""}`, `{"call_sid": null}|{"call_sid": ""}|{"call_sid": 7}`, "present present joined"},
		{`{"call_sid": "x"}|{"call_sid": "x"}`, `{"call_sid": "x"}|{"call_sid": "y"}`, "present present joined left"},
		{`{"muted": false}|{"muted": true}`, `{"muted": true}|{"muted": true}`, "present present changed"},
		{`{"call_sid": "x 1"}|{"call_sid": "x"}`, `{"call_sid": "x"}`, "present present left"},
	} {
		var s seen
		var kinds []string
		for _, texts := range []string{test.before, test.after} {
			var found Snapshot
			for text := range strings.SplitSeq(texts, "|") {
				if text != "" {
					found.Items = append(found.Items, signalwire.Resource(text))
				}
			}
			for _, e := range s.next(w, found, time.Time{}) {
				kinds = append(kinds, e.Event)
			}
		}
		if got := strings.Join(kinds, " "); got != test.want {
			t.Errorf("from %s to %s the events are %q, want %q", test.before, test.after, got, test.want)
		}
	}
}

// TestLeaving tells of one that has gone when it is known how it ended, and not at all if it has only been overlooked.
func TestLeaving(t *testing.T) {
	t.Parallel()
	const id = "abcdef00-0000-0000-0000-000000000001"
	w := &Watch{Kind: "conference", Noun: output.Noun{ID: "sid"}, Came: "started", Went: "ended"}
	item := signalwire.Resource(`{"sid": "` + id + `", "status": "in-progress"}`)
	there, away := Snapshot{Items: []signalwire.Resource{item}}, Snapshot{leaving: map[string]bool{id: true}}
	for name, test := range map[string]struct {
		back  bool
		ended signalwire.Resource
		want  string
	}{
		"ended":           {false, signalwire.Resource(`{"sid": "` + id + `", "status": "completed"}`), "completed"},
		"cannot be had":   {false, nil, "in-progress"},
		"only overlooked": {true, nil, ""},
	} {
		var s seen
		_ = s.next(w, there, time.Time{})
		if events := s.next(w, away, time.Time{}); len(events) > 0 {
			t.Errorf("%s: it is told before it is known: %v", name, events)
		}
		if test.back {
			if events := s.next(w, there, time.Time{}); len(events) > 0 {
				t.Errorf("%s: it was there all the time: %v", name, events)
			}
		}
		events := s.depart(w, departure{id, test.ended}, time.Time{})
		if test.want == "" && len(events) > 0 || test.want != "" && (len(events) != 1 || events[0].Event != "ended" || signalwire.Resource(events[0].Conference).Status() != test.want) {
			t.Errorf("%s: the events are %v", name, events)
		}
	}
}

// TestShortSIDs shortens SIDs wherever they stand, and leaves a text alone in which that would make two of them one.
func TestShortSIDs(t *testing.T) {
	t.Parallel()
	const one, alike, other = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002", "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001"
	for text, want := range map[string]string{
		"":                             "",
		"muted":                        "muted",
		one:                            "2e9d4b60…",
		"(" + one + "): of " + other:   "(2e9d4b60…): of 7c1f8f5e…",
		one + " and " + one:            "2e9d4b60… and 2e9d4b60…",
		"is " + one + ", not " + alike: "is " + one + ", not " + alike,
		one[:35]:                       one[:35],
	} {
		if got := withShortSIDs(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
