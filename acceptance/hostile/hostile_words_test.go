//go:build unix

package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// evilFile is as much of evil as a file's name can hold.
const evilFile = "e\x1b[2J\x1b]0;t\a\u009b1m\x9b\u202e\u2028\nFORGED"

// TestEvilWords puts evil into command lines, variables and files, and checks in a terminal what is said about it.
func TestEvilWords(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&evilServer{})
	t.Cleanup(server.Close)
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	settings := "space: " + server.URL + "/fine\nproject_id: " + sandbox.Account + "\napi_token: x\n"
	well := write(evilFile+".yaml", settings)
	token := write("e\x1b[2J\u202e\nFORGED", "PT0123456789")
	data := write(evilFile+".data", "conferences:\n  - friendly_name: "+quotedYAML(evilName)+"\n")
	// A key, a value and the name of a profile in a config file, by the lines that hold them.
	file := func(name, text string) string {
		return write(name, strings.ReplaceAll(text, "EVIL", quotedYAML(evil)))
	}
	type words struct {
		name   string
		args   []string
		env    []string
		code   int
		lines  int
		answer [][2]string
	}
	get := []string{"participant", "get", "--conference", harness.StorySID, "--call", harness.StoryCall(1)}
	with := func(args ...string) []string { return slices.Concat(get, args) }
	all := []words{
		{name: "a command", args: []string{evil}, code: 2},
		{name: "a command of a group", args: []string{"participant", evil}, code: 2},
		{name: "a command for help", args: []string{"help", evil}, code: 2},
		{name: "a shell", args: []string{"completion", evil}, code: 2},
		{name: "a flag", args: with("--" + evil), code: 2},
		{name: "short flags", args: with("-q" + evil), code: 2},
		{name: "a word", args: with(evil), code: 2},
		{name: "an unknown column", args: with("--columns", "status,"+evil[1:]), code: 2},
		{name: "a jq expression", args: with("--jq", evil), code: 2, lines: 1},
		{name: "a jq error", args: with("--jq", `.uri | error`), code: 2, lines: 1},
		{name: "a conference that is too long", args: []string{"conference", "get", "--conference", evil + evil}, code: 2},
		{name: "a call", args: []string{"participant", "get", "--conference", harness.StorySID, "--call", evil}, code: 2},
		{name: "a call for a dry run",
			args:  []string{"stream", "start", "--conference", harness.StorySID, "--url", "wss://x/", "--name", evil, "--dry-run"},
			lines: 4},
		{name: "a URL", args: []string{"stream", "start", "--conference", harness.StorySID, "--url", evil}, code: 2},
		{name: "a secret's file",
			args: []string{"stream", "start", "--conference", harness.StorySID, "--url", "wss://x/", "--bearer-token-file", evil},
			code: 2},
		{name: "an expectation", args: with("--expect", "status="+evil), code: 2},
		{name: "a field to expect", args: with("--expect", evilFile+"=1"), code: 2},
		{name: "a condition",
			args: []string{"participant", "wait", "--conference", harness.StorySID, "--call", harness.StoryCall(1), "--for", "status=" + evil},
			code: 2},
		{name: "a date", args: []string{"conference", "list", "--created-on", evil}, code: 2},
		{name: "a colour", args: with("--color", evil), code: 2},
		{name: "a file for sound", args: []string{"recording", "download", "--recording", harness.StoryCall(7), "-O", evilFile}, lines: 2},
		{name: "a file for sound, as a document",
			args: []string{"recording", "download", "--recording", harness.StoryCall(7), "-O", evilFile, "-q", "-o", "csv"}, lines: 2},
		{name: "a file for sound that exists", args: []string{"recording", "download", "--recording", harness.StoryCall(7), "-O", well}, code: 2},
		{name: "a file in no folder",
			args: []string{"recording", "download", "--recording", harness.StoryCall(7), "-O", evilFile + "/x"}, code: 1},
		{name: "a config file's path", args: []string{"config", "path", "--config", evil}, lines: 1},
		{name: "a config file to show", args: []string{"config", "show", "--config", well}, lines: 14},
		{name: "a config file to show as rows", args: []string{"config", "show", "--config", well, "-o", "csv"}, lines: 14},
		{name: "a config file to write",
			args:  []string{"config", "init", "--config", evilFile, "--space", "x", "--project", sandbox.Account, "--token-file", token},
			lines: 2},
		{name: "a config file that exists", args: []string{"config", "init", "--config", well}, code: 2},
		{name: "an answer", args: []string{"config", "init"}, code: 11, lines: 5, answer: [][2]string{{"): ", "\x1b[2J\n"}, {"URL): ", "\x04"}}},
		{name: "a sandbox's data", args: []string{"sandbox", "--listen", "127.0.0.1:0", "--data", data},
			answer: [][2]string{{"participants", "\x03"}}},
		{name: "no sandbox's data", args: []string{"sandbox", "--data", well}, code: 3},
		{name: "no file for the sandbox", args: []string{"sandbox", "--data", evil}, code: 2},
		{name: "an address", args: []string{"sandbox", "--listen", evil}, code: 2},
		{name: "a fault", args: []string{"sandbox", "--fail", evil}, code: 2},
		{name: "a certificate", args: []string{"sandbox", "--tls-cert", evil, "--tls-key", evil}, code: 2},
		{name: "a proxy", args: get, env: []string{"SIGNALWIRE_SPACE=https://example.com", "HTTPS_PROXY=http://" + evil}, code: 3},
		{name: "a time zone", args: with("-o", "name"), env: []string{"TZ=" + evil}, lines: 1},
		{name: "two spaces", args: []string{"version"}, env: []string{"SIGNALWIRE_SPACE_URL=" + evil}, lines: 3},
	}
	for _, flag := range []string{
		"space", "project", "account", "token-file", "config", "profile", "ca-file", "output", "timeout", "retries",
	} {
		all = append(all, words{name: "--" + flag, args: with("-q", "--"+flag, evil), code: 2})
	}
	for _, variable := range []string{
		"SIGNALWIRE_SPACE", "SIGNALWIRE_PROJECT_ID", "SIGNALWIRE_ACCOUNT_SID", "CONFCALL_CONFIG", "CONFCALL_PROFILE", "CONFCALL_CA_FILE",
		"CONFCALL_OUTPUT", "CONFCALL_TIMEOUT", "CONFCALL_RETRIES",
	} {
		all = append(all, words{name: variable, args: get, env: []string{variable + "=" + evil}, code: 3})
	}
	for i, text := range []string{
		"EVIL: x", "space: EVIL", "space: {EVIL: x}", "timeout: EVIL", "profiles: {EVIL: {EVIL: x}}",
		"profiles: {EVIL: {timeout: EVIL}}\nprofile: EVIL", "profiles: EVIL",
		"profiles: {EVIL: {}}\nprofile: x", "ca_file: EVIL", "- EVIL", "EVIL", "space: !\u202e y", "space: *\u202e", "\x1b[2J", "x: \u202e: y",
	} {
		all = append(all, words{name: "the file " + text, args: get,
			env: []string{"SIGNALWIRE_SPACE=", "CONFCALL_CONFIG=" + file("config"+string(rune('a'+i)), text)}, code: 3})
	}
	for _, w := range all {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			screen, code := harness.InTerminal(t, 150,
				slices.Concat(harness.Account(server.URL+"/fine"), []string{"NO_COLOR=1"}, w.env), w.args, w.answer...)
			calm(t, screen)
			if code != w.code {
				t.Errorf("exit code %d, want %d:\n%s", code, w.code, screen)
			}
			if w.code != 0 && w.lines == 0 {
				w.lines = 2
			}
			if got := strings.Count(screen, "\n"); w.lines > 0 && got != w.lines {
				t.Errorf("%d lines, want %d:\n%s", got, w.lines, screen)
			}
		})
	}

	// A program gets the exact names of files, so that it can find them.
	path := harness.Finish(t, harness.Command(t, nil, "config", "path", "--config", evilFile))
	path.Want(t, 0)
	sound := harness.Finish(t, harness.Command(t, harness.Account(server.URL+"/fine"), "recording", "download",
		"--recording", harness.StoryCall(7), "-q", "-O", evilFile))
	sound.Want(t, 0)
	if path.Stdout != evilFile+"\n" || sound.Stdout != evilFile+"\n" {
		t.Errorf("got %q and %q", path.Stdout, sound.Stdout)
	}
}

// quotedYAML returns a text as a YAML string. YAML can hold most of evil only as escapes.
func quotedYAML(text string) string {
	var quoted strings.Builder
	for _, r := range strings.ToValidUTF8(text, "") {
		fmt.Fprintf(&quoted, `\U%08X`, r)
	}
	return `"` + quoted.String() + `"`
}

// TestEvilLines reads lines of evil where calls are expected.
func TestEvilLines(t *testing.T) {
	t.Parallel()
	cmd := harness.Command(t, nil, "participant", "get", "--sandbox", "-q", "--conference", harness.StorySID, "--call", "-", "-o", "csv")
	cmd.Stdin = strings.NewReader(evil + "\n" + strings.Repeat("\u202e", 100_000) + "\n" + evilFile)
	o := harness.Finish(t, cmd)
	o.Want(t, 2, "line 1 of standard input", "line 5 of standard input", "5 of 5 failed")
	calm(t, o.Stderr)
	if lines := strings.Count(o.Stderr, "\n"); lines != 12 || len(o.Stderr) > 10_000 {
		t.Errorf("%d lines of %d bytes:\n%s", lines, len(o.Stderr), o.Stderr)
	}
}

// TestEvilCertificate shows the issuer of a certificate by the name in it.
func TestEvilCertificate(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	name := pkix.Name{Organization: []string{strings.ToValidUTF8(evil, "")}, CommonName: evilName}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: name, NotBefore: harness.Now.AddDate(-20, 0, 0), NotAfter: harness.Now.AddDate(20, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(sandbox.New(sandbox.Options{Now: harness.Clock}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.StartTLS()
	t.Cleanup(server.Close)
	root := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"check"}, {"check", "-o", "yaml"}, {"check", "--jq", ".[].detail"}} {
		screen, code := harness.InTerminal(t, 150, append(harness.Account(server.URL), "NO_COLOR=1"), append(args, "--ca-file", root))
		calm(t, screen)
		if code != 0 || !strings.Contains(screen, "certificate from ") || !strings.Contains(screen, `u202e`) {
			t.Errorf("%v: exit code %d:\n%s", args, code, screen)
		}
	}
	for _, args := range [][]string{{"check"}, harness.Sample} {
		screen, code := harness.InTerminal(t, 150, append(harness.Account(server.URL), "NO_COLOR=1"), args)
		calm(t, screen)
		if code != 8 {
			t.Errorf("%v: exit code %d:\n%s", args, code, screen)
		}
	}
}

// TestEvilProxy asks a proxy for a tunnel and gets evil.
func TestEvilProxy(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		"HTTP/1.1 403 " + evilLine + "\r\n\r\n", "HTTP/1.1 407 \x1b[2J\r\nProxy-Authenticate: " + evilLine + "\r\n\r\n", evil,
		"HTTP/1.1 200 OK\r\n\r\n" + evil,
	} {
		proxy := harness.Meet(t, harness.Answers(answer, func(conn *net.TCPConn) { _ = conn.Close() }))
		screen, code := harness.InTerminal(t, 150, append(harness.Account("https://example.com"), "HTTPS_PROXY=http://"+proxy),
			append(harness.Sample, "--debug", "--retries", "0"))
		calm(t, screen)
		if code != 8 || !strings.Contains(screen, "\nhint: ") {
			t.Errorf("%q: exit code %d:\n%s", answer, code, screen)
		}
	}
}
