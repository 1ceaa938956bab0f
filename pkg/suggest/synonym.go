package suggest

import "slices"

// Command returns the commands of a group that a word was meant as: those that other programs call so, or else those with
// nearly the same letters.
func Command(word string, among []string) []string {
	var found []string
	for _, one := range commands(word) {
		if slices.Contains(among, one) {
			found = append(found, one)
		}
	}
	if len(found) > 0 {
		return found[:min(len(found), most)]
	}
	return near(word, among)
}

// commands returns the verbs and nouns for which other programs, and people, use this word.
func commands(word string) []string {
	switch word {
	case "kick", "kickout", "boot", "eject", "ban", "drop", "disconnect", "leave", "rm", "del", "delete", "destroy", "expel":
		return []string{"remove", "delete", "hangup", "unset"}
	case "remove", "erase", "purge":
		return []string{"delete", "remove", "unset", "logout"}
	case "ls", "index", "all", "ps", "dir":
		return []string{"list"}
	case "get", "show", "describe", "info", "view", "inspect", "read", "cat", "retrieve", "fetch", "stat", "details":
		return []string{"get", "show", "status"}
	case "end", "kill", "terminate", "close", "finish", "complete", "destroyall", "quit":
		return []string{"end", "hangup", "stop", "remove"}
	case "hangup", "hang-up":
		return []string{"remove", "end"}
	case "stop", "halt":
		return []string{"stop", "end", "hangup"}
	case "create", "new", "begin", "launch":
		return []string{"start", "add", "init"}
	case "dial", "invite", "join", "call", "ring", "insert":
		return []string{"add"}
	case "transfer", "redirect", "mv":
		return []string{"move"}
	case "silence", "quiet", "muteall", "mute-all":
		return []string{"mute"}
	case "unsilence", "speak", "unmuteall", "unmute-all":
		return []string{"unmute"}
	case "park", "freeze":
		return []string{"hold", "pause"}
	case "unpark", "resume", "continue", "release", "retrieve-hold":
		return []string{"resume", "unhold"}
	case "whisper", "assist":
		return []string{"coach"}
	case "play", "say", "speak-to", "broadcast", "message":
		return []string{"announce"}
	case "follow", "tail", "monitor", "top", "observe":
		return []string{"watch"}
	case "search", "where", "lookup", "locate", "grep":
		return []string{"find", "list"}
	case "save", "export", "pull":
		return []string{"download"}
	case "edit", "change", "modify", "set", "patch":
		return []string{"update", "edit", "set"}
	case "await", "until":
		return []string{"wait"}
	case "login", "signin", "sign-in", "configure", "setup":
		return []string{"login", "auth", "config"}
	case "whoami", "who", "token":
		return []string{"status", "show", "auth"}
	case "switch", "select", "choose", "activate":
		return []string{"use"}
	case "logout", "signout", "sign-out":
		return []string{"logout", "auth"}
	case "person", "people", "member", "members", "attendee", "attendees", "user", "users", "caller", "callers", "part":
		return []string{"participant"}
	case "conf", "confs", "room", "rooms", "meeting", "meetings", "bridge":
		return []string{"conference"}
	case "rec", "recs", "record", "records":
		return []string{"recording", "record"}
	case "transcript", "transcripts":
		return []string{"transcription"}
	case "settings", "configuration", "profile", "profiles", "cfg":
		return []string{"config"}
	case "ping", "doctor", "test", "health", "status":
		return []string{"check", "status", "get"}
	case "mock", "demo", "fake", "server":
		return []string{"sandbox"}
	case "ui", "tui", "dashboard", "gui":
		return []string{"console", "watch"}
	case "exitcodes", "codes", "errors", "exit":
		return []string{"exit-codes"}
	case "ver", "about":
		return []string{"version"}
	case "request", "curl", "http", "raw":
		return []string{"api"}
	}
	return nil
}

// Flag returns the flags, without dashes, that one was meant as.
func Flag(name string, among []string) []string {
	var found []string
	for _, one := range named(name) {
		if slices.Contains(among, one) {
			found = append(found, one)
		}
	}
	if len(found) > 0 {
		return found[:min(len(found), most)]
	}
	return near(name, among)
}

// named returns the flags for which other programs use this name.
func named(name string) []string {
	switch name {
	case "json", "yaml", "csv", "tsv", "jsonl", "table", "wide", "format", "out":
		return []string{"output"}
	case "verbose", "trace", "log":
		return []string{"debug"}
	case "force", "assume-yes", "confirm", "no-confirm", "non-interactive", "no-prompt":
		return []string{"yes"}
	case "silent":
		return []string{"quiet"}
	case "filter", "select", "when", "if":
		return []string{"where"}
	case "query", "jmespath", "expression":
		return []string{"jq"}
	case "field", "fields", "column":
		return []string{"columns"}
	case "order", "order-by", "sort-by":
		return []string{"sort"}
	case "max", "first", "top", "count", "head":
		return []string{"limit"}
	case "call-sid", "call-id", "participant", "participant-sid", "participant-id":
		return []string{"call"}
	case "sid", "id":
		return []string{"call", "recording", "stream", "transcription", "conference"}
	case "conference-sid", "conference-id", "room", "friendly-name", "conf":
		return []string{"conference"}
	case "recording-sid", "recording-id":
		return []string{"recording"}
	case "stream-sid", "stream-id":
		return []string{"stream"}
	case "phone", "phone-number", "caller", "tel":
		return []string{"number", "to"}
	case "api-token", "token", "password", "auth-token", "secret":
		return []string{"token-file"}
	case "project-id", "project-sid":
		return []string{"project"}
	case "account-sid":
		return []string{"account"}
	case "host", "server", "domain", "space-url", "endpoint":
		return []string{"space"}
	case "cacert", "ca", "ca-cert", "ca-bundle":
		return []string{"ca-file"}
	case "config-file", "conf-file":
		return []string{"config"}
	case "what-if", "whatif", "dry", "simulate", "noop", "preview":
		return []string{"dry-run"}
	case "retry", "max-retries", "tries":
		return []string{"retries"}
	case "jobs", "concurrency", "workers", "threads":
		return []string{"parallel"}
	case "every", "poll", "period":
		return []string{"interval"}
	case "for-at-most", "deadline", "max-wait":
		return []string{"within"}
	case "until":
		return []string{"for"}
	case "assert", "fail-unless":
		return []string{"expect"}
	case "header", "no-header", "noheaders":
		return []string{"no-headers"}
	case "no-color", "nocolor", "colour":
		return []string{"color"}
	case "outfile", "output-file", "save-to":
		return []string{"file"}
	}
	return nil
}
