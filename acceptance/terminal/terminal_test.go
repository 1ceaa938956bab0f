//go:build unix

package terminal

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

var lively = []string{"participant", "get", "--sandbox", "-q", "--conference", "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001",
	"--call", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"}

func TestTerminalColor(t *testing.T) {
	t.Parallel()
	screen, code := harness.InTerminal(t, 200, nil, append(lively, "--columns", "call_sid,muted,hold,status"))
	want := "\x1b[1mFIELD\x1b[0m     \x1b[1mVALUE\x1b[0m\n" +
		"call_sid  2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002\n" +
		"muted     \x1b[33myes\x1b[0m\n" +
		"hold      no\n" +
		"status    in-progress\n"
	if screen != want || code != 0 {
		t.Errorf("exit code %d, got\n%q, want\n%q", code, screen, want)
	}
	held := slices.Replace(slices.Clone(lively), 7, 8, "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003")
	if screen, _ := harness.InTerminal(t, 200, nil, held); !strings.Contains(screen, "\x1b[35myes\x1b[0m") {
		t.Errorf("hold has no colour: %q", screen)
	}
	completed := append([]string{"--sandbox"}, harness.Sample...)
	if screen, _ := harness.InTerminal(t, 200, nil, completed); !strings.Contains(screen, "\x1b[90mcompleted\x1b[0m") {
		t.Errorf("completed has no colour: %q", screen)
	}

	for _, plain := range []struct {
		environment []string
		args        []string
	}{
		{[]string{"NO_COLOR=1"}, nil},
		{[]string{"TERM=dumb"}, nil},
		{nil, []string{"--color", "never"}},
	} {
		if screen, _ := harness.InTerminal(t, 200, plain.environment, append(lively, plain.args...)); strings.Contains(screen, "\x1b") {
			t.Errorf("with %v %v there is colour: %q", plain.environment, plain.args, screen)
		}
	}
	if screen, _ := harness.InTerminal(t, 200, []string{"NO_COLOR="}, lively); !strings.Contains(screen, "\x1b[33m") {
		t.Errorf("an empty NO_COLOR takes the colour away: %q", screen)
	}
	if screen, _ := harness.InTerminal(t, 200, []string{"NO_COLOR=1"}, append(lively, "--color", "always")); !strings.Contains(screen, "\x1b[33m") {
		t.Errorf("--color always gives way to NO_COLOR: %q", screen)
	}
	if piped := harness.Run(t, nil, append(lively, "--color", "always")...); !strings.Contains(piped.Stdout, "\x1b[33myes") {
		t.Errorf("--color always has none in a pipe: %q", piped.Stdout)
	}
	if piped := harness.Run(t, nil, lively...); strings.Contains(piped.Stdout, "\x1b") {
		t.Errorf("there is colour in a pipe: %q", piped.Stdout)
	}
}

var anySID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// TestTerminalWidth checks that every line fits the window and every SID is whole, however narrow the window is.
func TestTerminalWidth(t *testing.T) {
	t.Parallel()
	for _, columns := range []int{200, 120, 80, 70, 63, 62, 50, 40, 38, 37, 36} {
		screen, code := harness.InTerminal(t, uint16(columns), []string{"NO_COLOR=1"}, lively)
		if code != 0 {
			t.Errorf("%d columns: exit code %d", columns, code)
		}
		sids := 0
		for line := range strings.Lines(screen) {
			line = strings.TrimSuffix(line, "\n")
			if width := len([]rune(line)); width > columns {
				t.Errorf("%d columns: a line of %d: %s", columns, width, line)
			}
			whole := anySID.FindAllString(line, -1)
			sids += len(whole)
			if rest := anySID.ReplaceAllString(line, ""); regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]`).MatchString(rest) {
				t.Errorf("%d columns: a SID is cut: %s", columns, line)
			}
		}
		if sids < 3 {
			t.Errorf("%d columns: %d SIDs, want account_sid, call_sid and conference_sid:\n%s", columns, sids, screen)
		}
		if columns < 200 != strings.Contains(screen, "…") {
			t.Errorf("%d columns: the uri is not shortened:\n%s", columns, screen)
		}
	}
	// A list whose rows do not fit is shown item by item.
	screen, _ := harness.InTerminal(t, 40, []string{"NO_COLOR=1"}, []string{"config", "show", "--project", sandbox.Account})
	if !strings.Contains(screen, "VALUE\n  "+sandbox.Account+"\n") {
		t.Errorf("got\n%s", screen)
	}
	// Piped, nothing is cut.
	if piped := harness.Run(t, nil, lively...); strings.Contains(piped.Stdout, "…") {
		t.Errorf("cut in a pipe:\n%s", piped.Stdout)
	}
}

// TestTerminalIsNotDriven checks that raw formats are escaped in a terminal, and exact for a program.
func TestTerminalIsNotDriven(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	answer := `{"call_sid": "\u001b]0;title\u0007\u202e\u009b", "date_created": "\u001b[2J"}`
	if err := os.WriteFile(filepath.Join(folder, "answer"), []byte(answer), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(&harness.Trouble{Folder: folder})
	t.Cleanup(server.Close)
	for _, shape := range [][]string{
		{"-o", "table"}, {"-o", "json"}, {"-o", "yaml"}, {"-o", "jsonl"}, {"-o", "csv"}, {"-o", "tsv"}, {"-o", "name"},
		{"--jq", ".call_sid"}, {"--jq", "."},
	} {
		screen, code := harness.InTerminal(t, 200, harness.Account(server.URL+"/answer"),
			append(append([]string{"--color", "never"}, harness.Sample...), shape...))
		if code != 0 || strings.ContainsFunc(screen, func(r rune) bool { return r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f) }) {
			t.Errorf("%v: exit code %d, screen %q", shape, code, screen)
		}
	}
	if exact := harness.Run(t, harness.Account(server.URL+"/answer"), append(harness.Sample, "-o", "name")...); exact.Stdout != "\x1b]0;title\x07\u202e\u009b\n" {
		t.Errorf("in a pipe it is not exact: %q", exact.Stdout)
	}
}

func TestTerminalConfigInit(t *testing.T) {
	t.Parallel()
	const token = "PT-typed-in-the-dark"
	cmd := harness.Command(t, nil, "config", "init")
	home := cmd.Dir
	screen, code := harness.DriveTerminal(t, 100, cmd,
		[2]string{"Space (a name such as example, a host or a URL): ", "not a space\n"},
		[2]string{"Space (a name such as example, a host or a URL): ", "example\n"},
		[2]string{"Project ID: ", sandbox.Account + "\n"},
		[2]string{"API token (it is not shown): ", token + "\n"},
	)
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(screen, token) {
		t.Errorf("the token shows:\n%s", screen)
	}
	if !strings.Contains(screen, "want a space's name") {
		t.Errorf("a wrong answer is taken:\n%s", screen)
	}
	path := filepath.Join(home, ".config", "confcall", "config.yaml")
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"\nspace: example\n", "\nproject_id: " + sandbox.Account + "\n", "\napi_token: " + token + "\n"} {
		if !strings.Contains(string(written), line) {
			t.Errorf("the file lacks %q:\n%s", line, written)
		}
	}
	for file, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		if info, err := os.Stat(file); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", file, info.Mode(), err, want)
		}
	}

	// Ctrl-C at the hidden prompt ends it, turns the echo on again, and writes nothing.
	cmd = harness.Command(t, nil,
		"-c", "confcall config init --space example --project "+sandbox.Account+"; echo code=$?; stty -a | tr ' ' '\\n' | grep '^-*echo;*$'")
	cmd.Path, cmd.Args[0] = "/bin/sh", "sh"
	// The shell must outlive the Ctrl-C that the terminal sends to both.
	cmd.Args[2] = "trap : INT; " + cmd.Args[2]
	screen, _ = harness.DriveTerminal(t, 100, cmd, [2]string{"API token (it is not shown): ", "\x03"})
	if !strings.Contains(screen, "code=130") || !regexp.MustCompile(`(?m)^echo;?$`).MatchString(screen) {
		t.Errorf("after Ctrl-C:\n%s", screen)
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, ".config")); err == nil {
		t.Error("an interrupted config init leaves files behind")
	}

	// Without an answer no file is written.
	screen, code = harness.InTerminal(t, 100, nil, []string{"config", "init"}, [2]string{"): ", "\x04"})
	if code != 11 || !strings.Contains(screen, "there was no answer") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
}

// TestTerminalConfirm answers the questions that come before a change that cannot be undone.
func TestTerminalConfirm(t *testing.T) {
	t.Parallel()
	const standUp, host, held = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003"
	server := harness.PlainSandbox(t)
	space := strings.TrimPrefix(server.URL, "http://")
	ask := func(answer string, args ...string) (string, int) {
		return harness.InTerminal(t, 250, harness.Account(server.URL), append(args, "--color", "never"), [2]string{" [y/N]: ", answer})
	}
	removal := []string{"participant", "remove", "--conference", standUp, "--call"}

	screen, code := ask("\n", append(removal, held)...)
	if question := "Remove +13105550103 (" + held[:8] + `…) from the conference "Morning stand-up" (` + standUp + ") of " + space + "? [y/N]: "; code != 11 || !strings.Contains(screen, question) || !strings.Contains(screen, "nothing was changed") {
		t.Errorf("declined: exit code %d:\n%s", code, screen)
	}
	screen, code = ask("n\n", append(removal, host)...)
	if code != 11 || !strings.Contains(screen, "This ends the conference for all 3 in it. [y/N]") {
		t.Errorf("the host: exit code %d:\n%s", code, screen)
	}
	screen, code = ask("n\n", append(removal, held, "--call", host)...)
	if code != 11 ||
		!strings.Contains(screen, "Remove 2 participants (+13105550103 (2e9d4b60…), +13105550101 (2e9d4b60…)) from") ||
		!strings.Contains(screen, "for all 3") {
		t.Errorf("two: exit code %d:\n%s", code, screen)
	}
	harness.Run(t, harness.Account(server.URL), "participant", "get", "--conference", standUp, "--call", held, "--call", host).Want(t, 0)
	if screen, code = ask("y\n", append(removal, held)...); code != 0 || !strings.Contains(screen, "removed +13105550103 (2e9d4b60…)") {
		t.Errorf("agreed: exit code %d:\n%s", code, screen)
	}
	harness.Run(t, harness.Account(server.URL), "participant", "get", "--conference", standUp, "--call", held).Want(t, 5)

	screen, code = ask("no\n", "conference", "end", "--conference", standUp)
	if question := `End the conference "Morning stand-up" (` + standUp + ") of " + space + " for all 2 in it? [y/N]"; code != 11 ||
		!strings.Contains(screen, question) {
		t.Errorf("the end: exit code %d:\n%s", code, screen)
	}
	screen, code = ask("\x04", "recording", "delete", "--conference", standUp, "--recording", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002")
	if code != 11 || !strings.Contains(screen, `Delete the recording 5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002 (42 seconds) of the conference "Morning stand-up" (`) || !strings.Contains(screen, "agree beforehand with --yes") {
		t.Errorf("no answer: exit code %d:\n%s", code, screen)
	}
	if screen, code = ask("\x03", "conference", "end", "--conference", standUp); code != 130 {
		t.Errorf("Ctrl-C: exit code %d:\n%s", code, screen)
	}
	if screen, code = ask("yes\n", "conference", "end", "--conference", standUp); code != 0 || !strings.Contains(screen, "ended "+standUp) {
		t.Errorf("the end agreed: exit code %d:\n%s", code, screen)
	}
	// There is no question about something that does not exist.
	if screen, code = harness.InTerminal(t, 250, harness.Account(server.URL), append(removal, held)); code != 5 ||
		!strings.Contains(screen, "has ended") {
		t.Errorf("gone: exit code %d:\n%s", code, screen)
	}
}

// TestTerminalHidesNothing checks that a token is not read from a terminal that would show it.
func TestTerminalHidesNothing(t *testing.T) {
	t.Parallel()
	screen, code := harness.InTerminal(t, 200, harness.Account("https://example.com"),
		append([]string{"--token-file", "-"}, harness.Sample...))
	if code != 2 || !strings.Contains(screen, "the terminal would show the token") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
	// Ctrl-D at the hidden prompt is an empty answer, and not an interruption.
	screen, code = harness.InTerminal(t, 100, nil,
		[]string{"config", "init", "--space", "example", "--project", sandbox.Account},
		[2]string{"API token (it is not shown): ", "\x04"})
	if code != 11 || !strings.Contains(screen, "there was no answer") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
}

// TestTerminalProgress shows the progress on the last line, and removes it in the end.
func TestTerminalProgress(t *testing.T) {
	t.Parallel()
	patient := []string{"--sandbox", "-q", "participant", "mute", "--conference", "Morning stand-up", "--all", "-o", "name"}
	screen, code := harness.InTerminal(t, 200, []string{"CONFCALL_TEST_NO_PATIENCE=1"}, patient)
	if code != 0 || !strings.Contains(screen, "\r\x1b[K[======              ] 1 of 3 calls muted") ||
		!strings.HasSuffix(screen, "\r\x1b[K2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003\n") {
		t.Errorf("exit code %d: %q", code, screen)
	}
	// Work without progress shows that it is still going on.
	hangs := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(hangs.Close)
	stuck := append(harness.Account(hangs.URL+"/hang"), "CONFCALL_TEST_NO_PATIENCE=1")
	call := []string{"--call", sandbox.SampleCall, "--call", sandbox.SampleConference}
	if screen, code := harness.InTerminal(t, 200, stuck, append([]string{"participant", "get", "--conference", sandbox.SampleConference}, call...), [2]string{"nothing yet read", "\x03"}); code != 130 {
		t.Errorf("interrupted: exit code %d: %q", code, screen)
	}
	if screen, _ := harness.InTerminal(t, 200, []string{"CONFCALL_TEST_NO_PATIENCE=1", "TERM=dumb"}, patient); strings.Contains(screen, "\x1b") {
		t.Errorf("a dumb terminal: %q", screen)
	}
	if screen, _ := harness.InTerminal(t, 200, nil, patient); strings.Contains(screen, "1 of 3") {
		t.Errorf("what is done at once has a bar: %q", screen)
	}
	if piped := harness.Run(t, []string{"CONFCALL_TEST_NO_PATIENCE=1"}, patient...); piped.Stderr != "" {
		t.Errorf("in a pipe: %q", piped.Stderr)
	}
	download := []string{"--sandbox", "-q", "recording", "download", "--recording", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002"}
	if screen, code := harness.InTerminal(t, 200, []string{"CONFCALL_TEST_NO_PATIENCE=1"}, download); code != 0 ||
		!regexp.MustCompile(`\[=* *\] \d+ of \d+ bytes of 5f0e2a7c`).MatchString(screen) {
		t.Errorf("download: exit code %d: %q", code, screen)
	}
}

// TestTerminalWait shows on one line what it waits for, and removes it in the end.
func TestTerminalWait(t *testing.T) {
	t.Parallel()
	wait := []string{"--sandbox", "-q=false", "conference", "wait", "--conference", "Morning stand-up", "--within", "2h", "--for"}
	screen, code := harness.InTerminal(t, 80, nil, append(wait, "count>=9"), [2]string{"\r\x1b[Kcount is 3, want >= 9, 1h59m", "\x03"})
	if code != 130 || !strings.HasSuffix(screen, "\r\x1b[K") {
		t.Errorf("exit code %d: %q", code, screen)
	}
	screen, code = harness.InTerminal(t, 40, nil, append(wait, "friendly_name~nobody has such a name"),
		[2]string{"\r\x1b[Kfriendly_name is Mornin…, 1h5", "\x03"})
	if code != 130 {
		t.Errorf("exit code %d: %q", code, screen)
	}
	// A wait that is already over leaves no line behind.
	screen, code = harness.InTerminal(t, 200, nil, append(wait, "count>=3"))
	if _, result, _ := strings.Cut(screen, "left"); code != 0 ||
		strings.Contains(screen, "left") && !strings.HasPrefix(result[strings.LastIndex(result, "\r"):], "\r\x1b[K") {
		t.Errorf("exit code %d: %q", code, screen)
	}
	// There is no such line in a dumb terminal, or with --quiet.
	within := []string{"--sandbox", "conference", "wait", "--conference", "Morning stand-up",
		"--within", "300ms", "--interval", "10ms", "--for", "count>=9"}
	for _, test := range []struct {
		environment string
		args        []string
		code        int
	}{{"TERM=dumb", within, 10}, {"NO_COLOR=1", append(within, "-q"), 10}} {
		if screen, code := harness.InTerminal(t, 200, []string{test.environment}, test.args); code != test.code ||
			strings.Contains(screen, "left") {
			t.Errorf("%s %q: exit code %d: %q", test.environment, test.args, code, screen)
		}
	}
}

// TestTerminalReading tells a person that a command reads what they type.
func TestTerminalReading(t *testing.T) {
	t.Parallel()
	mute := []string{"--sandbox", "participant", "mute", "--conference", "Morning stand-up", "-o", "name", "--call", "-"}
	screen, code := harness.InTerminal(t, 200, nil, mute,
		[2]string{"confcall: reading from the terminal, one a line, until Ctrl-D\r\n", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001\n"},
		[2]string{"muted 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001", "\x04"})
	if code != 0 {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
	cmd := harness.Command(t, nil, append(mute, "-q")...)
	if o := harness.Finish(t, cmd); o.Code != 0 || o.Stderr != "" {
		t.Errorf("no terminal: %+v", o)
	}
}

// TestQuestionCountsWhoIsThere checks for how many people a removal ends the conference. Those who have left do not count.
func TestQuestionCountsWhoIsThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/Participants") {
			fmt.Fprintf(w, `{"sid": %q, "friendly_name": "Room", "status": "in-progress"}`, harness.StorySID)
			return
		}
		fmt.Fprintf(w, `{"next_page_uri": null, "participants": [{"call_sid": %q, "status": "in-progress", "end_conference_on_exit": true},
			{"call_sid": %q, "status": "in-progress"}, {"call_sid": %q, "status": "completed"}]}`, harness.StoryCall(1), harness.StoryCall(2), harness.StoryCall(3))
	}))
	t.Cleanup(server.Close)
	screen, code := harness.InTerminal(t, 250, harness.Account(server.URL),
		[]string{"participant", "remove", "--conference", harness.StorySID, "--call", harness.StoryCall(1)},
		[2]string{"[y/N]", "n\n"})
	if code != 11 || !strings.Contains(screen, "This ends the conference for all 2 in it.") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
}

// TestTerminalCountsWhoIsThere checks that a question counts those who are there, and not those who have left: the only
// participant of the documented sample has completed.
func TestTerminalCountsWhoIsThere(t *testing.T) {
	t.Parallel()
	server := harness.PlainSandbox(t)
	screen, code := harness.InTerminal(t, 200, harness.Account(server.URL),
		[]string{"conference", "end", "--conference", sandbox.SampleConference}, [2]string{"[y/N]", "n\n"})
	if code != 11 || !strings.Contains(screen, " with nobody in it?") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
	screen, code = harness.InTerminal(t, 200, harness.Account(server.URL),
		[]string{"participant", "remove", "--conference", sandbox.SampleConference, "--all"})
	if code != 0 || !strings.Contains(screen, "there is nobody to remove") || strings.Contains(screen, "[y/N]") {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
}
