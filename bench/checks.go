package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// checks runs a file of a hundred checks on ten conferences against a server that holds each answer back by 30 ms. The slowest
// chain of requests that they need is one list of conferences, and then the participants of one.
func (b *bench) checks() error {
	const what = "100 checks on ten conferences, 30 ms an answer"
	if b.skip(what) {
		return nil
	}
	var data, checks strings.Builder
	data.WriteString("conferences:\n")
	checks.WriteString("checks:\n")
	for room := range 10 {
		fmt.Fprintf(&data, "  - {sid: %s, friendly_name: Room %d, participants: [{}, {muted: true}, {}]}\n", listConference(room), room)
		for i := range 10 {
			fmt.Fprintf(&checks, "  - {name: %d in %d, participants: {conference: Room %d, where: [muted=true]}, expect_count: 1}\n", i, room, room)
		}
	}
	dataFile, file := filepath.Join(b.folder, "data.yaml"), filepath.Join(b.folder, "checks.yaml")
	for path, text := range map[string]string{dataFile: data.String(), file: checks.String()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	space, stop, err := b.startSandbox("--data", dataFile, "--latency", "30ms")
	if err != nil {
		return err
	}
	defer stop()
	// The sandbox has a project of its own, which is the site's too, and another token.
	ours := b.confcall(space, "check", "--file", file, "-o", "jsonl")
	chain := b.bare(space, "chain", space+strings.TrimSuffix(conferences, "/")+"?PageSize=1000", space+listURL(0))
	for _, side := range []*side{&ours, &chain} {
		side.environment = append(side.environment, "SIGNALWIRE_API_TOKEN=sandbox", "TOKEN=sandbox")
	}
	if output, err := ours.output(); err != nil || strings.Count(output, `"status":"ok"`) != 100 {
		return fmt.Errorf("run the checks: %w:\n%s", err, output)
	}
	if err := b.times(what, 1.5, ours, "the slowest chain, bare", chain); err != nil {
		return err
	}
	s, err := interleaved(b.runs, peakMemory, ours)
	if err != nil {
		return err
	}
	mb := s[0].median * 1024 / 1e6
	b.add(line{"peak memory, 100 checks", mib(s[0].median), "", "", "≤ 20 MB", mb <= 20})
	return nil
}

// startSandbox serves confcall's own sandbox, and returns its address and what ends it.
func (b *bench) startSandbox(words ...string) (space string, stop func(), err error) {
	server := exec.Command(b.program("confcall"), append([]string{"sandbox", "--listen", "127.0.0.1:0"}, words...)...)
	out, err := server.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _ = server.Process.Kill(); _ = server.Wait() }
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if quoted, found := strings.CutPrefix(lines.Text(), "export SIGNALWIRE_SPACE="); found {
			return strings.Trim(quoted, "'"), stop, nil
		}
	}
	stop()
	return "", nil, fmt.Errorf("the sandbox says no address")
}
