package confirm

import (
	"context"
	"errors"
	"testing"

	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
)

const (
	call  = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"
	other = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003"
)

// TestDenied judges answers to a change: what an answer shows, what it does not, and what it shows about another one.
func TestDenied(t *testing.T) {
	t.Parallel()
	muted := Want{signalwire.FieldMuted: true}.And(signalwire.FieldCallSID, call)
	stopped, running := Want{signalwire.FieldStatus: "stopped"}, Want{signalwire.FieldStatus: "in-progress"}
	for _, c := range []struct {
		want   Want
		answer string
		exit   int
	}{
		{muted, `{"call_sid": "` + call + `", "muted": true}`, failure.ExitOK},
		{muted, `{"call_sid": "2E9D4B60-8C1A-4D5E-A7F3-1B6C0D9E1002", "muted": true}`, failure.ExitOK},
		{muted, `{"muted": true}`, failure.ExitOK}, // it is about what the request names
		{muted, `{"call_sid": "` + call + `", "muted": false}`, failure.ExitExpectation},
		{muted, `{"call_sid": "` + call + `", "muted": null}`, failure.ExitExpectation},
		{muted, `{"call_sid": "` + call + `", "muted": "true"}`, failure.ExitExpectation},
		{muted, `{"call_sid": "` + call + `"}`, failure.ExitUnreachable},
		{muted, `{"call_sid": "` + other + `", "muted": true}`, failure.ExitUnreachable},
		{stopped, `{"status": "completed"}`, failure.ExitOK},
		{stopped, `{"status": "absent"}`, failure.ExitOK},
		{stopped, `{"status": "in-progress"}`, failure.ExitExpectation},
		{running, `{"status": "resumed"}`, failure.ExitOK},
		{running, `{"status": "paused"}`, failure.ExitExpectation},
		{nil, `{}`, failure.ExitOK},
	} {
		if err := c.want.denied("done", signalwire.Resource(c.answer)); failure.Exit(err) != c.exit {
			t.Errorf("%v, %s: exit %d (%v), want %d", c.want, c.answer, failure.Exit(err), err, c.exit)
		}
	}
}

// TestReread looks a second time only where a status is not yet the wanted one.
func TestReread(t *testing.T) {
	t.Parallel()
	stopped := Want{signalwire.FieldStatus: "stopped"}
	broken := errors.New("broken")
	for _, c := range []struct {
		want        Want
		answer      string
		err         error // of the second look
		result      string
		looks, fail bool
	}{
		{stopped, `{"status": "completed"}`, nil, `{"status": "completed"}`, false, false},
		{stopped, `{"status": "processing"}`, nil, `{"again": 1}`, true, false},
		{stopped, `{}`, broken, `{}`, true, true},
		{Want{signalwire.FieldMuted: true}, `{"muted": false}`, nil, `{"muted": false}`, false, false},
	} {
		looks := false
		got, err := c.want.reread(context.Background(), signalwire.Resource(c.answer), func(context.Context) (signalwire.Resource, error) {
			looks = true
			return signalwire.Resource(`{"again": 1}`), c.err
		})
		if string(got) != c.result || looks != c.looks || (err != nil) != c.fail {
			t.Errorf("%v, %s: %s, a second look %t, %v", c.want, c.answer, got, looks, err)
		}
	}
}

// TestMissing names what an answer should be about and does not say.
func TestMissing(t *testing.T) {
	t.Parallel()
	want := Want{signalwire.FieldMuted: true, signalwire.FieldCallSID: call}
	if field, missing := want.missing(signalwire.Resource(`{"muted": true}`)); !missing || field != signalwire.FieldCallSID {
		t.Errorf("%q, %t", field, missing)
	}
	if _, missing := want.missing(signalwire.Resource(`{"call_sid": "` + other + `"}`)); missing {
		t.Error("the answer has a SID")
	}
}
