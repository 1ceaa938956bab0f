package watch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"confcall/pkg/signalwire"
)

// An event is a change between two polls.
type event struct {
	Time          string              `json:"time"` // RFC 3339, UTC
	Event         string              `json:"event"`
	ConferenceSID string              `json:"conference_sid,omitempty"` // none of a call
	Participant   json.RawMessage     `json:"participant,omitempty"`
	Conference    json.RawMessage     `json:"conference,omitempty"`
	Call          json.RawMessage     `json:"call,omitempty"`
	Changes       map[string]oldToNew `json:"changes"` // null unless something changed

	id string
}

type oldToNew struct {
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// seen is what the last poll found, by ID and in order.
type seen struct {
	items map[string]signalwire.Resource
	order []string
}

// next compares a poll with the one before it, which is nil for the first.
func (s *seen) next(w *Watch, found Snapshot, now time.Time) (*seen, []event) {
	current := &seen{items: map[string]signalwire.Resource{}}
	var events []event
	add := func(kind, id string, item signalwire.Resource, changes map[string]oldToNew) {
		e := event{Time: now.UTC().Format(time.RFC3339), Event: kind, ConferenceSID: found.Conference, Changes: changes, id: id}
		switch w.Kind {
		case "participant":
			e.Participant = json.RawMessage(item)
		case "call":
			e.Call = json.RawMessage(item)
		default:
			e.Conference, e.ConferenceSID = json.RawMessage(item), id
		}
		events = append(events, e)
	}
	for _, item := range found.Items {
		id := item.Text(w.Noun.ID)
		if _, twice := current.items[id]; twice {
			continue
		}
		current.items[id], current.order = item, append(current.order, id)
		if s == nil {
			add("present", id, item, nil)
			continue
		}
		if before, ok := s.items[id]; !ok {
			add(w.Came, id, item, nil)
		} else if changes := differences(before, item); len(changes) > 0 {
			add("changed", id, item, changes)
		}
	}
	if s != nil {
		for _, id := range s.order {
			if _, there := current.items[id]; !there {
				last := s.items[id]
				if now, known := found.Gone[id]; known {
					last = now
				}
				add(w.Went, id, last, nil)
			}
		}
	}
	if found.Ended != nil {
		e := event{Time: now.UTC().Format(time.RFC3339), Event: "ended", ConferenceSID: found.Conference}
		if w.Kind == "call" {
			e.Call = json.RawMessage(found.Ended)
		} else {
			e.Conference = json.RawMessage(found.Ended)
		}
		events = append(events, e)
	}
	return current, events
}

// differences are the fields whose values have changed.
func differences(before, after signalwire.Resource) map[string]oldToNew {
	if bytes.Equal(before, after) {
		return nil
	}
	var old, new map[string]json.RawMessage
	if json.Unmarshal(before, &old) != nil || json.Unmarshal(after, &new) != nil {
		return nil
	}
	changes := map[string]oldToNew{}
	for field, value := range new {
		if was, ok := old[field]; !ok || !bytes.Equal(was, value) {
			changes[field] = oldToNew{orNullJSON(was), value}
		}
	}
	for field, was := range old {
		if _, ok := new[field]; !ok {
			changes[field] = oldToNew{was, orNullJSON(nil)}
		}
	}
	return changes
}

func orNullJSON(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}

// inWords says what an event is, for a person: `muted: no → yes`, `joined`.
func (e event) inWords() string {
	if e.Event != "changed" {
		return e.Event
	}
	words := map[string]string{"true": "yes", "false": "no", "null": "-"}
	text := ""
	var fields []string
	for field := range e.Changes {
		if field != "date_updated" || len(e.Changes) == 1 {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	for _, field := range fields {
		show := func(raw json.RawMessage) string {
			if word, ok := words[string(raw)]; ok {
				return word
			}
			var s string
			if json.Unmarshal(raw, &s) == nil {
				return s
			}
			return string(raw)
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s: %s → %s", field, show(e.Changes[field].Old), show(e.Changes[field].New))
	}
	return text
}
