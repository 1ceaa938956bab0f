package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A bench collects the lines of the table.
type bench struct {
	runs   int
	only   string
	folder string
	site   *site
	lines  []line
}

// A line is one figure, what it was to reach, and whether it did.
type line struct {
	what, ours, against, figure, aim string
	reached                          bool
}

func (b *bench) program(name string) string { return filepath.Join(b.folder, "bin-"+name) }

// account is the environment of confcall and of the bare programs.
func (b *bench) account(space string) []string {
	return []string{
		"SIGNALWIRE_SPACE=" + space, "SIGNALWIRE_PROJECT_ID=" + project, "SIGNALWIRE_API_TOKEN=" + token,
		"USER=" + project, "TOKEN=" + token, "SSL_CERT_FILE=" + b.site.bundle(),
	}
}

func (b *bench) confcall(space string, words ...string) side {
	return side{pipeline: [][]string{append([]string{b.program("confcall")}, words...)}, environment: b.account(space)}
}

func (b *bench) bare(space string, words ...string) side {
	return side{pipeline: [][]string{append([]string{b.program("bare")}, words...)}, environment: b.account(space)}
}

// linked is the program that is built on the same libraries and does nothing else.
func (b *bench) linked(space string, path string) side {
	return side{pipeline: [][]string{{b.program("linked"), "get", "--url", space + path}}, environment: b.account(space)}
}

func (b *bench) curl(words ...string) side {
	line := append([]string{b.program("curl"), "-s", "-u", project + ":" + token}, words...)
	return side{pipeline: [][]string{line}, environment: []string{"CURL_CA_BUNDLE=" + b.site.bundle()}}
}

// into adds a program to the end of the pipeline.
func (s side) into(words ...string) side {
	s.pipeline = append(slices.Clone(s.pipeline), words)
	return s
}

func get(shape string) []string {
	return []string{"participant", "get", "--conference", conference, "--call", call(1), "-o", shape}
}

func list(length int, shape string) []string {
	return []string{"participant", "list", "--conference", listConference(length), "-o", shape}
}

func (b *bench) measureAll() error {
	far, err := startRelay(strings.TrimPrefix(b.site.secure, "https://"), 15*time.Millisecond)
	if err != nil {
		return err
	}
	far = "https://" + far
	one := participantURL(1)
	empty := side{pipeline: [][]string{{b.program("empty")}}}
	jq := b.program("jq")
	// jq's own layout is that of confcall's JSON; a person who wants a table of curl's answer asks for rows.
	rows := `to_entries[] | "\(.key)\t\(.value)"`

	return errors.Join(
		b.times("`participant get -o json`, HTTP", 0.65, b.confcall(b.site.plain, get("json")...), "`curl -s -u`", b.curl(b.site.plain+one)),
		b.times("the same as a table", 0.30, b.confcall(b.site.plain, get("table")...),
			"`curl \\| jq`", b.curl(b.site.plain+one).into(jq, "-r", rows)),
		b.times("`participant get -o json`, HTTPS", 0.55, b.confcall(b.site.secure, get("json")...),
			"`curl -s -u`", b.curl(b.site.secure+one)),
		b.times("HTTPS, each direction 15 ms late", 1.05, b.confcall(far, get("json")...), "bare net/http", b.bare(far, "get", far+one)),
		b.faults(1.10, b.confcall(b.site.plain, get("json")...), b.linked(b.site.plain, one)),
		b.times("`participant get -o json`, HTTP", 1.10, b.confcall(b.site.plain, get("json")...),
			"the same libraries, bare", b.linked(b.site.plain, one)),
		b.extra("`--help`", 3, b.confcall("", "--help"), empty),
		b.extra("`version`", 3, b.confcall("", "version"), empty),
		b.extra("completion of a flag", 3, b.confcall("", "__complete", "participant", "get", "--o"), empty),
		b.memory("peak memory, HTTPS", 1.1, b.confcall(b.site.secure, get("json")...), "`curl -s -u`", b.curl(b.site.secure+one)),
		b.many(),
		b.lists(),
		b.checks(),
		b.keyring(),
		b.size(14),
	)
}

// skip tells whether a line is not wanted.
func (b *bench) skip(what string) bool { return b.only != "" && !strings.Contains(what, b.only) }

func (b *bench) add(l line) {
	b.lines = append(b.lines, l)
	fmt.Fprintf(os.Stderr, "%-45s %-28s %-40s %-14s %-10s %v\n", l.what, l.ours, l.against, l.figure, l.aim, l.reached)
}

// times wants ours to take at most a part of the other's time.
func (b *bench) times(what string, aim float64, ours side, name string, theirs side) error {
	return b.timesOf(b.runs, what, aim, ours, name, theirs)
}

func (b *bench) timesOf(runs int, what string, aim float64, ours side, name string, theirs side) error {
	if b.skip(what) {
		return nil
	}
	s, err := interleaved(runs, milliseconds, ours, theirs)
	if err != nil {
		return err
	}
	ratio := s[0].median / s[1].median
	b.add(line{what, ms(s[0]), name + " " + ms(s[1]), fmt.Sprintf("%.2f", ratio), fmt.Sprintf("≤ %.2f", aim), ratio <= aim})
	return nil
}

// extra wants ours to take little longer than the other.
func (b *bench) extra(what string, aim float64, ours, theirs side) error {
	if b.skip(what) {
		return nil
	}
	s, err := interleaved(b.runs, milliseconds, ours, theirs)
	if err != nil {
		return err
	}
	more := s[0].median - s[1].median
	b.add(line{what, ms(s[0]), "empty Go program " + ms(s[1]), fmt.Sprintf("+%.1f ms", more), fmt.Sprintf("≤ +%.0f ms", aim), more <= aim})
	return nil
}

// addedFaults is how many page faults all that a start has been given since it was brought down to its share may add to it.
// What goes beyond must be saved elsewhere.
const addedFaults = 20

// faults wants a start to take at most a multiple of the page faults that the libraries take, and what may be added to that.
func (b *bench) faults(aim float64, ours, theirs side) error {
	const what = "page faults of `participant get -o json`"
	if b.skip(what) {
		return nil
	}
	s, err := interleaved(b.runs, pageFaults, ours, theirs)
	if err != nil {
		return err
	}
	own, bare := s[0].median, s[1].median
	b.add(line{what, fmt.Sprintf("%.0f", own), fmt.Sprintf("the same libraries, bare: %.0f", bare),
		fmt.Sprintf("%.2f", own/bare), fmt.Sprintf("≤ %.2f and %d", aim, addedFaults), own <= aim*bare+addedFaults})
	return nil
}

// memory wants ours to need at most a multiple of the other's memory.
func (b *bench) memory(what string, aim float64, ours side, name string, theirs side) error {
	if b.skip(what) {
		return nil
	}
	s, err := interleaved(b.runs, peakMemory, ours, theirs)
	if err != nil {
		return err
	}
	ratio := s[0].median / s[1].median
	b.add(line{what, mib(s[0].median), name + " " + mib(s[1].median), fmt.Sprintf("%.2f", ratio), fmt.Sprintf("≤ %.1f", aim), ratio <= aim})
	return nil
}

func ms(s spread) string            { return fmt.Sprintf("%.1f ms (%.1f–%.1f)", s.median, s.low, s.high) }
func mib(kib float64) string        { return fmt.Sprintf("%.1f MiB", kib/1024) }
func rate(perSecond float64) string { return fmt.Sprintf("%.0f a second", perSecond) }

var perSecond = regexp.MustCompile(`Requests/sec: +([0-9.]+)`)

// many asks for 10,000 participants, 16 at a time.
func (b *bench) many() error {
	const what = "10,000 by `--call -`, 16 at a time"
	if b.skip(what) {
		return nil
	}
	var calls, addresses strings.Builder
	for n := range manyCalls {
		fmt.Fprintln(&calls, call(n))
		fmt.Fprintln(&addresses, b.site.plain+participantURL(n))
	}
	ours := b.confcall(b.site.plain, "participant", "get", "--conference", conference, "--call", "-", "--parallel", "16", "-o", "jsonl")
	ours.stdin = calls.String()
	bare := b.bare(b.site.plain, "many", "16")
	bare.stdin = addresses.String()
	xargs := b.curl()
	xargs.pipeline[0] = append([]string{b.program("xargs"), "-P", "16", "-n", "1"}, xargs.pipeline[0]...)
	xargs.stdin = addresses.String()
	if output, err := ours.output(); err != nil || strings.Count(output, "\n") != manyCalls {
		return fmt.Errorf("confcall printed %d participants: %w", strings.Count(output, "\n"), err)
	}

	few := max(3, b.runs/30) // each is 10,000 runs of curl
	s, err := interleaved(few, milliseconds, ours, xargs)
	if err != nil {
		return err
	}
	faster := s[1].median / s[0].median
	b.add(line{what, ms(s[0]), "`xargs -P 16 -n 1 curl` " + ms(s[1]), fmt.Sprintf("%.0f times", faster), "≥ 40 times", faster >= 40})

	wrk := side{pipeline: [][]string{{
		b.program("wrk"), "-t", "2", "-c", "16", "-d", "1s", "-H", "Authorization: " + basic(), b.site.plain + participantURL(1),
	}}}
	// A rate is what the runs are compared by; that of wrk is its own.
	rates := func(s side) (float64, error) {
		if s.pipeline[0][0] != b.program("wrk") {
			took, err := milliseconds(s)
			return manyCalls / took * 1000, err
		}
		output, err := s.output()
		found := perSecond.FindStringSubmatch(output)
		if err != nil || found == nil {
			return 0, fmt.Errorf("wrk: %w: %s", err, output)
		}
		return strconv.ParseFloat(found[1], 64)
	}
	r, err := interleaved(b.runs, rates, ours, bare, wrk)
	if err != nil {
		return err
	}
	for i, other := range []struct {
		name string
		aim  float64
	}{{"bare net/http", 0.8}, {"`wrk`", 0.3}} {
		part := r[0].median / r[i+1].median
		b.add(line{what, rate(r[0].median), other.name + " " + rate(r[i+1].median), fmt.Sprintf("%.2f", part),
			fmt.Sprintf("≥ %.1f", other.aim), part >= other.aim})
	}
	return nil
}

// lists prints 100,000 participants, in pages of 1000.
func (b *bench) lists() error {
	const what, length = "`participant list` of 100,000", 100_000
	if b.skip(what) {
		return nil
	}
	ours := b.confcall(b.site.plain, list(length, "jsonl")...)
	addresses := []string{b.site.plain + listURL(length)}
	for page := 1; page < length/pageSize; page++ {
		addresses = append(addresses, b.site.plain+pageURL(length, page))
	}
	jq := b.curl(addresses...).into(b.program("jq"), "-c", ".participants[]")
	bare := b.bare(b.site.plain, "pages", b.site.plain+listURL(length))
	bare.environment = append(bare.environment, "COUNT="+strconv.Itoa(length))
	printed, err := ours.output()
	if err != nil {
		return err
	}
	if expected, err := jq.output(); err != nil || printed != expected {
		return fmt.Errorf("confcall and curl | jq print different things: %w", err)
	}
	if err := errors.Join(
		b.times(what+" as jsonl", 0.2, ours, "`curl \\| jq -c '.participants[]'`", jq),
		b.times(what+" as jsonl", 1.5, ours, "bare net/http, decoded", bare),
		b.times(what+" as a table", 4, b.confcall(b.site.plain, list(length, "table")...), "jsonl", ours),
	); err != nil {
		return err
	}
	return errors.Join(b.listMemory("jsonl", 30), b.listMemory("table", 0))
}

// listMemory wants the memory of a list to be bounded, if there is a bound, and not to grow with its length.
func (b *bench) listMemory(shape string, bound float64) error {
	shortest := 0.0
	for _, length := range listed {
		s, err := interleaved(5, peakMemory, b.confcall(b.site.plain, list(length, shape)...))
		if err != nil {
			return err
		}
		peak := s[0].median
		what := fmt.Sprintf("peak memory, %d as %s", length, shape)
		if bound > 0 {
			b.add(line{what, mib(peak), "", "", fmt.Sprintf("≤ %.0f MB", bound), peak*1024 <= bound*1e6})
		}
		if shortest == 0 {
			shortest = peak
			continue
		}
		growth := peak / shortest
		b.add(line{what, mib(peak), fmt.Sprintf("%d: %s", listed[0], mib(shortest)), fmt.Sprintf("%.2f", growth), "≤ 1.25", growth <= 1.25})
	}
	return nil
}

// size wants the program to be small.
func (b *bench) size(aim float64) error {
	info, err := os.Stat(b.program("confcall"))
	if err != nil {
		return err
	}
	mb := float64(info.Size()) / 1e6
	b.add(line{"binary, stripped", fmt.Sprintf("%.1f MB", mb), "", "", fmt.Sprintf("≤ %.0f MB", aim), mb <= aim})
	return nil
}

// table is the measured lines as a table of Markdown.
func (b *bench) table() string {
	var text bytes.Buffer
	fmt.Fprint(&text, "| what | confcall | compared with | figure | aim | reached |\n|---|---|---|---|---|---|\n")
	for _, l := range b.lines {
		reached := "yes"
		if !l.reached {
			reached = "**no**"
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s |\n", l.what, l.ours, l.against, l.figure, l.aim, reached)
	}
	return text.String()
}

var initialized = regexp.MustCompile(`(?m)^init (\S+) @\S+ ms, (\S+) ms clock, (\d+) bytes`)

// startup lists the packages whose initialization takes longest, by the runtime's own trace.
func (b *bench) startup() (string, error) {
	times, bytes := map[string][]float64{}, map[string]string{}
	for range b.runs {
		cmd := exec.Command(b.program("confcall"), "version")
		cmd.Env = []string{"GODEBUG=inittrace=1"}
		var trace strings.Builder
		cmd.Stderr = &trace
		if err := cmd.Run(); err != nil {
			return "", err
		}
		for _, found := range initialized.FindAllStringSubmatch(trace.String(), -1) {
			clock, err := strconv.ParseFloat(found[2], 64)
			if err != nil {
				return "", err
			}
			times[found[1]] = append(times[found[1]], clock)
			bytes[found[1]] = found[3]
		}
	}
	type cost struct {
		name   string
		median float64
	}
	var costs []cost
	sum := 0.0
	for name, values := range times {
		median := spreadOf(values).median
		costs = append(costs, cost{name, median})
		sum += median
	}
	slices.SortFunc(costs, func(a, b cost) int {
		if a.median != b.median {
			return int(1e6 * (b.median - a.median))
		}
		return strings.Compare(a.name, b.name)
	})
	var text strings.Builder
	fmt.Fprint(&text, "| package | ms | bytes |\n|---|---|---|\n")
	for _, c := range costs[:min(len(costs), 12)] {
		fmt.Fprintf(&text, "| %s | %.3f | %s |\n", c.name, c.median, bytes[c.name])
	}
	fmt.Fprintf(&text, "| all %d | %.2f | |\n", len(costs), sum)
	return text.String(), nil
}
