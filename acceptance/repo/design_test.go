//go:build unix

package repo

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDesignPage compares docs/design.md with the code: the floors of its picture are those of the imports, and the files that
// it names exist.
func TestDesignPage(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)

	_, picture, _ := strings.Cut(page, "<!-- floors -->\n```text\n")
	picture, _, _ = strings.Cut(picture, "```\n<!-- /floors -->")
	var drawn []string
	for line := range strings.Lines(picture) {
		if !strings.HasPrefix(line, " ") {
			drawn = append(drawn, strings.TrimSpace(line))
		}
	}
	var built []string
	for _, packages := range floors {
		built = append(built, strings.Join(packages, "  "))
	}
	built[0] = "main.go"
	if strings.Join(drawn, "\n") != strings.Join(built, "\n") {
		t.Errorf("the picture has the floors\n%s\nand the house has\n%s", strings.Join(drawn, "\n"), strings.Join(built, "\n"))
	}

	named := regexp.MustCompile("`((?:main|cmd|pkg|acceptance|bench|packaging|docs|examples)[/.][^` *<>]*)`").FindAllStringSubmatch(page, -1)
	for _, path := range named {
		if _, err := os.Stat(path[1]); err != nil {
			t.Errorf("the page names %s, which is not there", path[1])
		}
	}
	if len(named) < 20 {
		t.Errorf("only %d files are named", len(named))
	}
}
