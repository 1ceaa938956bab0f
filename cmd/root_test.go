package cmd

import (
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
)

// TestEndInTime ends an interrupted program within 100 ms, whatever hangs, and says what it can in that time.
func TestEndInTime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		finishes    time.Duration           // of the command itself; 0 if it hangs
		interrupted func(cause error) error // nil if it makes no changes
		again       time.Duration           // of a second signal; 0 if there is none
		code        int
		says        string
		within      time.Duration
	}{
		"it tidies up":        {finishes: 50 * time.Millisecond, code: 77, within: 50 * time.Millisecond},
		"it hangs":            {code: 130, within: 60 * time.Millisecond},
		"a second signal":     {again: 20 * time.Millisecond, interrupted: func(error) error { t.Error("it says more"); return nil }, code: 130, within: 20 * time.Millisecond},
		"changes":             {interrupted: func(cause error) error { return &failure.Error{Exit: 130, Err: io.ErrUnexpectedEOF, Hint: "look"} }, code: 130, says: "unexpected EOF", within: 60 * time.Millisecond},
		"what is said hangs":  {code: 130, within: 100 * time.Millisecond},
		"it is said too late": {interrupted: func(error) error { time.Sleep(time.Hour); return nil }, code: 130, within: 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if name == "what is said hangs" {
					ends := make(chan struct{})
					defer close(ends)
					test.interrupted = func(error) error { <-ends; return nil }
				}
				stderr := &lockedText{}
				app := &cli.App{Console: &console.Console{Err: stderr, Scrub: func(text string) string { return text }}, Grace: 10 * time.Millisecond}
				if test.interrupted != nil {
					app.Interrupted.Store(&test.interrupted)
				}
				finished, again := make(chan int, 1), make(chan os.Signal, 1)
				if test.finishes > 0 {
					time.AfterFunc(test.finishes, func() { finished <- test.code })
				}
				if test.again > 0 {
					time.AfterFunc(test.again, func() { again <- os.Interrupt })
				}
				begun := time.Now()
				code := interrupted(app, failure.Interrupted{Signal: os.Interrupt}, finished, again)
				if took := time.Since(begun); code != test.code || took > test.within {
					t.Errorf("exit code %d after %s, want %d within %s", code, took, test.code, test.within)
				}
				defer time.Sleep(2 * time.Hour) // until nothing sleeps any more
				if said := stderr.String(); !strings.Contains(said, test.says) {
					t.Errorf("it says %q, want %q", said, test.says)
				}
			})
		})
	}
}

// lockedText takes what is written from anywhere.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
