//go:build unix

package repo

import (
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/acceptance/harness"
	"confcall/cmd"
	"confcall/pkg/cli"
)

// TestNamed wants every command, flag and target of make that running text names to exist: those in the pages' inline code and
// text blocks, which no shell runs, and those in the help.
func TestNamed(t *testing.T) {
	t.Parallel()
	root := wholeTree()
	flags := flagsOf(root)
	named := 0
	look := func(where, code string) {
		named++
		if problem := unknownIn(root, flags, code); problem != "" {
			t.Errorf("%s: `%s`: %s", where, code, problem)
		}
	}
	for _, page := range markdown(t) {
		if strings.HasPrefix(page, "docs/reference/") {
			continue // made from the commands' help
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(strings.Join(textBlocks(t, page), "")) {
			if strings.HasPrefix(line, "make ") {
				look(page, strings.TrimSpace(line))
			}
			if at := strings.Index(line, "confcall "); at >= 0 && !strings.Contains(line[:at], "://") {
				look(page, strings.TrimSpace(line[at:]))
			}
		}
		for _, code := range inlineCode.FindAllString(anyFence.ReplaceAllString(string(text), ""), -1) {
			look(page, strings.Trim(code, "`"))
		}
	}
	quoted := regexp.MustCompile(`"(confcall [^"]+)"`)
	for _, topic := range topics() {
		for _, found := range quoted.FindAllStringSubmatch(harness.Help(t, topic), -1) {
			look("help "+topic, found[1])
		}
	}
	forEach(root, func(command *cobra.Command) {
		for _, found := range quoted.FindAllStringSubmatch(command.Long, -1) {
			look(command.CommandPath()+" --help", found[1])
		}
		for _, flag := range longFlag.FindAllString(strings.ReplaceAll(command.Long, "brew --prefix", ""), -1) {
			look(command.CommandPath()+" --help", flag)
		}
	})
	if named < 500 {
		t.Errorf("only %d pieces of code were found", named)
	}
}

func wholeTree() *cobra.Command {
	app := cli.System()
	app.Out, app.Err = io.Discard, io.Discard
	return cmd.Tree(app)
}

func forEach(command *cobra.Command, do func(*cobra.Command)) {
	do(command)
	for _, child := range command.Commands() {
		forEach(child, do)
	}
}

// flagsOf are the names of all flags of all commands.
func flagsOf(root *cobra.Command) map[string]bool {
	names := map[string]bool{"--help": true, "--all": true}
	forEach(root, func(command *cobra.Command) {
		command.Flags().VisitAll(func(f *pflag.Flag) { names["--"+f.Name] = true })
		command.PersistentFlags().VisitAll(func(f *pflag.Flag) { names["--"+f.Name] = true })
	})
	return names
}

var (
	longFlag = regexp.MustCompile(`--[a-z][a-z-]*[a-z]`)
	word     = regexp.MustCompile(`^[a-z][a-z-]*$`)
)

// unknownIn says which command or flag of a piece of code there is not, or nothing. Code of other programs is passed over.
func unknownIn(root *cobra.Command, flags map[string]bool, code string) string {
	words := strings.Fields(code)
	if len(words) == 0 {
		return ""
	}
	if words[0] == "make" && len(words) > 1 {
		makefile, err := os.ReadFile("Makefile")
		if target := regexp.MustCompile(`(?m)^\.PHONY:.* ` + regexp.QuoteMeta(words[1]) + `( |$)`); err != nil || !target.Match(makefile) {
			return "make knows no " + words[1]
		}
		return ""
	}
	ours := words[0] == "confcall"
	if ours {
		words = words[1:]
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "--sandbox" })
	if len(words) == 2 && words[0] == "help" && (slices.Contains(topics(), words[1]) || words[1] == "TOPIC") {
		return ""
	}
	if len(words) > 0 && word.MatchString(words[0]) {
		noun := slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == words[0] })
		if !noun && !ours {
			return ""
		}
		end := slices.IndexFunc(words, func(w string) bool { return !word.MatchString(w) })
		if end < 0 {
			end = len(words)
		}
		command, rest, err := root.Find(words[:end])
		switch {
		case err != nil || command == root:
			return "there is no such command"
		case len(rest) > 0 && command.HasSubCommands():
			return command.CommandPath() + " has no " + rest[0]
		}
	} else if !ours && !strings.HasPrefix(code, "--") {
		return ""
	}
	for _, flag := range longFlag.FindAllString(code, -1) {
		if !flags[flag] {
			return "there is no flag " + flag
		}
	}
	return ""
}

func TestUnknownIn(t *testing.T) {
	t.Parallel()
	root := wholeTree()
	flags := flagsOf(root)
	for _, wrong := range []string{"confcall participants", "confcall participant silence", "participant silence", "--conferenc", "confcall check --fil x", "make everything", "confcall --sandbox call record begin"} {
		if unknownIn(root, flags, wrong) == "" {
			t.Errorf("%s is fine", wrong)
		}
	}
	for _, right := range []string{"confcall", "confcall --sandbox participant get --conference X", "participant mute", "--help --all", "git clone --quiet", "make test-fast", "api GET /Calls", "muted=true", "confcall completion bash", "call record start"} {
		if problem := unknownIn(root, flags, right); problem != "" {
			t.Errorf("%s: %s", right, problem)
		}
	}
}
