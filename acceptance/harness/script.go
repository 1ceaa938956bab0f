//go:build unix

package harness

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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
	t.Helper()
	s := &session{end: time.Now().Add(within), sandbox: sandbox.New(sandbox.Options{Now: Clock})}
	if err := s.read(script); err != nil {
		t.Fatal(err)
	}
	testscript.RunT(alone{t}, testscript.Params{
		Files:               []string{script},
		Deadline:            s.end,
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup:               s.serve,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"confcall": s.confcall,
			"exits":    s.exits,
			"formats":  s.formats,
			"requests": requests,
			"dials":    dials(s.sandbox),
		},
	})
}

// alone is a test that is one script and has begun already.
type alone struct{ testing.TB }

func (alone) Parallel() {}

func (alone) Verbose() bool { return testing.Verbose() }

func (a alone) Run(_ string, run func(testscript.T)) { run(a) }

// session is a shell session while it runs.
type session struct {
	end       time.Time // its own: one that hangs takes no other with it
	sandbox   *sandbox.Server
	variables []string // the names of its environment
}

var setsVariable = regexp.MustCompile(`^env '?([A-Za-z_]+)=`)

// read finds out what must be known of a session before it runs: the variables that it sets, and whether a line gives standard
// input to a worker, which has none.
func (s *session) read(script string) error {
	content, err := os.ReadFile(script)
	if err != nil {
		return err
	}
	given := false
	for i, line := range strings.Split(string(content), "\n") {
		if set := setsVariable.FindStringSubmatch(line); set != nil {
			s.variables = append(s.variables, set[1])
		}
		word, rest, _ := strings.Cut(line, " ")
		_, run, _ := strings.Cut(rest, " ")
		switch {
		case word == "--":
			return nil
		case word == "stdin":
			given = true
		case given && (word == "confcall" || word == "exits" && strings.HasPrefix(run, "confcall ")):
			return fmt.Errorf("%s:%d: only a process reads standard input: write exec before confcall", script, i+1)
		case word == "exec" || word == "exits" || word == "confcall":
			given = false
		}
	}
	return nil
}

// environment is that of the next command.
func (s *session) environment(ts *testscript.TestScript) []string {
	var all []string
	for _, name := range s.variables {
		all = append(all, name+"="+ts.Getenv(name))
	}
	return all
}

// serve makes what a script finds: servers, variables and the example of the config file.
func (s *session) serve(env *testscript.Env) error {
	log := &requestLog{path: filepath.Join(env.WorkDir, "requests")}
	real := httptest.NewServer(log.record(s.sandbox))
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
	for _, variable := range env.Vars {
		name, _, _ := strings.Cut(variable, "=")
		s.variables = append(s.variables, name)
	}
	example, err := os.ReadFile("config.example.yaml")
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(env.WorkDir, "config.example.yaml"), example, 0o600), log.start())
}

// confcall runs the program, in a worker where that makes no difference: `confcall …`. It must succeed, or with ! fail.
// `exec confcall …` is a process of its own.
func (s *session) confcall(ts *testscript.TestScript, neg bool, args []string) {
	if code := s.run(ts, args); (code == 0) == neg {
		ts.Fatalf("confcall %v ended with %d", args, code)
	}
}

// exits runs a command and wants the exit code: `exits 2 confcall …`, `exits 2 exec confcall …` as a process of its own.
func (s *session) exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE [exec] COMMAND [ARG…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	command := args[1:]
	code := 0
	switch {
	case command[0] == "confcall":
		code = s.run(ts, command[1:])
	case command[0] == "exec" && len(command) > 1:
		code = execProgram(ts, command[1:])
	default:
		code = execProgram(ts, command)
	}
	if code != want {
		ts.Fatalf("%v ended with %d, want %d", command, code, want)
	}
}

// formats prints the shape that a result has in each format: how many lines, and what the first one begins with.
func (s *session) formats(ts *testscript.TestScript, neg bool, args []string) {
	var shapes strings.Builder
	for _, format := range []string{"table", "json", "yaml", "jsonl", "csv", "tsv", "name"} {
		o := s.outcome(ts, append(slices.Clone(args), "-o", format, "-q"))
		if o.Code != 0 || o.Stderr != "" || neg {
			ts.Fatalf("-o %s ended with %d: %s", format, o.Code, o.Stderr)
		}
		first, _, _ := strings.Cut(o.Stdout, "\n")
		fmt.Fprintf(&shapes, "%s: %d %s\n", format, strings.Count(o.Stdout, "\n"), first[:min(8, len(first))])
	}
	_, _ = io.WriteString(ts.Stdout(), shapes.String())
}

func execProgram(ts *testscript.TestScript, command []string) int {
	err := ts.Exec(command[0], command[1:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

func (s *session) run(ts *testscript.TestScript, args []string) int {
	if !fitsWorker(s.environment(ts)) {
		return execProgram(ts, append([]string{"confcall"}, args...))
	}
	o := s.outcome(ts, args)
	_, _ = io.WriteString(ts.Stdout(), o.Stdout)
	_, _ = io.WriteString(ts.Stderr(), o.Stderr)
	return o.Code
}

func (s *session) outcome(ts *testscript.TestScript, args []string) Outcome {
	o, err := inWorker(time.Until(s.end), ts.MkAbs("."), s.environment(ts), args)
	if err != nil {
		ts.Fatalf("%v: %v\nstdout: %s\nstderr: %s", args, err, o.Stdout, o.Stderr)
	}
	return o
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
		line := fmt.Sprintf("%s %s accept=%s agent=%s user=%s token=%s\n", r.Method, r.RequestURI,
			r.Header.Get("Accept"), r.Header.Get("User-Agent"), project, token)
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
