//go:build unix

package terminal

import (
	"testing"

	"confcall/acceptance/harness"
)

// TestWalkThroughWatch presses every key of a watch. Each says what it did, even though notes are silenced.
func TestWalkThroughWatch(t *testing.T) {
	t.Parallel()
	watch := []string{"--sandbox", "-q", "participant", "watch", "--conference", standUp, "--interval", "1h"}
	walkEverywhere(t, func(*testing.T) walk {
		return walk{name: "watch", args: watch, clipboard: "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1003", steps: []step{
			{name: "the first look", shows: []string{"3 participants", "q quits"}},
			{name: "Down selects", keys: down},
			{name: "m unmutes", keys: "m", shows: []string{"unmuted +13105550102 (2e9d4b60…)", "muted: yes → no"}},
			{name: "Up selects, m mutes", keys: up + "m", shows: []string{"muted +13105550101 (2e9d4b60…)", "muted: no → yes"}},
			{name: "h holds", keys: "h", shows: []string{"put on hold +13105550101", "hold: no → yes"}},
			{name: "h takes off hold", keys: "h", shows: []string{"took off hold +13105550101", "hold: yes → no"}},
			{name: "c asks of whom", keys: "c", shows: []string{"Coach whom?"}},
			{name: "nobody coaches themselves", keys: enter, shows: []string{"choose another"}},
			{name: "Enter answers", keys: down + enter, shows: []string{"made a coach of +13105550101 (2e9d4b60…)", "coaches +13105550102"}},
			{name: "c ends the coaching", keys: "c", shows: []string{"coaching: yes → no"}},
			{name: "a asks for a URL", keys: "a", shows: []string{"Announce the URL:"}},
			{name: "a wrong URL", keys: "ftp://x" + enter, shows: []string{"ftp://x"}},
			{name: "Esc leaves it", keys: esc, shows: []string{"nothing was changed"}},
			{name: "a URL", keys: "ahttps://example.com/welcome.mp3" + enter, shows: []string{"announced to +13105550101 (2e9d4b60…)"}},
			{name: "Space marks", keys: home + " " + " ", shows: []string{"2 marked"}},
			{name: "m is about those marked", keys: "m", shows: []string{"muted +13105550102"}},
			{name: "/ narrows", keys: "/5550103", shows: []string{"only with: 5550103_"}},
			{name: "Enter keeps it narrow", keys: enter, shows: []string{`only "5550103": 1 of 3`}},
			{name: "Esc shows all", keys: esc},
			{name: "/ finds nobody", keys: "/nobody" + enter, shows: []string{`only "nobody": 0 of 3`}},
			{name: "Esc shows all again", keys: esc},
			{name: "s sorts", keys: "sss", shows: []string{"by muted"}},
			{name: "S the other way round", keys: "S", shows: []string{"by muted, reversed"}},
			{name: "Enter shows all fields", keys: end + enter, shows: []string{"end_conference_on_exit", "any other key goes back"}},
			{name: "PageDown scrolls in them", keys: pageDown},
			{name: "q leaves them", keys: "q", shows: []string{"MUTED"}},
			{name: "y copies", keys: "y", shows: []string{"copied 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e100"}},
			{name: "? explains", keys: "?", shows: []string{"mark it: the keys above"}},
			{name: "? leaves it", keys: "?", shows: []string{"MUTED"}},
			{name: "x asks", keys: home + "sssss/5550102" + enter + "x", shows: []string{"Remove +13105550102 (2e9d4b60…)", "[y/N]"}},
			{name: "n declines", keys: "n", shows: []string{"nothing was changed"}},
			{name: "y removes", keys: "x", shows: []string{"[y/N]"}},
			{name: "who is gone is marked", keys: "y", shows: []string{"removed +13105550102 (2e9d4b60…)", "left"}},
			{name: "who is gone is no target", keys: "m", shows: []string{"nobody is selected who is there"}},
			{name: "Esc shows everyone", keys: esc},
			{name: "x says that the conference would end", keys: "/5550101" + enter + "x", shows: []string{"This ends the conference"}},
			{name: "Esc declines", keys: esc, shows: []string{"nothing was changed"}},
			{name: "Esc shows those who are there", keys: esc},
			{name: "e asks for the name", keys: "e", shows: []string{"type its name: _"}},
			{name: "another name", keys: "Another" + enter, shows: []string{"is not the conference's name"}},
			{name: "its name", keys: "e" + standUp, shows: []string{"type its name: Morning stand-up_"}},
			{name: "it ends", keys: enter},
		}}
	})
}

// TestWalkThroughMany scrolls through a hundred participants.
func TestWalkThroughMany(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, func(t *testing.T) walk {
		return walk{
			name: "many", environment: tell(t, &story{many: 100}),
			args: []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "1h"},
			steps: []step{
				{name: "the first look", shows: []string{"102 participants"}},
				{name: "End", keys: end, shows: []string{"and"}},
				{name: "PageUp", keys: pageUp},
				{name: "Up", keys: up},
				{name: "Home", keys: home},
				{name: "PageDown", keys: pageDown},
				{name: "Down", keys: down},
				{name: "/", keys: "/55501" + enter},
				{name: "q", keys: "q"},
			},
		}
	})
}

// TestWalkThroughConsole goes into a conference and back, while another one begins and one ends.
func TestWalkThroughConsole(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, func(t *testing.T) walk {
		server := harness.PlainSandbox(t)
		environment := harness.Account(server.URL)
		run := func(args ...string) func(t *testing.T) {
			return func(t *testing.T) { harness.Run(t, environment, args...).Want(t, 0) }
		}
		add := []string{"participant", "add", "--yes", "--conference-name", "Night shift", "--to", "+13105550199", "--from", "+13105550100"}
		return walk{
			name: "console", environment: environment, bells: 2,
			args: []string{"console", "--interval", "100ms", "--bell", "left", "--bell", "started"}, steps: []step{
				{name: "the first look", shows: []string{"5 conferences in progress", "Enter go in"}},
				{name: "Down selects", keys: down},
				{name: "Enter goes in", keys: enter, shows: []string{"Morning stand-up", "3 participants", "Esc back"}},
				{name: "m mutes there", keys: "m", shows: []string{"muted +13105550101"}},
				{name: "somebody leaves", do: run("participant", "remove", "--yes", "-c", standUp, "--number", "+13105550103"),
					shows: []string{"left"}},
				{name: "Esc comes back", keys: esc, shows: []string{"FRIENDLY_NAME"}},
				{name: "one ends", do: run("conference", "end", "--yes", "-c", "Documented sample"), shows: []string{"ended"}},
				{name: "one begins", do: run(add...), shows: []string{"started"}},
				{name: "s sorts", keys: "s"},
				{name: "? explains", keys: "?", shows: []string{"go into it"}},
				{name: "q leaves that", keys: "q", shows: []string{"FRIENDLY_NAME"}},
				{name: "q quits", keys: "q"},
			}}
	})
}

// TestWalkThroughPickers picks a conference, and then a call in it.
func TestWalkThroughPickers(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, func(*testing.T) walk {
		return walk{name: "pickers", args: []string{"--sandbox", "participant", "mute", "-o", "name"}, steps: []step{
			{name: "the conferences", shows: []string{"Pick a conference (6)"}},
			{name: "Down", keys: down + down},
			{name: "Up", keys: up},
			{name: "what is typed narrows", keys: "sales", shows: []string{"(2 of 6): sales_"}},
			{name: "nothing matches", keys: "zz", shows: []string{"nothing matches"}},
			{name: "Backspace", keys: "\x7f\x7f", shows: []string{"(2 of 6)"}},
			{name: "Ctrl-U", keys: "\x15stand", shows: []string{"(1 of 6)"}},
			{name: "Enter picks it", keys: enter, shows: []string{"Pick a call (3)"}},
			{name: "End", keys: end},
			{name: "Home picks the first", keys: home},
			{name: "it is muted", keys: enter},
		}}
	})
}

// TestWalkThroughPickersAway leaves a picker.
func TestWalkThroughPickersAway(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, func(*testing.T) walk {
		return walk{name: "pickers-left", args: []string{"--sandbox", "conference", "get"}, code: 11, steps: []step{
			{name: "the conferences", shows: []string{"Pick a conference (6)"}},
			{name: "Esc", keys: esc},
		}}
	})
}

// TestWalkThroughWait waits in a terminal. The line says what is wanted, and is removed in the end.
func TestWalkThroughWait(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, func(t *testing.T) walk {
		server := harness.PlainSandbox(t)
		environment := harness.Account(server.URL)
		return walk{
			name: "wait", environment: environment,
			args: []string{"participant", "wait", "-c", standUp, "--number", "+13105550101", "--for", "muted=true", "-o", "name",
				"--within", "59m", "--interval", "50ms"},
			steps: []step{
				{name: "it waits", shows: []string{"muted is false, want true"}},
				{name: "it comes true", do: func(t *testing.T) {
					harness.Run(t, environment, "participant", "mute", "-c", standUp, "--number", "+13105550101").Want(t, 0)
				}},
			}}
	})
}
