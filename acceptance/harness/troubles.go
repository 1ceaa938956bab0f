//go:build unix

package harness

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A request is one that gets into trouble, with its answer.
type request struct {
	w       http.ResponseWriter
	r       *http.Request
	trouble *Trouble

	form   []byte
	kind   string   // of the trouble: the first segment of the path
	words  []string // of the kind
	count  int      // how many requests of the kind there have been, with this one
	status int      // of the answer, if it is the file
}

// argument returns a number among the words of the kind, or 0.
func (q *request) argument(i int) int {
	if len(q.words) <= i {
		return 0
	}
	n, _ := strconv.Atoi(q.words[i])
	return n
}

// troubles are the kinds of trouble, by their first words. Each returns false if the answer is still to be the file.
var troubles = map[string]func(*request) bool{
	"flaky":      flaky,
	"wait":       retryAfter,
	"date":       retryAt,
	"soon":       retryAtOnce,
	"cut":        cutOff,
	"hang":       hangOn,
	"then404":    thenNotFound,
	"nosound":    noSound,
	"stall":      stallSound,
	"reset":      resetConnection,
	"garbage":    sendGarbage,
	"large":      sendWithoutEnd,
	"away":       redirectAway,
	"near":       redirectNear,
	"circle":     redirectInCircle,
	"hops":       redirectOn,
	"cookie":     setCookie,
	"order":      refuseInOrder,
	"later":      notYet,
	"turns":      takeTurns,
	"told":       asTold,
	"hidden":     hideParticipants,
	"everywhere": sendPages,
	"pages":      sendPages,
	"calls":      sendCalls,
	"strays":     strayPage,
	"circles":    circlingPage,
	"silent":     silentPage,
	"breaks":     breakingPage,
	"form":       refuseForm,
	"echo":       echoCredentials,
}

func flaky(q *request) bool {
	if q.count <= q.argument(2) {
		q.w.WriteHeader(q.status)
		return true
	}
	q.status = http.StatusOK
	return false
}

func retryAfter(q *request) bool {
	q.w.Header().Set("Retry-After", q.words[2])
	return false
}

func retryAt(q *request) bool {
	q.w.Header().Set("Retry-After", Now.Add(time.Hour).Format(http.TimeFormat))
	return false
}

func retryAtOnce(q *request) bool {
	if q.count == 1 {
		q.w.Header().Set("Retry-After", Now.Add(-time.Hour).Format(http.TimeFormat))
		q.w.WriteHeader(q.status)
		return true
	}
	q.status = http.StatusOK
	return false
}

func cutOff(q *request) bool {
	if len(q.words) == 1 || q.count == 1 {
		q.w.Header().Set("Content-Length", "1000")
		_, _ = q.w.Write([]byte(`{"call_sid": "`))
		panic(http.ErrAbortHandler)
	}
	q.status = http.StatusOK
	return false
}

func hangOn(q *request) bool {
	<-q.r.Context().Done()
	return true
}

func thenNotFound(q *request) bool {
	if q.count == 1 {
		panic(http.ErrAbortHandler)
	}
	q.status = http.StatusNotFound
	return false
}

func noSound(q *request) bool {
	q.w.Header().Set("Content-Type", "audio/x-wav")
	return true
}

func stallSound(q *request) bool {
	q.w.Header().Set("Content-Type", "audio/x-wav")
	q.w.Header().Set("Content-Length", "1000")
	_, _ = q.w.Write([]byte("RIFF"))
	_ = http.NewResponseController(q.w).Flush()
	<-q.r.Context().Done()
	return true
}

func resetConnection(*request) bool { panic(http.ErrAbortHandler) }

func sendGarbage(q *request) bool {
	conn, _, err := http.NewResponseController(q.w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = conn.Write([]byte("\x00\x01 not HTTP at all\n"))
	_ = conn.Close()
	return true
}

func sendWithoutEnd(q *request) bool {
	_, _ = q.w.Write([]byte(`{"call_sid":"`))
	piece := []byte(strings.Repeat("x", 1<<20))
	for range 80 {
		if _, err := q.w.Write(piece); err != nil {
			return true
		}
	}
	return true
}

func redirectAway(q *request) bool {
	http.Redirect(q.w, q.r, "http://elsewhere.example/api", http.StatusFound)
	return true
}

func redirectNear(q *request) bool {
	http.Redirect(q.w, q.r, "/answer", http.StatusFound)
	return true
}

func redirectInCircle(q *request) bool {
	http.Redirect(q.w, q.r, q.r.URL.Path, http.StatusFound)
	return true
}

func redirectOn(q *request) bool {
	if left := q.argument(1); left > 0 {
		http.Redirect(q.w, q.r, strings.Replace(q.r.URL.Path, q.kind, fmt.Sprintf("hops-%d", left-1), 1), http.StatusFound)
		return true
	}
	return false
}

func setCookie(q *request) bool {
	q.w.Header().Set("Set-Cookie", "session=s3cretCOOKIE")
	return false
}

func refuseInOrder(q *request) bool {
	if strings.HasSuffix(q.r.URL.Path, "2") {
		q.w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(q.w, `{"code": 10000, "message": "refused"}`)
		q.trouble.refused.Do(func() { close(q.trouble.wasRefused()) })
		return true
	}
	<-q.trouble.wasRefused()
	q.w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(q.w, `{"code": 20404, "message": "not there"}`)
	return true
}

func notYet(q *request) bool {
	if q.count <= q.argument(1) {
		q.w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(q.w, `{"code": 20404, "message": "not yet"}`)
		return true
	}
	q.status = http.StatusOK
	return false
}

func takeTurns(q *request) bool {
	for ; q.count > 0; q.count-- {
		if turn, err := os.ReadFile(filepath.Join(q.trouble.Folder, fmt.Sprintf("turn%d", q.count))); err == nil {
			_, _ = q.w.Write(turn)
			return true
		}
	}
	return true
}

func asTold(q *request) bool {
	q.trouble.tell(q.w, q.r)
	return true
}

func refuseForm(q *request) bool {
	q.w.WriteHeader(http.StatusUnprocessableEntity)
	fmt.Fprintf(q.w, `{"errors": [%q]}`, "bad form: "+string(q.form))
	return true
}

func echoCredentials(q *request) bool {
	_, token, _ := q.r.BasicAuth()
	all := token + " " + q.r.Header.Get("Authorization")
	q.w.Header().Set("X-Echo", all)
	q.w.WriteHeader(q.status)
	fmt.Fprintf(q.w, `{"code": %q, "message": %q, "more_info": %q}`, all, all, all)
	return true
}
