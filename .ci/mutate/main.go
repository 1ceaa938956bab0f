// Command mutate changes the packages that decide one place at a time, and lists the changes that no test notices.
//
// All changes are compiled at once, each behind a number; which of them is in force a process reads from the environment.
// So the tests are built twice only: for a package, and for the sessions. A session is run for a change only if it comes by
// the place. The tree stays as it is: the changed files reach the compiler as an overlay.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// judged are the packages that decide, and those of their files that do; all of them where none is named.
var judged = map[string][]string{
	"pkg/bulk":       nil,
	"pkg/condition":  nil,
	"pkg/expect":     nil,
	"pkg/failure":    nil,
	"pkg/signalwire": {"error.go", "retry.go"},
	"pkg/transport":  {"fault.go", "http2.go"},
}

// support is the package that the changed files import.
const support = `// Package mutant tells which change is in force.
package mutant

import (
	"os"
	"strconv"
	"sync"
)

var (
	on, _   = strconv.Atoi(os.Getenv("MUTANT"))
	trace   = os.Getenv("MUTANT_TRACE")
	reached sync.Map
)

func On(n int) bool {
	if trace != "" {
		if _, before := reached.LoadOrStore(n, true); !before {
			if file, err := os.OpenFile(trace, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
				_, _ = file.WriteString(strconv.Itoa(n) + "\n")
				_ = file.Close()
			}
		}
	}
	return n == on
}

func And(n int, x bool, y func() bool) bool {
	if On(n) {
		return x || y()
	}
	return x && y()
}

func Or(n int, x bool, y func() bool) bool {
	if On(n) {
		return x && y()
	}
	return x || y()
}
`

func main() {
	only := flag.String("only", "", "judge this `PACKAGE` alone, such as pkg/condition")
	since := flag.String("since", "", "judge the lines alone that have changed since this `COMMIT`")
	within := flag.Duration("within", 24*time.Hour, "begin no change after this `DURATION`")
	flag.Parse()
	if err := run(*only, *since, time.Now().Add(*within)); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(only, since string, end time.Time) error {
	work, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	changed, err := changedLines(since)
	if err != nil {
		return err
	}
	m := &mutator{changed: changed}
	overlay, packages := map[string]string{}, []string{}
	for folder, files := range judged {
		if only != "" && folder != only {
			continue
		}
		names, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			return err
		}
		before := len(m.all)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") || files != nil && !slices.Contains(files, filepath.Base(name)) {
				continue
			}
			text, err := m.file(name)
			if err != nil {
				return err
			}
			if err := add(overlay, work, name, text); err != nil {
				return err
			}
		}
		if len(m.all) > before {
			packages = append(packages, folder)
		}
	}
	if len(m.all) == 0 {
		fmt.Println("there is nothing to change")
		return nil
	}
	if err := add(overlay, work, "pkg/mutant/mutant.go", []byte(support)); err != nil {
		return err
	}
	t, err := build(work, overlay, packages)
	if err != nil {
		return err
	}
	if err := t.learn(); err != nil {
		return err
	}
	return judge(m, t, end)
}

// add puts a file in the place of another one, or of none.
func add(overlay map[string]string, work, name string, text []byte) error {
	place, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	copied := filepath.Join(work, strings.ReplaceAll(name, "/", "_"))
	overlay[place] = copied
	return os.WriteFile(copied, text, 0o600)
}

// tests are the binaries of the tests, and what the sessions come by.
type tests struct {
	work     string
	units    map[string]string // of a package
	sessions string
	by       map[int][]string // the sessions that come by a change
}

func build(work string, overlay map[string]string, packages []string) (*tests, error) {
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(work, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		return nil, err
	}
	t := &tests{work: work, units: map[string]string{}, by: map[int][]string{}}
	compile := func(folder string) (string, error) {
		binary := filepath.Join(work, strings.ReplaceAll(folder, "/", "_")+".test")
		command := exec.Command("go", "test", "-c", "-vet=off", "-overlay", file, "-o", binary, "./"+folder)
		command.Stderr = os.Stderr
		return binary, command.Run()
	}
	for _, folder := range packages {
		if found, _ := filepath.Glob(folder + "/*_test.go"); len(found) == 0 {
			continue
		}
		if t.units[folder], err = compile(folder); err != nil {
			return nil, err
		}
	}
	t.sessions, err = compile("acceptance/scripts")
	return t, err
}

// learn runs each session by itself, and notes by which changes it comes.
func (t *tests) learn() error {
	files, err := filepath.Glob("acceptance/scripts/*/*.txtar")
	if err != nil {
		return err
	}
	var mu sync.Mutex
	return sideBySide(files, func(file string) error {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "acceptance/scripts/"), ".txtar")
		trace := filepath.Join(t.work, strings.ReplaceAll(name, "/", "_")+".trace")
		if !t.pass(t.sessions, "acceptance/scripts", []string{"MUTANT_TRACE=" + trace}, session(name)...) {
			fmt.Printf("the session %s fails without any change, and is left aside\n", name)
			return nil
		}
		data, err := os.ReadFile(trace)
		if os.IsNotExist(err) {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		for line := range strings.Lines(string(data)) {
			number, _ := strconv.Atoi(strings.TrimSpace(line))
			if !slices.Contains(t.by[number], name) {
				t.by[number] = append(t.by[number], name)
			}
		}
		return err
	})
}

func session(name string) []string {
	noun, verb, _ := strings.Cut(name, "/")
	return []string{"-test.run", "^TestScripts$/^" + noun + "$/^" + verb + "$"}
}

// pass tells whether tests pass. What does not end fails.
func (t *tests) pass(binary, folder string, environment []string, args ...string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, binary, append(args, "-test.failfast", "-test.timeout", "1m")...)
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	command.WaitDelay = time.Second
	return command.Run() == nil
}

// notices tells whether a test fails with a change.
func (t *tests) notices(c change) bool {
	in := []string{"MUTANT=" + strconv.Itoa(c.number)}
	if unit := t.units[c.folder()]; unit != "" && !t.pass(unit, c.folder(), in) {
		return true
	}
	for _, name := range t.by[c.number] {
		if !t.pass(t.sessions, "acceptance/scripts", in, session(name)...) {
			return true
		}
	}
	return false
}

// judge tries every change, and prints those that live, and the share that is noticed.
func judge(m *mutator, t *tests, end time.Time) error {
	equivalent, err := equivalents()
	if err != nil {
		return err
	}
	var mu sync.Mutex
	noticed, same, late, lived := 0, 0, 0, []string{}
	err = sideBySide(m.all, func(c change) error {
		known := equivalent[c.String()]
		over := time.Now().After(end)
		fails := !known && !over && t.notices(c)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case known:
			same++
		case over:
			late++
		case fails:
			noticed++
		default:
			lived = append(lived, fmt.Sprintf("%s:%d: %s", c.file, c.line, c.what))
			fmt.Println(lived[len(lived)-1])
		}
		return nil
	})
	if tried := noticed + len(lived); tried > 0 {
		fmt.Printf("%d changes, %d noticed (%.1f %%), %d lived, %d make no difference, %d were not tried\n",
			len(m.all), noticed, 100*float64(noticed)/float64(tried), len(lived), same, late)
	}
	return err
}

// equivalents are the changes that make no difference to anyone, each with its reason in .ci/mutate/equivalent.
func equivalents() (map[string]bool, error) {
	data, err := os.ReadFile(".ci/mutate/equivalent")
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all[line] = true
		}
	}
	return all, nil
}

// changedLines are those of each file that have changed since a commit; nil for all of all files.
func changedLines(since string) (map[string][]int, error) {
	if since == "" {
		return nil, nil
	}
	diff, err := exec.Command("git", "diff", "-U0", since, "--", "pkg").Output()
	if err != nil {
		return nil, fmt.Errorf("git diff %s: %w", since, err)
	}
	lines, file := map[string][]int{}, ""
	for scanner := bufio.NewScanner(bytes.NewReader(diff)); scanner.Scan(); {
		text := scanner.Text()
		if name, ok := strings.CutPrefix(text, "+++ b/"); ok {
			file = name
		}
		if !strings.HasPrefix(text, "@@ ") {
			continue
		}
		start, count, counted := strings.Cut(strings.TrimPrefix(strings.Fields(text)[2], "+"), ",")
		from, _ := strconv.Atoi(start)
		length := 1
		if counted {
			length, _ = strconv.Atoi(count)
		}
		for i := range length {
			lines[file] = append(lines[file], from+i)
		}
	}
	return lines, nil
}

// sideBySide does something with each item, as many at once as there are processors, and returns the first error.
func sideBySide[T any](items []T, do func(T) error) error {
	var group sync.WaitGroup
	var once sync.Once
	var first error
	next := make(chan T)
	for range runtime.NumCPU() {
		group.Go(func() {
			for item := range next {
				if err := do(item); err != nil {
					once.Do(func() { first = err })
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	group.Wait()
	return first
}
