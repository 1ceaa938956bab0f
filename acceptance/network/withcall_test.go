//go:build unix

package network

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
)

var requestRow = regexp.MustCompile(`(?m)^\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$`)

// TestRequestsOfCalls lists participants with their calls, and compares the number of requests with the page about
// performance.
func TestRequestsOfCalls(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := requestRow.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 5 {
		t.Fatalf("the page tells of %d cases", len(rows))
	}
	for _, row := range rows {
		participants, calls, want, single := wholeNumber(t, row[1]), wholeNumber(t, row[2]), wholeNumber(t, row[3]), wholeNumber(t, row[4])
		t.Run(row[1]+" of "+row[2], func(t *testing.T) {
			t.Parallel()
			account := &busyAccount{participants: participants, calls: calls}
			server := httptest.NewServer(account)
			defer server.Close()
			o := harness.Run(t, harness.Account(server.URL), "participant", "list", "--conference", harness.StorySID, "--with-call",
				"--jq", `(map(.call.from) | unique | length), .[0].call.from`)
			o.Want(t, 0)
			if want := fmt.Sprintf("%d\n+13105550000\n", participants); o.Stdout != want {
				t.Errorf("numbers: %q, want %q", o.Stdout, want)
			}
			if got := int(account.asked.Load()); got != want || single != participants+1 {
				t.Errorf("%d requests, want %d, and one a participant would be %d, not %d", got, want, participants+1, single)
			}
		})
	}
}

func wholeNumber(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// busyAccount serves an account with many calls in progress, and a conference whose participants are spread evenly among them.
type busyAccount struct {
	participants, calls int
	asked               atomic.Int32
}

func (b *busyAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.asked.Add(1)
	const size = 1000
	switch {
	case strings.HasSuffix(r.URL.Path, "/Participants"):
		fmt.Fprint(w, `{"next_page_uri": null, "participants": [`)
		for i := range b.participants {
			fmt.Fprintf(w, `%s{"call_sid": %q, "status": "in-progress"}`, comma(i), harness.StoryCall(i*(b.calls/b.participants)))
		}
	case strings.HasSuffix(r.URL.Path, "/Calls"):
		number, _ := strconv.Atoi(r.URL.Query().Get("Page"))
		next := "null"
		if (number+1)*size < b.calls {
			next = fmt.Sprintf("%q", fmt.Sprintf("%s?Status=in-progress&Page=%d", r.URL.Path, number+1))
		}
		fmt.Fprintf(w, `{"next_page_uri": %s, "calls": [`, next)
		for i := number * size; i < min((number+1)*size, b.calls); i++ {
			fmt.Fprintf(w, "%s%s", comma(i-number*size), b.call(i))
		}
	default:
		sid := path.Base(r.URL.Path)
		number, _ := strconv.Atoi(sid[len(sid)-12:])
		fmt.Fprint(w, b.call(number))
		return
	}
	fmt.Fprint(w, "]}")
}

func (b *busyAccount) call(i int) string {
	return fmt.Sprintf(`{"sid": %q, "direction": "inbound", "from": "+1310%07d"}`, harness.StoryCall(i), 5550000+i)
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}
