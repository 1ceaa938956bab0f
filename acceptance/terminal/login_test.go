//go:build unix

package terminal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestTerminalLogin signs in by answering questions. The values of the profile are offered as defaults, and the token is not
// shown.
func TestTerminalLogin(t *testing.T) {
	t.Parallel()
	server := harness.PlainSandbox(t)
	cmd := harness.Command(t, []string{"CONFCALL_CONFIG=config.yaml"}, "auth", "login", "--profile", "new")
	path := filepath.Join(cmd.Dir, "config.yaml")
	screen, code := harness.DriveTerminal(t, 200, cmd,
		[2]string{"made in the dashboard, under API (https://signalwire.com/signin), and needs the scope Voice", ""},
		[2]string{"Space (a name such as example, a host or a URL): ", "not a space\n"},
		[2]string{"Space (a name such as example, a host or a URL): ", server.URL + "\n"},
		[2]string{"Project ID: ", sandbox.Account + "\n"},
		[2]string{"API token (it is not shown): ", "'PT-in-quotes'\n"},
		[2]string{"API token (it is not shown): ", sandbox.Token + "\n"},
	)
	for _, want := range []string{
		"a token is made in the dashboard, under API (" + server.URL + "/credentials), and needs the scope Voice",
		"the token begins with a quotation mark",
		"signed in to " + server.URL + " as project " + sandbox.Account + "; the token is in the file config.yaml, which only you can read (there is no keyring)\n",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("the screen lacks %q:\n%s", want, screen)
		}
	}
	if code != 0 || strings.Contains(screen, "quotes'") || strings.Contains(screen, ": "+sandbox.Token) {
		t.Errorf("exit code %d, screen\n%s", code, screen)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "\nprofiles:\n  new:\n    space: "+server.URL+"\n    project_id: "+sandbox.Account+"\n    api_token: "+sandbox.Token+"\n") {
		t.Errorf("%v\n%s", err, text)
	}

	status := harness.Command(t, []string{"CONFCALL_CONFIG=" + path}, "auth", "status", "--profile", "new")
	if screen, code := harness.DriveTerminal(t, 80, status); code != 0 || !strings.Contains(screen, "STATUS") {
		t.Errorf("exit code %d, and at 80 columns it does not show whether it works:\n%s", code, screen)
	}
	again := harness.Command(t, []string{"CONFCALL_CONFIG=" + path}, "auth", "login", "--profile", "new")
	screen, code = harness.DriveTerminal(t, 200, again,
		[2]string{"under API (" + server.URL + "/credentials), and needs the scope Voice", ""},
		[2]string{"a URL) [" + server.URL + "]: ", "\n"}, [2]string{"Project ID [" + sandbox.Account + "]: ", "\n"},
		[2]string{"API token (it is not shown): ", "\x03"})
	if unchanged, err := os.ReadFile(path); code != 130 || err != nil || string(unchanged) != string(text) ||
		strings.Count(screen, "under API") != 1 {
		t.Errorf("exit code %d, %v, screen\n%s", code, err, screen)
	}
}

// TestTerminalEdit opens an invalid file in the editor again, and gives up.
func TestTerminalEdit(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]int{"\n": 0, "n\n": 11, "\x03": 130} {
		copies := t.TempDir()
		cmd := harness.Command(t, []string{"CONFCALL_CONFIG=config.yaml", "TMPDIR=" + copies}, "config", "edit")
		cmd.Env = append(cmd.Env, `EDITOR=f() { if grep -q oops "$1"; then echo 'timeout: 7s' >"$1"; else echo 'timeout: oops' >"$1"; fi; }; f`)
		path := filepath.Join(cmd.Dir, "config.yaml")
		if err := os.WriteFile(path, []byte("timeout: 30s\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		screen, code := harness.DriveTerminal(t, 200, cmd,
			[2]string{`config.yaml:1: timeout "oops": want a duration with a unit, such as 30s or 2m`, ""},
			[2]string{"Edit it again? [Y/n]: ", answer})
		text, err := os.ReadFile(path)
		if changed := string(text) == "timeout: 7s\n"; code != want || err != nil || changed != (want == 0) {
			t.Errorf("%q: exit code %d, want %d; the file is %q, %v\n%s", answer, code, want, text, err, screen)
		}
		if left, err := os.ReadDir(copies); err != nil || len(left) > 0 {
			t.Errorf("%q: what is left of the copies: %v, %v", answer, left, err)
		}
	}
}
