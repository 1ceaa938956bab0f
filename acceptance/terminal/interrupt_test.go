//go:build unix

package terminal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// A pause is a run of the program that lasts an hour or forever unless it is interrupted.
type pause struct {
	name  string
	begin func(testing.TB) *exec.Cmd // returns when the program waits, or is about to
}

var patient = []string{"--timeout", "2h"}

var pauses = []pause{
	{"a retry", func(t testing.TB) *exec.Cmd {
		space, _ := refuses(t)
		return untilItSays(t, "retry 1 of 3 in 1h0m0s", harness.Command(t, harness.Account(space), append(harness.Sample, patient...)...))
	}},
	{"a wait", func(t testing.TB) *exec.Cmd {
		space, _ := refuses(t)
		return untilItSays(t, "service unavailable", harness.Command(t, harness.Account(space), "participant", "wait",
			"--conference", harness.StandUp, "--call", harness.Host, "--for", "gone",
			"--within", "2h", "--interval", "1h", "--retries", "0"))
	}},
	{"a watch", func(t testing.TB) *exec.Cmd {
		space, _ := refuses(t)
		return untilItSays(t, "service unavailable", harness.Command(t, harness.Account(space), "participant", "watch",
			"--conference", harness.StandUp, "--interval", "1h", "--retries", "0"))
	}},
	{"a request", func(t testing.TB) *exec.Cmd {
		space, asked := hangs(t)
		return untilAsked(t, 1, asked, harness.Command(t, harness.Account(space), append(harness.Sample, patient...)...))
	}},
	{"many requests", func(t testing.TB) *exec.Cmd {
		space, asked := hangs(t)
		cmd := harness.Command(t, harness.Account(space),
			append([]string{"participant", "mute", "--conference", harness.StandUp, "--call", "-", "--parallel", "32"}, patient...)...)
		var calls strings.Builder
		for i := range 100 {
			fmt.Fprintln(&calls, harness.StoryCall(i))
		}
		cmd.Stdin = strings.NewReader(calls.String())
		return untilAsked(t, 32, asked, cmd)
	}},
	{"a download", func(t testing.TB) *exec.Cmd {
		space, asked := answering(t, (&harness.Trouble{}).ServeHTTP)
		return untilAsked(t, 1, asked, harness.Command(t, append(harness.Account(space+"/stall"), "CONFCALL_TEST_GRACE=5m"),
			append([]string{"recording", "download", "--recording", harness.Host}, patient...)...))
	}},
	{"a handshake", func(t testing.TB) *exec.Cmd {
		asked := make(chan struct{}, 1)
		address := harness.Meet(t, harness.Answers("", func(*net.TCPConn) { asked <- struct{}{} }))
		return untilAsked(t, 1, asked, harness.Command(t, harness.Account("https://"+address), append(harness.Sample, patient...)...))
	}},
	{"a proxy", func(t testing.TB) *exec.Cmd {
		asked := make(chan struct{}, 1)
		address := harness.Meet(t, harness.Answers("", func(*net.TCPConn) { asked <- struct{}{} }))
		return untilAsked(t, 1, asked,
			harness.Command(t, append(harness.Account("https://example.com"), "HTTPS_PROXY=http://"+address), append(harness.Sample, patient...)...))
	}},
	{"a token on standard input", func(t testing.TB) *exec.Cmd {
		return reading(t, append([]string{"--token-file", "-"}, harness.Sample...)...)
	}},
	{"a token for a new file", func(t testing.TB) *exec.Cmd {
		return reading(t, "config", "init", "--space", "example", "--project", sandbox.Account)
	}},
	{"calls on standard input", func(t testing.TB) *exec.Cmd {
		return reading(t, "participant", "mute", "--sandbox", "--conference", sandbox.SampleConference, "--call", "-")
	}},
	{"a token in a pipe", func(t testing.TB) *exec.Cmd {
		cmd := harness.Command(t, harness.Account("https://example.com"), append([]string{"--token-file", "pipe"}, harness.Sample...)...)
		pipe := filepath.Join(cmd.Dir, "pipe")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		asked := make(chan struct{})
		go func() {
			// This waits until the program has opened the pipe too, from which it then reads.
			if writer, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
				t.Cleanup(func() { _ = writer.Close() })
				close(asked)
			}
		}()
		return untilAsked(t, 1, asked, cmd)
	}},
	{"a full standard output", func(t testing.TB) *exec.Cmd {
		space, asked := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"participants": [{"call_sid": "x"}], "next_page_uri": null}`)
		})
		cmd := harness.Command(t, harness.Account(space), "participant", "list", "--conference", harness.StandUp, "-o", "jsonl")
		cmd.Stdout = fullPipe(t)
		return untilAsked(t, 1, asked, cmd)
	}},
	{"a full standard error", func(t testing.TB) *exec.Cmd {
		space, asked := refuses(t)
		cmd := harness.Command(t, harness.Account(space), append(harness.Sample, patient...)...)
		cmd.Stderr = fullPipe(t)
		return untilAsked(t, 1, asked, cmd)
	}},
}

// answering serves requests, and reports each one on a channel.
func answering(t testing.TB, serve http.HandlerFunc) (space string, asked chan struct{}) {
	t.Helper()
	asked = make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // otherwise the server does not notice that the program has gone
		select {
		case asked <- struct{}{}:
		case <-r.Context().Done():
		}
		serve(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func refuses(t testing.TB) (space string, asked chan struct{}) {
	return answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
}

func hangs(t testing.TB) (space string, asked chan struct{}) {
	return answering(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
}

func start(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// untilAsked starts the program, and waits until it has made so many requests.
func untilAsked(t testing.TB, times int, asked <-chan struct{}, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	start(t, cmd)
	for range times {
		select {
		case <-asked:
		case <-time.After(harness.Patience):
			t.Fatal("the server was not asked")
		}
	}
	return cmd
}

// untilItSays starts the program, and waits until a line of its standard error contains the text.
func untilItSays(t testing.TB, text string, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	said := ""
	for lines := bufio.NewReader(stderr); !strings.Contains(said, text); {
		line, err := lines.ReadString('\n')
		if said += line; err != nil {
			t.Fatalf("%q was not said, but %q", text, said)
		}
	}
	return cmd
}

// reading starts a program that reads standard input, and sends it nothing.
func reading(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(reader.Close(), writer.Close()) })
	cmd := harness.Command(t, append(harness.Account("https://example.com"), "CONFCALL_TEST_READS=1"), args...)
	cmd.Stdin = reader
	return untilItSays(t, "reads\n", cmd)
}

// fullPipe returns a pipe that is full, since nobody reads it.
func fullPipe(t testing.TB) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(reader.Close(), writer.Close()) })
	raw, err := writer.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	err = raw.Write(func(fd uintptr) bool {
		for err = nil; err == nil; {
			_, err = syscall.Write(int(fd), make([]byte, 4096))
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return writer
}

// TestInterrupt interrupts runs that would last an hour or forever, and checks that they leave nothing behind.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, p := range pauses {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			cmd := p.begin(t)
			_ = cmd.Process.Signal(syscall.SIGINT)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 130 {
				t.Errorf("%s, want exit code 130", cmd.ProcessState)
			}
			if left, _ := filepath.Glob(filepath.Join(cmd.Dir, ".confcall-*")); len(left) > 0 {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}

// TestSignals checks that other signals also end the program, each with its exit code.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		for _, p := range pauses {
			if p.name != "a retry" && p.name != "a request" {
				continue
			}
			t.Run(fmt.Sprintf("%s, %s", signal, p.name), func(t *testing.T) {
				t.Parallel()
				cmd := p.begin(t)
				_ = cmd.Process.Signal(signal)
				_ = cmd.Wait()
				if code := cmd.ProcessState.ExitCode(); code != 143 {
					t.Errorf("%s, want exit code 143", cmd.ProcessState)
				}
			})
		}
	}
}

// TestIgnoredSignals checks that a signal that was ignored at the start stays ignored, as nohup and shells arrange it, until
// another signal comes. Go's runtime allows that for these two signals only, and always handles SIGTERM.
func TestIgnoredSignals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name            string
		ignored, heeded syscall.Signal
		code            int
	}{
		{"HUP", syscall.SIGHUP, syscall.SIGINT, 130},
		{"INT", syscall.SIGINT, syscall.SIGTERM, 143},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			space, asked := hangs(t)
			cmd := harness.Command(t, harness.Account(space), append(harness.Sample, patient...)...)
			shell, err := exec.LookPath("sh")
			if err != nil {
				t.Fatal(err)
			}
			cmd.Path, cmd.Args = shell, append([]string{"sh", "-c", "trap '' " + test.name + `; exec "$@"`, "sh"}, cmd.Args...)
			untilAsked(t, 1, asked, cmd)
			_ = cmd.Process.Signal(test.ignored)
			_ = cmd.Process.Signal(test.heeded)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != test.code {
				t.Errorf("%s, want exit code %d", cmd.ProcessState, test.code)
			}
		})
	}
}

// TestSecondSignal kills a program that hangs.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	for _, p := range pauses {
		if !strings.HasPrefix(p.name, "a full ") {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			cmd := p.begin(t)
			for range 2 {
				_ = cmd.Process.Signal(syscall.SIGINT)
			}
			_ = cmd.Wait()
			state := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if killed := state.Signaled() && state.Signal() == syscall.SIGINT; !killed && state.ExitStatus() != 130 {
				t.Errorf("%s, want it killed by the signal, or exit code 130", cmd.ProcessState)
			}
		})
	}
}

// BenchmarkInterrupt measures the time from the signal to the end of the program.
func BenchmarkInterrupt(b *testing.B) {
	for _, p := range pauses {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				cmd := p.begin(b)
				b.StartTimer()
				_ = cmd.Process.Signal(syscall.SIGINT)
				_ = cmd.Wait()
			}
		})
	}
}

// confirms serves changes of participants, and never answers those of some calls.
func confirms(t testing.TB, unanswered ...string) (space string, asked chan struct{}) {
	return answering(t, func(w http.ResponseWriter, r *http.Request) {
		call := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		if slices.Contains(unanswered, call) {
			<-r.Context().Done()
			return
		}
		fmt.Fprintf(w, `{"call_sid": %q, "sid": %q, "muted": true, "status": "in-progress"}`, call, call)
	})
}

// heard collects what is written, and signals when it contains a text.
type heard struct {
	mu    sync.Mutex
	text  strings.Builder
	until string
	there chan struct{}
}

func newHeard(until string) *heard { return &heard{until: until, there: make(chan struct{}, 1)} }

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text.Write(p)
	if strings.Contains(h.text.String(), h.until) {
		select {
		case h.there <- struct{}{}:
		default:
		}
	}
	return len(p), nil
}

// wait waits until the text was written.
func (h *heard) wait(t testing.TB) {
	t.Helper()
	select {
	case <-h.there:
	case <-time.After(harness.Patience):
		t.Fatalf("%q was not said", h.until)
	}
}

// muteMany returns a program that mutes so many calls, four at a time.
func muteMany(t testing.TB, space string, calls int, format string) *exec.Cmd {
	args := []string{"participant", "mute", "--conference", harness.StandUp, "--parallel", "4", "-o", format, "--timeout", "2h"}
	for i := range calls {
		args = append(args, "--call", harness.StoryCall(i))
	}
	return harness.Command(t, harness.Account(space), args...)
}

// TestInterruptedChanges checks that an interrupted program names each change whose answer was lost, says how many were made,
// and prints those.
func TestInterruptedChanges(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		signal syscall.Signal
		code   int
		format string
	}{{syscall.SIGINT, 130, "table"}, {syscall.SIGTERM, 143, "json"}, {syscall.SIGHUP, 143, "jsonl"}, {syscall.SIGINT, 130, "name"}} {
		t.Run(test.signal.String()+", "+test.format, func(t *testing.T) {
			t.Parallel()
			space, asked := confirms(t, harness.StoryCall(5), harness.StoryCall(6))
			var stdout strings.Builder
			stderr := newHeard("muted " + harness.StoryCall(4))
			cmd := muteMany(t, space, 7, test.format)
			cmd.Env = append(cmd.Env, "CONFCALL_TEST_GRACE=5m")
			cmd.Stdout, cmd.Stderr = &stdout, stderr
			untilAsked(t, 7, asked, cmd)
			stderr.wait(t)
			_ = cmd.Process.Signal(test.signal)
			_ = cmd.Wait()
			o := harness.Outcome{Stdout: stdout.String(), Stderr: stderr.text.String(), Code: cmd.ProcessState.ExitCode()}
			o.Want(t, test.code, "5 of 7 muted, 2 not confirmed", "those that are not confirmed are named above",
				"confcall participant get --conference "+harness.StandUp+" --call "+harness.StoryCall(6))
			for i := range 7 {
				lost := "update participant " + harness.StoryCall(i) + " of conference " + harness.StandUp + ": no answer came before it was "
				if isLost := i > 4; strings.Contains(o.Stderr, lost) != isLost || strings.Contains(o.Stdout, harness.StoryCall(i)) == isLost {
					t.Errorf("of call %d it is said:\n%s\n%s", i, o.Stderr, o.Stdout)
				}
			}
			if test.format == "json" && !json.Valid([]byte(o.Stdout)) {
				t.Errorf("the array is not closed:\n%s", o.Stdout)
			}
		})
	}
}

// TestInterruptedChange checks that the one change whose answer was lost is named, for every command.
func TestInterruptedChange(t *testing.T) {
	t.Parallel()
	conference, call := []string{"--conference", harness.StandUp}, []string{"--call", harness.Host}
	recording, url := []string{"--recording", harness.Host}, []string{"--url", "https://example.com/x.mp3"}
	for verb, flags := range map[string][]string{
		"participant mute":     slices.Concat(conference, call),
		"participant hold":     slices.Concat(conference, call),
		"participant remove":   slices.Concat(conference, call, []string{"--yes"}),
		"participant announce": slices.Concat(conference, call, url),
		"participant move":     slices.Concat(call, []string{"--to-conference", "Support line", "--yes"}),
		"participant add": slices.Concat([]string{"--conference", "Support line", "--to", "+13105550102",
			"--from", "+13105550100", "--yes"}),
		"conference end":       slices.Concat(conference, []string{"--yes"}),
		"conference announce":  slices.Concat(conference, url),
		"recording pause":      slices.Concat(conference, recording),
		"recording delete":     slices.Concat(conference, recording, []string{"--yes"}),
		"stream start":         slices.Concat(conference, []string{"--url", "wss://example.com/x"}),
		"stream stop":          slices.Concat(conference, []string{"--stream", harness.Host}),
		"call record start":    call,
		"call record stop":     slices.Concat(call, recording),
		"call stream start":    slices.Concat(call, []string{"--url", "wss://example.com/x"}),
		"call hangup":          slices.Concat(call, []string{"--yes"}),
		"transcription delete": {"--transcription", harness.Host, "--yes"},
	} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			changed := make(chan struct{}, 10)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if r.Method != http.MethodGet {
					changed <- struct{}{}
					<-r.Context().Done()
					return
				}
				fmt.Fprintf(w, `{"sid": %q, "status": "in-progress", "conferences": [], "next_page_uri": null}`, harness.Host)
			}))
			t.Cleanup(server.Close)
			cmd := harness.Command(t, harness.Account(server.URL), append(strings.Fields(verb), append(flags, "--dry-run=false")...)...)
			cmd.Env = append(cmd.Env, "CONFCALL_TIMEOUT=2h")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			cmd.Env = append(cmd.Env, "CONFCALL_TEST_GRACE=5m")
			untilAsked(t, 1, changed, cmd)
			_ = cmd.Process.Signal(syscall.SIGINT)
			_ = cmd.Wait()
			o := harness.Outcome{Stderr: stderr.String(), Code: cmd.ProcessState.ExitCode()}
			o.Want(t, 130, "no answer came before it was interrupted", "hint: the change may have been made; ")
		})
	}
}

// TestInterruptedChangesUnread checks that an interrupted program says how many changes were made even if nobody reads its
// output.
func TestInterruptedChangesUnread(t *testing.T) {
	t.Parallel()
	space, asked := confirms(t, harness.StoryCall(1))
	stderr := newHeard("muted " + harness.StoryCall(0))
	cmd := muteMany(t, space, 2, "jsonl")
	cmd.Env = append(cmd.Env, "CONFCALL_TEST_GRACE=500ms") // it writes until that is over
	cmd.Stdout, cmd.Stderr = fullPipe(t), stderr
	untilAsked(t, 2, asked, cmd)
	stderr.wait(t)
	_ = cmd.Process.Signal(syscall.SIGINT)
	_ = cmd.Wait()
	harness.Outcome{Stderr: stderr.text.String(), Code: cmd.ProcessState.ExitCode()}.
		Want(t, 130, harness.StoryCall(1)+" of conference", "interrupted: 1 of 2 muted, 1 not confirmed")
}
