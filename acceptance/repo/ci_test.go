//go:build unix

package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOldGo wants .ci/run to name a Go that is too old, and to accept others.
func TestOldGo(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"go version go1.19.8 linux/amd64":         "is Go 1.19.8: get a newer one",
		"go version go1.9 linux/amd64":            "is Go 1.9: get a newer one",
		"go version go1.99 darwin/arm64":          "",
		"go version go1.99.1-X:abc windows/amd64": "",
		"go: no such tool":                        "is Go of no known version: get a newer one",
	} {
		tools := t.TempDir()
		if err := os.WriteFile(filepath.Join(tools, "go"), []byte("#!/bin/sh\necho '"+version+"'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "bash", "-c", ". .ci/need; new_go")
		cmd.Env = append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"))
		said, err := cmd.CombinedOutput()
		if (err != nil) != (want != "") || !strings.Contains(string(said), want) {
			t.Errorf("%s: %v, %s, want %q", version, err, said, want)
		}
	}
}
