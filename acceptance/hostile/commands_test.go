//go:build unix

package hostile

import (
	"confcall/acceptance/harness"
	"regexp"
	"strings"
	"testing"
)

// A commandLine is how to run a command. CF, CA and RE stand for SIDs, TOKEN and BEARER for the files of the secrets, CHECKS
// for a file of checks.
type commandLine struct {
	first string   // run with every failure
	more  []string // run with the worst ones
}

// commandLines has a line for every command that sends a request. The lines in quietCommands send none, and run with the worst
// failures only.
var (
	commandLines = map[string]commandLine{
		"api": {"GET /Conferences",
			[]string{"GET /Conferences --paginate -o csv", "POST /Calls/CA -f Status=completed --yes -i"}},
		"call get":             {"--call CA", []string{"--number 5550102"}},
		"call hangup":          {"--call CA --yes", nil},
		"call list":            {"", []string{"--status ringing -o csv"}},
		"call record pause":    {"--call CA --recording RE", nil},
		"call record resume":   {"--call CA --recording RE", nil},
		"call record start":    {"--call CA", nil},
		"call record stop":     {"--call CA --recording RE", nil},
		"call stream start":    {"--call CA --url wss://example.com/ --bearer-token-file BEARER", nil},
		"call stream stop":     {"--call CA --stream RE", nil},
		"call wait":            {"--call CA --for status=completed --within 20ms", nil},
		"call watch":           {"--interval 1ms", []string{"--call CA --interval 1ms"}},
		"auth status":          {"", []string{"-o json"}},
		"check":                {"", []string{"-o json", "--file CHECKS", "--file CHECKS --report junit=-", "--file CHECKS --report nagios"}},
		"conference announce":  {"--conference CF --url https://example.com/", nil},
		"conference end":       {"--conference CF --yes", []string{"--conference name --yes"}},
		"conference get":       {"--conference CF", []string{"--conference CF --expect status=completed"}},
		"conference list":      {"", []string{"-o csv --expect-count 7", "--with-count"}},
		"conference wait":      {"--conference CF --for status=completed --within 20ms", nil},
		"conference watch":     {"--interval 1ms", []string{"--with-count --interval 1ms"}},
		"participant announce": {"--conference CF --call CA --url https://example.com/", nil},
		"participant add":      {"--conference name --to +13105550177 --from +13105550100 --yes", nil},
		"participant move":     {"--call CA --to-conference name --yes", nil},
		"participant coach":    {"--conference CF --call CA --target RE", nil},
		"participant find":     {"--call CA --with-call", []string{"--number 5550102 -o jsonl"}},
		"participant get": {"--conference CF --call CA",
			[]string{"--conference CF --call CA --jq env,$ENV,.", "--conference CF --call CA --jq .call_sid.x", "--conference CF --call CA -o xml"}},
		"participant hold":    {"--conference CF --call CA", nil},
		"participant list":    {"--conference CF", []string{"--all-conferences --with-call -o jsonl", "--conference CF --columns muted,nosuch"}},
		"participant mute":    {"--conference CF --call CA", []string{"--conference CF --all -o json", "--conference CF --number 5550102"}},
		"participant remove":  {"--conference CF --call CA --yes", nil},
		"participant uncoach": {"--conference CF --call CA", nil},
		"participant unhold":  {"--conference CF --call CA", nil},
		"participant unmute":  {"--conference CF --call CA", nil},
		"participant update":  {"--conference CF --call CA --muted", nil},
		"participant wait":    {"--conference CF --call CA --for muted=true --within 20ms", nil},
		"participant watch":   {"--conference CF --interval 1ms", nil},
		"recording delete":    {"--conference CF --recording RE --yes", []string{"--recording RE --yes"}},
		"recording download":  {"--recording RE", []string{"--all -O sounds/"}},
		"recording get":       {"--conference CF --recording RE", []string{"--recording RE"}},
		"recording list":      {"--conference CF", []string{"-o csv"}},
		"recording pause":     {"--conference CF --recording RE", nil},
		"recording resume":    {"--conference CF --recording RE", nil},
		"recording stop":      {"--conference CF --recording RE", nil},
		"stream start": {"--conference CF --url wss://example.com/ --bearer-token-file BEARER",
			[]string{"--conference CF --url wss://example.com/ --bearer-token-file BEARER --dry-run"}},
		"stream stop":          {"--conference CF --stream RE", nil},
		"transcription delete": {"--transcription RE --yes", nil},
		"transcription get":    {"--transcription RE", nil},
		"transcription list":   {"", nil},
	}
	quietCommands = map[string][]string{
		"auth login":            {"--config new/config.yaml --space example --project CF", "--config new/config.yaml --token-file TOKEN"},
		"auth logout":           {""},
		"completion bash":       {""},
		"completion fish":       {""},
		"completion powershell": {""},
		"completion zsh":        {""},
		"console":               {"", "-o jsonl"},
		"config init": {"--config new/config.yaml --space example --project CF --token-file TOKEN", "",
			"--config TOKEN/config.yaml --space example --project CF"},
		"config edit":  {""},
		"config list":  {"", "-o json"},
		"config path":  {""},
		"config set":   {"", "timeout TOKEN --config new/config.yaml", "api_token_file TOKEN --config new/config.yaml"},
		"config unset": {"", "timeout"},
		"config use":   {"", "nosuch"},
		"config show":  {"", "-o json"},
		"exit-codes":   {""},
		"help":         {"", "nosuch"},
		"sandbox":      {"--listen nonsense"},
		"version":      {""},
		// These two are not shown in any help.
		"nosuch":     {""},
		"__complete": {"participant get --conference CF --call=", "participant get --conference="},
	}
)

// TestCommandTree checks that the tests that run every command know all commands.
func TestCommandTree(t *testing.T) {
	t.Parallel()
	tree := harness.Commands(t)
	for _, name := range tree {
		if _, asks := commandLines[name]; !asks && quietCommands[name] == nil {
			t.Errorf("no line runs confcall %s", name)
		}
	}
	if all := len(commandLines) + len(quietCommands) - 2; len(tree) != all {
		t.Errorf("there are lines for %d commands, but the commands are %v", all, tree)
	}
}

var (
	flagLine = regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)(?: ([A-Z]+))?`)
	secretly = regexp.MustCompile(`token|secret|password|bearer|key|credential|auth`)
)

// TestNoFlagTakesASecret checks that every flag about a secret takes a file, since others can read a command line.
func TestNoFlagTakesASecret(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, name := range append(harness.Commands(t), "flags") { // the global ones
		help := harness.Help(t, strings.Fields(name)...)
		if _, flags, isCommand := strings.Cut(help, "\nFlags:\n"); isCommand {
			help = flags
		}
		for _, flag := range flagLine.FindAllStringSubmatch(help, -1) {
			if !secretly.MatchString(flag[1]) {
				continue
			}
			found[flag[1]] = true
			if flag[2] != "FILE" && flag[1] != "with-token" { // with-token takes no value
				t.Errorf("%s --%s takes %q, want a FILE", name, flag[1], flag[2])
			}
		}
	}
	for _, name := range []string{"token-file", "bearer-token-file", "tls-key"} {
		if !found[name] {
			t.Errorf("the flag --%s was not looked at, only %v", name, found)
		}
	}
}
