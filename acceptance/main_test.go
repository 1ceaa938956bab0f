package acceptance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests are there on every machine

	"github.com/rogpeppe/go-internal/testscript"

	"confcall/cmd"
	"confcall/pkg/cli"
	"confcall/pkg/sandbox"
)

// testNow is what the clock of a program under test says, unless CONFCALL_TEST_NOW says otherwise.
var testNow = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	testscript.Main(atRoot{m}, map[string]func(){"confcall": func() {
		code := cmd.Run(testApp(), os.Args[1:])
		tellPeak()
		os.Exit(code)
	}})
}

// atRoot runs the tests in the folder of go.mod, since they read what lies there. The program itself, which is
// this test binary by another name, runs where it is started.
type atRoot struct{ *testing.M }

func (m atRoot) Run() int {
	if err := os.Chdir(".."); err != nil {
		panic(err)
	}
	return m.M.Run()
}

// testApp is the App of the process, but with a clock that stands, no randomness, and waits that are over at once.
func testApp() *cli.App {
	app := cli.System()
	app.Now = func() time.Time { return testNow }
	app.Random = func() float64 { return 0 }
	app.Backoff = time.Millisecond
	if os.Getenv("CONFCALL_TEST_SLOW_BACKOFF") != "" {
		app.Backoff = time.Hour
	}
	if number, err := strconv.Atoi(os.Getenv("CONFCALL_TEST_PANIC")); err == nil {
		var decided atomic.Int32
		app.Random = func() float64 {
			if int(decided.Add(1)) >= number { // the first, or a later time that chance decides
				panic("a bug on purpose")
			}
			return 0
		}
	}
	if os.Getenv("CONFCALL_TEST_READS") != "" {
		app.In = &announcedReader{app.In, os.Stderr}
	}
	if os.Getenv("CONFCALL_TEST_NO_PATIENCE") != "" {
		app.Patience = 0
	}
	if server := os.Getenv("CONFCALL_TEST_DNS"); server != "" {
		net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server)
		}}
	}
	app.Glance = time.Minute // on a busy machine a second is not much
	if os.Getenv("CONFCALL_TEST_SHORT_GLANCE") != "" {
		app.Glance = 100 * time.Millisecond
	}
	return app
}

// announcedReader says when it is read from.
type announcedReader struct {
	io.Reader
	say io.Writer
}

func (a *announcedReader) Read(p []byte) (int, error) {
	_, _ = io.WriteString(a.say, "reads\n")
	return a.Reader.Read(p)
}

// TestScripts runs the shell sessions in scripts, scripts/NOUN/VERB.txtar, each in a folder and with servers of its own:
// $SANDBOX is the sandbox, $TROUBLE a server that misbehaves as the path of the space's URL says.
// Both write what they are asked to the file `requests`.
func TestScripts(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("acceptance/scripts/*/*.txtar")
	if err != nil || len(scripts) < 100 {
		t.Fatalf("%d scripts: %v", len(scripts), err)
	}
	for _, script := range scripts {
		noun, verb := filepath.Base(filepath.Dir(script)), strings.TrimSuffix(filepath.Base(script), ".txtar")
		t.Run(noun+"/"+verb, func(t *testing.T) {
			t.Parallel()
			runScript(t, script, patience)
		})
	}
}

// runScript runs one session. One that hangs is ended when its own time is over, and takes no other with it.
func runScript(t testing.TB, script string, within time.Duration) {
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

func (alone) Parallel()                              {}
func (alone) Verbose() bool                          { return testing.Verbose() }
func (a alone) Run(_ string, run func(testscript.T)) { run(a) }

// serveScript makes what a script finds: servers, variables and the example of the config file.
func serveScript(env *testscript.Env) error {
	log := &requestLog{path: filepath.Join(env.WorkDir, "requests")}
	real := httptest.NewServer(log.record(sandbox.New(sandbox.Options{Now: testClock})))
	wrong := httptest.NewServer(log.record(&trouble{folder: env.WorkDir}))
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

// testEnvironment is what a program under test sees of the machine.
func testEnvironment(home string) []string {
	return []string{
		"HOME=" + home, "TZ=UTC", "TERM=xterm",
		"GORACE=atexit_sleep_ms=0", // the race detector sleeps for a second at exit otherwise
	}
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
