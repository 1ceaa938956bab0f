package suggest

import (
	"strings"
	"testing"
)

// TestDistance counts letters that are added, left out, changed or swapped.
func TestDistance(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int{
		"list list": 0, "lsit list": 1, "lst list": 1, "liist list": 1, "last list": 1, "list ": 4, " list": 4, "gte get": 1, "gte mute": 2,
		"conference confrence": 1, "confrenece conference": 2, "ca abc": 3, "jsno json": 1, "josn json": 1, "ünmute unmute": 1, "kitten sitting": 3,
	} {
		a, b, _ := strings.Cut(words, " ")
		if got := distance(a, b); got != want || distance(b, a) != want {
			t.Errorf("%q and %q are %d apart, want %d", a, b, got, want)
		}
	}
}

// TestNear suggests what is near, and nothing where nothing is.
func TestNear(t *testing.T) {
	t.Parallel()
	verbs := strings.Fields("add announce coach find get hold list move mute remove uncoach unhold unmute update wait watch")
	flags := strings.Fields("conference conference-name call columns config output where within wait-url yes number")
	for _, test := range []struct {
		word  string
		among []string
		want  string
	}{
		{"lsit", verbs, "list"}, {"gte", verbs, "get"}, {"GET", verbs, "get"}, {"remvoe", verbs, "remove"}, {"unmtue", verbs, "unmute"}, {"wach", verbs, "watch"},
		{"wtach", verbs, "watch"}, {"anounce", verbs, "announce"}, {"ann", verbs, "announce"}, {"xyzzy", verbs, ""}, {"", verbs, ""}, {"a", verbs, ""}, {"q", verbs, ""},
		{"lits", verbs, "list"}, {"hodl", verbs, "hold"}, {"unhodl", verbs, "unhold"}, {"participants", []string{"participant"}, "participant"},
		{"confrence", flags, "conference"}, {"conferense", flags, "conference"}, {"calls", flags, "call"}, {"cal", flags, "call"}, {"ouptut", flags, "output"}, {"num", flags, "number"},
		{"config-file-of-mine", flags, ""}, {"jsno", []string{"json", "jsonl", "yaml"}, "json"}, {"jason", []string{"json", "jsonl"}, "json"}, {"jsn", []string{"json", "jsonl"}, "json"},
		{"in_progress", []string{"init", "in-progress", "completed"}, "in-progress"}, {"complete", []string{"completed"}, "completed"}, {"post", []string{"GET", "POST"}, "POST"},
	} {
		if got := strings.Join(near(test.word, test.among), " "); got != test.want {
			t.Errorf("for %q %q is suggested, want %q", test.word, got, test.want)
		}
	}
}

// TestSynonyms knows the words of other programs, as far as the group has what they mean.
func TestSynonyms(t *testing.T) {
	t.Parallel()
	participant := strings.Fields("add announce coach find get hold list move mute remove uncoach unhold unmute update wait watch")
	conference := strings.Fields("announce end get list wait watch")
	config := strings.Fields("show list init use set unset edit path")
	recording := strings.Fields("delete download get list pause resume stop")
	for _, test := range []struct {
		word  string
		among []string
		want  string
	}{
		{"kick", participant, "remove"}, {"rm", participant, "remove"}, {"ls", participant, "list"}, {"show", participant, "get"}, {"end", participant, "remove"}, {"lsit", participant, "list"},
		{"kill", conference, "end"}, {"stop", conference, "end"}, {"terminate", conference, "end"}, {"rm", recording, "delete"}, {"remove", recording, "delete"}, {"dial", participant, "add"},
		{"kick", conference, ""}, {"dial", recording, ""}, {"transfer", participant, "move"}, {"follow", conference, "watch"}, {"people", []string{"participant"}, "participant"},
		{"rm", config, "unset"}, {"get", config, "show"}, {"switch", config, "use"}, {"whoami", []string{"login", "status", "logout"}, "status"}, {"whoami", []string{"auth", "call"}, "auth"},
	} {
		if got := strings.Join(Command(test.word, test.among), " "); got != test.want {
			t.Errorf("for %q %q is suggested, want %q", test.word, got, test.want)
		}
	}
	for name, want := range map[string]string{"confrence": "conference", "calls": "call", "call-sid": "call", "json": "output", "verbose": "debug", "nonsense": "", "force": "yes"} {
		if got := strings.Join(Flag(name, []string{"conference", "call", "output", "debug", "yes"}), " "); got != want {
			t.Errorf("for --%s --%s is suggested, want --%s", name, got, want)
		}
	}
}
