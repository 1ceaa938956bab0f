//go:build unix

package hostile

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// requestsOfEachKind are commands that read one thing, read a list, make a change, and remove something.
var requestsOfEachKind = map[string][]string{
	"get":    {"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(1)},
	"list":   {"participant", "list", "--conference", harness.StorySID},
	"mute":   {"participant", "mute", "--conference", harness.StorySID, "--call", harness.StoryCall(1)},
	"remove": {"participant", "remove", "--conference", harness.StorySID, "--call", harness.StoryCall(1), "--yes"},
}

// TestTricklingAnswers sends one byte at a time of the body, the headers, or the early hints before them. The timeout must end
// it.
func TestTricklingAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		kind, _, _ := strings.Cut(r.URL.Path[1:], "/")
		begin := map[string]string{"body": withHeaders("Transfer-Encoding: chunked", ""), "headers": "HTTP/1.1 200 OK\r\nX-Long: "}[kind]
		again := map[string]string{"body": "1\r\n \r\n", "headers": "x", "hints": "HTTP/1.1 100 Continue\r\n\r\n"}[kind]
		_, err = io.WriteString(conn, begin)
		for range 10_000 { // unless the client goes first
			if err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
			_, err = io.WriteString(conn, again)
		}
	}))
	t.Cleanup(server.Close)
	for name, args := range requestsOfEachKind {
		kind := map[string]string{"list": "headers", "get": "hints"}[name]
		if kind == "" {
			kind = "body"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, timeout := harness.Outcome{}, ""
			for _, timeout = range []string{"100ms", "3s", "30s"} { // a busy machine may take longer to connect
				o = harness.Run(t, harness.Account(server.URL+"/"+kind), append(slices.Clone(args), "--timeout", timeout)...)
				if strings.Contains(o.Stderr, "no whole answer from 127.0.0.1:") {
					break
				}
			}
			o.Want(t, 8, "no whole answer from 127.0.0.1:", " within "+timeout+"\nhint: ")
			if o.Stdout != "" || strings.Count(o.Stderr, "\n") != 2 {
				t.Errorf("want an error of two lines alone:\n%s%s", o.Stdout, o.Stderr)
			}
		})
	}
	t.Run("wait", func(t *testing.T) {
		t.Parallel()
		harness.Run(t, harness.Account(server.URL+"/body"), "conference", "wait", "--conference", harness.StorySID,
			"--for", "exists", "--within", "100ms").
			Want(t, 10, "not within 100ms")
	})
}

// serveVast serves an answer of so many MiB, {"call_sid": "xxx…, plain or compressed to a thousandth, with a status. The path
// begins with plain or packed, the size and the status.
func serveVast(t *testing.T) string {
	t.Helper()
	piece := []byte(strings.Repeat("x", 1<<20))
	packed := []byte(zipped(string(piece)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		words := strings.Split(strings.Split(r.URL.Path, "/")[1], "-")
		size, _ := strconv.Atoi(words[1])
		status, _ := strconv.Atoi(words[2])
		send, begin := piece, `{"call_sid": "`
		if words[0] == "packed" {
			send, begin = packed, zipped(begin) // concatenated, they are one gzip stream
			w.Header().Set("Content-Encoding", "gzip")
		}
		w.WriteHeader(status)
		_, err := io.WriteString(w, begin)
		for range size {
			if err == nil {
				_, err = w.Write(send)
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestVastAnswers checks that no more than 64 MiB of any answer is read, however small it is when compressed.
func TestVastAnswers(t *testing.T) {
	t.Parallel()
	space := serveVast(t)
	var little int64
	// These run one after the other, since each takes a lot of memory.
	for _, test := range []struct{ verb, answer string }{
		{"mute", "plain-65-200"}, {"list", "packed-400-200"}, {"remove", "plain-400-200"}, {"get", "packed-400-422"},
	} {
		cmd := harness.Command(t, harness.Account(space+"/"+test.answer),
			slices.Concat(requestsOfEachKind[test.verb], []string{"--retries", "0"}, harness.Unhurried)...)
		o := harness.Finish(t, cmd)
		o.Want(t, 8, ": the answer is larger than 64 MiB\nhint: ")
		if o.Stdout != "" || strings.Count(o.Stderr, "\n") != 2 {
			t.Errorf("%s: want an error of two lines alone:\n%s%s", test.verb, o.Stdout, o.Stderr)
		}
		if little == 0 {
			little = harness.Peak(t, cmd)
		} else if most := harness.Peak(t, cmd); most > little*3/2 {
			t.Errorf("%s: %d KiB for 65 MiB and %d KiB for 400", test.verb, little, most)
		}
	}
}

// TestLongErrors checks that the text of an error is bounded, wherever in it a server writes at length.
func TestLongErrors(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 20_000)
	for name, body := range map[string]string{
		"message": fmt.Sprintf(`{"code": 1, "message": %q}`, long),
		"code":    fmt.Sprintf(`{"code": %q, "message": "m"}`, long),
		"link":    fmt.Sprintf(`{"code": 1, "message": "m", "more_info": %q}`, long),
		"many":    `{"errors": [` + strings.Repeat(`"no", `, 20_000) + `"no"]}`,
		"page":    fmt.Sprintf(`{"participants": [], "next_page_uri": %q}`, "/"+long),
		"scheme":  fmt.Sprintf(`{"participants": [], "next_page_uri": %q}`, strings.ReplaceAll(long, " ", "")+"://x/"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if strings.HasPrefix(body, `{"code"`) || strings.HasPrefix(body, `{"errors"`) {
					w.WriteHeader(http.StatusUnprocessableEntity)
				}
				_, _ = io.WriteString(w, body)
			}))
			t.Cleanup(server.Close)
			for _, format := range []string{"csv", "jsonl"} {
				o := harness.Run(t, harness.Account(server.URL), append(requestsOfEachKind["list"], "-o", format, "--retries", "0")...)
				if o.Code != 6 && o.Code != 8 || len(o.Stderr) > 10_000 {
					t.Errorf("exit code %d, %d bytes: %.300s", o.Code, len(o.Stderr), o.Stderr)
				}
			}
		})
	}
}

// TestWrongSounds checks that no file remains of a sound that is incomplete or not a sound, and that a download that has begun
// is not repeated.
func TestWrongSounds(t *testing.T) {
	t.Parallel()
	const sound = "Content-Type: audio/x-wav|"
	const sounds = "RIFFxxxxWAVE"
	packed := zipped(sounds)
	for _, a := range []rawAnswer{
		{name: "shorter than its length", bytes: withHeaders(sound+"Content-Length: 13", sounds),
			problem: "cut the connection before the answer was whole"},
		{name: "cut off in a chunk", bytes: withHeaders(sound+"Transfer-Encoding: chunked", "c\r\nRIFF"),
			problem: "cut the connection before the answer was whole"},
		{name: "cut off before the last chunk", bytes: withHeaders(sound+"Transfer-Encoding: chunked", "c\r\nRIFFxxxxWAVE\r\n"),
			problem: "cut the connection before the answer was whole"},
		{name: "a chunk of no length", bytes: withHeaders(sound+"Transfer-Encoding: chunked", "c\r\nRIFFxxxxWAVE\r\nzz\r\n"),
			problem: "read the answer of 127.0.0.1:"},
		{name: "two lengths", bytes: withHeaders(sound+"Content-Length: 12|Content-Length: 4", sounds),
			problem: "multiple Content-Length headers"},
		{name: "a part", bytes: strings.Replace(withHeaders(sound+"Content-Length: 12|Content-Range: bytes 0-11/100", sounds),
			"200 OK", "206 Partial Content", 1), problem: "encoded or a part of it"},
		{name: "compressed",
			bytes:   withHeaders(sound+fmt.Sprintf("Content-Encoding: gzip|Content-Length: %d", len(packed)), packed),
			problem: "encoded or a part of it"},
		{name: "HTML", bytes: withHeaders("Content-Type: text/html; charset=utf-8", "<html>"), problem: "the answer is text/html, not audio"},
		{name: "an error that is a success", bytes: bodyOf(`{"code": 20404}`), problem: "the answer is application/json, not audio"},
		{name: "204", bytes: "HTTP/1.1 204 No Content\r\n\r\n", problem: "the answer is empty"},
		{name: "a redirect to elsewhere", bytes: "HTTP/1.1 302 Found\r\nLocation: http://localhost:1/x.wav\r\n\r\n",
			problem: "refused a redirect to http://localhost:1, which is not http://127.0.0.1:"},
		{name: "as long as it says", bytes: withHeaders(sound+"Content-Encoding: identity|Content-Length: 12", sounds)},
		{name: "more behind its end", bytes: withHeaders(sound+"Content-Length: 12", sounds+"more")},
	} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				a.send(w, r)
			}))
			t.Cleanup(server.Close)
			cmd := harness.Command(t, harness.Account(server.URL), "recording", "download", "--recording", sandbox.SampleCall, "-O", "x.wav", "-q")
			o := harness.Finish(t, cmd)
			left, err := os.ReadDir(cmd.Dir)
			if err != nil {
				t.Fatal(err)
			}
			if asked.Load() != 1 {
				t.Errorf("asked %d times", asked.Load())
			}
			if a.problem == "" {
				o.Want(t, 0)
				if content, err := os.ReadFile(cmd.Dir + "/x.wav"); string(content) != sounds || len(left) != 1 {
					t.Errorf("the file has %q (%v), and there are %v", content, err, left)
				}
				return
			}
			o.Want(t, 8, a.problem, "\nhint: ")
			if o.Stdout != "" || strings.Count(o.Stderr, "\n") != 2 || len(left) > 0 {
				t.Errorf("want an error of two lines alone, and no file; there are %v:\n%s%s", left, o.Stdout, o.Stderr)
			}
		})
	}
}

// TestLongSound downloads a sound that is larger than the memory it takes.
func TestLongSound(t *testing.T) {
	t.Parallel()
	const length = 100 << 20
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "audio/x-wav")
		w.Header().Set("Content-Length", fmt.Sprint(length))
		piece := make([]byte, 1<<20)
		for copy(piece, "RIFFxxxxWAVE"); ; {
			if _, err := w.Write(piece); err != nil { // all of the announced length was sent
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	cmd := harness.Command(t, harness.Account(server.URL),
		append([]string{"recording", "download", "--recording", sandbox.SampleCall, "-O", "-"}, harness.Unhurried...)...)
	var got byteCounter
	cmd.Stdout = &got
	if err := cmd.Run(); err != nil || got != length {
		t.Errorf("%d bytes of %d: %v", got, length, err)
	}
	if most := harness.Peak(t, cmd); most > length>>10 {
		t.Errorf("%d KiB of memory for %d", most, length>>10)
	}
}

type byteCounter int

func (c *byteCounter) Write(p []byte) (int, error) {
	*c += byteCounter(len(p))
	return len(p), nil
}
