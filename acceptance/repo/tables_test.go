//go:build unix

package repo

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"confcall/pkg/failure"
	"confcall/pkg/nouns"
	"confcall/pkg/output"
)

// TestExitCodesPage compares the table of docs/scripting.md with the program's own.
func TestExitCodesPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/scripting.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(failure.Codes) {
		code, meaning, _ := strings.Cut(strings.TrimSpace(line), " ")
		if row := "\n| " + code + " | " + strings.TrimSpace(meaning) + " |\n"; !strings.Contains(string(page), row) {
			t.Errorf("the page lacks the row %q", row)
		}
	}
}

// TestSettingsPage wants every variable and every key of the file to be in docs/settings.md.
func TestSettingsPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("pkg/config/setting.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`"((?:SIGNALWIRE|CONFCALL)_[A-Z_]+)"|key: "(\w+)"|Key +(?:= )"(\w+)"`).FindAllStringSubmatch(string(code), -1)
	for _, found := range named {
		if name := found[1] + found[2] + found[3]; !strings.Contains(string(page), "`"+name+"`") && name != "profiles" {
			t.Errorf("the page lacks %s", name)
		}
	}
	if len(named) < 20 {
		t.Errorf("only %d names were found", len(named))
	}
}

// TestOutputPage wants every format to be in the table of docs/output.md.
func TestOutputPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/output.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range output.Formats() {
		if !strings.Contains(string(page), "`-o "+format+"`") {
			t.Errorf("the page lacks %s", format)
		}
	}
}

// TestAPIPage wants every documented field of the resources to be in docs/api.md, but for those of a call, which are many.
func TestAPIPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for noun, fields := range map[string][]string{
		"participant": nouns.Participant.Fields, "conference": nouns.Conference.Fields, "recording": nouns.Recording.Fields,
	} {
		if row := "\n| " + noun + " | `" + strings.Join(fields, "` `") + "` |\n"; !strings.Contains(string(page), row) {
			t.Errorf("the page lacks the row %q", row)
		}
	}
}
