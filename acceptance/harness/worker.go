//go:build unix

package harness

import (
	"encoding/gob"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"confcall/cmd"
)

// A worker is a process that runs many command lines, one after the other, each in a folder, with an environment and
// streams of its own. Starting the program costs ten times as much as most of what it then does.
//
// A process of its own is for what only a process has: signals, terminals, pipes, standard input, what the Go library
// reads once (see onceOnly), peak memory.
type worker struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	tasks   *gob.Encoder // which keeps bytes that are no UTF-8, as in a file's name
	replies *gob.Decoder
	served  int
}

// task is what a worker is asked to run. The streams are files.
type task struct {
	Dir            string
	Env, Args      []string
	Stdout, Stderr string
}

// taskLimit is how many tasks a worker serves before another takes its place, so that what one leaves behind (a connection
// that is kept, a goroutine that waits for an hour) does not grow without end.
const taskLimit = 100

// onceOnly are the beginnings of variables that a process reads once, or that only the tests' own App reads.
var onceOnly = []string{
	"TZ=", "SSL_CERT_", "GODEBUG=", "CONFCALL_TEST_", "HTTP_PROXY=", "HTTPS_PROXY=", "NO_PROXY=", "ALL_PROXY=", "http_proxy=",
	"https_proxy=", "no_proxy=", "all_proxy=",
}

// fitsWorker tells whether a worker can run with the environment.
func fitsWorker(environment []string) bool {
	return !slices.ContainsFunc(environment, func(variable string) bool {
		return variable != "TZ=UTC" && slices.ContainsFunc(onceOnly, func(once string) bool {
			value, begins := strings.CutPrefix(variable, once)
			return begins && value != ""
		})
	})
}

var idle struct {
	sync.Mutex
	workers []*worker
}

// runInWorker runs the program, and returns its exit code, or an error when there is none: the time is over, or it died.
func runInWorker(within time.Duration, one task) (int, error) {
	w, err := takeWorker()
	if err != nil {
		return 0, err
	}
	hangs := time.AfterFunc(within, func() { _ = w.cmd.Process.Signal(syscall.SIGQUIT) })
	code, err := w.run(one)
	if err != nil {
		_, _ = w.in.Close(), w.cmd.Wait()
		if !hangs.Stop() {
			return 0, errors.New("it goes on after " + within.String())
		}
		return 0, err
	}
	hangs.Stop()
	w.giveBack()
	return code, nil
}

func takeWorker() (*worker, error) {
	idle.Lock()
	defer idle.Unlock()
	if last := len(idle.workers) - 1; last >= 0 {
		w := idle.workers[last]
		idle.workers = idle.workers[:last]
		return w, nil
	}
	w := &worker{cmd: exec.Command("confcall-worker")}
	w.cmd.Env = testEnvironment(os.TempDir())
	w.cmd.Stderr = os.Stderr
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.in, w.tasks, w.replies = in, gob.NewEncoder(in), gob.NewDecoder(out)
	return w, w.cmd.Start()
}

func (w *worker) run(one task) (code int, err error) {
	w.served++
	if err := w.tasks.Encode(one); err != nil {
		return 0, err
	}
	if err := w.replies.Decode(&code); err != nil {
		return 0, errors.New("the program died, and with it the worker")
	}
	return code, nil
}

func (w *worker) giveBack() {
	if w.served >= taskLimit {
		_, _ = w.in.Close(), w.cmd.Wait()
		return
	}
	idle.Lock()
	defer idle.Unlock()
	idle.workers = append(idle.workers, w)
}

// work is the other end: the main of a worker.
func work() {
	replies := gob.NewEncoder(os.Stdout)
	tasks := gob.NewDecoder(os.Stdin)
	for {
		var one task
		if tasks.Decode(&one) != nil {
			return // there are no more
		}
		if err := replies.Encode(one.run()); err != nil {
			return
		}
	}
}

// run has the program find what a process of its own would find. Its exit code is that of the program, -1 if it cannot be run.
func (one task) run() int {
	os.Clearenv()
	for _, variable := range one.Env {
		name, value, _ := strings.Cut(variable, "=")
		if os.Setenv(name, value) != nil {
			return -1
		}
	}
	in, err1 := os.Open(os.DevNull)
	out, err2 := os.OpenFile(one.Stdout, os.O_WRONLY|os.O_APPEND, 0)
	errOut, err3 := os.OpenFile(one.Stderr, os.O_WRONLY|os.O_APPEND, 0)
	if errors.Join(err1, err2, err3, os.Chdir(one.Dir)) != nil {
		return -1
	}
	stdin, stdout, stderr := os.Stdin, os.Stdout, os.Stderr
	os.Stdin, os.Stdout, os.Stderr = in, out, errOut
	code := cmd.Run(testApp(), one.Args)
	signal.Reset(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // which the program catches to its end
	os.Stdin, os.Stdout, os.Stderr = stdin, stdout, stderr
	_ = errors.Join(in.Close(), out.Close(), errOut.Close())
	return code
}

// inWorker runs the program and reads what it printed.
func inWorker(within time.Duration, dir string, environment, args []string) (o Outcome, err error) {
	streams, err := os.MkdirTemp("", "confcall-streams-")
	if err != nil {
		return o, err
	}
	defer os.RemoveAll(streams)
	stdout, stderr := streams+"/stdout", streams+"/stderr"
	if err := errors.Join(os.WriteFile(stdout, nil, 0o600), os.WriteFile(stderr, nil, 0o600)); err != nil {
		return o, err
	}
	o.Code, err = runInWorker(within, task{dir, environment, args, stdout, stderr})
	printed, err1 := os.ReadFile(stdout)
	said, err2 := os.ReadFile(stderr)
	o.Stdout, o.Stderr = string(printed), string(said)
	return o, errors.Join(err, err1, err2)
}

// Run runs the program in a folder and an environment of its own.
func Run(t testing.TB, environment []string, args ...string) Outcome {
	t.Helper()
	return RunIn(t, t.TempDir(), environment, args...)
}

// RunIn runs the program in a folder, which is its home as well.
func RunIn(t testing.TB, home string, environment []string, args ...string) Outcome {
	t.Helper()
	if !fitsWorker(environment) {
		cmd := Command(t, environment, args...)
		cmd.Dir = home
		cmd.Env = append(cmd.Env, "HOME="+home)
		return Finish(t, cmd)
	}
	o, err := inWorker(Patience, home, append(append(testEnvironment(home), "PATH="+os.Getenv("PATH")), environment...), args)
	if err != nil {
		t.Fatalf("%q: %v\nstdout: %s\nstderr: %s", args, err, o.Stdout, o.Stderr)
	}
	return o
}
