//go:build unix

package terminal

import (
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

// TestSessionConference checks that a change asks once whether the session's conference is meant, whatever was agreed to
// before.
func TestSessionConference(t *testing.T) {
	t.Parallel()
	server := harness.PlainSandbox(t)
	account := append(harness.Account(server.URL), "CONFCALL_CONFERENCE=Morning stand-up")
	for _, c := range []struct {
		line, asked, answer string
		code                int
		said                string
	}{
		{"participant mute --number 5550101", `Mute in the conference "Morning stand-up", which CONFCALL_CONFERENCE names? [y/N]: `,
			"n\n", 11, "nothing was changed"},
		{"participant mute --number 5550101", `which CONFCALL_CONFERENCE names? [y/N]: `, "y\n", 0, "muted +13105550101 (2e9d4b60…)"},
		{"participant remove --number 5550103", `Remove +13105550103 (2e9d4b60…) from the conference "Morning stand-up"`, "n\n", 11,
			"nothing was changed"},
		{"participant remove --number 5550103 --yes",
			`Remove in the conference "Morning stand-up", which CONFCALL_CONFERENCE names? [y/N]: `, "y\n", 0,
			"removed +13105550103 (2e9d4b60…)"},
		{"conference end", `End the conference "Morning stand-up"`, "n\n", 11, "nothing was changed"},
	} {
		screen, code := harness.InTerminal(t, 200, account, append(strings.Fields(c.line), "--color", "never"), [2]string{"[y/N]: ", c.answer})
		if code != c.code || !strings.Contains(screen, c.asked) || !strings.Contains(screen, c.said) || strings.Count(screen, "[y/N]") != 1 {
			t.Errorf("%s: exit code %d, want %d:\n%s", c.line, code, c.code, screen)
		}
	}
}
