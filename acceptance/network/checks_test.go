//go:build unix

package network

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestHundredChecks runs a file of a hundred checks on ten conferences. They must share their requests: two lists of
// conferences, one list of participants per conference, and one list of calls.
func TestHundredChecks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var data, checks strings.Builder
	data.WriteString("conferences:\n")
	checks.WriteString("checks:\n")
	for room := range 10 {
		fmt.Fprintf(&data, "  - {friendly_name: Room %d, participants: [{}, {muted: true}, {}]}\n", room)
		for i := range 3 {
			fmt.Fprintf(&checks, "  - {name: there %d %d, conference: Room %d, expect: [status=in-progress, count=3]}\n", room, i, room)
			fmt.Fprintf(&checks, "  - {name: few %d %d, participants: {conference: Room %d, where: [muted=true]}, expect_count: 1}\n", room, i, room)
			fmt.Fprintf(&checks, "  - {name: all %d %d, participants: {all_conferences: true}, expect: [hold=false], expect_count: 30}\n", room, i)
		}
		fmt.Fprintf(&checks, "  - {name: calls %d, calls: {status: in-progress}, expect_count: \">=30\"}\n", room)
	}
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	read, err := sandbox.ReadData(write("data.yaml", data.String()), harness.Now)
	if err != nil {
		t.Fatal(err)
	}
	serve := sandbox.New(sandbox.Options{Now: harness.Clock, Data: read})
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		serve.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	file := write("checks.yaml", checks.String())
	for _, parallel := range []string{"1", "4", "16", "256"} {
		requests.Store(0)
		o := harness.Run(t, harness.Account(server.URL), "check", "--file", file, "--parallel", parallel,
			"--jq", `length, (map(select(.status == "ok")) | length), (map(.requests) | add)`)
		o.Want(t, 0)
		if got := requests.Load(); got != 13 || o.Stdout != "100\n100\n13\n" {
			t.Errorf("--parallel %s: %d requests, want 13, and %q", parallel, got, o.Stdout)
		}
	}
}

// TestReportsAreRead checks that the programs for which reports are written can read them, with names that could break their
// formats.
func TestReportsAreRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var checks strings.Builder
	checks.WriteString("checks:\n")
	for i, name := range []string{
		`"quotes" 'and' \back\slashes`, "<b>markup</b> &amp; ]]>", `two\nlines`, `control\x01\x1b[2J`, "# SKIP not ok 1",
		"ümläut 会議 🎧", "a | b, c: d % e", "::error::x",
	} {
		if i == 2 || i == 3 {
			name = `"` + name + `"`
		} else {
			name = "'" + strings.ReplaceAll(name, "'", "''") + "'"
		}
		fmt.Fprintf(&checks, "  - {name: %s, conference: %s, expect: [status=%s]}\n", name, sandbox.SampleConference,
			[]string{"in-progress", "completed"}[i%2])
	}
	file := filepath.Join(folder, "checks.yaml")
	if err := os.WriteFile(file, []byte(checks.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	o := harness.RunIn(t, folder, nil, "--sandbox", "check", "--file", file, "--report", "tap=out.tap",
		"--report", "prometheus=out.prom", "--report", "junit=out.xml")
	o.Want(t, 9)
	for _, reader := range []struct {
		args  []string
		stdin string
		code  int
		says  string
	}{
		{[]string{"prove", "-e", "cat", "out.tap"}, "", 1, "Failed 4/8 subtests"},
		{[]string{"promtool", "check", "metrics"}, "out.prom", 0, ""},
		{[]string{"python3", "-c", readJUnit, "out.xml"}, "", 0, "8 tests, 4 failures"},
	} {
		t.Run(reader.args[0], func(t *testing.T) {
			if _, err := exec.LookPath(reader.args[0]); err != nil {
				if os.Getenv("CONFCALL_CLIENTS") == "required" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			cmd := exec.CommandContext(t.Context(), reader.args[0], reader.args[1:]...)
			cmd.Dir = folder
			if reader.stdin != "" {
				in, err := os.Open(filepath.Join(folder, reader.stdin))
				if err != nil {
					t.Fatal(err)
				}
				defer in.Close()
				cmd.Stdin = in
			}
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != reader.code || !strings.Contains(string(out), reader.says) {
				t.Errorf("ended with %d, want %d; it says\n%s", code, reader.code, out)
			}
		})
	}
}

// readJUnit reads a report with another library's parser.
const readJUnit = `
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
cases = suite.findall("testcase")
failures = suite.findall("testcase/failure")
assert len(cases) == int(suite.get("tests")) and len(failures) == int(suite.get("failures"))
assert all(c.get("name") and c.get("classname") and float(c.get("time")) >= 0 for c in cases)
assert all(f.get("message") and f.get("type") for f in failures)
print(len(cases), "tests,", len(failures), "failures")
`

// TestChecksCountOnce checks that a call is counted once if it goes from ringing to in progress between two lists, and that
// nobody without a number is found by one.
func TestChecksCountOnce(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := fmt.Sprintf(`{"sid": %q, "direction": "inbound", "from": "+13105550101", "status": %q}`, harness.StoryCall(1),
			r.URL.Query().Get("Status"))
		if r.URL.Query().Get("Status") == "queued" {
			call = fmt.Sprintf(`{"sid": %q, "status": "queued"}`, harness.StoryCall(2))
		}
		fmt.Fprintf(w, `{"calls": [%s], "next_page_uri": null}`, call)
	}))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "checks.yaml")
	if err := os.WriteFile(file, []byte(`checks:
  - {name: once, calls: {status: [ringing, in-progress]}, expect_count: 1}
  - {name: one by number, call: {number: "+13105550101"}, expect: [exists]}
  - {name: somebody without a number, call: {number: "+13105550199"}, expect: [gone]}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	o := harness.Run(t, harness.Account(server.URL), "check", "--file", file, "--jq", `.[] | "\(.status) \(.exit)"`)
	o.Want(t, 8, "of 1 of them the API says no number")
	if o.Stdout != "ok 0\nok 0\nerror 8\n" {
		t.Error(o.Stdout)
	}
}
