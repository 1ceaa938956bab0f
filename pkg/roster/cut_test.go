package roster

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"testing"

	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/sandbox"
	"confcall/pkg/secret"
	"confcall/pkg/signalwire"
)

// sandboxClient is a client of a sandbox.
func sandboxClient(t *testing.T) *signalwire.Client {
	t.Helper()
	server := httptest.NewServer(sandbox.New(sandbox.Options{}))
	t.Cleanup(server.Close)
	space, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := signalwire.New(signalwire.Options{Space: space, Project: sandbox.Account, Account: sandbox.Account,
		Token: secret.New(sandbox.Token)})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// TestCut ends a context between two requests, where nothing is under way that could fail. What then comes is no whole.
func TestCut(t *testing.T) {
	t.Parallel()
	errCut := errors.New("cut")
	participants := make([]signalwire.Resource, 20)
	for i := range participants {
		participants[i] = signalwire.Resource(`{"call_sid": "` + sandbox.SampleCall + `"}`)
	}
	conferences := []signalwire.Resource{signalwire.Resource(`{"sid": "` + sandbox.SampleConference + `", "status": "in-progress"}`)}
	client := sandboxClient(t)
	for name, read := range map[string]func(ctx context.Context, cut func()) error{
		"calls": func(ctx context.Context, cut func()) error {
			calls := NewCalls(client, 1)
			defer calls.Close()
			var last error
			for m := range calls.Of(ctx, participants) {
				cut() // while the reader has the first one
				last = m.Err
			}
			return last
		},
		"the calls that are kept": func(ctx context.Context, cut func()) error {
			cut()
			_, _, err := new(Memory).Of(ctx, client, participants)
			return err
		},
		"counts": func(ctx context.Context, cut func()) error {
			cut()
			_, err := NewCounts(client, 1, func(string) {}).Of(ctx, conferences)
			return err
		},
		"the people of a conference": func(ctx context.Context, cut func()) error {
			cut()
			_, err := In(ctx, client, sandbox.SampleConference)
			return err
		},
		"a conference's name": func(ctx context.Context, cut func()) error {
			cut()
			_, err := lookup.FindConference(ctx, client, flags.ConferenceTarget{Name: "Documented sample"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancelCause(t.Context())
			if err := read(ctx, func() { cancel(errCut) }); !errors.Is(err, errCut) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestCountOfNobody takes no number of the log for that of a conference without a SID.
func TestCountOfNobody(t *testing.T) {
	t.Parallel()
	client := sandboxClient(t)
	for _, conference := range []string{`{}`, `{"sid": null}`, `{"sid": ""}`, `{"sid": 7}`} {
		said := ""
		counts := NewCounts(client, 1, func(text string) { said = text })
		got, err := counts.Of(t.Context(), []signalwire.Resource{signalwire.Resource(conference)})
		if err != nil || len(got) != 1 || string(got[0]) != "null" || said == "" {
			t.Errorf("%s: %s, %v, %q", conference, got, err, said)
		}
	}
}
