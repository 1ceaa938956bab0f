//go:build unix

package terminal

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"confcall/acceptance/harness"
)

// story is a server whose conference changes with every poll: two participants are there, one is muted, a third joins, the
// first leaves, the server fails, and in the end the conference may be over.
type story struct {
	ends     bool
	vanishes bool // in the end the conference is no longer found
	many     int  // how many other participants are always there

	mu    sync.Mutex
	polls int
}

func (s *story) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := "in-progress"
	if s.ends && s.polls >= 6 {
		status = "completed"
	}
	conference := fmt.Sprintf(`{"sid": %q, "friendly_name": "Story \u001b[2J", "status": %q, "date_created": "Mon, 23 Nov 2026 11:00:00 +0000"}`, harness.StorySID, status)
	switch {
	case s.vanishes && s.polls >= 3:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code": 20404, "message": "no such conference"}`)
	case strings.HasSuffix(r.URL.Path, harness.StoryCall(9)):
		fmt.Fprintf(w, `{"sid": %q, "friendly_name": "Second one", "status": "completed"}`, harness.StoryCall(9))
	case strings.HasSuffix(r.URL.Path, "/Conferences"):
		s.polls++
		list := conference
		if s.polls == 2 {
			list += fmt.Sprintf(`, {"sid": %q, "friendly_name": "Second", "status": "in-progress"}`, harness.StoryCall(9))
		}
		fmt.Fprintf(w, `{"conferences": [%s], "next_page_uri": null}`, list)
	case strings.HasSuffix(r.URL.Path, "/Calls"):
		var calls []string
		for i := range s.many {
			calls = append(calls, fmt.Sprintf(`{"sid": %q, "from": "+1310555%04d", "direction": "inbound"}`, harness.StoryCall(100+i), 100+i))
		}
		fmt.Fprintf(w, `{"calls": [%s], "next_page_uri": null}`, strings.Join(calls, ","))
	case strings.HasSuffix(r.URL.Path, "/Participants"):
		s.polls++
		if s.polls == 5 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var items []string
		add := func(n int, muted bool) {
			items = append(items, fmt.Sprintf(`{"call_sid": %q, "status": "in-progress", "muted": %t, "hold": false, "coaching": false, "date_created": "Mon, 23 Nov 2026 11:59:00 +0000"}`, harness.StoryCall(n), muted))
		}
		if s.polls < 4 {
			add(1, false)
		}
		add(2, s.polls > 1)
		if s.polls > 2 {
			add(3, false)
		}
		for i := range s.many {
			add(100+i, false)
		}
		if status == "completed" {
			items = nil
		}
		fmt.Fprintf(w, `{"participants": [%s], "next_page_uri": null}`, strings.Join(items, ","))
	default:
		fmt.Fprint(w, strings.Replace(conference, harness.StorySID, path.Base(r.URL.Path), 1)) // about the requested one
	}
}

func tell(t *testing.T, s *story) []string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return harness.Account(server.URL)
}

// TestWatchEvents prints one event a line, from those who are present at first to the end of the conference.
func TestWatchEvents(t *testing.T) {
	t.Parallel()
	o := harness.Run(t, tell(t, &story{ends: true}), "participant", "watch", "--conference", harness.StorySID,
		"--interval", "1ms", "--retries", "0")
	o.Want(t, 0, "service unavailable (HTTP 503)")
	var got []string
	for line := range strings.Lines(o.Stdout) {
		var e struct {
			Time, Event   string
			ConferenceSID string `json:"conference_sid"`
			Participant   map[string]any
			Conference    map[string]any
			Changes       map[string]struct{ Old, New any }
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if e.Time != "2026-11-23T12:00:00Z" || e.ConferenceSID != harness.StorySID {
			t.Errorf("event %s", line)
		}
		text := e.Event
		if e.Participant != nil {
			text += " " + strings.TrimLeft(e.Participant["call_sid"].(string), "0-")
		}
		if e.Conference != nil {
			text += " " + e.Conference["status"].(string)
		}
		for field, change := range e.Changes {
			text += fmt.Sprintf(" %s: %v, %v", field, change.Old, change.New)
		}
		got = append(got, text)
	}
	want := []string{"present 1", "present 2", "changed 2 muted: false, true", "joined 3", "left 1", "left 2", "left 3", "ended completed"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}

	// The other formats; a single call; and a format that events cannot have.
	o = harness.Run(t, tell(t, &story{ends: true}), "participant", "watch", "--conference", harness.StorySID,
		"--call", harness.StoryCall(2), "--interval", "1ms", "-q", "--jq", `.event`)
	o.Want(t, 0)
	if o.Stdout != "present\nchanged\nleft\nended\n" {
		t.Errorf("--call and --jq: %q", o.Stdout)
	}
	o = harness.Run(t, tell(t, &story{ends: true}), "participant", "watch", "--conference", harness.StorySID,
		"--interval", "1ms", "-q", "-o", "csv", "--columns", "event,participant.muted")
	o.Want(t, 0)
	if !strings.HasPrefix(o.Stdout, "event,participant.muted\npresent,false\npresent,false\nchanged,true\n") {
		t.Errorf("csv: %q", o.Stdout)
	}
	// A conference that is no longer found has ended.
	o = harness.Run(t, tell(t, &story{vanishes: true}), "participant", "watch", "--conference", harness.StorySID,
		"--interval", "1ms", "-q", "--jq", ".event")
	o.Want(t, 0)
	if !strings.HasSuffix(o.Stdout, "left\nleft\nleft\nended\n") {
		t.Errorf("it vanishes: %q", o.Stdout)
	}
	harness.Run(t, tell(t, &story{}), "participant", "watch", "--conference", harness.StorySID, "-o", "yaml").
		Want(t, 2, "what never ends is no whole document")
	harness.Run(t, tell(t, &story{}), "participant", "watch", "--conference", harness.StorySID, "--interval", "0").Want(t, 2)
	harness.Run(t, harness.Account("http://127.0.0.1:1"), "participant", "watch", "--conference", "x", "--retries", "0").Want(t, 8)
	harness.Run(t, nil, "participant", "watch", "--sandbox", "--conference", harness.StorySID).Want(t, 5, "hint: see confcall conference list")
	harness.Run(t, nil, "participant", "watch", "--sandbox", "--conference", "No such name").Want(t, 5)
}

// TestWatchIsInterrupted reads each event as soon as it is printed, and then interrupts.
func TestWatchIsInterrupted(t *testing.T) {
	t.Parallel()
	cmd := harness.Command(t, tell(t, &story{}), "conference", "watch", "--interval", "1ms",
		"--jq", `"\(.event) \(.conference.friendly_name | length)"`)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	want := "present 10\nstarted 6\nended 10\n"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(stdout, got); err != nil || string(got) != want {
		t.Errorf("%v, got %q, want %q", err, got, want)
	}
	_ = cmd.Process.Signal(syscall.SIGINT)
	_, _ = io.Copy(io.Discard, stdout)
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}

// TestTerminalWatch draws one table in place, marks changes, and restores the terminal.
func TestTerminalWatch(t *testing.T) {
	t.Parallel()
	watch := []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "20ms", "--retries", "0"}
	screen, code := harness.InTerminal(t, 120, tell(t, &story{}), watch,
		[2]string{"0s ago muted: no → yes", ""}, [2]string{"0s ago joined", ""}, [2]string{"0s ago left", "q"})
	if code != 0 || !strings.HasPrefix(screen, "\x1b[?1049h\x1b[?25l\x1b[H") || !strings.HasSuffix(screen, "\x1b[?25h\x1b[?1049l") {
		t.Errorf("exit code %d, the screen begins %.40q and ends %q", code, screen, screen[max(0, len(screen)-40):])
	}
	for _, text := range []string{
		`Story \u001b[2J (` + harness.StorySID + "), in-progress, 2 participants", "CHANGE",
		"\x1b[33m0s ago muted: no → yes\x1b[0m", "as of 0s ago, every 20ms; q quits; ? explains",
	} {
		if !strings.Contains(screen, text) {
			t.Errorf("the screen lacks %q:\n%q", text, screen[:min(3000, len(screen))])
		}
	}
	if strings.Contains(strings.ReplaceAll(screen, `\u001b[2J`, ""), "\x1b[2J") {
		t.Error("the conference's name drives the terminal")
	}
	if screen, code := harness.InTerminal(t, 120, tell(t, &story{}), watch, [2]string{"ago: service unavailable (HTTP 503): the answer is empty, trying again", "\x03"}); code != 130 || !strings.Contains(screen, "service unavailable") {
		t.Errorf("a fault, then Ctrl-C: exit code %d", code)
	}
	if screen, code := harness.InTerminal(t, 120, tell(t, &story{ends: true}), watch); code != 0 ||
		!strings.HasSuffix(screen, ": it has ended\n") {
		t.Errorf("the end: exit code %d, %q", code, screen[max(0, len(screen)-200):])
	}
	// Participants who do not fit are counted, and a resized window is redrawn.
	cmd := harness.Command(t, tell(t, &story{many: 100}), watch...)
	checkResize(t, cmd)
	// An unknown conference is reported on the ordinary screen, where the message remains.
	if screen, code := harness.InTerminal(t, 120, nil, []string{"--sandbox", "participant", "watch", "--conference", "No such name"}); code != 5 || strings.Contains(screen, "\x1b[?1049h") {
		t.Errorf("not there: exit code %d:\n%q", code, screen)
	}
	if screen, code := harness.InTerminal(t, 120, append(tell(t, &story{ends: true}), "TERM=dumb"), watch); code != 0 ||
		!strings.Contains(screen, "12:00:00 "+harness.StoryCall(2)+" muted: no → yes\n") {
		t.Errorf("a dumb terminal: exit code %d:\n%q", code, screen)
	}
}

// checkResize makes the window of a running watch smaller, and checks that the watch follows.
func checkResize(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	s := harness.OpenTerminal(t, 40, 120, cmd)
	s.Until("… and 69 more")
	if err := pty.Setsize(s.Terminal, &pty.Winsize{Rows: 20, Cols: 100}); err != nil {
		t.Fatal(err)
	}
	s.Until("… and 90 more")
	s.Write("q")
	if _, code := s.End(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
