// Package main measures confcall side by side with what it replaces, and writes docs/performance.md's tables.
// `make bench` installs what it needs and runs it.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	runs := flag.Int("runs", 100, "how often each command runs")
	only := flag.String("only", "", "measure only the lines that have this word, and write no page")
	programs := flag.String("programs", "", "the folder of the programs confcall, bare, linked and empty")
	page := flag.String("page", "docs/performance.md", "the page whose tables are written")
	flag.Parse()
	if err := run(*runs, *only, *programs, *page); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(runs int, only, programs, page string) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	b := &bench{runs: runs, only: only, folder: folder}
	if err := b.copyPrograms(programs); err != nil {
		return err
	}
	if b.site, err = newSite(folder); err != nil {
		return err
	}
	defer b.site.close()
	if err := b.measureAll(); err != nil || only != "" {
		return err
	}
	startup, err := b.startup()
	if err != nil {
		return err
	}
	return writePage(page, versions(), b.table(), startup)
}

// copyPrograms copies all programs in the same way: one that was just linked starts slower than its own copy.
func (b *bench) copyPrograms(programs string) error {
	for _, name := range []string{"confcall", "bare", "linked", "empty", "curl", "jq", "xargs", "wrk"} {
		path := filepath.Join(programs, name)
		if _, err := os.Stat(path); err != nil {
			if path, err = exec.LookPath(name); err != nil {
				return err
			}
		}
		if output, err := exec.Command("cp", path, b.program(name)).CombinedOutput(); err != nil {
			return fmt.Errorf("copy %s: %w: %s", path, err, output)
		}
	}
	return nil
}

// versions names what is compared, a line each.
func versions() string {
	first := func(words ...string) string {
		output, _ := exec.Command(words[0], words[1:]...).CombinedOutput() // wrk tells its version with a failure
		line, _, _ := strings.Cut(string(output), "\n")
		return strings.TrimSpace(line)
	}
	cpu := "unknown"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, after, ok := strings.Cut(string(info), "model name\t: "); ok {
			cpu, _, _ = strings.Cut(after, "\n")
		}
	}
	curl, _, _ := strings.Cut(first("curl", "--version"), " zlib")
	wrk, _, _ := strings.Cut(first("wrk", "-v"), " Copyright")
	nginx := strings.TrimPrefix(first("nginx", "-v"), "nginx version: ")
	return fmt.Sprintf("%s; %s; %s; %s; %s; Linux %s; %s processors, %s.\n", first("go", "version"), curl, first("jq", "--version"),
		nginx, wrk, first("uname", "-r"), first("nproc"), cpu)
}

// writePage puts the tables between their marks into the page, and leaves what people wrote around them.
func writePage(page, versions, table, startup string) error {
	content, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	text := string(content)
	for name, part := range map[string]string{"versions": versions, "measured": table, "start-up": startup} {
		begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
		before, rest, ok := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			return fmt.Errorf("%s lacks %q and %q", page, begin, end)
		}
		text = before + begin + part + end + after
	}
	return os.WriteFile(page, []byte(text), 0o644)
}
