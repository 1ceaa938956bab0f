package watch

import (
	"bytes"
	"encoding/json"
	"time"

	"confcall/pkg/signalwire"
)

// An event is a change between two polls, as it is printed.
type event struct {
	Time          string              `json:"time"` // RFC 3339, UTC
	Event         string              `json:"event"`
	ConferenceSID string              `json:"conference_sid,omitempty"` // absent when calls are watched
	Participant   json.RawMessage     `json:"participant,omitempty"`
	Conference    json.RawMessage     `json:"conference,omitempty"`
	Call          json.RawMessage     `json:"call,omitempty"`
	Changes       map[string]oldToNew `json:"changes"` // null unless something changed

	id string // of the resource, as identities makes it
}

// oldToNew is a field's value before and after a change; null where the resource did not have the field.
type oldToNew struct {
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// seen is the state after the last poll, which the next one is compared with.
type seen struct {
	items   map[string]signalwire.Resource // by ID; nil before the first poll
	order   []string                       // their IDs, in the API's order
	leaving map[string]signalwire.Resource // no longer listed; their last state is being fetched before their event is sent

	conference string // the SID of the conference whose participants are watched; empty for other kinds
}

// next stores a poll's snapshot and returns the events that lie between it and the one before.
func (s *seen) next(w *Watch, found Snapshot, now time.Time) []event {
	s.conference = found.Conference
	var events []event
	add := func(kind, id string, item signalwire.Resource, changes map[string]oldToNew) {
		events = append(events, s.event(w, kind, id, item, changes, now))
	}
	current, order := map[string]signalwire.Resource{}, make([]string, 0, len(found.Items))
	ids := identities(w.Noun.ID, found.Items)
	for i, item := range found.Items {
		id := ids[i]
		if _, twice := current[id]; twice {
			continue
		}
		current[id], order = item, append(order, id)
		before, there := s.items[id]
		if left, ok := s.leaving[id]; ok { // the last list only missed it
			before, there = left, true
			delete(s.leaving, id)
		}
		if s.items == nil {
			add("present", id, item, nil)
		} else if !there {
			add(w.Came, id, item, nil)
		} else if changes := differences(before, item); len(changes) > 0 {
			add("changed", id, item, changes)
		}
	}
	for _, id := range s.order {
		if _, there := current[id]; there {
			continue
		}
		if _, leaving := found.leaving[id]; leaving {
			if s.leaving == nil {
				s.leaving = map[string]signalwire.Resource{}
			}
			s.leaving[id] = s.items[id]
			continue
		}
		add(w.Went, id, s.items[id], nil)
	}
	s.items, s.order = current, order
	if found.Ended != nil {
		e := event{Time: now.UTC().Format(time.RFC3339), Event: "ended", ConferenceSID: found.Conference}
		if w.Kind == "call" {
			e.Call = json.RawMessage(found.Ended)
		} else {
			e.Conference = json.RawMessage(found.Ended)
		}
		events = append(events, e)
	}
	return events
}

// forget gives up on a resource that is no longer listed, and of which it will not be known whether it has left.
func (s *seen) forget(id string) { delete(s.leaving, id) }

// depart returns the event of a resource that has left, now that its last state was fetched; none if it is listed again.
func (s *seen) depart(w *Watch, d departure, now time.Time) []event {
	item, leaving := s.leaving[d.id]
	if !leaving {
		return nil
	}
	delete(s.leaving, d.id)
	if d.last != nil {
		item = d.last
	}
	return []event{s.event(w, w.Went, d.id, item, nil, now)}
}

// event makes an event about a resource.
func (s *seen) event(w *Watch, kind, id string, item signalwire.Resource, changes map[string]oldToNew, now time.Time) event {
	e := event{Time: now.UTC().Format(time.RFC3339), Event: kind, ConferenceSID: s.conference, Changes: changes, id: id}
	switch w.Kind {
	case "participant":
		e.Participant = json.RawMessage(item)
	case "call":
		e.Call = json.RawMessage(item)
	default:
		e.Conference, e.ConferenceSID = json.RawMessage(item), item.Text(w.Noun.ID)
	}
	return e
}

// differences returns the fields whose values differ, by their JSON text. It is empty if either resource is no JSON object.
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

// orNullJSON returns raw, or null in its place if there is none.
func orNullJSON(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}
