//go:build unix

package scripts

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"confcall/acceptance/harness"
)

// TestHangingScript wants a session that hangs, in a process or in a worker, to fail by itself, and its neighbour to pass.
func TestHangingScript(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"process": "exec sleep 86400",
		"program": "exec confcall participant list --conference $CONFERENCE --space $TROUBLE/hang --timeout 24h",
		"worker":  "confcall participant list --conference $CONFERENCE --space $TROUBLE/hang --timeout 24h",
		"exits":   "exits 8 confcall participant list --conference $CONFERENCE --space $TROUBLE/hang --timeout 24h",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), name+".txtar")
			content := "env SIGNALWIRE_PROJECT_ID=$PROJECT\nenv SIGNALWIRE_API_TOKEN=sandbox\nconfcall version\n" + line + "\n"
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			// The bound is what it is about, so that a slow machine makes no difference.
			hanging := observe(t, func(t testing.TB) { harness.Script(t, file, time.Second) })
			if !hanging.failed || !strings.Contains(hanging.said, "FAIL: "+file) {
				t.Errorf("failed: %t\n%s", hanging.failed, hanging.said)
			}
			neighbour := observe(t, func(t testing.TB) {
				harness.Script(t, "acceptance/scripts/version/version.txtar", harness.Patience)
			})
			if neighbour.failed {
				t.Errorf("the neighbour fails too:\n%s", neighbour.said)
			}
		})
	}
}

// observed is a test whose failure is wanted.
type observed struct {
	testing.TB
	failed bool
	said   string
}

// observe runs a test to its end, without failing itself.
func observe(t *testing.T, test func(testing.TB)) *observed {
	o := &observed{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(o)
	}()
	<-done
	return o
}

func (o *observed) Log(args ...any) { o.said += fmt.Sprintln(args...) }

func (o *observed) FailNow() {
	o.failed = true
	runtime.Goexit()
}

func (o *observed) Fatal(args ...any) {
	o.Log(args...)
	o.FailNow()
}
