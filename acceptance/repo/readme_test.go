//go:build unix

package repo

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confcall/acceptance/harness"
	"confcall/pkg/cli"
)

// mostReadme is how many lines the README has at most: it is one page.
const mostReadme = 150

// TestReadme wants the README to be one page that names the version there is. TestPages runs it.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(readme), "\n"); lines > mostReadme {
		t.Errorf("it has %d lines, of %d that it may have", lines, mostReadme)
	}
	if version := " VERSION=" + cli.ThisBuild().Version + "\n"; !strings.Contains(string(readme), version) {
		t.Errorf("it does not install the version there is:%s", version)
	}
}

// TestDemo runs make demo in a copy of the tree, so that the tree itself stays as it is.
func TestDemo(t *testing.T) {
	t.Parallel()
	copied := filepath.Join(t.TempDir(), "confcall")
	list, err := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.Trim(string(list), "\x00"), "\x00") {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // removed, and not committed yet
		}
		if err := os.MkdirAll(filepath.Join(copied, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// It builds the program, which takes longer than any run of it.
	ctx, cancel := context.WithTimeout(t.Context(), 8*harness.Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "make", "demo")
	cmd.Dir, cmd.WaitDelay = copied, 5*time.Second
	output, err := cmd.CombinedOutput()
	for _, text := range []string{"$ confcall --sandbox participant get", "FIELD ", "\ncall_sid ", "\n  \"call_sid\": ", "no account was contacted"} {
		if err != nil || !strings.Contains(string(output), text) {
			t.Errorf("%v, and the output lacks %q:\n%s", err, text, output)
		}
	}
}
