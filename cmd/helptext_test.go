package cmd

import (
	"strings"
	"testing"
)

func TestWrapExamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"  confcall version", "  confcall version"},
		{
			`  confcall participant get --conference "Morning stand-up, the long one" --call "$CALL" --jq .muted`,
			"  confcall participant get --conference \"Morning stand-up, the long one\" \\\n    --call \"$CALL\" --jq .muted",
		},
		{
			`  confcall participant list --conference "$CONFERENCE" --muted=false -o name | confcall participant mute --call -`,
			"  confcall participant list --conference \"$CONFERENCE\" --muted=false -o name | \\\n    confcall participant mute --call -",
		},
		{
			"  # Those who are not muted yet, but for the host, who has to be heard by all the others",
			"  # Those who are not muted yet, but for the host, who has to be heard by all\n  # the others",
		},
	} {
		if got := wrapExamples(c.text); got != c.want {
			t.Errorf("%q becomes\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

func TestWrapText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 30)
	got := wrapText("One\nparagraph.\n\n  key: |\n    kept\n\n" + long)
	if !strings.HasPrefix(got, "One paragraph.\n\n  key: |\n    kept\n\nword ") || strings.Count(got, "\n") != 6 {
		t.Errorf("the text becomes\n%s", got)
	}
	for line := range strings.Lines(got) {
		if len(strings.TrimRight(line, "\n")) > helpWidth {
			t.Errorf("too wide: %s", line)
		}
	}
}

func TestWithoutAll(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"participant mute --all": "participant mute --all", "participant mute --help": "participant mute --help",
		"participant mute --help --all": "participant mute --help", "--all -h": "-h",
	} {
		rest, all := withoutAll(strings.Fields(line))
		if got := strings.Join(rest, " "); got != want || all != (line != want) {
			t.Errorf("%s becomes %s, %v", line, got, all)
		}
	}
}
