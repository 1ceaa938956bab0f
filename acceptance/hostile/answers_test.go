//go:build unix

package hostile

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"confcall/acceptance/harness"
)

// rawAnswer is an answer as it is sent, from the status line on. The connection is closed after it.
type rawAnswer struct {
	name, bytes string
	problem     string // what the error says; empty for an answer that is accepted
	nothing     bool   // accepted too for requests that the API answers with nothing
	zipped      bool   // the body is compressed
}

// send writes the answer in place of what the server would send.
func (a rawAnswer) send(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // otherwise closing the connection resets it
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	text := about(a.bytes, r)
	if a.zipped {
		head, body, _ := strings.Cut(text, "\r\n\r\n")
		text = head + "\r\n\r\n" + zipped(body)
	}
	_, _ = io.WriteString(conn, text) // the client may close the connection early
}

// withHeaders returns a successful answer with headers, separated by |, and a body that ends with the connection.
func withHeaders(headers, body string) string {
	return "HTTP/1.1 200 OK\r\nConnection: close\r\n" + strings.ReplaceAll(headers, "|", "\r\n") + "\r\n\r\n" + body
}

// bodyOf returns a successful answer with a body and nothing odd about it.
func bodyOf(body string) string {
	return withHeaders(fmt.Sprintf("Content-Type: application/json|Content-Length: %d", len(body)), body)
}

func zipped(body string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, body)
	_ = w.Close()
	return b.String()
}

// askedSID stands for the SID that a request is about, which a good answer names.
const askedSID = "99999999-9999-9999-9999-999999999999"

const goodObject = `{"call_sid": "` + askedSID + `", "sid": "` + askedSID + `", "muted": true, "status": "in-progress"}`

// about replaces askedSID in an answer by the last part of a request's path.
func about(answer string, r *http.Request) string {
	last := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	if len(last) != len(askedSID) {
		return answer
	}
	return strings.ReplaceAll(answer, askedSID, last)
}

// wrongAnswers are answers that the API never gives, to any request.
func wrongAnswers() []rawAnswer {
	const unread = "read the answer of 127.0.0.1:"
	const cut = "cut the connection before the answer was whole"
	nested := strings.Repeat(`{"a":[`, 129) + strings.Repeat("]}", 129)
	packed := zipped(goodObject)
	return []rawAnswer{
		{name: "cut off", bytes: withHeaders("Content-Length: 1000", `{"call_sid": "`), problem: cut},
		{name: "cut off in a chunk", bytes: withHeaders("Transfer-Encoding: chunked", "ff\r\n{"), problem: cut},
		{name: "cut off before the last chunk", bytes: withHeaders("Transfer-Encoding: chunked", "2\r\n{}\r\n"), problem: cut},
		{name: "cut off in the headers", bytes: "HTTP/1.1 200 OK\r\nX-Odd: yes\r\n", problem: cut},
		{name: "cut off in a header", bytes: "HTTP/1.1 200 OK\r\nX-Od", problem: unread},
		{name: "cut off before anything", bytes: "", problem: cut},
		{name: "cut off, of no known length", bytes: withHeaders("", `{"call_sid": "`), problem: "the answer is not JSON"},
		{name: "cut off and compressed", bytes: withHeaders("Content-Encoding: gzip", packed[:len(packed)-9]), problem: cut},
		{name: "not JSON", bytes: bodyOf("call me"), problem: "the answer is not JSON"},
		{name: "HTML", bytes: bodyOf("\n<!DOCTYPE html><html></html>"), problem: "the answer is HTML, not JSON"},
		{name: "empty", bytes: bodyOf(""), problem: "the answer is empty", nothing: true},
		{name: "blank", bytes: bodyOf(" \r\n\t"), problem: "the answer is empty", nothing: true},
		{name: "204", bytes: "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", problem: "the answer is empty", nothing: true},
		{name: "an array", bytes: bodyOf(`[` + goodObject + `]`), problem: "the answer is JSON, but not an object"},
		{name: "a text", bytes: bodyOf(`"in-progress"`), problem: "the answer is JSON, but not an object"},
		{name: "null", bytes: bodyOf("null"), problem: "the answer is JSON, but not an object"},
		{name: "two objects", bytes: bodyOf(goodObject + goodObject), problem: "the answer is not JSON"},
		{name: "a comma too many", bytes: bodyOf(`{"call_sid": "x",}`), problem: "the answer is not JSON"},
		{name: "a number that is none", bytes: bodyOf(`{"call_sid": NaN}`), problem: "the answer is not JSON"},
		{name: "a byte order mark", bytes: bodyOf("\ufeff" + goodObject), problem: "the answer is not JSON"},
		{name: "UTF-16", bytes: bodyOf("\xff\xfe{\x00}\x00"), problem: "the answer is not JSON"},
		{name: "deep nesting", bytes: bodyOf(nested), problem: "the answer is nested more than 256 levels deep"},
		{name: "many values", bytes: bodyOf(`{"a":[` + strings.Repeat("{},", 1<<18) + `{}]}`),
			problem: "the answer holds more than 262144 values"},
		{name: "garbage before the status line", bytes: "\x00\x1b[31m" + bodyOf(goodObject), problem: unread},
		{name: "much garbage", bytes: strings.Repeat("G", 500_000) + "\r\n\r\n", problem: unread},
		{name: "a status of no kind", bytes: "HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n", problem: "the answer has the status 0"},
		{name: "another protocol",
			bytes:   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + goodObject,
			problem: "the answer has the status 101"},
		{name: "hints without end", bytes: strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 40_000), problem: unread},
		{name: "headers without end", bytes: "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-More: yes\r\n", 100_000), problem: unread},
		{name: "a header of no kind", bytes: "HTTP/1.1 200 OK\r\nno header\r\n\r\n" + goodObject, problem: unread},
		{name: "two lengths", bytes: withHeaders("Content-Length: 2|Content-Length: 75", goodObject), problem: unread},
		{name: "a length below 0", bytes: withHeaders("Content-Length: -1", goodObject), problem: unread},
		{name: "a chunk of no length", bytes: withHeaders("Transfer-Encoding: chunked", "{}\r\n"), problem: unread},
		{name: "a chunk beyond 64 bits", bytes: withHeaders("Transfer-Encoding: chunked", "1ffffffffffffffff\r\n"), problem: unread},
		{name: "an unknown coding", bytes: withHeaders("Transfer-Encoding: rot13", goodObject), problem: unread},
		{name: "a compression that is none", bytes: withHeaders("Content-Encoding: gzip", goodObject), problem: unread},
		{name: "a wrong checksum", bytes: withHeaders("Content-Encoding: gzip", packed[:len(packed)-8]+"12345678"), problem: unread},
		{name: "a compression not asked for", bytes: withHeaders("Content-Encoding: br", "\x0b\x02\x80"), problem: "the answer is not JSON"},
	}
}

// oddAnswers are unusual but valid answers of the API: an answer is judged by its body.
func oddAnswers() []rawAnswer {
	return []rawAnswer{
		{name: "a text by its type", bytes: withHeaders("Content-Type: text/plain; charset=utf-16", goodObject)},
		{name: "HTML by its type", bytes: withHeaders("Content-Type: text/html", goodObject)},
		{name: "no type", bytes: withHeaders("", goodObject)},
		{name: "chunks and a length",
			bytes: withHeaders("Transfer-Encoding: chunked|Content-Length: 3", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(goodObject), goodObject))},
		{name: "compressed", bytes: withHeaders("Content-Encoding: gzip", goodObject), zipped: true},
		{name: "more than its length", bytes: bodyOf(goodObject) + "HTTP/1.1 500 Forged\r\n\r\n"},
		{name: "blanks around it", bytes: bodyOf("\r\n\t " + goodObject + " \n")},
		{name: "created", bytes: strings.Replace(bodyOf(goodObject), "200 OK", "201 Created", 1)},
	}
}

// answerByCall serves the answers. A request gets the answer with the number of its call, or of whatever comes last in its
// path.
func answerByCall(t *testing.T, answers []rawAnswer) []string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.URL.Path[strings.LastIndex(r.URL.Path, "-")+1:])
		if err != nil || number >= len(answers) {
			http.NotFound(w, r)
			return
		}
		answers[number].send(w, r)
	}))
	t.Cleanup(server.Close)
	return harness.Account(server.URL)
}

// TestWrongAnswers gives every wrong and every odd answer to a request that reads, one that changes and one that removes. Each
// failure takes two lines, or one of JSON, and does not affect the others.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	wrong := wrongAnswers()
	answers := append(wrong, oddAnswers()...)
	environment := answerByCall(t, answers)
	for _, verb := range []string{"get", "mute", "remove"} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			args := []string{"participant", verb, "--conference", harness.StorySID, "--retries", "0", "-q"}
			if verb == "remove" {
				args = append(args, "--yes")
			}
			taken := len(answers) - len(wrong)
			var failed []int
			for i, a := range answers {
				args = append(args, "--call", harness.StoryCall(i))
				switch {
				case verb == "remove" && a.nothing:
					taken++
				case a.problem != "":
					failed = append(failed, i)
				}
			}

			plain := harness.Run(t, environment, args...)
			plain.Want(t, 8)
			lines := strings.Split(strings.TrimSuffix(plain.Stderr, "\n"), "\n")
			if len(lines) != 2*len(failed)+2 {
				t.Fatalf("%d lines for %d failures and their sum:\n%s", len(lines), len(failed), plain.Stderr)
			}
			for at, i := range failed {
				checkLines(t, answers[i], verb, harness.StoryCall(i), lines[2*at:2*at+2])
			}

			o := harness.Run(t, environment, append(args, "-o", "json")...)
			o.Want(t, 8)
			lines = strings.Split(strings.TrimSuffix(o.Stderr, "\n"), "\n")
			if len(lines) != len(failed)+1 {
				t.Fatalf("%d lines of JSON for %d failures and their sum:\n%s", len(lines), len(failed), o.Stderr)
			}
			for at, i := range failed {
				var line struct {
					Error struct {
						Message, Hint string
						Exit          int
					}
				}
				if err := json.Unmarshal([]byte(lines[at]), &line); err != nil || line.Error.Exit != 8 {
					t.Errorf("%s: exit code %d, want 8 (%v)", answers[i].name, line.Error.Exit, err)
				}
				checkLines(t, answers[i], verb, harness.StoryCall(i), []string{"confcall: " + line.Error.Message, "hint: " + line.Error.Hint})
			}
			if verb == "remove" {
				if o.Stdout != "" {
					t.Errorf("printed %q", o.Stdout)
				}
				return
			}
			var items []json.RawMessage
			if err := json.Unmarshal([]byte(o.Stdout), &items); err != nil || len(items) != taken {
				t.Errorf("%d items, want the %d good ones (%v)", len(items), taken, err)
			}
		})
	}
}

// checkLines checks that an error's two lines say briefly what is wrong with the answer.
func checkLines(t *testing.T, a rawAnswer, verb, call string, lines []string) {
	t.Helper()
	message, hint := lines[0], lines[1]
	if !strings.HasPrefix(message, "confcall: ") || !strings.Contains(message, call) || !strings.Contains(message, a.problem) {
		t.Errorf("%s: got %.200q, want %s and %q", a.name, message, call, a.problem)
	}
	if !strings.HasPrefix(hint, "hint: ") ||
		verb != "get" && !strings.HasPrefix(hint, "hint: the change may have been made; look with: confcall ") {
		t.Errorf("%s: got the hint %q", a.name, hint)
	}
	if len(message) > 10_000 || strings.ContainsFunc(message, func(r rune) bool { return r < ' ' }) {
		t.Errorf("%s: the error is no line to be read: %.200q", a.name, message)
	}
}

// TestWrongPages gives each wrong answer in place of a second page. The rows of the first page remain, and nothing is added to
// them.
func TestWrongPages(t *testing.T) {
	t.Parallel()
	for _, a := range wrongAnswers() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Has("Page") {
					a.send(w, r)
					return
				}
				harness.WritePage(w, 0, 2, `"?Page=1"`)
			}))
			t.Cleanup(server.Close)
			o := harness.Run(t, harness.Account(server.URL), "participant", "list", "--conference", harness.StorySID, "--retries", "0", "-o", "csv")
			o.Want(t, 8, "list the participants of conference "+harness.StorySID, a.problem)
			if strings.Count(o.Stderr, "\n") != 2 {
				t.Errorf("an error of two lines is wanted:\n%s", o.Stderr)
			}
			if rows, err := csv.NewReader(strings.NewReader(o.Stdout)).ReadAll(); err != nil || len(rows) != 3 {
				t.Errorf("%d rows, want the header and two (%v):\n%s", len(rows), err, o.Stdout)
			}
		})
	}
	// A wrong first page yields no rows, and a wrong document yields nothing.
	for _, args := range [][]string{
		{"participant", "list", "--conference", harness.StorySID}, {"participant", "find", "--call", harness.StoryCall(1)},
		{"conference", "get", "--conference", "A name"},
	} {
		server := httptest.NewServer(http.HandlerFunc(wrongAnswers()[9].send))
		t.Cleanup(server.Close)
		o := harness.Run(t, harness.Account(server.URL), args...)
		o.Want(t, 8, "the answer is HTML, not JSON")
		if o.Stdout != "" {
			t.Errorf("%v printed %q", args, o.Stdout)
		}
	}
}

// TestWrongAnswersPass watches a conference, and waits for it, and gets a wrong answer at each poll. Each is reported on one
// line, and none ends the command.
func TestWrongAnswersPass(t *testing.T) {
	t.Parallel()
	wrong := wrongAnswers()
	for _, test := range []struct {
		verb   []string
		suffix string // of the paths that get a wrong answer
		stdout string
	}{
		{[]string{"participant", "watch", "--jq", ".event"}, "/Participants", "present\nended\n"},
		{[]string{"participant", "wait", "--call", harness.StoryCall(1), "--for", "muted=true", "--jq", ".call_sid"},
			harness.StoryCall(1), harness.StoryCall(1) + "\n"},
		{[]string{"conference", "wait", "--for", "status=completed", "--jq", ".status"}, harness.StorySID, "completed\n"},
	} {
		t.Run(strings.Join(test.verb[:2], " "), func(t *testing.T) {
			t.Parallel()
			var looks atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Connection", "close") // otherwise the transport retries after an empty answer
				look := int(looks.Load())
				if strings.HasSuffix(r.URL.Path, test.suffix) {
					look = int(looks.Add(1)) - 1
				}
				switch {
				case look < len(wrong) && strings.HasSuffix(r.URL.Path, test.suffix):
					wrong[look].send(w, r)
				case strings.HasSuffix(r.URL.Path, "/Participants"):
					harness.WritePage(w, 0, 1, "null")
				case strings.HasSuffix(r.URL.Path, harness.StoryCall(1)):
					fmt.Fprint(w, about(goodObject, r))
				case look < len(wrong):
					fmt.Fprintf(w, `{"sid": %q, "status": "in-progress"}`, harness.StorySID)
				default:
					fmt.Fprintf(w, `{"sid": %q, "status": "completed"}`, harness.StorySID)
				}
			}))
			t.Cleanup(server.Close)
			o := harness.Run(t, harness.Account(server.URL),
				append(test.verb, "--conference", harness.StorySID, "--interval", "1ms", "--retries", "0")...)
			o.Want(t, 0)
			if !strings.HasSuffix(o.Stdout, test.stdout) {
				t.Errorf("got %q, want %q", o.Stdout, test.stdout)
			}
			lines := slices.Collect(strings.Lines(o.Stderr))
			if len(lines) != len(wrong) {
				t.Fatalf("%d lines for %d wrong answers:\n%s", len(lines), len(wrong), o.Stderr)
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, "confcall: ") || !strings.Contains(line, wrong[i].problem) {
					t.Errorf("%s: got %.200q, want %q", wrong[i].name, line, wrong[i].problem)
				}
			}
		})
	}
}
