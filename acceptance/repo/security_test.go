//go:build unix

package repo

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityPage wants every test and every session that docs/SECURITY.md names to exist.
func TestSecurityPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "*_test.go").Output()
	if err != nil {
		t.Fatal(err)
	}
	exists := map[string]bool{}
	for name := range strings.FieldsSeq(string(files)) {
		content, err := os.ReadFile(name)
		if err != nil {
			continue // removed, and not committed yet
		}
		for _, found := range regexp.MustCompile(`(?m)^func ((Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(content), -1) {
			exists[found[1]] = true
		}
	}
	named := regexp.MustCompile("`((Test|Fuzz)\\w+)`").FindAllStringSubmatch(string(page), -1)
	for _, test := range named {
		if !exists[test[1]] {
			t.Errorf("there is no %s", test[1])
		}
	}
	for _, list := range regexp.MustCompile(`(?s)the sessions? (.*?)\.\n`).FindAllStringSubmatch(string(page), -1) {
		for _, session := range regexp.MustCompile(`[a-z-]+/[a-z-]+`).FindAllString(list[1], -1) {
			if _, err := os.Stat("acceptance/scripts/" + session + ".txtar"); err != nil {
				t.Errorf("there is no session %s", session)
			}
		}
	}
	if len(named) < 50 {
		t.Errorf("only %d tests are named", len(named))
	}
}
