//go:build unix

package hostile

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// answering serves the sandbox, and answers requests of a method whose path ends in path with a body of its own.
func answering(t *testing.T, method, path, body string) (environment []string) {
	t.Helper()
	whole := sandbox.New(sandbox.Options{Now: harness.Clock})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == method && strings.HasSuffix(strings.TrimSuffix(r.URL.Path, ".json"), path) {
			_, _ = io.WriteString(w, body)
			return
		}
		whole.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return harness.Account(server.URL)
}

// TestDenied has changes answered by what says that they were not made, or that what was started is over. Neither is done,
// though the answer names what was asked for.
func TestDenied(t *testing.T) {
	t.Parallel()
	const conference, person, recording = "/Conferences/" + harness.StandUp, "/Participants/" + harness.Host, "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"
	call := `{"sid": "` + recording + `", "call_sid": "` + harness.Host + `", `
	leg := `{"id": "` + harness.Host + `", `
	for _, test := range []struct {
		command, method, path, body string
		code                        int
		said                        string
	}{
		{"participant remove --yes --conference " + harness.StandUp + " --call " + harness.Host, "DELETE", person,
			`{"call_sid": "` + harness.Host + `", "removed": false}`, 8, "says removed: false"},
		{"recording delete --yes --recording " + recording, "DELETE", recording, `{"sid": "` + recording + `", "deleted": "False"}`, 8, "says deleted: false"},
		{"participant mute --conference " + harness.StandUp + " --call " + harness.Host, "POST", person,
			`{"call_sid": "` + harness.Host + `", "muted": true, "ok": false}`, 8, "says ok: false"},
		{"conference announce --conference " + harness.StandUp + " --url https://example.com/a", "POST", conference,
			`{"sid": "` + harness.StandUp + `", "success": false}`, 8, "says success: false"},
		{"conference announce --conference " + harness.StandUp + " --url https://example.com/a", "POST", conference,
			`{"sid": "` + harness.StandUp + `", "code": 20001, "message": "url is invalid", "status": 422}`, 8, "url is invalid"},
		{"call record start --call " + harness.Host, "POST", "/Recordings", call + `"status": "absent"}`, 9, `status is "absent"`},
		{"call record start --call " + harness.Host, "POST", "/Recordings", call + `"status": "stopped"}`, 9, `status is "stopped"`},
		{"call record start --call " + harness.Host, "POST", "/Recordings", call + `"status": "in-progress"}`, 0, ""},
		{"call record start --call " + harness.Host, "POST", "/Recordings", call + `"status": null}`, 0, ""},
		{"call stream start --call " + harness.Host + " --url wss://example.com", "POST", "/Streams", call + `"status": "stopped"}`, 9, "stopped"},
		{"stream start --conference " + harness.StandUp + " --url wss://example.com", "POST", "/Streams", call + `"status": "stopped"}`, 9, "stopped"},
		{"participant add --yes --conference Hall --to +13105550177 --from +13105550100", "POST", "/calls", leg + `"status": "failed"}`, 9, "failed"},
		{"participant add --yes --conference Hall --to +13105550177 --from +13105550100", "POST", "/calls", leg + `"status": "queued"}`, 0, ""},
		{"participant move --yes --to-conference Hall --call " + harness.Host, "POST", "/calls", leg + `"status": "ended"}`, 9, "ended"},
	} {
		t.Run(test.command+" "+test.body, func(t *testing.T) {
			t.Parallel()
			o := harness.Run(t, answering(t, test.method, test.path, test.body), append(strings.Fields(test.command), "-o", "json")...)
			if o.Want(t, test.code); !strings.Contains(strings.ReplaceAll(o.Stderr, `\"`, `"`), test.said) {
				t.Errorf("it says %s", o.Stderr)
			}
			if test.code == 9 && !strings.Contains(o.Stdout, "status") {
				t.Errorf("it prints %s", o.Stdout)
			}
		})
	}
}

// TestUnansweredWait reports a wait as unknown if there were only errors. A pause that goes beyond its time ends it at once.
func TestUnansweredWait(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "36000")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	for report, want := range map[string]string{"nagios": "CONFCALL UNKNOWN", "tap=-": "status: error"} {
		o := harness.Run(t, harness.Account(server.URL), "participant", "wait", "--conference", harness.StandUp, "--call", harness.Host,
			"--for", "muted=true", "--within", "1h", "--retries", "0", "--report", report)
		if o.Want(t, map[string]int{"nagios": 3, "tap=-": 10}[report]); !strings.Contains(o.Stdout, want) {
			t.Errorf("it reports %s", o.Stdout)
		}
	}
}

// TestUnknownStatus downloads no recording of which nobody says whether it is finished, and does not leave it out quietly.
func TestUnknownStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []string{`, "status": null`, `, "status": 7`, `, "status": ""`, ``} {
		list := `{"recordings": [{"sid": "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"` + status + `}], "next_page_uri": null}`
		harness.Run(t, answering(t, http.MethodGet, "/Recordings", list), "recording", "download", "--all", "-O", "there/").
			Want(t, 8, "whether it is finished is not known")
	}
}

// TestEndsConference asks whether to remove somebody whom the list of participants does not name, and says all the same that
// it ends the conference.
func TestEndsConference(t *testing.T) {
	t.Parallel()
	others := `{"call_sid": "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"}`
	for _, items := range []string{``, `{"call_sid": null, "end_conference_on_exit": true}`, others} {
		environment := answering(t, http.MethodGet, "/Participants", `{"participants": [`+items+`], "next_page_uri": null}`)
		screen, code := harness.InTerminal(t, 200, environment, []string{"participant", "remove", "--conference", harness.StandUp,
			"--call", harness.Host, "--call", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"}, [2]string{"[y/N]", "n\n"})
		if code != 11 || !strings.Contains(screen, "This ends the conference") {
			t.Errorf("%s: exit code %d, and\n%s", items, code, screen)
		}
	}
}
