package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"confcall/pkg/condition"
	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/sandbox"
	"confcall/pkg/signalwire"
)

const fuzzToken = "PT-of-the-fuzzing"

// fuzzApp is an app whose account is the sandbox's, with another token, at a space.
func fuzzApp(f *testing.F, space string) *App {
	f.Helper()
	settings, err := config.Load(config.Input{FlagsOnly: true, Stdin: strings.NewReader(fuzzToken), Flags: map[string]string{
		"space": space, "project": sandbox.Account, "token-file": "-", "retries": "0",
	}})
	if err != nil {
		f.Fatal(err)
	}
	return &App{Console: &console.Console{}, Now: time.Now, Random: func() float64 { return 0 }, settings: settings}
}

// FuzzSID takes any text for a SID. All that read one agree: the flags, the settings, conditions and the sandbox;
// and what they take stands in a path as it is.
func FuzzSID(f *testing.F) {
	for _, seed := range []string{sandbox.Account, strings.ToUpper(sandbox.Account), "b3877c40-da60-4998-90ad-b792e98472co", "0e0", "1 nov 2026 10:00:00 gmt", "../" + sandbox.Account, "%62" + sandbox.Account[1:], ""} {
		f.Add(seed)
	}
	server := sandbox.New(sandbox.Options{})
	form := regexp.MustCompile(`(?i)\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z`)
	f.Fuzz(func(t *testing.T, text string) {
		want := form.MatchString(text)
		found := map[string]bool{
			"the client": signalwire.IsSID(text), "a flag": flags.CheckSID(text) == nil,
			"the setting project": config.Check(config.Project, text) == nil, "the setting account": config.Check(config.Account, text) == nil,
		}
		// The letter case of a SID does not count in a condition. In quotes the text is no number or time, which have other spellings too.
		upper, err1 := json.Marshal(strings.ToUpper(text))
		object, err2 := json.Marshal(map[string]string{"sid": text})
		if err1 == nil && err2 == nil && strings.ToUpper(text) != text && utf8.ValidString(text) {
			if c, err := condition.Parse("sid=" + string(upper)); err == nil {
				verdict, err := c.Judge(condition.Subject{Object: object})
				found["a condition"] = err == nil && verdict.Holds
			}
		}
		path := "/api/laml/2010-04-01/Accounts/" + sandbox.Account + "/Calls/"
		if target, err := url.Parse(path + url.PathEscape(text)); err == nil && text != "" {
			request := &http.Request{Method: http.MethodGet, URL: target, Header: http.Header{}}
			request.SetBasicAuth(sandbox.Account, sandbox.Token)
			answer := httptest.NewRecorder()
			server.ServeHTTP(answer, request)
			found["the sandbox"] = answer.Code != http.StatusBadRequest
		}
		for who, taken := range found {
			if taken != want {
				t.Errorf("%q: %s takes it for a SID: %t", text, who, taken)
			}
		}
		if u, err := url.Parse("https://example.com/a/" + text + "/b?c"); want && (err != nil || u.Path != "/a/"+text+"/b" || u.RawQuery != "c" || u.JoinPath().Path != u.Path) {
			t.Errorf("%q changes a path to %v", text, u)
		}
	})
}

// FuzzConferenceName names a conference of the sandbox in any way, and looks it up. What the flag takes for a name finds this
// conference and no other; a SID is never looked up.
func FuzzConferenceName(f *testing.F) {
	for _, seed := range []string{"Stand-up", "R&D = 100% +1", "Ω 😀\u00a0", "a\x00b", "?#/..", `"\`, "\u202e\x1b[31m", strings.Repeat("é", 64), "null", sandbox.Account} {
		f.Add(seed)
	}
	var server http.Handler
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.SetBasicAuth(sandbox.Account, sandbox.Token)
		server.ServeHTTP(w, r)
	}))
	f.Cleanup(listener.Close)
	client, err := fuzzApp(f, listener.URL).Client(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	file := filepath.Join(f.TempDir(), "data.yaml")
	f.Fuzz(func(t *testing.T, name string) {
		target, err := flags.ParseConference(name)
		if err != nil || !utf8.ValidString(name) {
			t.Skip()
		}
		const want = "11111111-1111-4111-8111-000000000001"
		text := fmt.Sprintf("conferences: [{friendly_name: another}, {friendly_name: %s, sid: %s}, {friendly_name: %s}]", strconv.QuoteToASCII(name), want, strconv.QuoteToASCII(name[1:]+name[:1]+" "))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		data, err := sandbox.ReadData(file, time.Now())
		if err != nil {
			t.Skip() // such as two conferences of one name
		}
		server = sandbox.New(sandbox.Options{Data: data})
		got, err := lookup.ConferenceSID(t.Context(), client, target)
		if signalwire.IsSID(name) {
			if got != name || err != nil {
				t.Errorf("the SID %q is looked up: %q, %v", name, got, err)
			}
		} else if got != want || err != nil {
			t.Errorf("%q is found as %q, %v", name, got, err)
		}
	})
}

// FuzzErrorBody answers a request with any status, body and Retry-After. The exit code is the one of the table, for a person the error
// is two lines and for a script one of JSON, neither endless, and no secret is in them.
func FuzzErrorBody(f *testing.F) {
	for _, status := range []int{200, 302, 400, 401, 403, 404, 407, 429, 500, 503} {
		f.Add(status, []byte(`{"code": 20404, "message": "The requested resource was not found.", "more_info": "https://x", "status": 404}`), "")
	}
	f.Add(422, []byte(`{"errors": ["a", {"code": "30010", "message": "m"}]}`), "120")
	f.Add(400, []byte(`{"message": "you sent `+fuzzToken+`"}`), fuzzToken)
	var status int
	var body []byte
	var after string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", after)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	f.Cleanup(server.Close)
	app := fuzzApp(f, server.URL)
	client, err := app.Client(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code int, answer []byte, header string) {
		if code < 200 || code > 999 || bytes.Count(answer, []byte("{"))+bytes.Count(answer, []byte("[")) > 256 {
			t.Skip() // what is nested deeper is no answer
		}
		status, body, after = code, answer, output.Clean(header) // another one is no HTTP
		_, err := client.Conference(t.Context(), sandbox.Account)
		exit := failure.Exit(err)
		if want := exitOfAnswer(code, answer); exit != want && !(want == failure.ExitOK && err != nil && isNoResource(answer)) {
			t.Errorf("HTTP %d with %q ends with %d, want %d: %v", code, answer, exit, want, err)
		}
		if err == nil {
			return
		}
		described := app.Describe(err)
		text, line := described.Text(), described.JSON()
		lines := strings.Split(text, "\n")
		if len(lines) != 3 || !strings.HasPrefix(lines[0], "confcall: ") || !strings.HasPrefix(lines[1], "hint: ") || lines[2] != "" || output.Clean(lines[0]+lines[1]) != lines[0]+lines[1] {
			t.Errorf("HTTP %d with %q is told as %q", code, answer, text)
		}
		var report map[string]struct {
			Exit          int
			Message, Hint string
		}
		if err := json.Unmarshal([]byte(line), &report); err != nil || strings.Count(line, "\n") != 1 || report["error"].Exit != exit || report["error"].Message == "" || report["error"].Hint == "" {
			t.Errorf("HTTP %d with %q is told as %s", code, answer, line)
		}
		if len(text) > 64<<10 || len(line) > 128<<10 || strings.Contains(strings.ToLower(text+line), strings.ToLower(fuzzToken)) {
			t.Errorf("HTTP %d with %q is told as %q and %s", code, answer, text, line)
		}
	})
}

// isNoResource reports whether an answer may be an error though its status says success, which is tested beside the client.
func isNoResource(answer []byte) bool {
	for _, word := range []string{"sid", "code", "message", "error", "detail", "title", "msg", "description"} {
		if bytes.Contains(answer, []byte(word)) || bytes.Contains(answer, []byte(`\u`)) {
			return true
		}
	}
	return false
}

// exitOfAnswer is the table of exit codes, for a client that gets an answer.
func exitOfAnswer(status int, body []byte) int {
	var object map[string]json.RawMessage
	isObject := json.Unmarshal(body, &object) == nil && object != nil
	empty := strings.TrimSpace(string(body)) == "" || status == http.StatusNoContent || status == http.StatusNotModified
	switch {
	case status == http.StatusUnauthorized:
		return failure.ExitCredentials
	case status == http.StatusTooManyRequests:
		return failure.ExitRateLimited
	case status < 300 && isObject && !empty:
		return failure.ExitOK
	case status < 400 || status >= 500 || status == http.StatusProxyAuthRequired || !isObject && !empty:
		return failure.ExitUnreachable
	case status == http.StatusForbidden:
		return failure.ExitCredentials
	case status == http.StatusNotFound && !isNumbered(object):
		return failure.ExitUnreachable
	case status == http.StatusNotFound:
		return failure.ExitNotFound
	}
	return failure.ExitRefused
}

// isNumbered reports whether an error has one of the API's own shapes: a code that is a number, or a list of texts.
func isNumbered(object map[string]json.RawMessage) bool {
	if number := regexp.MustCompile(`^("\s*[0-9]+\s*"|-?[0-9].*)$`); number.Match(object["code"]) {
		return true
	}
	var items []json.RawMessage
	_ = json.Unmarshal(object["errors"], &items)
	for _, item := range items {
		var fields map[string]json.RawMessage
		if item[0] == '"' || json.Unmarshal(item, &fields) == nil && isNumbered(fields) {
			return true
		}
	}
	return false
}
