//go:build unix

package repo

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"confcall/pkg/cli"
)

// TestChangelog holds CHANGELOG.md to the form of Keep a Changelog, with this version on top, and wants make release-notes to
// print the section of this version and no other.
func TestChangelog(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := regexp.MustCompile(`(?m)^## `).Split(string(data), -1)[1:]
	later := "9999-12-31"
	for i, section := range sections {
		title, text, _ := strings.Cut(section, "\n")
		found := regexp.MustCompile(`^\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$`).FindStringSubmatch(title)
		if found == nil {
			t.Fatalf("want a version and a day, got %q", title)
		}
		if _, err := time.Parse(time.DateOnly, found[2]); err != nil || found[2] > later {
			t.Errorf("%s has the day %s, and the one above it %s: %v", found[1], found[2], later, err)
		}
		later = found[2]
		if version := cli.ThisBuild().Version; i == 0 && found[1] != version {
			t.Errorf("it begins with %s, and this is %s", found[1], version)
		}
		kinds := regexp.MustCompile(`(?m)^### `).Split(text, -1)
		if strings.TrimSpace(kinds[0]) != "" || len(kinds) == 1 {
			t.Errorf("%s has no kinds of changes, or text before them: %q", found[1], kinds[0])
		}
		order := []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
		for _, kind := range kinds[1:] {
			name, entries, _ := strings.Cut(kind, "\n")
			at := slices.Index(order, name)
			if at < 0 || !strings.HasPrefix(strings.TrimSpace(entries), "- ") {
				t.Errorf("%s: %q is no kind, comes twice or out of order, or has no entries", found[1], name)
				continue
			}
			order = order[at+1:]
			for line := range strings.Lines(strings.TrimSpace(entries)) {
				if line = strings.TrimSpace(line); !strings.HasPrefix(line, "- ") || !strings.HasSuffix(line, ".") {
					t.Errorf("%s: want an entry that ends as a sentence, got %q", found[1], line)
				}
			}
		}
	}
	notes, err := exec.CommandContext(t.Context(), "make", "-s", "release-notes").Output()
	_, text, _ := strings.Cut(sections[0], "\n")
	if err != nil || strings.TrimSpace(string(notes)) != strings.TrimSpace(text) {
		t.Errorf("%v, and the notes of the release are\n%s", err, notes)
	}
}
