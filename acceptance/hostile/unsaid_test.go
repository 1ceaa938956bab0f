//go:build unix

package hostile

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestUnsaid has the API leave out of an answer, in every spelling, what decides between yes and no. Neither is said then, but
// that the answer cannot be used, which is exit 8.
func TestUnsaid(t *testing.T) {
	t.Parallel()
	const conferences, calls = "/Conferences", "/Calls"
	const people, person = "/Conferences/" + harness.StandUp + "/Participants", "/Participants/" + harness.Host
	list := func(key string, items ...string) (bodies []string) {
		for _, item := range items {
			bodies = append(bodies, `{"`+key+`": [`+item+`], "next_page_uri": null}`)
		}
		return bodies
	}
	// A conference that may have the name, and one that has it and may be live.
	nameless := list("conferences", `{}`, `{"sid": "`+harness.StandUp+`", "status": "in-progress"}`,
		`{"friendly_name": "Morning stand-up", "status": null}`, `{"friendly_name": "Morning stand-up", "status": 7}`,
		`{"friendly_name": "Morning stand-up"}`, `{"sid": "`+harness.StandUp+`", "friendly_name": "Morning stand-up"}`)
	// Participants of whom nobody knows what their calls are.
	callless := list("participants", `{}`, `{"call_sid": null}`, `{"call_sid": "x"}`, `{"call_sid": 7, "muted": false}`)
	numberless := list("calls", `{}`, `{"sid": "`+harness.Host+`"}`,
		`{"direction": "inbound", "from": "", "to": null}`, `{"direction": "inbound", "from": 7}`)
	half := list("calls", `{"sid": "`+harness.StoryCall(1)+`", "direction": "inbound", "from": "+13105550101"}, {"sid": "`+harness.Host+`"}`)
	sidless := list("calls", `{"direction": "inbound", "from": "+13105550101"}`, `{"sid": 7, "direction": "inbound", "from": "+13105550101"}`)
	objects := []string{`{}`, `{"call_sid": null}`, `{"call_sid": 7}`, `{"participants": []}`, `{"muted": true}`}
	checks := filepath.Join(t.TempDir(), "checks.yaml")
	unsaid, noSID := regexp.MustCompile(`the list has one.* whose .* is `), regexp.MustCompile(`is no SID`)
	noNumber := regexp.MustCompile(`the API does not say the number`)
	text := "checks:\n- name: heard\n  participant: {conference: Morning stand-up, number: '+13105550101'}\n  expect: [muted=false]\n"
	if err := os.WriteFile(checks, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	everywhere := filepath.Join(t.TempDir(), "everywhere.yaml")
	text = "checks:\n- name: few\n  participants: {all_conferences: true}\n  expect_count: '<9'\n"
	if err := os.WriteFile(everywhere, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		command string
		path    string // the end of the path that is asked for
		bodies  []string
		said    *regexp.Regexp
	}{
		{"participant get --conference-name=Morning_stand-up --call " + harness.Host, conferences, nameless, unsaid},
		{"conference get --conference-name=Morning_stand-up --expect gone", conferences, nameless, unsaid},
		{"participant mute --conference-name=Morning_stand-up --call " + harness.Host, conferences, nameless, unsaid},
		{"check --file " + checks, conferences, nameless, unsaid},
		{"participant find --call " + harness.Host, person, objects, noSID},
		{"participant find --number +13105550101", calls, numberless, noNumber},
		{"participant find --from +13105550101", calls, numberless, noNumber},
		{"participant find --number +13105550101", calls, half, noNumber},
		{"participant find --number +13105550101", calls, sidless, noSID},
		{"participant find --number +13105550101", people, callless, noSID},
		{"participant get --conference " + harness.StandUp + " --number +13105550101", people, callless, noSID},
		{"check --file " + checks, people, callless, noSID},
		{"check --file " + everywhere, conferences, list("conferences", `{"status": "in-progress"}`, `{"sid": 7}`), noSID},
	} {
		for _, body := range test.bodies {
			t.Run(test.command+" "+body, func(t *testing.T) {
				t.Parallel()
				args := strings.Fields(test.command)
				for i := range args {
					args[i] = strings.ReplaceAll(args[i], "Morning_", "Morning ")
				}
				o := harness.Run(t, answering(t, http.MethodGet, test.path, body), append(args, "--retries", "0")...)
				o.Want(t, 8)
				if o.Stdout != "" && !strings.HasPrefix(test.command, "check") {
					t.Errorf("it prints %s", o.Stdout)
				}
				if !test.said.MatchString(o.Stderr) {
					t.Errorf("it says %s", o.Stderr)
				}
			})
		}
	}
}

// TestUnreadLookAlikes takes no name for gone while the names that look like it could not be read.
func TestUnreadLookAlikes(t *testing.T) {
	t.Parallel()
	whole := sandbox.New(sandbox.Options{Now: harness.Clock})
	for name, lookAlikes := range map[string]http.HandlerFunc{
		"an error": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a first page": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"conferences": [], "next_page_uri": "%s?Page=1&PageToken=x"}`, r.URL.Path)
		},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/Conferences") && !r.URL.Query().Has("FriendlyName") {
				lookAlikes(w, r)
				return
			}
			whole.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			unreadLookAlikes(t, server.URL)
		})
	}
}

// unreadLookAlikes asks for a conference by a name that is misspelt, where nobody says which other names there are.
func unreadLookAlikes(t *testing.T, space string) {
	t.Helper()
	for _, args := range [][]string{
		{"conference", "get", "--expect", "gone"}, {"conference", "end", "--yes", "--ignore-not-found"},
		{"participant", "remove", "--yes", "--ignore-not-found", "--call", harness.Host},
	} {
		args = append(args, "--conference-name", "morning stand-up", "--retries", "0")
		harness.Run(t, harness.Account(space), args...).Want(t, 5, "no conference in progress is named")
	}
}
