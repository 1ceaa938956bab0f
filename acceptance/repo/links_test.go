//go:build unix

package repo

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var link = regexp.MustCompile(`\]\(([^()\s]+)\)`)

// TestLinks wants every file and heading that a page links to inside the repository to exist.
func TestLinks(t *testing.T) {
	t.Parallel()
	links := 0
	for _, page := range markdown(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(prose(string(text)), -1) {
			links++
			if problem := brokenLink(page, found[1]); problem != "" {
				t.Errorf("%s links to %s: %s", page, found[1], problem)
			}
		}
	}
	if links < 10 {
		t.Errorf("only %d links were found", links)
	}
}

// markdown lists the pages of the repository.
func markdown(t *testing.T) []string {
	t.Helper()
	var pages []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (path == "bin" || entry.Name() == "node_modules" || entry.Name() == "testdata" || strings.HasPrefix(path, ".") && path != "."):
			return filepath.SkipDir
		case filepath.Ext(path) == ".md":
			pages = append(pages, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

var (
	anyFence   = regexp.MustCompile("(?ms)^```.*?^```")
	inlineCode = regexp.MustCompile("`[^`\n]*`")
)

// prose is a page without its code.
func prose(page string) string {
	return inlineCode.ReplaceAllString(anyFence.ReplaceAllString(page, ""), "")
}

// brokenLink says what is wrong with a link of a page, or nothing. Other servers are not asked.
func brokenLink(page, target string) string {
	if strings.HasPrefix(target, "https://") {
		return ""
	}
	if strings.Contains(target, "://") || strings.HasPrefix(target, "/") {
		return "want https or a path beside the page"
	}
	path, heading, hasHeading := strings.Cut(target, "#")
	if path == "" {
		path = page
	} else {
		path = filepath.Join(filepath.Dir(page), path)
	}
	text, err := os.ReadFile(path)
	if info, statErr := os.Stat(path); statErr == nil && info.IsDir() && !hasHeading {
		return ""
	}
	if err != nil {
		return "there is no such file"
	}
	if hasHeading && !strings.Contains(anchors(string(text)), "\n"+heading+"\n") {
		return "there is no such heading; those of the page are " + strings.Join(strings.Fields(anchors(string(text))), ", ")
	}
	return ""
}

// anchors are the names that a page's headings have in links, one a line.
func anchors(page string) string {
	names := "\n"
	for line := range strings.Lines(anyFence.ReplaceAllString(page, "")) {
		title, isHeading := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		if !isHeading || !strings.HasPrefix(line, "#") {
			continue
		}
		names += strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(regexp.MustCompile(`\]\([^)]*\)`).ReplaceAllString(title, ""))) + "\n"
	}
	return names
}

func TestBrokenLink(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{"nowhere.md", "../README.md#no-such-heading", "http://example.com", "/README.md", "#nothing"} {
		if brokenLink("docs/dependencies.md", broken) == "" {
			t.Errorf("a link to %s is fine", broken)
		}
	}
	for _, right := range []string{"https://example.com", "../README.md", "../docs", "performance.md"} {
		if problem := brokenLink("docs/dependencies.md", right); problem != "" {
			t.Errorf("%s: %s", right, problem)
		}
	}
	if got := anchors("# A [b](c.md), `--d`\n## Exit codes\n```sh\n# no heading\n```\n"); got != "\na-b---d\nexit-codes\n" {
		t.Errorf("the names of headings are %q", got)
	}
}
