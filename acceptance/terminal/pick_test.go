//go:build unix

package terminal

import (
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestPick picks in a terminal what the command line does not name.
func TestPick(t *testing.T) {
	t.Parallel()
	const standUp, host, muted, held = "7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e001", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1001", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002", "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003"
	const down, esc = "\x1b[B", "\x1b"
	type keys = [2]string
	for _, test := range []struct {
		name  string
		args  []string
		keys  []keys
		code  int
		wants []string
	}{
		{name: "both", args: []string{"participant", "get", "-o", "name"},
			keys:  []keys{{"Pick a conference (", "stand-up\r"}, {"Pick a call (3): ", "0103\r"}},
			wants: []string{"picked --conference " + standUp, "picked --call " + held, "\n" + held + "\n"}},
		{name: "arrows", args: []string{"participant", "get", "-c", "Morning stand-up", "-o", "name"},
			keys: []keys{{"> +13105550101, inbound", down + "\r"}}, wants: []string{"+13105550102, inbound", "\n" + muted + "\n"}},
		{name: "a change", args: []string{"participant", "mute", "-c", standUp, "-o", "name"},
			keys: []keys{{"Pick a call (3): ", "0101\r"}}, wants: []string{"muted " + host}},
		{name: "a change that asks", args: []string{"participant", "remove", "-c", standUp},
			keys: []keys{{"Pick a call (3): ", "0101\r"}, {"[y/N]: ", "n\n"}}, code: 11, wants: []string{"Remove +13105550101 ("}},
		{name: "a target", args: []string{"participant", "coach", "-c", standUp, "--call", host, "-o", "name"},
			keys: []keys{{"Pick a call to coach (2): ", "0102\r"}}, wants: []string{"made a coach of " + host}},
		{name: "a list", args: []string{"participant", "list", "-o", "name"}, keys: []keys{{"Pick a conference (", "stand-up\r"}},
			wants: []string{"\n" + host + "\n" + muted + "\n" + held + "\n"}},
		{name: "a conference", args: []string{"conference", "get", "-o", "name"},
			keys: []keys{{"Pick a conference (", "stand-up\r"}}, wants: []string{"\n" + standUp + "\n"}},
		{name: "a recording", args: []string{"recording", "get", "-o", "name"},
			keys:  []keys{{"Pick a recording (", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002\r"}},
			wants: []string{"\n5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002\n"}},
		{name: "a call of the account", args: []string{"call", "get", "-o", "name"}, keys: []keys{{"Pick a call (", "0103\r"}},
			wants: []string{"\n" + held + "\n"}},
		{name: "a wait", args: []string{"conference", "wait", "--for", "exists", "-o", "name"},
			keys: []keys{{"Pick a conference (", "stand-up\r"}}, wants: []string{"\n" + standUp + "\n"}},
		{name: "declined", args: []string{"conference", "get"}, keys: []keys{{"Pick a conference (", "zz" + esc}}, code: 11,
			wants: []string{"no conference was picked", "nothing was done"}},
		{name: "interrupted", args: []string{"conference", "get"}, keys: []keys{{"Pick a conference (", "\x03"}}, code: 130},
		{name: "not to be asked", args: []string{"participant", "get", "--no-input"}, code: 2,
			wants: []string{"confcall participant get needs --call and --conference"}},
		{name: "not to be asked for a call", args: []string{"participant", "mute", "-c", standUp, "--no-input"}, code: 2,
			wants: []string{"no call is named"}},
		{name: "nor to agree", args: []string{"participant", "remove", "-c", standUp, "--call", host, "--no-input"}, code: 2,
			wants: []string{"there is nobody to ask"}},
		{name: "what cannot be picked", args: []string{"participant", "announce"}, code: 2,
			wants: []string{"needs --call and --conference and --url"}},
		{name: "what is wrong besides", args: []string{"conference", "get", "--space", "x"}, code: 2, wants: []string{"needs --conference"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			screen, code := harness.InTerminal(t, 100, []string{"NO_COLOR=1"}, append([]string{"--sandbox"}, test.args...), test.keys...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.wants {
				if !strings.Contains(screen, want) {
					t.Errorf("the screen lacks %q:\n%q", want, screen)
				}
			}
			if drawn := strings.Contains(screen, "\x1b[?1049h"); drawn != (len(test.keys) > 0) ||
				strings.Count(screen, "\x1b[?1049h") != strings.Count(screen, "\x1b[?1049l") {
				t.Errorf("a picker shows: %t, and it is left as often as it is entered:\n%q", drawn, screen)
			}
		})
	}
	// A dumb terminal cannot show the picker, and an empty list is reported.
	if screen, code := harness.InTerminal(t, 100, []string{"TERM=dumb"}, []string{"--sandbox", "conference", "get"}); code != 2 ||
		!strings.Contains(screen, "needs --conference") {
		t.Errorf("a dumb terminal: exit code %d\n%q", code, screen)
	}
	server := harness.PlainSandbox(t)
	if screen, code := harness.InTerminal(t, 100, harness.Account(server.URL), []string{"participant", "get", "-c", sandbox.SampleConference}); code != 2 || !strings.Contains(screen, "there is no call to pick") {
		t.Errorf("nobody is there: exit code %d\n%q", code, screen)
	}
}
