//go:build unix

package repo

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"confcall/acceptance/harness"
	"confcall/pkg/failure"
	"confcall/pkg/output"
)

// pagesOf are the pages that the topics of help are short forms of.
var pagesOf = map[string]string{
	"conditions": "docs/conditions.md", "environment": "docs/settings.md", "exit-codes": "docs/scripting.md", "output": "docs/output.md", "scripting": "docs/scripting.md",
}

// topics are the names of all topics: flags is made from the program, and has no page.
func topics() []string { return append(slices.Sorted(maps.Keys(pagesOf)), "flags") }

// TestTopics compares each topic with its page and with the program: what a topic names, the page names too, and what the
// program has is in the topic.
func TestTopics(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for topic, path := range pagesOf {
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[topic] = harness.Help(t, topic)
		for _, name := range regexp.MustCompile(`--[a-z-]+|\b[A-Z]{3,}_[A-Z_]+\b|\b(?:[a-z]+_)+[a-z]+\b|confcall [a-z]+`).FindAllString(texts[topic], -1) {
			if !strings.Contains(string(page), name) && name != "confcall help" {
				t.Errorf("the topic %s names %s, and %s does not", topic, name, path)
			}
		}
	}
	settings, err := os.ReadFile("pkg/config/setting.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`"((?:SIGNALWIRE|CONFCALL)_[A-Z_]+)"|key: "(\w+)"`).FindAllStringSubmatch(string(settings), -1) {
		if name := found[1] + found[2]; !strings.Contains(texts["environment"], name) {
			t.Errorf("the topic environment lacks %s", name)
		}
	}
	for line := range strings.Lines(failure.Codes) {
		if got, want := strings.Fields(texts["exit-codes"]), strings.Fields(line); !strings.Contains(strings.Join(got, " "), strings.Join(want, " ")) {
			t.Errorf("the topic exit-codes lacks %s", line)
		}
	}
	for _, format := range output.Formats() {
		if !strings.Contains(texts["output"], "\n  -o "+format+" ") {
			t.Errorf("the topic output lacks %s", format)
		}
	}
	if flags := harness.Help(t, "flags"); !strings.Contains(flags, "\n  -o, --output ") || !strings.Contains(flags, "--token-file ") {
		t.Errorf("the topic flags is\n%s", flags)
	}
}

// TestHelpFits wants every help to fit into a window of 80 columns, to keep the global flags to a line, and to say where there is more.
func TestHelpFits(t *testing.T) {
	t.Parallel()
	groups := []string{"", "participant", "call record"}
	for _, name := range slices.Concat(harness.Commands(t), groups, topics()) {
		help := harness.Help(t, strings.Fields(name)...)
		for line := range strings.Lines(help) {
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > 80 {
				t.Errorf("help %s: a line is too wide:\n%s", name, line)
			}
		}
		if slices.Contains(topics(), name) {
			continue
		}
		if strings.Contains(help, "--token-file FILE ") || !strings.Contains(help, ": --help --all\n") || !strings.Contains(help, "\nMore: confcall help TOPIC ") {
			t.Errorf("help %s is\n%s", name, help)
		}
	}
	if all := harness.Run(t, nil, "participant", "get", "--help", "--all").Stdout; !strings.Contains(all, "\nGlobal Flags:\n") || !strings.Contains(all, "--token-file FILE ") {
		t.Errorf("--help --all is\n%s", all)
	}
}
