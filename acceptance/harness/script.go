//go:build unix

package harness

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"confcall/pkg/sandbox"
)

// Script runs a shell session in a folder and with servers of its own: $SANDBOX is the sandbox, $TROUBLE a server that
// misbehaves as the path of the space's URL says. Both write what they are asked to the file `requests`.
// One that hangs is ended when its own time is over, and takes no other with it.
func Script(t testing.TB, script string, within time.Duration) {
	testscript.RunT(alone{t}, testscript.Params{
		Files:               []string{script},
		Deadline:            time.Now().Add(within),
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup:               serveScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"requests": requests,
		},
	})
}

// alone is a test that is one script and has begun already.
type alone struct{ testing.TB }

func (alone) Parallel() {}

func (alone) Verbose() bool { return testing.Verbose() }

func (a alone) Run(_ string, run func(testscript.T)) { run(a) }

// serveScript makes what a script finds: servers, variables and the example of the config file.
func serveScript(env *testscript.Env) error {
	log := &requestLog{path: filepath.Join(env.WorkDir, "requests")}
	real := httptest.NewServer(log.record(sandbox.New(sandbox.Options{Now: Clock})))
	wrong := httptest.NewServer(log.record(&Trouble{Folder: env.WorkDir}))
	env.Defer(real.Close)
	env.Defer(wrong.Close)
	env.Vars = append(env.Vars, testEnvironment(filepath.Join(env.WorkDir, "home"))...)
	env.Setenv("SANDBOX", real.URL)
	env.Setenv("TROUBLE", wrong.URL)
	env.Setenv("SANDBOXHOST", strings.TrimPrefix(real.URL, "http://"))
	env.Setenv("TROUBLEHOST", strings.TrimPrefix(wrong.URL, "http://"))
	env.Setenv("NL", "\n")
	env.Setenv("ESC", "\x1b")
	env.Setenv("PROJECT", sandbox.Account)
	env.Setenv("CONFERENCE", sandbox.SampleConference)
	env.Setenv("CALL", sandbox.SampleCall)
	example, err := os.ReadFile("config.example.yaml")
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(env.WorkDir, "config.example.yaml"), example, 0o600), log.start())
}

// exits runs a command and wants the exit code: `exits 2 confcall …`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("%v ended with %d, want %d\nstdout: %s\nstderr: %s", args[1:], code, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// requests wants the servers to have been asked so many times since the last look: `requests 2`.
func requests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: requests NUMBER")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	path := ts.MkAbs("requests")
	data, err := os.ReadFile(path)
	ts.Check(err)
	if got := bytes.Count(data, []byte("\n")); got != want {
		ts.Fatalf("the servers were asked %d times, want %d:\n%s", got, want, data)
	}
	ts.Check(os.WriteFile(path, nil, 0o600))
}

// requestLog writes a line a request to a file.
type requestLog struct {
	path string
	mu   sync.Mutex
}

func (l *requestLog) start() error { return os.WriteFile(l.path, nil, 0o600) }

func (l *requestLog) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		project, token, _ := r.BasicAuth()
		line := fmt.Sprintf("%s %s accept=%s agent=%s user=%s token=%s\n", r.Method, r.RequestURI, r.Header.Get("Accept"), r.Header.Get("User-Agent"), project, token)
		l.mu.Lock()
		file, err := os.OpenFile(l.path, os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = file.WriteString(line)
			err = errors.Join(err, file.Close())
		}
		l.mu.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Clock is the clock of the sandboxes that the tests serve themselves.
func Clock() time.Time { return Now }
