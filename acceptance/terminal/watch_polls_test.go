//go:build unix

package terminal

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"confcall/acceptance/harness"
)

// polls is a server whose conference has other participants at each poll, and is over after the last one.
type polls struct {
	lists []string // participants, or for an error the number of seconds to wait

	mu    sync.Mutex
	asked []time.Time
}

func (p *polls) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !strings.HasSuffix(r.URL.Path, "/Participants") {
		status := "in-progress"
		if len(p.asked) >= len(p.lists) {
			status = "completed"
		}
		fmt.Fprintf(w, `{"sid": %q, "friendly_name": "Polls", "status": %q}`, harness.StorySID, status)
		return
	}
	now := len(p.asked)
	p.asked = append(p.asked, time.Now())
	switch {
	case now >= len(p.lists):
		fmt.Fprint(w, `{"participants": [], "next_page_uri": null}`)
	case !strings.HasPrefix(p.lists[now], "{"):
		w.Header().Set("Retry-After", p.lists[now])
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		fmt.Fprintf(w, `{"participants": [%s], "next_page_uri": null}`, p.lists[now])
	}
}

func (p *polls) watch(t *testing.T, args ...string) harness.Outcome {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return harness.Run(t, harness.Account(server.URL), append([]string{"participant", "watch",
		"--conference", harness.StorySID, "--interval", "1ms", "--retries", "0",
		"-q", "--jq", `"\(.event) \(.participant.call_sid // "" | .[-2:])"`}, args...)...)
}

// TestWatchPolls checks which changes between polls are events.
func TestWatchPolls(t *testing.T) {
	t.Parallel()
	const one = `{"call_sid": "ABCDEF00-0000-0000-0000-000000000001", "status": "in-progress", "muted": false, ` +
		`"date_updated": "Mon, 23 Nov 2026 11:00:00 +0000"}`
	const two = `{"call_sid": "abcdef00-0000-0000-0000-000000000002", "status": "in-progress", "muted": false}`
	later := strings.Replace(one, "11:00:00", "11:30:00", 1)
	muted := strings.Replace(later, "false", "true", 1)
	for name, test := range map[string]struct {
		lists []string
		args  []string
		want  string
	}{
		"a duplicate in a poll": {[]string{one + "," + one + "," + two, one + "," + two + "," + one}, nil,
			"present 01\npresent 02\nleft 01\nleft 02\nended \n"},
		"only the date of change": {[]string{one, later, later}, nil, "present 01\nchanged 01\nleft 01\nended \n"},
		"more than that":          {[]string{one, muted}, nil, "present 01\nchanged 01\nleft 01\nended \n"},
		"a call in lower case": {[]string{one + "," + two, muted + "," + two},
			[]string{"--call", "abcdef00-0000-0000-0000-000000000001"}, "present 01\nchanged 01\nleft 01\nended \n"},
		"a call in capital letters": {[]string{one + "," + two}, []string{"--call", "ABCDEF00-0000-0000-0000-000000000002"},
			"present 02\nleft 02\nended \n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := (&polls{lists: test.lists}).watch(t, test.args...)
			o.Want(t, 0)
			if o.Stdout != test.want {
				t.Errorf("got %q, want %q", o.Stdout, test.want)
			}
		})
	}
}

// TestRetryAfterBetweenLooks checks that a watch and a wait leave the time that the API asks for between polls, whatever their
// interval.
func TestRetryAfterBetweenLooks(t *testing.T) {
	t.Parallel()
	const one = `{"call_sid": "00000000-0000-0000-0000-000000000001", "status": "in-progress", "muted": false}`
	p := &polls{lists: []string{one, "1", one}}
	p.watch(t).Want(t, 0)
	if len(p.asked) < 3 || p.asked[2].Sub(p.asked[1]) < time.Second {
		t.Errorf("the watch asked at %v", p.asked)
	}

	var asked []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked = append(asked, time.Now())
		if len(asked) == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, one)
	}))
	t.Cleanup(server.Close)
	harness.Run(t, harness.Account(server.URL), "participant", "wait", "--conference", harness.StorySID,
		"--call", harness.StoryCall(1), "--for", "muted=false",
		"--interval", "1ms", "--retries", "0").Want(t, 0)
	if len(asked) != 2 || asked[1].Sub(asked[0]) < time.Second {
		t.Errorf("the wait asked at %v", asked)
	}
}

// TestRetryAfterTooLong checks that a wait ends at once when the API asks to wait for longer than there is time, and that a
// watch asks again after a minute.
func TestRetryAfterTooLong(t *testing.T) {
	t.Parallel()
	space, _ := refuses(t)
	harness.Run(t, harness.Account(space), "participant", "wait", "--conference", harness.StorySID,
		"--call", harness.StoryCall(1), "--for", "muted=false", "--within", "59m").
		Want(t, 10, "last seen: ", "service unavailable (HTTP 503)", "the API asks to wait 1h0m0s")
	cmd := untilItSays(t, "the API asks to wait 1h0m0s, and is asked again in 1m0s",
		harness.Command(t, harness.Account(space), "participant", "watch", "--conference", harness.StandUp))
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
}

// TestSlowLook checks that conferences that vanish are looked up at the same time: one that does not answer delays no news but
// its own.
func TestSlowLook(t *testing.T) {
	t.Parallel()
	const vanish = 40
	var mu sync.Mutex
	polls, slow := 0, make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sid := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		if sid != "Conferences" {
			if sid == harness.StoryCall(0) {
				select {
				case <-slow:
				case <-r.Context().Done():
				}
			}
			fmt.Fprintf(w, `{"sid": %q, "friendly_name": %q, "status": "completed"}`, sid, sid[24:])
			return
		}
		mu.Lock()
		defer mu.Unlock()
		first, last := 0, vanish
		if polls++; polls > 1 {
			first, last = vanish, vanish+polls // one more conference begins with every poll
		}
		var items []string
		for i := range last {
			if i >= first {
				items = append(items,
					fmt.Sprintf(`{"sid": %q, "friendly_name": %q, "status": "in-progress"}`, harness.StoryCall(i), harness.StoryCall(i)[24:]))
			}
		}
		fmt.Fprintf(w, `{"conferences": [%s], "next_page_uri": null}`, strings.Join(items, ","))
	}))
	t.Cleanup(server.Close)
	cmd := harness.Command(t, harness.Account(server.URL), "conference", "watch", "--interval", "1ms",
		"--jq", `"\(.event) \(.conference.status) \(.conference.friendly_name)"`)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	lines := bufio.NewScanner(stdout)
	ended, started := 0, 0
	for lines.Scan() {
		switch text := lines.Text(); {
		case text == "ended completed "+harness.StoryCall(0)[24:]:
			_ = cmd.Process.Signal(os.Interrupt)
			ended++
		case strings.HasPrefix(text, "ended completed "):
			ended++
		case strings.HasPrefix(text, "started "):
			started++
		}
		if ended == vanish-1 && started > 10 { // all but the slow one have ended, and polls went on
			select {
			case <-slow:
			default:
				close(slow)
			}
		}
	}
	_ = cmd.Wait()
	if ended != vanish {
		t.Errorf("%d have ended, want %d", ended, vanish)
	}
}
