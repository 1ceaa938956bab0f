//go:build unix

package repo

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

// textBlocks returns the blocks of a page that no shell runs.
func textBlocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, parts := range fence.FindAllStringSubmatch(string(text), -1) {
		if parts[1] == "text" {
			blocks = append(blocks, parts[2])
		}
	}
	return blocks
}

// words is a text as one line, the same wherever a server listens and however old what is shown has become.
func words(text string) string {
	text = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "127.0.0.1")
	text = regexp.MustCompile(`as of \w+ ago`).ReplaceAllString(text, "as of 0s ago")
	return strings.Join(strings.Fields(text), " ")
}

// TestDialogues types what the pages show somebody to type: a command, and an answer to its question.
func TestDialogues(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, page := range pages {
		for _, block := range textBlocks(t, page) {
			command, shown, _ := strings.Cut(block, "\n")
			command, isCommand := strings.CutPrefix(command, "$ ")
			answer := regexp.MustCompile(`\[y/N\]: (\w+)\n`).FindStringSubmatch(block)
			if !isCommand || answer == nil {
				continue
			}
			tried++
			cmd := shellCommand(t, harness.Account(harness.PlainSandbox(t).URL), command)
			screen, _ := harness.DriveTerminal(t, 80, cmd, [2]string{"[y/N]: ", answer[1] + "\n"})
			// The page breaks lines between words, and a terminal where they end.
			if got, want := words(onScreen(screen)), words(shown); got != want {
				t.Errorf("%s: it shows\n%s\nwant\n%s", page, screen, shown)
			}
		}
	}
	if tried == 0 {
		t.Error("there is no dialogue")
	}
}

// TestConsolePage wants the screens of docs/console.md to be among the golden ones of acceptance/terminal: each run of lines
// that are not empty stands in them as it is, but for the interval.
func TestConsolePage(t *testing.T) {
	t.Parallel()
	interval := regexp.MustCompile(`every \w+;`)
	var golden strings.Builder
	for _, name := range []string{"console-80x24", "watch-80x24", "watch-60x24"} {
		data, err := os.ReadFile(filepath.Join("acceptance/terminal/testdata/screens", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(interval.ReplaceAllString(string(data), "every 2s;")) {
			// Each begins with its style, and a bar.
			if _, text, ok := strings.Cut(line, "|"); ok {
				golden.WriteString(text)
			}
		}
	}
	blocks := textBlocks(t, "docs/console.md")
	if len(blocks) < 3 {
		t.Fatalf("only %d screens are shown", len(blocks))
	}
	for _, block := range blocks[:3] {
		for run := range strings.SplitSeq(strings.Trim(block, "\n"), "\n\n") {
			if !strings.Contains("\n"+golden.String(), "\n"+run+"\n") {
				t.Errorf("no golden screen holds\n%s", run)
			}
		}
	}
}

// TestConsolePageWithoutNetwork has the last screen of the page: what is said when the space can no longer be reached.
func TestConsolePageWithoutNetwork(t *testing.T) {
	t.Parallel()
	blocks := textBlocks(t, "docs/console.md")
	want := words(blocks[len(blocks)-1])
	server := harness.PlainSandbox(t)
	args := []string{"participant", "watch", "--conference", "Support line", "--interval", "100ms", "--retries", "0"}
	session := harness.OpenTerminal(t, 24, 80, harness.Command(t, harness.Account(server.URL), args...))
	session.UntilSeen(func(e *harness.Emulator) bool { return strings.Contains(e.Text(), "+13105550104") })
	server.CloseClientConnections()
	server.Close()
	shown := func(e *harness.Emulator) bool { return strings.HasPrefix(words(e.Text()), want) }
	if !session.UntilSeen(shown) {
		t.Errorf("want\n%s\nit shows\n%s", want, session.Window.Text())
	}
	session.Write("q")
	session.End()
}

// unfenced is the beginning of code that is only indented, or in a fence of another form.
var unfenced = regexp.MustCompile("(?m)^\\n {4}.*|^ *(```|~~~).*")

// TestFences wants code between fences that say of what kind it is, as TestPages passes over everything else.
func TestFences(t *testing.T) {
	t.Parallel()
	for _, page := range markdown(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if code := unfenced.FindString(fence.ReplaceAllString(string(text), "")); code != "" {
			t.Errorf("%s has code that is not between fences with a kind: %s", page, code)
		}
	}
}

func TestUnfenced(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"Run:\n\n    make all\n", "```\nmake all\n```\n", "~~~sh\nmake all\n~~~\n", "- Run\n  ```sh\n  make all\n  ```\n"} {
		if !unfenced.MatchString(fence.ReplaceAllString(code, "")) {
			t.Errorf("%q passes for prose", code)
		}
	}
	for _, prose := range []string{"```sh\nmake all\n```\n", "1. one\n   two\n\ntext with `code`\n"} {
		if found := unfenced.FindString(fence.ReplaceAllString(prose, "")); found != "" {
			t.Errorf("%q is found in %q", found, prose)
		}
	}
}
