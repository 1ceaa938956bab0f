//go:build unix

package network

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
	"confcall/acceptance/streams"
	"confcall/pkg/sandbox"
)

const (
	lookAtConference = "confcall conference get --conference " + harness.StandUp
	lookAtHost       = "confcall participant get --conference " + harness.StandUp + " --call " + harness.Host
	lookAtRecording  = "confcall recording get --conference " + harness.StandUp + " --recording " + harness.Host
)

// changes has a command of each kind, with what to do when its answer was lost. How often each request is sent after each
// fault is tested beside the client.
var changes = []struct {
	line string // without the conference
	sent int32  // how often it is sent with one retry
	look string // what to look with
}{
	{"participant mute --call " + harness.Host, 1, lookAtHost},
	{"participant hold --call " + harness.Host, 1, lookAtHost},
	{"participant coach --target " + sandbox.SampleCall + " --call " + harness.Host, 1, lookAtHost},
	{"participant update --muted --call " + harness.Host, 1, lookAtHost},
	{"participant announce --url https://example.com/a --call " + harness.Host, 1, lookAtHost},
	{"participant remove --yes --call " + harness.Host, 2, lookAtHost},
	{"conference announce --url https://example.com/a", 1, lookAtConference},
	{"conference end --yes", 1, lookAtConference},
	{"recording pause --recording " + harness.Host, 1, lookAtRecording},
	{"recording resume --recording " + harness.Host, 1, lookAtRecording},
	{"recording stop --recording " + harness.Host, 1, lookAtRecording},
	{"recording delete --yes --recording " + harness.Host, 2, lookAtRecording},
	{"stream start --url wss://example.com/a", 1, "the server at wss://example.com/a, which would be connected"},
	{"stream stop --stream " + harness.Host, 1, "the server that was streamed to; stopping again does no harm"},
}

// TestLostAnswers loses the answer to every kind of change. Only a DELETE is sent again, and the error says what may have
// happened.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, change := range changes {
		t.Run(change.line, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet {
					sent.Add(1)
				}
				panic(http.ErrAbortHandler)
			}))
			t.Cleanup(server.Close)
			o := harness.Run(t, harness.Account(server.URL),
				append(strings.Fields(change.line), "--conference", harness.StandUp, "--retries", "1")...)
			o.Want(t, 8, "cut the connection before the answer was whole\nhint: the change may have been made; look with: "+change.look+"\n")
			if sent.Load() != change.sent {
				t.Errorf("sent %d times, want %d", sent.Load(), change.sent)
			}
		})
	}
}

// TestLostWhileSending resets the connection while a long request is being sent.
func TestLostWhileSending(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	args := []string{"stream", "start", "--conference", harness.StandUp, "--url", "wss://example.com/"}
	for range 99 {
		args = append(args, "--param", "x="+strings.Repeat("%", 8000)) // three times as long when encoded in a form
	}
	o := harness.Run(t, harness.Account("http://"+harness.Meet(t, func(conn *net.TCPConn) {
		sent.Add(1)
		harness.Answers("", reset)(conn)
	})), args...)
	o.Want(t, 8, "cut the connection before the answer was whole\nhint: the change may have been made; ")
	if sent.Load() != 1 {
		t.Errorf("sent %d times", sent.Load())
	}
}

// TestConnectionDies has the server drop the second request of each connection. Requests that can be repeated are, the others
// are reported, and none is sent twice that must not be.
func TestConnectionDies(t *testing.T) {
	t.Parallel()
	const calls = 3
	for _, test := range []struct {
		verb string
		code int
		sent []int // how often each call was, in order
		said []string
	}{
		{"get", 0, []int{1, 2, 2}, nil},
		{"remove", 0, []int{1, 2, 2}, []string{"retry 1 of 3"}},
		{"mute", 8, []int{1, 1, 1}, []string{"1 of 3 failed",
			"the change may have been made; look with: confcall participant get --conference " + harness.StandUp + " --call " + harness.StoryCall(1)}},
	} {
		t.Run(test.verb, func(t *testing.T) {
			t.Parallel()
			var (
				mu    sync.Mutex
				known = map[string]bool{}
				sent  = map[string]int{}
			)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				call := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
				sent[call]++
				if known[r.RemoteAddr] {
					panic(http.ErrAbortHandler)
				}
				known[r.RemoteAddr] = true
				fmt.Fprintf(w, `{"call_sid": %q, "muted": true}`, call)
			}))
			t.Cleanup(server.Close)
			args := []string{"participant", test.verb, "--conference", harness.StandUp, "--call", "-", "--parallel", "1", "-o", "name"}
			if test.verb == "remove" {
				args = append(args, "--yes")
			}
			cmd := harness.Command(t, harness.Account(server.URL), args...)
			var lines strings.Builder
			for i := range calls {
				fmt.Fprintln(&lines, harness.StoryCall(i))
			}
			cmd.Stdin = strings.NewReader(lines.String())
			harness.Finish(t, cmd).Want(t, test.code, test.said...)
			mu.Lock()
			defer mu.Unlock()
			for i, want := range test.sent {
				if got := sent[harness.StoryCall(i)]; got != want {
					t.Errorf("%s was sent %d times, want %d", harness.StoryCall(i), got, want)
				}
			}
		})
	}
}

// TestHTTP2Breaks checks that a broken HTTP/2 stream is retried like a broken connection.
func TestHTTP2Breaks(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	answers := sandbox.New(sandbox.Options{Now: harness.Clock})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("spoken is %s", r.Proto)
		}
		if asked.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		answers.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	harness.Run(t, harness.Account(server.URL), append(harness.Sample, "--ca-file", harness.RootOf(t, server))...).
		Want(t, 0, "retry 1 of 3", "cut the connection")
}

// TestFewStreams makes many changes at once over HTTP/2, with a server that allows few streams or ends connections from time
// to time. Each change is made once, and none fails.
func TestFewStreams(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		streams uint32
		every   int32
	}{"few streams": {3, 0}, "connections end": {250, 50}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var (
				mu       sync.Mutex
				made     = map[string]int{}
				answered atomic.Int32
			)
			url, root := streams.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				call := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
				mu.Lock()
				made[call]++
				mu.Unlock()
				if n := answered.Add(1); test.every > 0 && n%test.every == 0 {
					w.Header().Set("Connection", "close")
				}
				fmt.Fprintf(w, `{"call_sid": %q, "conference_sid": %q, "muted": true}`, call, harness.StandUp)
			}), test.streams)
			cmd := harness.Command(t, harness.Account(url), "participant", "mute", "--conference", harness.StandUp, "--call", "-",
				"--parallel", "16", "-o", "name", "-q", "--ca-file", harness.RootFile(t, root))
			var lines strings.Builder
			const calls = 150
			for i := range calls {
				fmt.Fprintln(&lines, harness.StoryCall(i))
			}
			cmd.Stdin = strings.NewReader(lines.String())
			o := harness.Finish(t, cmd)
			o.Want(t, 0)
			mu.Lock()
			defer mu.Unlock()
			for call, times := range made {
				if times != 1 {
					t.Errorf("%s was muted %d times", call, times)
				}
			}
			if len(made) != calls || o.Stdout != lines.String() {
				t.Errorf("%d were muted, want %d", len(made), calls)
			}
		})
	}
}
