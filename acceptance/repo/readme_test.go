//go:build unix

package repo

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// TestReadmeInstalls pastes the block of the section "Install", with a server of its own in place of the release's address:
// the package is installed only if its checksum is right.
func TestReadmeInstalls(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not here to download")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Install\n")
	block := fence.FindStringSubmatch(section)[2]
	version := cli.ThisBuild().Version
	name := "confcall_" + version + "_linux_amd64.deb"
	for served, want := range map[string]string{"the package": "apt install ./" + name + "\n", "another one": ""} {
		t.Run(served, func(t *testing.T) {
			t.Parallel()
			release := http.NewServeMux()
			release.HandleFunc("/download/v"+version+"/"+name, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, served) })
			release.HandleFunc("/download/v"+version+"/checksums.txt", func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, "%x  %s\n%x  not-downloaded\n", sha256.Sum256([]byte("the package")), name, sha256.Sum256(nil))
			})
			server := httptest.NewServer(release)
			t.Cleanup(server.Close)
			script := regexp.MustCompile(`RELEASES=\S+`).ReplaceAllLiteralString(block, "RELEASES="+server.URL)
			run := harness.Finish(t, shellCommand(t, nil, `sudo() { echo "$@"; }`+"\n"+script))
			if _, installed, _ := strings.Cut(run.Stdout, "OK\n"); installed != want || (run.Code == 0) != (want != "") {
				t.Errorf("it ended with %d and installed %q, want %q\n%s%s", run.Code, installed, want, run.Stdout, run.Stderr)
			}
		})
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
	ctx, cancel := context.WithTimeout(t.Context(), harness.SessionPatience)
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
