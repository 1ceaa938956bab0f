//go:build unix

// Package harness is what the tests of the whole program share: the program itself, the servers that it talks to,
// terminals, and sessions.
package harness

import (
	"context"
	"flag"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	_ "time/tzdata"

	"confcall/cmd"
	"confcall/pkg/cli"
	"confcall/pkg/keyring"
	_ "confcall/pkg/startup" // as main does
)

// Now is what the clock of a program under test says, unless CONFCALL_TEST_NOW says otherwise.
var Now = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// Main is the TestMain of a package whose tests run the program: the program is the test binary by another name, confcall,
// which stands in PATH. The tests themselves run in the folder of go.mod, since they read what lies there.
func Main(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "confcall":
		code := cmd.Run(testApp(), os.Args[1:])
		tellPeak()
		os.Exit(code)
	case "confcall-worker":
		work()
	default:
		os.Exit(runTests(m))
	}
}

func runTests(m *testing.M) int {
	cli.UseAllProcessors()
	// Package testing has taken the one processor of the start for all that there is.
	if parallel := flag.Lookup("test.parallel"); parallel.Value.String() == parallel.DefValue {
		must(parallel.Value.Set(strconv.Itoa(runtime.GOMAXPROCS(0))))
	}
	for _, one := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if signal.Ignored(one) {
			// As below nohup. The programs under test would ignore it as well; what is caught is theirs to decide about.
			signal.Notify(make(chan os.Signal, 1), one)
		}
	}
	self, err := os.Executable()
	must(err)
	names, err := os.MkdirTemp("", "confcall-bin-")
	must(err)
	defer os.RemoveAll(names)
	for _, name := range []string{"confcall", "confcall-worker"} {
		must(os.Symlink(self, filepath.Join(names, name)))
	}
	must(os.Setenv("PATH", names+string(filepath.ListSeparator)+os.Getenv("PATH")))
	for {
		if _, err := os.Stat("go.mod"); err == nil {
			return m.Run()
		}
		must(os.Chdir(".."))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// testApp is the App of the process, but with a clock that stands, no randomness, and waits that are over at once.
func testApp() *cli.App {
	app := cli.System()
	app.Now = func() time.Time { return Now }
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
	app.ProgressAfter = Patience // a bar is of no use to most tests
	if os.Getenv("CONFCALL_TEST_NO_PATIENCE") != "" {
		app.ProgressAfter = 0
	}
	if os.Getenv("CONFCALL_TEST_PATIENT_KEYRING") != "" {
		keyring.Patience = Patience // for one that answers in the end
	}
	if server := os.Getenv("CONFCALL_TEST_DNS"); server != "" {
		net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server)
		}}
	}
	if grace, err := time.ParseDuration(os.Getenv("CONFCALL_TEST_GRACE")); err == nil {
		app.Grace = grace // for tests of what is printed, not of how soon
	}
	app.CompletionTimeout = time.Minute // on a busy machine a second is not much
	if os.Getenv("CONFCALL_TEST_SHORT_GLANCE") != "" {
		app.CompletionTimeout = 100 * time.Millisecond
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
