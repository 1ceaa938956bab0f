//go:build unix

package hostile

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode"
	"unicode/utf8"

	"confcall/acceptance/harness"
)

// evil is text that controls a terminal, breaks a line, or reverses or hides the text around it: escape sequences that clear
// the screen, set the title, write to the clipboard and begin an endless string; backspaces; C1 controls as characters and
// bytes; and bidirectional, invisible and tag characters. The text after its line break would be a line of its own.
const evil = "\x1b[2J\x1b[1A\x1b]0;t\x07\x1b]8;;http://x\x1b\\\x1b]52;c;eA==\x07\x1bP\x1b_\x08\x0b\x0c\x7f" +
	"\u0085\u009b31m\x9b31m\u061c\u200b\u200e\u200f\u2028\u2029\u202e\u2066\u00ad\ufeff\ufff9\U000e0041\r\t\nFORGED"

// evilName is as much of evil as a friendly name can hold, and evilLine what fits on a line of HTTP.
const (
	evilName = "\x1b[2J\x1b]0;t\a\u009b1m\u202e\u2066\u2028\r\nFORGED"
	evilLine = "\u0085\u009b31m\x9b31m\u061c\u200b\u200e\u200f\u2028\u2029\u202e\u2066\u00ad\ufeff\ufff9\U000e0041"
)

// escaped is how evil begins after it was made harmless.
var escaped = []string{`\u001b[2J`, `\x1b[2J`, `\u001b[…`, `\u202e`}

// calm fails the test if a screen holds anything that evil could do there.
func calm(t *testing.T, screen string) {
	t.Helper()
	for line := range strings.Lines(screen) {
		text := strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(text, "FORGED") {
			t.Errorf("a line is forged:\n%q", screen)
		}
		bad := strings.IndexFunc(text, func(r rune) bool {
			return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200c' && r != '\u200d'
		})
		if bad >= 0 || !utf8.ValidString(text) {
			t.Errorf("the terminal is driven, at %d of\n%q", bad, text)
		}
	}
}

// evilServer answers with evil in every field that is not needed to go on. The first segment of the path says what else:
//
//	fine           nothing is wrong
//	refuse-STATUS  an error, with evil in each part of it
//	twice          an answer, and evil that nobody has asked for
//	wire           evil in the status line and the headers of an error, as far as they can hold it
//	broken         evil in a header, as they cannot hold it
//	away           a redirect to evil
//	page           a next page at evil
//	ends           the conference is over from the third request on
//	falters        as refuse-503 from the third request on
type evilServer struct{ asked atomic.Int32 }

// quoted returns a text as a JSON string: some of it as escapes, the rest literally, including a byte that is not valid UTF-8.
func quoted(text string) string {
	encoded, _ := json.Marshal(text) // a text can always be encoded
	return strings.ReplaceAll(string(encoded), `\ufffd`, "\x9b")
}

// evilObject returns a resource with the given fields, as JSON, and evil in other documented fields and an unknown one.
func evilObject(fields map[string]string) string {
	bad := quoted(evil)
	pairs := []string{bad + `: {` + bad + `: [` + bad + `]}`}
	for _, field := range []string{
		"friendly_name", "status", "date_created", "date_updated", "uri", "muted", "hold", "coaching", "region", "duration", "name", "from",
	} {
		if fields[field] == "" {
			pairs = append(pairs, fmt.Sprintf("%q: %s", field, bad))
		}
	}
	for field, value := range fields {
		pairs = append(pairs, fmt.Sprintf("%q: %s", field, value))
	}
	slices.Sort(pairs)
	return "{" + strings.Join(pairs, ", ") + "}"
}

func (s *evilServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	kind, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	kind, status, _ := strings.Cut(kind, "-")
	late := s.asked.Add(1) > 2
	bad := quoted(evil)
	switch {
	case kind == "refuse", kind == "falters" && late:
		code := http.StatusServiceUnavailable
		_, _ = fmt.Sscan(status, &code)
		w.WriteHeader(code)
		if code == http.StatusConflict {
			fmt.Fprintf(w, `{"errors": [%s, {"code": %s, "message": %s, "more_info": %s}]}`, bad, bad, bad, bad)
			return
		}
		fmt.Fprintf(w, `{"code": %s, "message": %s, "more_info": %s}`, bad, bad, bad)
	case kind == "twice":
		raw(w, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"call_sid\": \"one\"}%s%s", r.Header.Get("Authorization"), evil))
	case kind == "wire":
		raw(w, fmt.Sprintf("HTTP/1.1 503 %s\r\nRetry-After: %s\r\nX-Evil: %s\r\nContent-Type: %s\r\nContent-Length: 0\r\n\r\n",
			strings.NewReplacer("\r", "", "\n", "").Replace(evil), evilLine, evilLine, evilLine))
	case kind == "broken":
		raw(w, "HTTP/1.1 200 OK\r\nX-Evil: "+evil+"\r\n\r\n")
	case kind == "away":
		w.Header().Set("Location", "http://"+evilLine+"/"+evilLine)
		w.WriteHeader(http.StatusFound)
	case kind == "page":
		fmt.Fprintf(w, `{"participants": [], "conferences": [], "next_page_uri": %s}`, quoted("http://"+evil))
	default:
		live := `"in-progress"`
		if kind == "ends" && late {
			live = `"completed"`
		}
		serveEvil(w, r, path, live)
	}
}

// raw writes bytes in place of an answer.
func raw(w http.ResponseWriter, answer string) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, answer)
	_, _ = buffered.ReadByte() // returns when the client has gone
}

// serveEvil answers as the API does, except for the texts in the fields. status is that of the conference.
func serveEvil(w http.ResponseWriter, r *http.Request, path, status string) {
	sid := func(text string) string { return `"` + text + `"` }
	conference := map[string]string{"sid": sid(harness.StorySID), "status": status}
	other := map[string]string{"sid": sid(harness.StoryCall(7))}
	if last := path[strings.LastIndex(path, "/")+1:]; len(last) == len(harness.StorySID) {
		other["sid"] = sid(last)
	}
	participant := evilObject(map[string]string{"call_sid": sid(harness.StoryCall(1)), "conference_sid": sid(harness.StorySID)})
	list := func(key string, items ...string) {
		fmt.Fprintf(w, `{"next_page_uri": null, %q: [%s]}`, key, strings.Join(items, ","))
	}
	switch {
	case r.Method == http.MethodDelete:
		w.WriteHeader(http.StatusNoContent)
	case strings.HasSuffix(path, "/Conferences") && r.URL.Query().Has("FriendlyName"):
		// Two with the requested name.
		conference["friendly_name"], conference["status"] = quoted(r.URL.Query().Get("FriendlyName")), quoted(r.URL.Query().Get("Status"))
		first := evilObject(conference)
		conference["sid"] = sid(harness.StoryCall(9))
		list("conferences", first, evilObject(conference))
	case strings.HasSuffix(path, "/Conferences"):
		list("conferences", evilObject(conference))
	case strings.HasSuffix(path, "/Participants"):
		list("participants", participant)
	case strings.HasSuffix(path, "/Recordings"):
		list("recordings", evilObject(other))
	case strings.Contains(path, "/Participants/"):
		fmt.Fprint(w, participant)
	case strings.HasSuffix(path, ".wav"):
		w.Header().Set("Content-Type", "audio/x-wav")
		fmt.Fprint(w, "RIFFxxxxWAVE"+evil)
	case strings.Contains(path, "/Recordings/"), strings.Contains(path, "/Streams"), strings.Contains(path, "/Calls/"):
		fmt.Fprint(w, evilObject(other))
	default:
		fmt.Fprint(w, evilObject(conference))
	}
}

// TestEvilAnswers checks in a terminal what every command shows of such answers: results, notes, prompts and errors.
func TestEvilAnswers(t *testing.T) {
	t.Parallel()
	type sight struct {
		kind, args string
		code       int  // -1 for any
		lines      int  // how many on the screen; 0 for any
		hidden     bool // nothing of the answer is shown
		answer     [2]string
	}
	declined := [2]string{"[y/N]: ", "n\n"}
	const get = "participant get --conference CONF --call CALL"
	sights := []sight{
		{kind: "fine", args: "participant remove --conference CONF --call CALL", code: 11, lines: 3, answer: declined},
		{kind: "fine", args: "conference end --conference CONF", code: 11, lines: 3, answer: declined},
		{kind: "fine", args: "recording delete --conference CONF --recording OTHER", code: 11, lines: 3, answer: declined},
		{kind: "fine", args: "conference get --conference NAME", code: 2, lines: 2},
		{kind: "fine", args: get + " --jq .status.x", code: 2, lines: 1},
		{kind: "fine", args: get + " --columns nosuch", code: 2, lines: 2},
		{kind: "fine", args: get + " --expect status=completed -o name", code: 9, lines: 3},
		{kind: "refuse-409", args: get, code: 6, lines: 2},
		{kind: "refuse-422", args: get + " -o json", code: 6, lines: 1},
		{kind: "refuse-422", args: "participant get --conference CONF --call CALL --call OTHER", code: 6, lines: 7},
		{kind: "refuse-503", args: get + " --retries 1", code: 8, lines: 3},
		{kind: "refuse-422", args: "check", code: 6, lines: 7},
		{kind: "wire", args: get + " --retries 1 --debug", code: 8},
		{kind: "broken", args: get + " --debug", code: 8},
		{kind: "away", args: get + " --debug", code: 8},
		{kind: "page", args: "participant list --conference CONF --debug", code: 8},
		{kind: "page", args: "conference get --conference NAME", code: 8, lines: 2},
		{kind: "fine", args: "recording download --recording OTHER -O -", code: 2, lines: 2, hidden: true},
	}
	for _, command := range []string{
		get + " --with-call", "participant list --conference CONF", "participant list --all-conferences --with-call",
		"participant find --call CALL",
		"participant mute --conference CONF --call CALL", "participant mute --conference CONF --all",
		"participant remove --conference CONF --all --yes",
		"conference get --conference CONF", "conference list", "conference end --conference CONF --yes",
		"recording get --conference CONF --recording OTHER", "recording list --conference CONF",
		"recording pause --conference CONF --recording OTHER",
		"stream start --conference CONF --url wss://x/",
	} {
		code := 0
		if words := strings.Fields(command); slices.Contains([]string{"mute", "end", "pause"}, words[1]) {
			code = 9 // the answer denies the change
		}
		sights = append(sights,
			sight{kind: "fine", args: command, code: code, hidden: strings.Contains(command, "remove")},
			sight{kind: "refuse-422", args: command, code: 6, lines: 2})
	}
	server := httptest.NewServer(&evilServer{})
	t.Cleanup(server.Close)
	names := strings.NewReplacer("CONF", harness.StorySID, "CALL", harness.StoryCall(1), "OTHER", harness.StoryCall(7), "NAME", evilName)
	for _, s := range sights {
		t.Run(s.kind+" "+s.args, func(t *testing.T) {
			t.Parallel()
			var args []string
			for _, word := range strings.Fields(s.args) {
				args = append(args, names.Replace(word))
			}
			var dialogue [][2]string
			if s.answer[0] != "" {
				dialogue = append(dialogue, s.answer)
			}
			screen, code := harness.InTerminal(t, 150, append(harness.Account(server.URL+"/"+s.kind), "NO_COLOR=1"), args, dialogue...)
			calm(t, screen)
			if code != s.code {
				t.Errorf("exit code %d, want %d:\n%s", code, s.code, screen)
			}
			if got := strings.Count(screen, "\n"); s.lines > 0 && got != s.lines {
				t.Errorf("%d lines, want %d:\n%s", got, s.lines, screen)
			}
			if shown := slices.ContainsFunc(escaped, func(text string) bool { return strings.Contains(screen, text) }); shown == s.hidden {
				t.Errorf("the answer is shown: %t, want %t:\n%s", shown, !s.hidden, screen)
			}
		})
	}
}

// TestEvilWatch draws such answers and checks that the terminal stays calm, apart from the escape sequences of the screen
// itself.
func TestEvilWatch(t *testing.T) {
	t.Parallel()
	// The escape sequences of the screen itself: to begin and end it and its frames, and to place each line.
	own := regexp.MustCompile(`\x1b\[\?1049h\x1b\[\?25l\x1b\[H\x1b\[\?2004h|\x1b\[\?2004l\x1b\[\?25h\x1b\[\?1049l|\x1b\[\?2026[hl]|\x1b\[\d+;1H\x1b\[[KJ]`)
	watch := []string{"participant", "watch", "--conference", harness.StorySID, "--interval", "1ms", "--retries", "0"}
	for _, s := range []struct {
		kind   string
		args   []string
		answer [][2]string
	}{
		{kind: "ends", args: watch},
		{kind: "falters", args: watch, answer: [][2]string{{", trying again", "q"}}},
		{kind: "ends", args: append(watch, "-o", "csv")},
		{kind: "ends", args: append(watch, "--jq", ".participant, .conference | .status?, .uri?")},
		{kind: "falters", args: []string{"conference", "watch", "--interval", "1ms", "--retries", "0"},
			answer: [][2]string{{", trying again", "q"}}},
	} {
		server := httptest.NewServer(&evilServer{})
		t.Cleanup(server.Close)
		screen, code := harness.InTerminal(t, 150, append(harness.Account(server.URL+"/"+s.kind), "NO_COLOR=1"), s.args, s.answer...)
		calm(t, own.ReplaceAllString(screen, ""))
		if code != 0 || !strings.Contains(screen, `\u001b[2J`) {
			t.Errorf("%v: exit code %d:\n%q", s.args, code, screen)
		}
	}
}

// TestEvilIsExact checks that raw formats give a program the exact text, which a terminal does not get.
func TestEvilIsExact(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&evilServer{})
	t.Cleanup(server.Close)
	want := strings.ToValidUTF8(evil, "\ufffd") // JSON cannot hold invalid bytes
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-o", "csv", "--no-headers", "--columns", "uri"}, `"` + want + "\"\n"},
		{[]string{"-o", "tsv", "--no-headers", "--columns", "uri"},
			strings.NewReplacer(`\`, `\\`, "\r", `\r`, "\t", `\t`, "\n", `\n`).Replace(want) + "\n"},
		{[]string{"--jq", ".uri"}, want + "\n"},
	} {
		o := harness.Run(t, harness.Account(server.URL+"/fine"),
			append([]string{"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(1)}, test.args...)...)
		o.Want(t, 0)
		if o.Stdout != test.want {
			t.Errorf("%v: got %q, want %q", test.args, o.Stdout, test.want)
		}
	}
}

// TestUnasked checks that an unrequested answer, here one with the credentials, does not get to standard error, where the
// standard library logs it.
func TestUnasked(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&evilServer{})
	t.Cleanup(server.Close)
	o := harness.Run(t, append(harness.Account(server.URL+"/twice"), "GODEBUG=http2debug=2"), "participant", "get",
		"--conference", harness.StorySID, "--call", harness.StoryCall(1), "--call", harness.StoryCall(2), "--call", harness.StoryCall(3), "--parallel", "1", "-o", "name")
	o.Want(t, 0)
	if o.Stdout != "one\none\none\n" || o.Stderr != "" {
		t.Errorf("got %q and %q", o.Stdout, o.Stderr)
	}
}
