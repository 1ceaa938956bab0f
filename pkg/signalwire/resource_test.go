package signalwire

import (
	"encoding/json"
	"testing"
)

func TestAddingFields(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ object, appended, prepended string }{
		{`{}`, `{"x":1}`, `{"x":1}`},
		{" { } ", `{"x":1}`, `{"x":1}`},
		{`{"a": [1, 2]}`, `{"a": [1, 2],"x":1}`, `{"x":1,"a": [1, 2]}`},
		{"\n{\"a\":\"}\" }\n", `{"a":"}","x":1}`, `{"x":1,"a":"}"}`},
	} {
		before := test.object
		resource := Resource(test.object)
		if got := string(resource.Append("x", json.RawMessage("1"))); got != test.appended {
			t.Errorf("%q with a field behind is %s, want %s", test.object, got, test.appended)
		}
		if got := string(resource.Prepend("x", json.RawMessage("1"))); got != test.prepended {
			t.Errorf("%q with a field in front is %s, want %s", test.object, got, test.prepended)
		}
		if string(resource) != before {
			t.Errorf("%q has become %q", before, resource)
		}
	}
}

func TestWordsOfResources(t *testing.T) {
	t.Parallel()
	gone := Resource(`{"call_sid": "CA", "status": "completed", "end_conference_on_exit": true}`)
	here := Resource(`{"sid": "CF", "friendly_name": "n", "status": "in-progress", "end_conference_on_exit": "true"}`)
	if !gone.HasLeft() || !gone.HasEnded() || !gone.EndsConference() || gone.CallSID() != "CA" {
		t.Errorf("%s is misread", gone)
	}
	if here.HasLeft() || here.HasEnded() || here.EndsConference() || here.SID() != "CF" || here.Name() != "n" {
		t.Errorf("%s is misread", here)
	}
}

// TestStatuses wants every status of a call to say that it is unanswered, that it goes on, or that it has ended.
func TestStatuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		statuses          []string
		unanswered, ended bool
	}{
		{[]string{"queued", "ringing"}, true, false},
		{[]string{"in-progress", "init", "", "unheard-of"}, false, false},
		{[]string{"completed", "canceled", "busy", "failed", "no-answer", "ended"}, false, true},
	} {
		for _, status := range test.statuses {
			call := Resource(`{"status": "` + status + `"}`)
			if call.IsUnanswered() != test.unanswered || call.HasEnded() != test.ended {
				t.Errorf("a call that is %q: unanswered %v, ended %v", status, call.IsUnanswered(), call.HasEnded())
			}
		}
	}
}
