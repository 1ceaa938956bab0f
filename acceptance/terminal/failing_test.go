//go:build unix

package terminal

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
)

// failures are the answers to a change that fails, by name.
var failures = map[string]func(w http.ResponseWriter, r *http.Request){
	"refused": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"code": 21601, "message": "Muted is \u001b[2J not a boolean", "status": 400}`)
	},
	"gone": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code": 20404, "message": "The requested resource was not found", "status": 404}`)
	},
	"limited": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	},
	"broken": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, "<html>Internal Server Error")
	},
	"cut off": func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = connection.Close()
		}
	},
	"garbage": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "\x1b[2J{") },
	"denied": func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"call_sid": %q, "muted": false, "hold": false}`, harness.StoryCall(100))
	},
	"about another one": func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"call_sid": %q, "muted": true, "hold": true}`, harness.StoryCall(101))
	},
}

// TestWalkThroughFailures has every change fail in every way: the bottom line reports it in the command's words, the mark on
// the row disappears, and the watch continues.
func TestWalkThroughFailures(t *testing.T) {
	t.Parallel()
	for name, fail := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tale := &story{many: 3}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					tale.ServeHTTP(w, r)
					return
				}
				fail(w, r)
			}))
			t.Cleanup(server.Close)
			walk{
				name: "failing-" + strings.ReplaceAll(name, " ", "-"), environment: harness.Account(server.URL),
				args: []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "1h"},
				steps: []step{
					{name: "the first look", shows: []string{"+13105550100"}},
					{name: "somebody is selected", keys: end + up + up},
					{name: "m", keys: "m", shows: []string{"+13105550100 (00000000…): ", "hint: "}},
					{name: "x", keys: "x", shows: []string{"[y/N]"}},
					{name: "y", keys: "y"},
					{name: "q", keys: "q"},
				},
			}.take(t, 80, 24)
		})
	}
}

// TestWalkThroughSilence gets no more answers: first the watch shows how old its data is, and after three polls it dims the
// rows.
func TestWalkThroughSilence(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, func(t *testing.T) walk {
		tale := &story{many: 3}
		var gone atomic.Bool
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !gone.Load() {
				tale.ServeHTTP(w, r)
				return
			}
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `{"message": "try \u001b[2J later"}`)
		}))
		t.Cleanup(server.Close)
		return walk{
			name: "silence", environment: harness.Account(server.URL),
			args: []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "10ms", "--retries", "1"},
			steps: []step{
				{name: "the third look", shows: []string{"+13105550102", "joined"}},
				{name: "nothing is answered", do: func(*testing.T) { gone.Store(true) }, shows: []string{"as of 0s ago: ", ", trying again"}},
				{name: "it is again", do: func(*testing.T) { gone.Store(false) }},
				{name: "q", keys: "q"},
			},
		}
	})
}

// TestWalkThroughHostileNames shows names that would control the terminal, or that take more cells than they have letters.
// Every row must remain on its line.
func TestWalkThroughHostileNames(t *testing.T) {
	t.Parallel()
	names := []string{"\\u001b[2J\\u0007", "\\u202e5550101", "客服电话客服电话客服电话", "📞👩‍👩‍👧‍👦", "e\\u0301e\\u0301\\u200b", strings.Repeat("n", 300), "\\n\\r\\t", ""}
	walkEverywhere(t, func(t *testing.T) walk {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var items []string
			form, kind := `{"call_sid": %[1]q, "status": "%[2]s", "muted": false, "hold": true}`, "participants"
			switch path.Base(r.URL.Path) {
			case "Participants":
			case "Calls":
				form, kind = `{"sid": %[1]q, "from": "%[2]s", "direction": "inbound"}`, "calls"
			default:
				fmt.Fprintf(w, `{"sid": %q, "friendly_name": "%s%s", "status": "in-progress"}`, harness.StorySID, names[0], names[2])
				return
			}
			for i, name := range names {
				items = append(items, fmt.Sprintf(form, harness.StoryCall(i), name))
			}
			fmt.Fprintf(w, `{"%s": [%s], "next_page_uri": null}`, kind, strings.Join(items, ","))
		}))
		t.Cleanup(server.Close)
		return walk{
			name: "hostile", environment: harness.Account(server.URL), clipboard: harness.StoryCall(0),
			args: []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "1h"},
			steps: []step{
				{name: "the first look", shows: []string{"8 participants"}},
				{name: "Enter shows all fields", keys: enter, shows: []string{"call_sid"}},
				{name: "q leaves them", keys: "q", shows: []string{"HOLD"}},
				{name: "y copies", keys: "y", shows: []string{"copied " + harness.StoryCall(0)}},
				{name: "/ narrows", keys: "/客服" + enter, shows: []string{"1 of 8"}},
				{name: "q", keys: "q"},
			},
		}
	})
}

// TestResizedAgainAndAgain changes the size of the window again and again, down to a single cell.
func TestResizedAgainAndAgain(t *testing.T) {
	t.Parallel()
	cmd := harness.Command(t, nil, "--sandbox", "participant", "watch", "--conference", standUp, "--interval", "1h")
	s := harness.OpenTerminal(t, 24, 80, cmd)
	s.Until("q quits")
	for range 5 {
		for _, size := range [][2]uint16{{1, 1}, {7, 3}, {200, 50}, {59, 24}, {60, 2}, {300, 1}, {40, 100}, {80, 24}} {
			s.Resize(size[0], size[1])
		}
	}
	want := readScreens(goldenWalk("watch", 80, 24))["the first look"]
	if !s.UntilSeen(func(e *harness.Emulator) bool { return steady(e.Screen()) == want }) {
		t.Errorf("the screen was\n%s\nwant\n%s", s.Window.Left(), want)
	}
	s.Write("q")
	if _, code := s.End(); code != 0 || !s.Window.IsGivenBack() {
		t.Errorf("exit code %d, the terminal is given back: %t", code, s.Window.IsGivenBack())
	}
}
