//go:build unix

package terminal

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
)

// crowd serves a conference of so many participants. A request for the page after them is never answered.
func crowd(t *testing.T, participants int, goesOn bool) []string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("Page") {
			<-r.Context().Done()
			return
		}
		var items []string
		for i := range participants {
			items = append(items, fmt.Sprintf(`{"call_sid": %q, "muted": false}`, harness.StoryCall(i)))
		}
		next := "null"
		if goesOn {
			next = fmt.Sprintf("%q", r.URL.Path+"?Page=1")
		}
		fmt.Fprintf(w, `{"participants": [%s], "next_page_uri": %s}`, strings.Join(items, ","), next)
	}))
	t.Cleanup(server.Close)
	return harness.Account(server.URL)
}

// TestPager shows a list of 40 lines, which does not fit on the screen, in the pager that the environment names.
func TestPager(t *testing.T) {
	t.Parallel()
	const mark = "PAGER=sed s/^/paged:/"
	list := []string{"participant", "list", "--conference", harness.StorySID}
	for _, test := range []struct {
		name         string
		participants int
		environment  []string
		args         []string
		paged        bool
		code         int
		says         string
	}{
		{name: "a table", participants: 100, environment: []string{mark}, paged: true},
		{name: "names", participants: 40, environment: []string{mark}, args: []string{"-o", "name"}, paged: true},
		{name: "names that fit", participants: 39, environment: []string{mark}, args: []string{"-o", "name"}},
		{name: "lines that are long", participants: 20, environment: []string{mark},
			args: []string{"-o", "jsonl", "--jq", `.call_sid * 3`}, paged: true},
		{name: "a table that fits", participants: 10, environment: []string{mark}},
		{name: "one for this program", participants: 100, environment: []string{"PAGER=cat", "CONFCALL_" + mark}, paged: true},
		{name: "none for this program", participants: 100, environment: []string{mark, "CONFCALL_PAGER="}},
		{name: "cat for this program", participants: 100, environment: []string{mark, "CONFCALL_PAGER= cat "}},
		{name: "none", participants: 100},
		{name: "unwanted", participants: 100, environment: []string{mark}, args: []string{"--no-pager"}},
		{name: "a missing program", participants: 100, environment: []string{"PAGER=no-such-program -x"},
			says: "confcall: warning: the pager cannot be run: "},
		{name: "how less is to behave", participants: 100, environment: []string{"PAGER=sed s/^/paged:/; echo LESS=$LESS"},
			paged: true, says: "\nLESS=FRX\n"},
		{name: "how less is told to behave", participants: 100,
			environment: []string{"LESS=R", "PAGER=sed s/^/paged:/; echo LESS=$LESS"}, paged: true, says: "\nLESS=R\n"},
		{name: "not as expected", participants: 100, environment: []string{"PAGER=sed s/^/paged:/; exit 7"},
			args: []string{"--expect-count", "5"}, paged: true, code: 9, says: "not as expected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			environment := append(crowd(t, test.participants, false), append(test.environment, "NO_COLOR=1")...)
			screen, code := harness.InTerminal(t, 80, environment, append(list, test.args...))
			last := harness.StoryCall(test.participants - 1)
			if paged := strings.Contains(screen, "paged:"+last); paged != test.paged || code != test.code ||
				!strings.Contains(screen, last) || !strings.Contains(screen, test.says) {
				t.Errorf("it is paged: %t, exit code %d:\n%s", paged, code, screen)
			}
		})
	}
	harness.Run(t, append(crowd(t, 1, false), mark), list...).Want(t, 0)
	if o := harness.Run(t, append(crowd(t, 100, false), mark), list...); o.Code != 0 || strings.Contains(o.Stdout, "paged") {
		t.Errorf("in a pipe: %+v", o)
	}
	if screen, code := harness.InTerminal(t, 80, []string{mark}, []string{"exit-codes"}); code != 0 || strings.Contains(screen, "paged") {
		t.Errorf("no list: exit code %d:\n%s", code, screen)
	}
}

// TestPagerIsLeft leaves the pager while more of the list is still to come. The program must end.
func TestPagerIsLeft(t *testing.T) {
	t.Parallel()
	list := []string{"participant", "list", "--conference", harness.StorySID, "-o", "name", "--timeout", "1h"}
	environment := append(crowd(t, 1000, true), "CONFCALL_PAGER=head -n 1")
	if screen, code := harness.InTerminal(t, 80, environment, list); code != 0 || screen != harness.StoryCall(0)+"\n" {
		t.Errorf("exit code %d:\n%s", code, screen)
	}
	// Of what was not read to its end only what is certain is said.
	judged := append(slices.Clone(list), "--expect-count", "1000")
	for want, more := range map[int][]string{
		8: judged[len(list):], 9: {"--expect", "muted=true"}, 0: {"--expect-any", "muted=false", "--require-some", "--report", "none"},
	} {
		screen, code := harness.InTerminal(t, 80, environment, append(slices.Clone(list), more...))
		if code != want || strings.Contains(screen, "judge the list: it was not read to its end") != (want == 8) {
			t.Errorf("%q: exit code %d, want %d:\n%s", more, code, want, screen)
		}
	}
	whole := append(crowd(t, 1000, false), "CONFCALL_PAGER=head -n 1")
	if screen, code := harness.InTerminal(t, 80, whole, judged); code != 0 || screen != harness.StoryCall(0)+"\n" {
		t.Errorf("judged as a whole: exit code %d:\n%s", code, screen)
	}
	// Ctrl-C is for the pager. It is one process: a shell may lose a signal that comes while it starts another.
	environment = append(crowd(t, 1000, true), `CONFCALL_PAGER=echo paging; read answer </dev/tty`)
	if screen, code := harness.InTerminal(t, 80, environment, list, [2]string{"paging", "\x03"}); code != 0 {
		t.Errorf("Ctrl-C: exit code %d:\n%s", code, screen)
	}
	// The pager does not outlive the program.
	environment = append(crowd(t, 1000, true), `CONFCALL_PAGER=trap 'echo it ends; kill $!; exit' TERM; sleep 1000 & echo paging; wait`)
	cmd := harness.Command(t, environment, list...)
	s := harness.OpenTerminal(t, 40, 80, cmd)
	s.Until("paging")
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if screen, code := s.End(); code != 143 || !strings.Contains(screen, "it ends") {
		t.Errorf("SIGTERM: exit code %d:\n%s", code, screen)
	}
}
