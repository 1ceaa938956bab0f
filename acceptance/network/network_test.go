//go:build unix

package network

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestConnectionsAreShared checks that many requests need few connections.
func TestConnectionsAreShared(t *testing.T) {
	t.Parallel()
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(sandbox.New(sandbox.Options{Now: harness.Clock}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	cmd := harness.Command(t, harness.Account(server.URL), "participant", "get",
		"--conference", "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001", "--call", "-", "--parallel", "8", "-q")
	var calls strings.Builder
	for i := range 300 {
		fmt.Fprintf(&calls, "2e9d4b60-8c1a-4d5e-a7f3-%012d\n", i)
	}
	cmd.Stdin = strings.NewReader(calls.String())
	harness.Finish(t, cmd).Want(t, 5, "300 of 300 failed")
	if n := opened.Load(); n > 4*8 { // a request may begin a moment before another one's connection is free
		t.Errorf("%d connections for 8 requests at once", n)
	}
}

// TestFindStopsAtTheFirstHit checks that a call is found although another conference never answers.
func TestFindStopsAtTheFirstHit(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(server.Close)
	o := harness.Run(t, harness.Account(server.URL+"/hidden"), "participant", "find", "--call", sandbox.SampleCall,
		"--timeout", "1h", "--jq", ".conference_sid")
	o.Want(t, 0, `found in "open" (00000000-0000-0000-0000-000000000002)`)
	if o.Stdout != "00000000-0000-0000-0000-000000000002\n" {
		t.Errorf("got %q", o.Stdout)
	}
}

// TestFindGoesOn has a server still know somebody in a conference whom they have left. They are found where they are now.
func TestFindGoesOn(t *testing.T) {
	t.Parallel()
	const now = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001"
	whole := sandbox.New(sandbox.Options{Now: harness.Clock})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		before, _, isPerson := strings.Cut(r.URL.Path, "/Participants/")
		if isPerson && !strings.HasSuffix(before, now) {
			_, _ = io.WriteString(w, `{"call_sid": "`+harness.Host+`", "status": "completed"}`)
			return
		}
		whole.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	for _, parallel := range []string{"1", "8"} {
		o := harness.Run(t, harness.Account(server.URL), "participant", "find", "--call", harness.Host,
			"--parallel", parallel, "--jq", ".conference_sid")
		if o.Want(t, 0, `found in "Morning stand-up"`); o.Stdout != now+"\n" {
			t.Errorf("got %q", o.Stdout)
		}
	}
	harness.Run(t, harness.Account(server.URL), "participant", "find", "--call", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2001").
		Want(t, 8, "the answer is about another one")
}
