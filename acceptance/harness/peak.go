//go:build unix

package harness

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// Peak is how many KiB of memory a run took, 0 if that is not known. Under the race detector it takes far more.
func Peak(t *testing.T, cmd *exec.Cmd) int64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Log("peak memory is in kilobytes on Linux, where this is tested")
		return 0
	}
	for _, variable := range cmd.Env {
		if path, ok := strings.CutPrefix(variable, peakVariable+"="); ok {
			status, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var most int64
			if _, err := fmt.Sscanf(string(status), "%d", &most); err != nil || most == 0 {
				t.Fatalf("%v in %q", err, status)
			}
			return most
		}
	}
	t.Fatal("the program was not asked for its memory")
	return 0
}

// peakVariable names the file to which a program under test writes the most memory that it had. Its parent cannot know: the
// kernel counts what the parent had itself when it began the program.
const peakVariable = "CONFCALL_TEST_PEAK"

// tellPeak writes that file.
func tellPeak() {
	path := os.Getenv(peakVariable)
	status, err := os.ReadFile("/proc/self/status")
	if path == "" || err != nil {
		return
	}
	if _, most, ok := strings.Cut(string(status), "VmHWM:"); ok {
		_ = os.WriteFile(path, []byte(most[:strings.IndexByte(most, '\n')]), 0o600)
	}
}
