//go:build unix

package hostile

import (
	"bytes"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// The secrets of the tests: the API token, the token for the server of a stream, and the password of a proxy. No two of their
// spellings are alike.
const (
	secretToken    = `PT+s3/cret"0123'&<é>%=?~\z`
	secretBearer   = `BT+s4/cret"0123'&<é>%=?~\z`
	secretPassword = `PW+s5/cret"0123'&<é>%=?~\z`
)

// A failure is an environment in which something goes wrong.
type failure struct {
	name        string
	environment []string
	meets       int  // which lines run with it: those of a few commands, the first of each, or all
	code        int  // the exit code of all lines except those that poll; 0 for any
	echoed      bool // the secrets are sent back
	answered    bool // the API's answer is printed, whatever a server put into it
}

const (
	few = iota
	first
	every
)

// lines returns the command lines that run with a failure. A few are traced, since together they use everything that speaks
// with the API.
func (f failure) lines() []string {
	var lines []string
	for name, line := range commandLines {
		traced := slices.Contains([]string{"check", "participant get", "recording download", "stream start"}, name)
		switch {
		case traced:
			lines = append(lines, name+" --debug "+line.first)
		case f.meets > few:
			lines = append(lines, name+" "+line.first)
		}
		for _, more := range line.more {
			if f.meets == every {
				lines = append(lines, name+" "+more)
			}
		}
	}
	for name, quiet := range quietCommands {
		for _, line := range quiet {
			if f.meets == every {
				lines = append(lines, name+" "+line)
			}
		}
	}
	return lines
}

// TestSecretsNeverShow runs every command with every failure, most of them against a server that sends back the credentials
// that it gets, and searches everything that is written for the secrets.
func TestSecretsNeverShow(t *testing.T) {
	t.Parallel()
	write := writer(t, t.TempDir())
	words := strings.NewReplacer("CF", sandbox.SampleConference, "CA", sandbox.SampleCall, "RE", "00000000-0000-0000-0000-000000000001",
		"TOKEN", write("token", secretToken+"\n"), "BEARER", write("bearer", secretBearer+"\n"),
		"CHECKS", write("checks.yaml", "checks:\n  - {name: there, conference: "+sandbox.SampleConference+", expect: [status=in-progress]}\n  - {name: quiet, participants: {all_conferences: true}, expect: [muted=true]}\n"))
	for _, failure := range failures(t, write) {
		t.Run(failure.name, func(t *testing.T) {
			t.Parallel()
			echoed := false
			for _, line := range failure.lines() {
				o := failure.look(t, strings.Fields(words.Replace(line)))
				echoed = echoed || strings.Count(o.Stderr, "[redacted]") > strings.Count(o.Stderr, "Authorization: [redacted]")
				if failure.code != 0 && !strings.Contains(line, "ms") {
					o.Want(t, failure.code)
				}
			}
			if failure.echoed && !echoed {
				t.Error("no secret was sent back")
			}
		})
	}
}

// look runs a command, searches what it leaves behind for the secrets, and returns that.
func (f failure) look(t *testing.T, args []string) harness.Outcome {
	t.Helper()
	home := t.TempDir()
	scratch := filepath.Join(home, "tmp")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		t.Fatal(err)
	}
	environment := append(slices.Clone(f.environment), "TMPDIR="+scratch)
	var o harness.Outcome
	if slices.Contains(args, "watch") {
		o = interrupted(t, home, environment, args)
	} else {
		o = harness.RunIn(t, home, environment, args...)
	}
	left := map[string]string{"standard error": o.Stderr}
	if !f.answered {
		left["standard output"] = o.Stdout
	}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		left["a file's name"] += path + "\n"
		if err != nil || !entry.Type().IsRegular() || f.answered {
			return err
		}
		data, err := os.ReadFile(path)
		left["the file "+path] = string(data)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for place, text := range left {
		if secret := shown(text); secret != "" {
			t.Errorf("%v: %s shows the secret %s:\n%s", args, place, secret, text)
		}
	}
	return o
}

// interrupted runs a command that would not end by itself, and interrupts it.
func interrupted(t *testing.T, home string, environment, args []string) harness.Outcome {
	t.Helper()
	program := harness.Command(t, environment, args...)
	program.Dir = home
	program.Env = append(program.Env, "HOME="+home)
	var stdout, stderr bytes.Buffer
	interrupt := func() { _ = program.Process.Signal(os.Interrupt) }
	program.Stdout, program.Stderr = &noticed{&stdout, "", interrupt}, &noticed{&stderr, "confcall: ", interrupt}
	_ = program.Run() // with any exit code
	return harness.Outcome{Stdout: stdout.String(), Stderr: stderr.String(), Code: program.ProcessState.ExitCode()}
}

// noticed calls a function when something is written.
type noticed struct {
	io.Writer
	what string
	do   func()
}

func (n *noticed) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(n.what)) {
		n.do()
	}
	return n.Writer.Write(p)
}

// allSpellings returns the spellings of the secrets, whole and in halves, by name.
var allSpellings = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, secret := range []struct {
		user, value string
	}{{sandbox.Account, secretToken}, {sandbox.Account, secretBearer}, {"user", secretPassword}} {
		for name, spelling := range spellings(secret.user, secret.value) {
			all[spelling] = secret.value[:2] + " as " + name
		}
		half := len(secret.value) / 2
		all[secret.value[:half]], all[secret.value[half:]] = secret.value[:2]+" by half", secret.value[:2]+" by half"
	}
	return all
})

// shown returns the name of a secret that a text shows, and its spelling, or an empty string.
func shown(text string) string {
	for spelling, name := range allSpellings() {
		if strings.Contains(text, spelling) {
			return name
		}
	}
	return ""
}

// writer returns a function that writes a file into a folder and returns its path.
func writer(t *testing.T, folder string) func(name, text string) string {
	return func(name, text string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
}

func failures(t *testing.T, write func(name, text string) string) []failure {
	server := httptest.NewServer(mirror{})
	t.Cleanup(server.Close)
	secure, _ := harness.SecureSandbox(t)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mirror{}.refuseTunnel(w, r) }))
	t.Cleanup(proxy.Close)

	of := func(space string, more ...string) []string {
		return append([]string{"SIGNALWIRE_SPACE=" + space, "SIGNALWIRE_PROJECT_ID=" + sandbox.Account,
			"SIGNALWIRE_API_TOKEN=" + secretToken, "CONFCALL_RETRIES=1"}, more...)
	}
	through := func(scheme, host string) []string {
		return of("https://example.com",
			"HTTPS_PROXY="+(&url.URL{Scheme: scheme, User: url.UserPassword("user", secretPassword), Host: host}).String())
	}
	at := func(kind string, meets int, name string, more ...string) failure {
		return failure{name: name, environment: of(server.URL+"/"+kind, more...), meets: meets, echoed: true}
	}
	answered := func(f failure) failure { f.answered = true; return f }
	const json = "CONFCALL_OUTPUT=json"
	proxyHost := strings.TrimPrefix(proxy.URL, "http://")
	rejected := at("refuse-401", first, "credentials rejected")
	rejected.code = 4
	all := []failure{
		rejected,
		at("refuse-404", every, "not found", json),
		at("refuse-503", first, "not available"),
		answered(at("answer", every, "fine")),
		answered(at("circle", first, "pages in a circle", json)),
		at("away", first, "redirected"),
		at("garbage", first, "not HTTP"),
		answered(at("cut", first, "half an answer")),
		at("refuse-503", first, "a bug", "CONFCALL_TEST_PANIC=1"),
		{name: "no answer", environment: of(server.URL+"/hang", "CONFCALL_TIMEOUT=50ms"), meets: first},
		{name: "a proxy that wants a login", environment: through("http", proxyHost), meets: first},
		{name: "unknown issuer", environment: of(secure.URL), meets: first},

		at("errors", few, "several errors in JSON", json),
		answered(at("stray", few, "a page elsewhere")),
		answered(at("broken", few, "a page nowhere", json)),
		at("lost", few, "redirected nowhere"),
		at("round", few, "redirected round and round", json),
		at("length", few, "a length that is none"),
		at("coding", few, "a coding that is none"),
		at("sound", few, "a sound that is none"),
		{name: "no TLS", environment: of(strings.Replace(server.URL, "http:", "https:", 1))},
		{name: "refused", environment: of("http://127.0.0.1:1")},
		{name: "no such host", environment: of("https://nosuch.invalid")},
		{name: "a dead proxy", environment: through("http", "127.0.0.1:1")},
		{name: "a proxy of no known scheme", environment: through("ftp", proxyHost)},
		{name: "a proxy that speaks no TLS", environment: through("https", proxyHost)},
		{name: "a proxy that speaks no SOCKS", environment: append(through("socks5", proxyHost), "CONFCALL_TIMEOUT=50ms")},
		{name: "a proxy that speaks no HTTP", environment: append(through("http", proxyHost), "SIGNALWIRE_SPACE=https://garbage.example.com")},
		{name: "a proxy that is no address", environment: of("https://example.com", "HTTPS_PROXY=http://user:"+secretPassword+"@127.0.0.1:1")},
		{name: "the token as project", environment: append(of(server.URL+"/answer"), "SIGNALWIRE_PROJECT_ID="+secretToken)},
		{name: "the token in the space", environment: of("https://" + url.UserPassword("x", secretToken).String() + "@example.com")},
		{name: "the token with a newline", environment: append(of(server.URL), "SIGNALWIRE_API_TOKEN="+secretToken+"\n")},
	}
	settings := "space: " + server.URL + "/refuse-401\nproject_id: " + sandbox.Account + "\n"
	inYAML := jsonOf(secretToken)
	for name, text := range map[string]string{
		"from a file":            settings + "api_token: " + inYAML + "\n",
		"from a file's file":     settings + "api_token_file: " + write("other", secretToken+"\r\n") + "\n",
		"file: as a reference":   settings + "api_token: *" + secretToken + "\n",
		"file: as an anchor":     settings + "api_token: &" + secretToken + "\n",
		"file: as a tag":         settings + "api_token: !" + secretToken + " x\n",
		"file: in a list":        settings + "api_token: [" + inYAML + "]\n",
		"file: without its end":  settings + "api_token: \"" + secretToken,
		"file: a list":           "- " + inYAML + "\n",
		"file: as profiles":      "profiles: " + inYAML + "\n",
		"file: as a key":         inYAML + ": x\n",
		"file: without a blank":  settings + "api_token:" + secretToken + "\n",
		"file: with a newline":   settings + "api_token: " + jsonOf(secretToken+"\n") + "\n",
		"file: as another value": settings + "timeout: 1s\naccount_sid: " + inYAML + "\n",
	} {
		all = append(all, failure{name: name, environment: []string{"CONFCALL_CONFIG=" + write(name, text)}})
	}
	return all
}

// TestShortTokenNeverShows has a server send back a very short token.
func TestShortTokenNeverShows(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&harness.Trouble{Folder: t.TempDir()})
	t.Cleanup(server.Close)
	environment := []string{"SIGNALWIRE_SPACE=" + server.URL + "/echo-401", "SIGNALWIRE_PROJECT_ID=" + sandbox.Account,
		"SIGNALWIRE_API_TOKEN=hunter2"}
	for _, args := range [][]string{harness.Sample, append(harness.Sample, "-o", "json", "--debug")} {
		o := harness.Run(t, environment, args...)
		o.Want(t, 4, "[redacted]")
		if pair := base64.StdEncoding.EncodeToString([]byte(sandbox.Account + ":hunter2")); strings.Contains(o.Stderr, "hunter2") ||
			strings.Contains(o.Stderr, pair) {
			t.Errorf("the token shows:\n%s", o.Stderr)
		}
	}
}

// TestCrashShowsNoSecret has Go dump all goroutines of a program that waits for an answer with the token in memory, and checks
// what others can see of the process meanwhile.
func TestCrashShowsNoSecret(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // otherwise the server does not notice that the client has gone
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	write := writer(t, t.TempDir())
	program := harness.Command(t, []string{"SIGNALWIRE_SPACE=" + server.URL, "SIGNALWIRE_PROJECT_ID=" + sandbox.Account, "GOTRACEBACK=system"},
		"stream", "start", "--conference", sandbox.SampleConference, "--url", "wss://example.com/",
		"--token-file", write("token", secretToken), "--bearer-token-file", write("bearer", secretBearer))
	var stderr bytes.Buffer
	program.Stderr = &stderr
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	arguments, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(program.Process.Pid), "cmdline"))
	if err == nil {
		err = program.Process.Signal(syscall.SIGQUIT)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()
	if !strings.Contains(stderr.String(), "\ngoroutine 1 ") || !strings.Contains(stderr.String(), "net/http") ||
		!bytes.Contains(arguments, []byte("token-file")) {
		t.Errorf("that is no dump, or those are not the arguments: %q\n%s", arguments, stderr.String())
	}
	if secret := shown(stderr.String() + string(arguments)); secret != "" {
		t.Errorf("the secret %s shows: %q\n%s", secret, arguments, stderr.String())
	}
}

// TestSandboxLogsNoSecret sends secrets to the sandbox and checks its log.
func TestSandboxLogsNoSecret(t *testing.T) {
	t.Parallel()
	server := harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--log")
	bearer := writer(t, t.TempDir())("bearer", secretBearer)
	start := []string{"stream", "start", "--conference", "Support line", "--url", "wss://example.com/", "--bearer-token-file", bearer}
	harness.Run(t, server.Environment, start...).Want(t, 0)
	harness.Run(t, append(server.Environment, "SIGNALWIRE_API_TOKEN="+secretToken), start...).Want(t, 4)
	notes := server.Stop(os.Interrupt)
	if secret := shown(notes); secret != "" || strings.Count(notes, `"method"`) < 3 {
		t.Errorf("the secret %s is in the log, or the log lacks requests:\n%s", secret, notes)
	}
}
