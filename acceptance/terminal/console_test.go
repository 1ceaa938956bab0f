//go:build unix

package terminal

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

const standUp = "Morning stand-up"

// TestActingWatch presses every key of a watch at 80 columns in turn. Each does what its command does, and says so in the same
// words.
func TestActingWatch(t *testing.T) {
	t.Parallel()
	screen, code := harness.InTerminal(t, 80, nil, []string{"--sandbox", "participant", "watch", "--conference", standUp, "--interval", "1h"},
		[2]string{"q quits", "m"},
		[2]string{"muted +13105550101 (2e9d4b60…)", ""}, [2]string{"muted: no → yes", "m"},
		[2]string{"unmuted +13105550101 (2e9d4b60…)", ""}, [2]string{"muted: yes → no", "h"},
		[2]string{"put on hold +13105550101 (2e9d4b60…)", ""}, [2]string{"hold: no → yes", "x"},
		[2]string{"Remove +13105550101 (2e9d4b60…) from the conference", "n"},
		[2]string{"nothing was changed", "a"},
		[2]string{"Announce the URL: ", "nonsense\r"},
		[2]string{"nonsense", "\x15https://example.com/x.mp3\r"},
		[2]string{"announced to +13105550101 (2e9d4b60…)", ""}, [2]string{"hold: no → yes", "c"},
		[2]string{"Coach whom?", "\x1b[B\r"},
		[2]string{"made a coach of +13105550101 (2e9d4b60…)", "/"},
		[2]string{"only with: ", "5550103\r"},
		[2]string{`only "5550103": 1 of 3`, "\x1b"},
		[2]string{"q quits", " "},
		[2]string{"1 marked", "\x1b"},
		[2]string{"q quits", "s"},
		[2]string{"by call_sid", "y"},
		[2]string{"\x1b]52;c;", "?"},
		[2]string{"mark it: the keys above", "?"},
		[2]string{"CALL_SID", "\r"},
		[2]string{"end_conference_on_exit", "\x1b"},
		[2]string{"CALL_SID", "e"},
		[2]string{"type its name: ", "Another\r"},
		[2]string{"is not the conference's name", "e"},
		[2]string{"type its name: ", standUp + "\r"},
	)
	if code != 0 || !strings.HasSuffix(screen, ": it has ended\n") {
		t.Errorf("exit code %d, it ends with %q", code, screen[max(0, len(screen)-300):])
	}
}

// TestReadOnlyWatch checks that no key changes anything, and neither does pasted text.
func TestReadOnlyWatch(t *testing.T) {
	t.Parallel()
	watch := []string{"--sandbox", "participant", "watch", "--conference", standUp}
	screen, code := harness.InTerminal(t, 80, nil, append(watch, "--read-only"), [2]string{"q quits", "m"},
		[2]string{"read-only: this key would mute", "q"})
	if code != 0 || strings.Contains(screen, "muted +") {
		t.Errorf("exit code %d:\n%q", code, screen)
	}
	screen, code = harness.InTerminal(t, 80, nil, watch, [2]string{"q quits", "\x1b[200~mhq\x1b[201~s"}, [2]string{"by call_sid", "q"})
	if code != 0 || strings.Contains(screen, "muted +") || strings.Contains(screen, "on hold +") {
		t.Errorf("what is pasted acts; exit code %d:\n%q", code, screen)
	}
}

// TestConsole goes from the list of conferences into one and back, and checks that this needs a terminal.
func TestConsole(t *testing.T) {
	t.Parallel()
	screen, code := harness.InTerminal(t, 80, nil, []string{"--sandbox", "console"},
		[2]string{"q quits", "\x1b[B\r"}, [2]string{standUp + " (", "m"},
		[2]string{"muted +13105550101", "\x1b"}, [2]string{"FRIENDLY_NAME", "q"})
	if code != 0 || !strings.Contains(screen, "5 conferences in progress") || !strings.Contains(screen, "1: +13105550103") {
		t.Errorf("exit code %d:\n%q", code, screen)
	}
	harness.Run(t, nil, "--sandbox", "console").Want(t, 2, "there is no terminal to draw on", "use confcall conference watch")
}

// TestSuspendedWatch stops a watch by Ctrl-Z, which restores the terminal, and continues it, which draws it again.
func TestSuspendedWatch(t *testing.T) {
	t.Parallel()
	cmd := harness.Command(t, nil,
		"-c", fmt.Sprintf("set -m; confcall --sandbox participant watch --conference '%s'; echo is stopped; fg; echo code=$?", standUp))
	cmd.Path, cmd.Args[0] = "/bin/sh", "sh"
	screen, _ := harness.DriveTerminal(t, 80, cmd, [2]string{"q quits", "\x1a"}, [2]string{leaves, ""},
		[2]string{"is stopped", ""}, [2]string{"q quits", "q"})
	if !strings.HasSuffix(screen, leaves+"code=0\n") {
		t.Errorf("it ends with %q", screen[max(0, len(screen)-300):])
	}
}

// TestDeniedKey checks that a refused change is reported at the bottom, in the words of the command, and that the watch
// continues.
func TestDeniedKey(t *testing.T) {
	t.Parallel()
	tale := &story{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			tale.ServeHTTP(w, r)
			return
		}
		fmt.Fprintf(w, `{"call_sid": %q, "muted": false, "hold": false}`, harness.StoryCall(1))
	}))
	t.Cleanup(server.Close)
	_, code := harness.InTerminal(t, 120, harness.Account(server.URL), []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "1h"},
		[2]string{"q quits", "m"}, [2]string{"denied, the answer does not show it: muted is false, not true", "q"})
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
}
