//go:build unix

package harness

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Trouble is a server that misbehaves. The first segment of the path says how, as in http://HOST/html,
// so a space with that path prefix gets that trouble:
//
//	answer, answer-STATUS   the file `answer`, with the status
//	flaky-STATUS-COUNT      the status for the first COUNT requests, then the file `answer`
//	wait-STATUS-SECONDS     the status with Retry-After
//	date-STATUS             the status with a Retry-After date an hour ahead
//	soon-STATUS             the status with a Retry-After date that is past, once, then the file `answer`
//	cut, cut-once           an answer that breaks off
//	hang                    no answer until the client has gone
//	then404-reset           a connection that closes without an answer, then 404 with the file
//	nosound                 a sound of no length
//	stall                   the beginning of a sound, and then nothing
//	reset                   a connection that closes without an answer
//	garbage                 bytes that are no HTTP
//	large                   an answer without end
//	away, near, circle      redirects to another host, to the file `answer` on this one, and to themselves
//	hops-COUNT              COUNT redirects on this host, one after the other, to the file
//	cookie                  the file, with a cookie
//	order                   a call …2 that is refused, and then a call …1 that is not there
//	pages-COUNT-SIZE        COUNT pages of SIZE participants each; a link to the next page is relative to the host
//	everywhere-COUNT-SIZE   a conference whose participants are like those of pages
//	later-COUNT             404 for the first COUNT requests, then the file
//	turns                   the files turn1, turn2, … one after the other, the last again and again
//	told                    as the file told has it: see Trouble.tell
//	hidden                  two conferences; the first never says who is in it, the second has everyone
//	calls                   a page of three participants, and their calls: one answered, one not found, one refused
//	strays, circles, silent a first page of one participant whose next one is elsewhere, is itself, or is not mentioned
//	breaks                  a first page of two participants, whose next one is refused
//	form                    422 with the form that was sent
//	echo-STATUS             what was sent, credentials and all, in every field of an error
type Trouble struct {
	Folder string

	mu      sync.Mutex
	asked   map[string]int
	refused sync.Once
	after   chan struct{}
}

// wasRefused is closed when the call of the trouble `order` has been refused.
func (t *Trouble) wasRefused() chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.after == nil {
		t.after = make(chan struct{})
	}
	return t.after
}

func (t *Trouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	form, _ := io.ReadAll(r.Body) // or the server would not notice that a client has gone
	kind, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	q := &request{w: w, r: r, trouble: t, form: form, kind: kind, words: strings.Split(kind, "-"), count: t.countOf(kind)}
	q.status = max(q.argument(1), http.StatusOK)
	if answer := troubles[q.words[0]]; answer != nil && answer(q) {
		return
	}
	answer, err := os.ReadFile(filepath.Join(t.Folder, "answer"))
	if err != nil {
		answer = nil
	}
	w.WriteHeader(q.status)
	_, _ = w.Write(answer)
}

// countOf counts a request of a kind, and returns how many there have been.
func (t *Trouble) countOf(kind string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked == nil {
		t.asked = map[string]int{}
	}
	t.asked[kind]++
	return t.asked[kind]
}

// tell answers as the file told has it, where a line is `METHOD ENDING STATUS FILE`: a request whose address ends so is answered
// with the file, `-` for nothing. Of lines for the same requests each answers once, in their order, and the last one
// from then on. Another text in the file begins anew.
func (t *Trouble) tell(w http.ResponseWriter, r *http.Request) {
	told, _ := os.ReadFile(filepath.Join(t.Folder, "told"))
	answer := ""
	t.mu.Lock()
	for number, line := range strings.Split(string(told), "\n") {
		words := strings.Fields(line)
		if len(words) != 4 || words[0] != r.Method || !strings.HasSuffix(r.URL.RequestURI(), words[1]) {
			continue
		}
		answer = line
		if key := fmt.Sprintf("told line %d of %s", number, told); t.asked[key] == 0 {
			t.asked[key]++
			break
		}
	}
	t.mu.Unlock()
	words := strings.Fields(answer)
	if len(words) == 0 {
		http.Error(w, "nothing is told of "+r.Method+" "+r.URL.RequestURI(), http.StatusTeapot)
		return
	}
	status, _ := strconv.Atoi(words[2])
	body, _ := os.ReadFile(filepath.Join(t.Folder, words[3]))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
