//go:build unix

package hostile

import (
	"net/http/httptest"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

// TestListsStreamInFlatMemory checks that a list of ten times as many participants takes hardly more memory.
func TestListsStreamInFlatMemory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Log("peak memory is in kilobytes on Linux, where this is tested")
		return
	}
	server := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(server.Close)
	for _, format := range []string{"jsonl", "csv", "tsv", "name", "table", "everywhere"} {
		args := []string{"participant", "list", "--conference", "00000000-0000-0000-0000-000000000000", "-o", format}
		switch format {
		case "csv", "tsv", "table":
			args = append(args, "--no-headers")
		case "everywhere":
			args = []string{"participant", "list", "--all-conferences", "-o", "jsonl"}
		}
		most := func(pages string) int64 {
			cmd := harness.Command(t, harness.Account(server.URL+"/everywhere-"+pages+"-1000"), args...)
			lines := countLines(t, cmd)
			if want := map[string]int{"3": 3000, "30": 30000}[pages]; lines != want {
				t.Errorf("%s: %d lines of %s pages, want %d", format, lines, pages, want)
			}
			return harness.Peak(t, cmd)
		}
		few, many := most("3"), most("30")
		if many > few*3/2+8<<10 {
			t.Errorf("%s: %d KiB for 3,000 and %d KiB for 30,000 participants", format, few, many)
		}
	}
}

type lineCounter int

func (c *lineCounter) Write(p []byte) (int, error) {
	*c += lineCounter(strings.Count(string(p), "\n"))
	return len(p), nil
}

func countLines(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	var lines lineCounter
	cmd.Stdout = &lines
	if err := cmd.Run(); err != nil {
		t.Error(err)
	}
	return int(lines)
}
