package bulk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// call is the SID of a call with a number.
func call(number int) string { return fmt.Sprintf("00000000-0000-0000-0000-%012d", number) }

// scene is a run of ForEach over some calls.
type scene struct {
	app    *cli.App
	calls  *Calls
	change bool
	do     func(ctx context.Context, number int) (signalwire.Resource, error)
	out    io.Writer
	quiet  bool          // there is no printer
	format output.Format // name unless it is set

	mu             sync.Mutex
	stdout, stderr text
	begun          []string // the numbers of the calls that were begun, in any order
	done           []string // and of those of which it was said that they are done
}

// text takes what is written from anywhere.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// newScene has so many calls, each of which is answered with its SID unless do says otherwise.
func newScene(count int) *scene {
	s := &scene{change: true}
	s.app = &cli.App{Console: &console.Console{Err: &s.stderr, Scrub: func(text string) string { return text }}, Runs: "mute"}
	s.calls = CallsOf("")
	s.calls.parallel = count
	for number := range count {
		s.calls.given++
		s.calls.Name(call(number + 1))
	}
	s.do = func(context.Context, int) (signalwire.Resource, error) { return nil, nil }
	s.out = &s.stdout
	return s
}

// run runs it, and returns the exit code and the error.
func (s *scene) run(ctx context.Context, t *testing.T) (exit int, err error) {
	t.Helper()
	printer, err := output.NewPrinter(s.out, output.Noun{ID: "call_sid"}, output.Options{Format: cmp.Or(s.format, output.Name)})
	if err != nil {
		t.Fatal(err)
	}
	if s.quiet {
		printer = nil
	}
	err = ForEach(ctx, s.app, printer, s.calls, Work{
		Name: "muted", Change: s.change,
		Do: func(ctx context.Context, target Target) (signalwire.Resource, error) {
			number := strings.TrimLeft(target.Call[24:], "0")
			s.mu.Lock()
			s.begun = append(s.begun, number)
			s.mu.Unlock()
			answer, err := s.do(ctx, int(number[0]-'0'))
			if answer == nil && err == nil {
				answer = signalwire.Resource(`{"call_sid": "` + target.Call + `"}`)
			}
			return answer, err
		},
		Done: func(target Target, _ signalwire.Resource) {
			s.done = append(s.done, strings.TrimLeft(target.Call[24:], "0"))
		},
	})
	return failure.Exit(err), err
}

// printed are the numbers of the calls that were printed.
func (s *scene) printed() string {
	var numbers []string
	for line := range strings.Lines(s.stdout.String()) {
		numbers = append(numbers, strings.TrimLeft(strings.TrimSpace(line)[24:], "0"))
	}
	return strings.Join(numbers, " ")
}

// wants compares what has come of it.
func (s *scene) wants(t *testing.T, printed, begun, done string, says ...string) {
	t.Helper()
	slices.Sort(s.begun)
	if got := [3]string{s.printed(), strings.Join(s.begun, " "), strings.Join(s.done, " ")}; got != [3]string{printed, begun, done} {
		t.Errorf("printed, begun, done: %q, want %q %q %q", got, printed, begun, done)
	}
	at := 0
	for _, said := range says {
		next := strings.Index(s.stderr.String()[at:], said)
		if next < 0 {
			t.Fatalf("it does not say %q in its place:\n%s", said, &s.stderr)
		}
		at += next + len(said)
	}
	if len(says) == 0 && s.stderr.String() != "" {
		t.Errorf("it says\n%s", &s.stderr)
	}
}

func refused(number int) error {
	return &signalwire.Error{Layer: signalwire.LayerAPI, Status: 400, Message: fmt.Sprintf("no %d", number)}
}

func notThere(number int) error {
	return &signalwire.Error{Layer: signalwire.LayerAPI, Status: 404, Message: fmt.Sprintf("no %d", number)}
}

// TestOrderOfFailures has the first failure in the order of the calls decide, whichever comes first.
func TestOrderOfFailures(t *testing.T) {
	t.Parallel()
	for _, failFast := range []bool{false, true} {
		s := newScene(5)
		s.calls.failFast = failFast
		fourth := make(chan struct{})
		s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
			switch number {
			case 2:
				<-fourth
				return nil, notThere(2)
			case 4:
				defer close(fourth)
				return nil, refused(4)
			}
			return nil, nil
		}
		exit, err := s.run(t.Context(), t)
		if failFast { // the fifth may have begun
			if err == nil || !strings.HasPrefix(err.Error(), "2 of ") || !strings.HasSuffix(err.Error(), " failed, and no further call was begun") || exit != failure.ExitNotFound {
				t.Errorf("%v, %d", err, exit)
			}
			continue
		}
		if err == nil || err.Error() != "2 of 5 failed" || exit != failure.ExitNotFound {
			t.Errorf("%v, %d", err, exit)
		}
		s.wants(t, "1 3 5", "1 2 3 4 5", "1 3 5", "no 2", "no 4")
	}
}

// TestFailFast begins no call behind one that has failed, and finishes those before it.
func TestFailFast(t *testing.T) {
	t.Parallel()
	s := newScene(5)
	s.calls.failFast, s.calls.parallel = true, 1
	s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
		if number == 2 {
			return nil, refused(2)
		}
		return nil, nil
	}
	exit, err := s.run(t.Context(), t)
	if err == nil || err.Error() != "1 of 2 failed, and no further call was begun" || exit != failure.ExitRefused {
		t.Errorf("%v, %d", err, exit)
	}
	if _, hint := failure.Explain(err, failure.Situation{}); hint != "each failure is reported above" {
		t.Error(hint)
	}
	s.wants(t, "1", "1 2", "1", "no 2")

	// The third fails first, while the first two, which came before it, have not failed yet: the second still does.
	s = newScene(4)
	s.calls.failFast, s.calls.parallel = true, 3
	third := make(chan struct{})
	s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
		switch number {
		case 3:
			defer time.AfterFunc(0, func() { close(third) })
			return nil, refused(3)
		case 1, 2:
			<-third
		}
		if number == 2 {
			return nil, notThere(2)
		}
		return nil, nil
	}
	m := &many{stopped: nil}
	for _, number := range []int{3, 4, 2, 3} {
		m.stop(Target{number: number})
	}
	for number, stopped := range map[int]bool{1: false, 2: false, 3: true, 4: true} {
		if m.isStopped(Target{number: number}) != stopped {
			t.Errorf("call %d is stopped: %t", number, !stopped)
		}
	}
	if exit, err = s.run(t.Context(), t); exit != failure.ExitNotFound {
		t.Errorf("%v, %d, want the exit code of the second", err, exit)
	}
}

// TestForgiven takes what is not there for no failure where the command line says so.
func TestForgiven(t *testing.T) {
	t.Parallel()
	s := newScene(3)
	cmd := &cobra.Command{}
	s.app.AddIgnoreNotFound(cmd)
	_ = cmd.Flags().Set("ignore-not-found", "true")
	s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
		if number == 2 {
			return signalwire.Resource(`{"call_sid": "` + call(2) + `"}`), notThere(2)
		}
		return nil, nil
	}
	if exit, err := s.run(t.Context(), t); err != nil || exit != 0 {
		t.Errorf("%v, %d", err, exit)
	}
	s.wants(t, "1 3", "1 2 3", "1 3", "ignored: not found (HTTP 404): no 2")
}

// TestAnswerOfAFailure prints the answer that shows a failure, which is one all the same.
func TestAnswerOfAFailure(t *testing.T) {
	t.Parallel()
	for _, count := range []int{1, 2} {
		s := newScene(count)
		s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
			return signalwire.Resource(`{"call_sid": "` + call(number) + `"}`), &failure.Error{Exit: failure.ExitExpectation, Err: errors.New("denied"), Hint: "look"}
		}
		if exit, err := s.run(t.Context(), t); err == nil || exit != failure.ExitExpectation {
			t.Errorf("%v, %d", err, exit)
		}
		if want := map[int]string{1: "1", 2: "1 2"}[count]; s.printed() != want || len(s.done) > 0 {
			t.Errorf("printed %s, done %s", s.printed(), s.done)
		}
	}
}

// TestSingle prints one object, and names in its error who it is about.
func TestSingle(t *testing.T) {
	t.Parallel()
	s := newScene(1)
	s.calls.Know(strings.ToUpper(call(1)), signalwire.Resource(`{"direction": "inbound", "from": "+13105550101"}`))
	if _, err := s.run(t.Context(), t); err != nil {
		t.Error(err)
	}
	s.wants(t, "1", "1", "1")
	s.do = func(context.Context, int) (signalwire.Resource, error) { return nil, refused(1) }
	if exit, err := s.run(t.Context(), t); err == nil || !strings.Contains(err.Error(), "+13105550101") || !strings.HasSuffix(err.Error(), "no 1") || exit != failure.ExitRefused {
		t.Errorf("%v, %d", err, exit)
	}
	s = newScene(1)
	s.quiet = true
	if _, err := s.run(t.Context(), t); err != nil {
		t.Error(err)
	}
	s.wants(t, "", "1", "1")
}

// TestNoPrinter works without printing.
func TestNoPrinter(t *testing.T) {
	t.Parallel()
	s := newScene(3)
	s.quiet = true
	if _, err := s.run(t.Context(), t); err != nil {
		t.Error(err)
	}
	s.wants(t, "", "1 2 3", "1 2 3")
}

// TestDryRunOfMany says in each request which verb would send it, and to whom.
func TestDryRunOfMany(t *testing.T) {
	t.Parallel()
	s := newScene(2)
	s.app.DryRun = true
	got := s.calls.inSession(s.calls.named[0])
	m := &many{app: s.app, calls: s.calls, unsettled: map[int]outcome{}, work: Work{Do: func(context.Context, Target) (signalwire.Resource, error) {
		return signalwire.Resource(`{"method": "POST"}`), nil
	}}}
	if o := m.do(t.Context(), got); string(o.resource) != `{"method": "POST","verb":"mute","target":"`+call(1)+`"}` {
		t.Errorf("%s", o.resource)
	}
	cause := failure.Interrupted{Signal: os.Interrupt}
	if err := m.interrupted(cause); err != error(cause) {
		t.Errorf("a dry run that is interrupted says %v", err)
	}
}

// broken is a standard output that cannot be written from some write on.
type broken struct {
	after int
	err   error
	to    io.Writer
}

func (b *broken) Write(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, b.err
	}
	return b.to.Write(p)
}

// TestUnwritten makes all changes though their results cannot be written, and looks at nothing more for nobody.
func TestUnwritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		err    error
		change bool
		fails  bool
		begun  string
		text   string // of the error; empty for none
		exit   int
		says   string
		not    string
	}{
		{"a change and a full disk", syscall.ENOSPC, true, false, "1 2 3 4 5 6 7 8 9", "write the result: no space left on device", failure.ExitBug, "", "x"},
		{"a change and a reader who has gone", syscall.EPIPE, true, false, "1 2 3 4 5 6 7 8 9", "write the result: broken pipe", failure.ExitOK, "", "x"},
		{"a failed change and a full disk", syscall.ENOSPC, true, true, "1 2 3 4 5 6 7 8 9", "1 of 9 failed", failure.ExitRefused, "write the result: no space left", "x"},
		{"a failed change and a reader who has gone", syscall.EPIPE, true, true, "1 2 3 4 5 6 7 8 9", "1 of 9 failed", failure.ExitRefused, "no 9", "broken pipe"},
		{"a look and a reader who has gone", syscall.EPIPE, false, false, "", "write the result: broken pipe", failure.ExitOK, "", "x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(9)
			s.calls.parallel = 1
			s.change = test.change
			s.out = &broken{0, test.err, &s.stdout}
			s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
				if number == 9 && test.fails {
					return nil, refused(9)
				}
				return nil, nil
			}
			exit, err := s.run(t.Context(), t)
			if err == nil || err.Error() != test.text || exit != test.exit {
				t.Errorf("%v, %d, want %s, %d", err, exit, test.text, test.exit)
			}
			if slices.Sort(s.begun); test.begun != "" && strings.Join(s.begun, " ") != test.begun || test.begun == "" && len(s.begun) == 9 {
				t.Errorf("begun %s, want %s", s.begun, test.begun)
			}
			if said := s.stderr.String(); !strings.Contains(said, test.says) || strings.Contains(said, test.not) {
				t.Errorf("it says %s", said)
			}
		})
	}
}

// lost is what becomes of a change whose answer a signal has cut off.
func lost(ctx context.Context, number int) error {
	<-ctx.Done()
	return fmt.Errorf("mute %d: %w", number, &signalwire.Error{Layer: signalwire.LayerStopped, Message: "no answer came", Cause: context.Cause(ctx), Uncertain: true})
}

// TestInterrupted prints what was done, names what may have been, and sums up how far all came.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		fails, hangs  int // the numbers of calls
		stdin         bool
		text, hint    string
		printed, done string
	}{
		{"one is lost", 0, 3, false, "interrupted: 2 of 5 muted, 1 not confirmed", "those that are not confirmed are named above, and may have been made; the others were not begun", "1 2", "1 2"},
		{"one has failed", 1, 3, false, "interrupted: 1 of 5 muted, 1 failed, 1 not confirmed", "those that are not confirmed are named above, and may have been made; the others were not begun", "2", "2"},
		{"none is lost", 0, 0, false, "interrupted: 3 of 5 muted", "the others were not begun", "1 2 3", "1 2 3"},
		{"nobody knows how many", 0, 3, true, "interrupted: 2 muted, 1 not confirmed", "those that are not confirmed are named above, and may have been made; the others were not begun", "1 2", "1 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newScene(5)
				s.calls.parallel = 1
				if test.stdin {
					s.calls = stdinCalls(5)
				}
				ctx, interrupt := context.WithCancelCause(t.Context())
				s.do = func(ctx context.Context, number int) (signalwire.Resource, error) {
					switch {
					case number == test.fails:
						return nil, refused(number)
					case number == test.hangs:
						time.AfterFunc(time.Minute, func() { interrupt(failure.Interrupted{Signal: os.Interrupt}) })
						return nil, lost(ctx, number)
					case number == 3:
						interrupt(failure.Interrupted{Signal: os.Interrupt})
					case number > 3:
						return nil, context.Cause(ctx) // the signal came before it was sent
					}
					return nil, nil
				}
				exit, err := s.run(ctx, t)
				if err == nil || err.Error() != test.text || exit != failure.ExitInterrupted {
					t.Errorf("%v, %d", err, exit)
				}
				if problem := (*failure.Error)(nil); !errors.As(err, &problem) || problem.Hint != test.hint {
					t.Errorf("%+v", problem)
				}
				if s.printed() != test.printed || strings.Join(s.done, " ") != test.done || strings.Contains(s.stderr.String(), "mute 3: no answer came") != (test.hangs == 3) {
					t.Errorf("printed %s, done %s, says %s", s.printed(), s.done, &s.stderr)
				}
			})
		})
	}
}

// stdinCalls are calls that standard input names.
func stdinCalls(count int) *Calls {
	var lines strings.Builder
	for number := range count {
		fmt.Fprintln(&lines, call(number+1))
	}
	c := &Calls{stdin: true, parallel: 1}
	app := &cli.App{Console: &console.Console{In: strings.NewReader(lines.String())}}
	_, _ = c.readInput(app, struct{ SID, Name string }{})
	return c
}

// TestInterruptedLook prints nothing more, no whole document least of all, and says nothing of changes.
func TestInterruptedLook(t *testing.T) {
	t.Parallel()
	for _, format := range []output.Format{output.Name, output.JSON} {
		s := newScene(3)
		s.calls.parallel, s.change, s.format = 1, false, format
		ctx, interrupt := context.WithCancelCause(t.Context())
		s.do = func(_ context.Context, number int) (signalwire.Resource, error) {
			if number == 2 {
				interrupt(failure.Interrupted{Signal: syscall.SIGTERM})
			}
			return nil, nil
		}
		exit, err := s.run(ctx, t)
		if err == nil || exit != failure.ExitTerminated || strings.Contains(err.Error(), "muted") || s.app.Interrupted.Load() != nil {
			t.Errorf("%v, %d", err, exit)
		}
		if printed := s.stdout.String(); strings.Contains(printed, call(3)) || format == output.JSON && printed != "" || s.stderr.String() != "" {
			t.Errorf("printed %s, says %s", printed, &s.stderr)
		}
	}
}

// TestSettle prints nothing of a call that was not begun, and tells of none twice.
func TestSettle(t *testing.T) {
	t.Parallel()
	s := newScene(1)
	m := &many{app: s.app, calls: s.calls, failed: NewFailures(s.app), progress: s.app.StartProgress("muted"), unsettled: map[int]outcome{}}
	defer m.progress.Done()
	told := 0
	m.work.Done = func(Target, signalwire.Resource) { told++ }
	if m.settle(outcome{}) || m.count != 0 {
		t.Error("what was not begun is printed")
	}
	one := outcome{number: 1, resource: signalwire.Resource("{}")}
	m.unsettled[1] = one
	if !m.settle(one) || m.settle(one) || told != 1 || m.count != 1 || m.done != 1 {
		t.Errorf("told %d times, %d counted, %d done", told, m.count, m.done)
	}
}

// TestInterruptedWhilePrinting sums up where nobody takes what is printed, and does so once.
func TestInterruptedWhilePrinting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(3)
		reader, writer := io.Pipe()
		s.out = writer
		ctx, interrupt := context.WithCancelCause(t.Context())
		s.do = func(ctx context.Context, number int) (signalwire.Resource, error) {
			switch number {
			case 2:
				return nil, refused(2)
			case 3:
				return nil, lost(ctx, 3)
			}
			return nil, nil
		}
		cause := failure.Interrupted{Signal: os.Interrupt}
		ended := make(chan error)
		go func() {
			_, err := s.run(ctx, t)
			ended <- err
		}()
		synctest.Wait() // the first is being written, which nobody reads
		interrupt(cause)
		synctest.Wait()
		err := (*s.app.Interrupted.Load())(cause)
		if err == nil || err.Error() != "interrupted: 1 of 3 muted, 1 failed, 1 not confirmed" {
			t.Errorf("it sums up: %v", err)
		}
		if said := s.stderr.String(); strings.Count(said, "no 2") != 1 || strings.Count(said, "mute 3: no answer came") != 1 {
			t.Errorf("it says\n%s", said)
		}
		if again := (*s.app.Interrupted.Load())(cause); again != error(cause) {
			t.Errorf("it sums up again: %v", again)
		}
		go func() { _, _ = io.Copy(&s.stdout, reader) }()
		<-ended
		if said := s.stderr.String(); strings.Count(said, "no 2") != 1 || strings.Count(said, "mute 3: no answer came") != 1 || len(s.done) != 1 {
			t.Errorf("in the end it says\n%s, done %s", said, s.done)
		}
		writer.Close()
	})
}

// TestNone says where there are no calls, which some want to be an error.
func TestNone(t *testing.T) {
	t.Parallel()
	s := newScene(0)
	s.calls.parallel = 1
	if exit, err := s.run(t.Context(), t); err != nil || exit != 0 {
		t.Errorf("%v, %d", err, exit)
	}
	s.calls.requireSome = true
	if exit, err := s.run(t.Context(), t); err == nil || exit != failure.ExitNotFound {
		t.Errorf("%v, %d", err, exit)
	}
}

// TestCheck refuses flags that contradict each other.
func TestCheck(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"--call 1":                       "",
		"--call 1 --call 2":              "",
		"--call -":                       "",
		"--all":                          "",
		"--all --except 1":               "",
		"--number +13105550101":          "",
		"--number +13105550101 --call 1": "",
		"":                               "no call is named",
		"--all --call 1":                 "--all beside --call",
		"--all --call -":                 "--all beside --call",
		"--all --number +13105550101":    "--all beside --number",
		"--except 1 --call 1":            "--except without --all",
		"--call - --call 1":              "--call - beside another --call",
		"--call 1 --call -":              "--call - beside another --call",
		"--call - --number 5550101":      "--call - beside --number",
		"--call - token":                 "--call - beside --token-file -",
	} {
		line, token := strings.CutSuffix(line, " token")
		app := &cli.App{Console: &console.Console{}}
		if token {
			app.Flags.Settings = map[string]string{"token-file": "-"}
		}
		var calls Calls
		cmd := &cobra.Command{}
		calls.AddAll(cmd)
		args := strings.Fields(line)
		for i, arg := range args {
			if len(arg) == 1 && arg != "-" {
				args[i] = call(int(arg[0] - '0'))
			}
		}
		if err := cmd.ParseFlags(args); err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		err := calls.Check(app)
		if (err == nil) != (want == "") || err != nil && (err.Error() != want || failure.Exit(err) != failure.ExitUsage) {
			t.Errorf("%q: %v, want %s", line, err, want)
		}
		if err == nil && app.InIsTaken != calls.stdin {
			t.Errorf("%q: standard input is taken: %t", line, app.InIsTaken)
		}
	}
}

// TestNamedOnce takes a call once, in whatever letter case, and one of another conference by itself.
func TestNamedOnce(t *testing.T) {
	t.Parallel()
	const lower, upper = "abcdef00-0000-0000-0000-000000000001", "ABCDEF00-0000-0000-0000-000000000001"
	calls := CallsOf("the conference", lower, upper, call(2))
	if got := calls.Named(); !slices.Equal(got, []string{lower, call(2)}) || calls.given != 3 {
		t.Errorf("named %q", got)
	}
	if _, single := calls.Single(); single {
		t.Error("three that are given are a list")
	}
	calls = CallsOf("the conference", lower)
	if target, single := calls.Single(); !single || target.Conference != "the conference" || calls.Label(target) != lower {
		t.Errorf("%+v, %t", target, single)
	}
	calls.session = ""
	calls.add(Target{Call: lower, Conference: "another"})
	if len(calls.named) != 2 || !strings.HasSuffix(calls.Label(calls.named[1]), " of the conference another") {
		t.Errorf("%+v", calls.named)
	}
}
