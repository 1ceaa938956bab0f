//go:build unix

package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestReference wants the pages in docs/reference to be what `make docs` writes now.
func TestReference(t *testing.T) {
	t.Parallel()
	fresh := t.TempDir()
	if said, err := exec.CommandContext(t.Context(), "go", "run", "-buildvcs=false", "./packaging/gen", "reference", fresh).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if here, now := pagesIn(t, "docs/reference"), pagesIn(t, fresh); !slices.Equal(here, now) {
		t.Fatalf("run make docs: the pages are %q, and the commands' are %q", here, now)
	}
	for _, name := range pagesIn(t, fresh) {
		here, err := os.ReadFile(filepath.Join("docs/reference", name))
		if err != nil {
			t.Fatal(err)
		}
		now, err := os.ReadFile(filepath.Join(fresh, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(here) != string(now) {
			t.Errorf("run make docs: docs/reference/%s is not what its command says now", name)
		}
	}
}

func pagesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names
}
