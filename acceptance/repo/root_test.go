//go:build unix

package repo

import (
	"os/exec"
	"strings"
	"testing"
)

// TestRoot wants the root to be taken in at a glance: no more than 16 entries beside dotfiles.
func TestRoot(t *testing.T) {
	t.Parallel()
	files, err := exec.CommandContext(t.Context(), "git", "ls-files").Output()
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]bool{}
	for name := range strings.Lines(string(files)) {
		entry, _, _ := strings.Cut(strings.TrimSpace(name), "/")
		if !strings.HasPrefix(entry, ".") {
			entries[entry] = true
		}
	}
	if len(entries) > 16 || !entries["main.go"] {
		t.Errorf("%d entries: %v", len(entries), entries)
	}
}
