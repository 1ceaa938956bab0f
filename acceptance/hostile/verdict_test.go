//go:build unix

package hostile

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
)

// A judged is an account with a conference of two participants on two pages, of which one call exists. Where the space's
// path is broken, the second page and the participants of a second conference cannot be had; where it is callless, single
// calls cannot, and where it is uneven, the second one; where it is rejects, the account is unknown.
type judged struct{}

func (judged) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	broken := strings.HasPrefix(r.URL.Path, "/broken/")
	participant := func(n int) string {
		return fmt.Sprintf(`{"call_sid": %q, "conference_sid": %q, "status": "in-progress", "muted": false}`, harness.StoryCall(n), harness.StorySID)
	}
	conference := func(sid string) string {
		return fmt.Sprintf(`{"sid": %q, "friendly_name": "Judged", "status": "in-progress"}`, sid)
	}
	call := fmt.Sprintf(`{"sid": %q, "status": "in-progress", "from": "+13105550100", "to": "+13105550101"}`, harness.StoryCall(1))
	participants := r.URL.Path[:len(r.URL.Path)-len(path.Base(r.URL.Path))] + "Participants"
	second := r.URL.Query().Get("Page") == "1" || strings.Contains(r.URL.Path, harness.StoryCall(8)+"/Participants")
	switch last := path.Base(r.URL.Path); {
	case strings.HasPrefix(r.URL.Path, "/rejects/"):
		w.WriteHeader(http.StatusUnauthorized)
	case last == "Conferences":
		fmt.Fprintf(w, `{"conferences": [%s, %s], "next_page_uri": null}`, conference(harness.StorySID), conference(harness.StoryCall(8)))
	case last == "Participants" && second && broken, strings.HasPrefix(r.URL.Path, "/callless/") && strings.Contains(r.URL.Path, "/Calls/"):
		w.WriteHeader(http.StatusNotImplemented)
	case last == "Participants" && second:
		fmt.Fprintf(w, `{"participants": [%s], "next_page_uri": null}`, participant(2))
	case last == "Participants":
		fmt.Fprintf(w, `{"participants": [%s], "next_page_uri": "%s?Page=1&PageToken=x"}`, participant(1), participants)
	case last == "Calls":
		fmt.Fprintf(w, `{"calls": [%s], "next_page_uri": null}`, call)
	case last == harness.StoryCall(2) && strings.HasPrefix(r.URL.Path, "/uneven/"):
		w.WriteHeader(http.StatusNotImplemented)
	case last == harness.StorySID:
		fmt.Fprint(w, conference(harness.StorySID))
	case last == harness.StoryCall(1) && strings.Contains(r.URL.Path, "/Calls/"):
		fmt.Fprint(w, call)
	case last == harness.StoryCall(1):
		fmt.Fprint(w, participant(1))
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code": 20404, "message": "not found"}`)
	}
}

// TestUnreadVerdict judges results that nobody reads. The exit code and the report are those of a result that is read.
func TestUnreadVerdict(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(judged{})
	t.Cleanup(server.Close)
	list := "participant list --conference " + harness.StorySID
	get := "participant get --conference " + harness.StorySID + " --call " + harness.StoryCall(1)
	for _, test := range []struct {
		line string // of words; without a report of its own it is run with one too, unless it says `alone`
		code int
	}{
		{get + " --expect muted=true", 9},
		{get + " --expect muted=false", 0},
		{get + " --call " + harness.StoryCall(2) + " -o jsonl --expect muted=false", 5},
		{get + " --call " + harness.StoryCall(2) + " -o jsonl --report tap=tap", 5},
		{get + " --call " + harness.StoryCall(2) + " --expect muted=true", 5},
		{"call get --call " + harness.StoryCall(1) + " --expect status=ringing -o yaml", 9},
		{"conference get --conference " + harness.StorySID + " --expect count=3", 9},
		{"conference get --conference " + harness.StorySID + " --expect count=2", 0},
		{list + " --expect-count 2 -o name", 0},
		{list + " --require-some -o csv", 0},
		{list + " --where muted=true --expect-count 0 -o jsonl", 0},
		{list + " --expect-count 2 -o jsonl --jq .call_sid|ltrimstr(\"00000000-0000-0000-0000-000000000001\")|if(.==\"\")then(1)else(.x)end", 2},
		{list + " --expect-count 1 -o name", 9},
		{list + " --expect-count 1 -o json", 9},
		{list + " --expect-count 1 --limit 1 -o name", 0},
		{list + " --expect muted=true -o csv", 9},
		{list + " --expect-any call_sid=" + harness.StoryCall(2) + " -o jsonl", 0},
		{list + " --expect-any call_sid=" + harness.StoryCall(3) + " -o jsonl", 9},
		{list + " --expect-any call_sid!=" + harness.StoryCall(1) + " --jq .call_sid -o jsonl", 0},
		{list + " --where muted=true --require-some -o csv", 5},
		{list + " --where muted=true --require-some", 5},
		{list + " --space broken", 8},
		{list + " --space broken -o json", 8},
		{list + " --space broken alone", 8},
		{list + " --space broken -o json alone", 8},
		{list + " --space callless --with-call -o csv alone", 8},
		{list + " --report nagios", 0},
		{list + " --expect-count 2 --report tap=-", 0},
		{list + " --expect-count 3 --report tap=-", 9},
		{list + " --expect-count 3 --report nagios", 2},
		{list + " --expect-count 2 --jq .[0].muted.x", 2},
		{"participant get --conference " + harness.StorySID + " --call - --require-some -o json", 5},
		{"participant get --conference " + harness.StorySID + " --call - --require-some -o csv alone", 5},
		{"participant mute --conference " + harness.StorySID + " --call - --require-some -o json alone", 5},
		{list + " --space broken -o jsonl --expect-count 1", 8},
		{list + " --space broken -o csv --require-some --report junit=junit", 8},
		{list + " --space broken -o name --report tap=tap", 8},
		{list + " --space broken -o name --where nosuch=1", 8},
		{list + " --space callless --with-call -o jsonl", 8},
		{list + " --space callless --with-call --expect-count 2", 8},
		{list + " --space callless --with-call --expect-count 0", 8},
		{list + " --space callless --with-call --expect call.from=x", 8},
		{list + " --space callless --with-call --where call.from=x --require-some", 8},
		{list + " --space callless --with-call --require-some -o csv", 8},
		{list + " --space callless --with-call --where nosuch=1", 8},
		{list + " --space uneven --with-call --where nosuch=1", 2},
		{list + " --space uneven --with-call --where nosuch=1 -o jsonl", 2},
		{"participant find --number +13105550100 --space broken alone", 8},
		{"participant find --number +13105550100 --space broken -o jsonl alone", 8},
		{"check --space rejects", 4},
		{"check --space rejects -o json", 4},
		{"check --file smoke.yaml", 9},
		{"check --file smoke.yaml -o jsonl --report tap=tap", 9},
		{"auth status alone", 3},
		{"auth status -o json alone", 3},
	} {
		lines := []string{strings.ReplaceAll(test.line, "--space ", "--space "+server.URL+"/")}
		if line, alone := strings.CutSuffix(lines[0], " alone"); alone {
			lines[0] = line
		} else if !strings.Contains(line, "--report") {
			if lines = append(lines, line+" --report junit=junit"); !strings.Contains(line, "--expect") && !strings.Contains(line, "--require") {
				lines = lines[1:] // what is not judged, and not to be reported either, may end sooner if nobody reads
			}
		}
		for _, line := range lines {
			t.Run(strings.ReplaceAll(line, server.URL, ""), func(t *testing.T) {
				t.Parallel()
				unreadAsRead(t, server.URL, line, test.code)
			})
		}
	}
}

// unreadAsRead runs a command twice: its result is read, and is not. The exit code, the words and the reports must be the same.
func unreadAsRead(t *testing.T, space, line string, code int) {
	t.Helper()
	run := func(unread bool) (o harness.Outcome, reports string) {
		cmd := harness.Command(t, harness.Account(space+"/whole"), append(strings.Fields(line), "--retries", "0")...)
		for name, text := range map[string]string{
			"smoke.yaml": "checks:\n  - name: three\n    conference: " + harness.StorySID + "\n    expect: [count=3]\n",
			"config":     "space: " + space + "/whole\nprofiles:\n  wrong:\n    space: " + space + "/rejects\n",
		} {
			if err := os.WriteFile(filepath.Join(cmd.Dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd.Env = append(cmd.Env, "CONFCALL_CONFIG=config")
		if unread {
			o = into(t, closedPipe(t), cmd)
		} else {
			o = harness.Finish(t, cmd)
		}
		for _, name := range []string{"junit", "tap"} {
			text, err := os.ReadFile(filepath.Join(cmd.Dir, name))
			if err == nil {
				reports += verdicts(string(text))
			}
		}
		return o, reports
	}
	read, report := run(false)
	unread, unreadReport := run(true)
	read.Want(t, code)
	unread.Want(t, code)
	toFile := strings.Contains(line, "tap=tap") || strings.Contains(line, "junit=junit")
	if report != unreadReport || toFile == (report == "") {
		t.Errorf("the report says\n%s\nand of a result that nobody reads\n%s", report, unreadReport)
	}
	if code != 0 && unread.Stderr != read.Stderr {
		t.Errorf("it says\n%s\nand of a result that nobody reads\n%s", read.Stderr, unread.Stderr)
	}
}

var duration = regexp.MustCompile(`time="[^"]*"`)

// verdicts are the lines of a report that say how a check ended.
func verdicts(report string) string {
	var lines []string
	for line := range strings.Lines(report) {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "not ok ") || strings.Contains(line, "<failure") ||
			strings.Contains(line, "<error") || strings.Contains(line, "<testsuite ") {
			lines = append(lines, duration.ReplaceAllString(line, ""))
		}
	}
	return strings.Join(lines, "")
}

// TestJudgedInVain asks for the judgement of a list without end that cannot be printed, or be judged. It ends all the same.
func TestJudgedInVain(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(server.Close)
	for line, code := range map[string]int{
		"-o jsonl --jq .call_sid.x --expect-count >=1": 2,
		"--columns nosuch --require-some":              2,
		"-o name --require-some":                       1,
		"-o csv --report tap=tap":                      1,
	} {
		cmd := harness.Command(t, harness.Account(server.URL+"/pages-1000000000-1"),
			append([]string{"participant", "list", "--conference", harness.StorySID}, strings.Fields(line)...)...)
		into(t, fullDevice(t), cmd).Want(t, code)
	}
}

// TestUnreadAndInterrupted interrupts commands that go on, although nobody reads, since they are judged.
func TestUnreadAndInterrupted(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"participant get -o jsonl --parallel 1 --expect muted=true --call - --conference " + harness.StorySID,
		"participant list -o jsonl --expect-count >=1 --conference " + harness.StorySID,
	} {
		asked := make(chan struct{})
		var requests atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1) < 3 {
				judged{}.ServeHTTP(w, r)
				return
			}
			close(asked)
			<-r.Context().Done()
		}))
		t.Cleanup(server.Close)
		args := strings.Fields(line)
		if strings.Contains(line, "list") {
			requests.Add(1) // one page
		}
		cmd := harness.Command(t, harness.Account(server.URL+"/whole"), append(args, "--retries", "0")...)
		cmd.Stdin = strings.NewReader(strings.Join([]string{harness.StoryCall(1), harness.StoryCall(2), harness.StoryCall(3)}, "\n"))
		cmd.Env = append(cmd.Env, "CONFCALL_TEST_GRACE=5m")
		go func() {
			<-asked
			_ = cmd.Process.Signal(os.Interrupt)
		}()
		o := into(t, closedPipe(t), cmd)
		o.Want(t, 130)
		if strings.Contains(o.Stderr, "goroutine") {
			t.Errorf("%s: %s", line, o.Stderr)
		}
	}
}
