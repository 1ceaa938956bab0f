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
	"time"
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
	words := strings.Split(kind, "-")
	argument := func(i int) int {
		if len(words) <= i {
			return 0
		}
		n, _ := strconv.Atoi(words[i])
		return n
	}
	t.mu.Lock()
	if t.asked == nil {
		t.asked = map[string]int{}
	}
	t.asked[kind]++
	count := t.asked[kind]
	t.mu.Unlock()

	status := max(argument(1), http.StatusOK)
	switch words[0] {
	case "flaky":
		if count <= argument(2) {
			w.WriteHeader(status)
			return
		}
		status = http.StatusOK
	case "wait":
		w.Header().Set("Retry-After", words[2])
	case "date":
		w.Header().Set("Retry-After", Now.Add(time.Hour).Format(http.TimeFormat))
	case "soon":
		if count == 1 {
			w.Header().Set("Retry-After", Now.Add(-time.Hour).Format(http.TimeFormat))
			w.WriteHeader(status)
			return
		}
		status = http.StatusOK
	case "cut":
		if len(words) == 1 || count == 1 {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"call_sid": "`))
			panic(http.ErrAbortHandler)
		}
		status = http.StatusOK
	case "hang":
		<-r.Context().Done()
		return
	case "then404":
		if count == 1 {
			panic(http.ErrAbortHandler)
		}
		status = http.StatusNotFound
	case "nosound":
		w.Header().Set("Content-Type", "audio/x-wav")
		return
	case "stall":
		w.Header().Set("Content-Type", "audio/x-wav")
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte("RIFF"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		return
	case "reset":
		panic(http.ErrAbortHandler)
	case "garbage":
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = conn.Write([]byte("\x00\x01 not HTTP at all\n"))
		_ = conn.Close()
		return
	case "large":
		_, _ = w.Write([]byte(`{"call_sid":"`))
		piece := []byte(strings.Repeat("x", 1<<20))
		for range 80 {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
		return
	case "away":
		http.Redirect(w, r, "http://elsewhere.example/api", http.StatusFound)
		return
	case "near":
		http.Redirect(w, r, "/answer", http.StatusFound)
		return
	case "circle":
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
		return
	case "hops":
		if left := argument(1); left > 0 {
			http.Redirect(w, r, strings.Replace(r.URL.Path, kind, fmt.Sprintf("hops-%d", left-1), 1), http.StatusFound)
			return
		}
	case "cookie":
		w.Header().Set("Set-Cookie", "session=s3cretCOOKIE")
	case "order":
		if strings.HasSuffix(r.URL.Path, "2") {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code": 10000, "message": "refused"}`)
			t.refused.Do(func() { close(t.wasRefused()) })
			return
		}
		<-t.wasRefused()
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code": 20404, "message": "not there"}`)
		return
	case "later":
		if count <= argument(1) {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"code": 20404, "message": "not yet"}`)
			return
		}
		status = http.StatusOK
	case "turns":
		for ; count > 0; count-- {
			if turn, err := os.ReadFile(filepath.Join(t.Folder, fmt.Sprintf("turn%d", count))); err == nil {
				_, _ = w.Write(turn)
				return
			}
		}
		return
	case "told":
		t.tell(w, r)
		return
	case "hidden":
		switch {
		case strings.HasSuffix(r.URL.Path, "/Conferences"):
			fmt.Fprint(w, `{"conferences": [{"sid": "00000000-0000-0000-0000-000000000001", "friendly_name": "silent"}, {"sid": "00000000-0000-0000-0000-000000000002", "friendly_name": "open"}], "next_page_uri": null}`)
		case strings.Contains(r.URL.Path, "000000000001/Participants"):
			<-r.Context().Done()
		default:
			fmt.Fprint(w, `{"call_sid": "x", "conference_sid": "00000000-0000-0000-0000-000000000002"}`)
		}
		return
	case "everywhere", "pages":
		if strings.HasSuffix(r.URL.Path, "/Conferences") {
			fmt.Fprint(w, `{"conferences": [{"sid": "00000000-0000-0000-0000-000000000001", "friendly_name": "full"}], "next_page_uri": null}`)
			return
		}
		number, _ := strconv.Atoi(r.URL.Query().Get("Page"))
		next := "null"
		if number+1 < argument(1) {
			next = fmt.Sprintf("%q", fmt.Sprintf("%s?Page=%d&PageToken=PA%d", r.URL.Path, number+1, number+1))
		}
		WritePage(w, number*argument(2), argument(2), next)
		return
	case "calls":
		switch {
		case strings.HasSuffix(r.URL.Path, "/Participants"):
			WritePage(w, 0, 3, "null")
		case strings.HasSuffix(r.URL.Path, "0"):
			fmt.Fprint(w, `{"from": "+13105550101"}`)
		case strings.HasSuffix(r.URL.Path, "1"):
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"code": 20404, "message": "no such call"}`)
		default:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code": 10000, "message": "no"}`)
		}
		return
	case "strays":
		WritePage(w, 0, 1, `"https://elsewhere.example/2010-04-01/Accounts?PageToken=PA1"`)
		return
	case "circles":
		WritePage(w, 0, 1, fmt.Sprintf("%q", r.URL.RequestURI()))
		return
	case "silent":
		fmt.Fprintf(w, `{"participants": [{"call_sid": "00000000-0000-0000-0000-000000000000"}]}`)
		return
	case "breaks":
		if r.URL.Query().Get("Page") != "" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code": 21481, "message": "Invalid page token."}`)
			return
		}
		WritePage(w, 0, 2, fmt.Sprintf("%q", r.URL.Path+"?Page=1"))
		return
	case "form":
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, `{"errors": [%q]}`, "bad form: "+string(form))
		return
	case "echo":
		_, token, _ := r.BasicAuth()
		all := token + " " + r.Header.Get("Authorization")
		w.Header().Set("X-Echo", all)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"code": %q, "message": %q, "more_info": %q}`, all, all, all)
		return
	}
	answer, err := os.ReadFile(filepath.Join(t.Folder, "answer"))
	if err != nil {
		answer = nil
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer)
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

// WritePage writes a page of participants, numbered from the first on.
func WritePage(w http.ResponseWriter, first, count int, next string) {
	fmt.Fprintf(w, `{"next_page_uri": %s, "participants": [`, next)
	for i := range count {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprintf(w, `{"call_sid": "00000000-0000-0000-0000-%012d", "muted": %t, "status": "in-progress", "date_created": "Mon, 23 Nov 2026 11:00:00 +0000"}`, first+i, i%2 == 0)
	}
	fmt.Fprint(w, "]}")
}
