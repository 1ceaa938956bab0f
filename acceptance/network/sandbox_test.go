//go:build unix

package network

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestSandboxServes starts the server, sets the environment that it prints, and queries it with another run of the program.
func TestSandboxServes(t *testing.T) {
	t.Parallel()
	server := harness.ServeSandbox(t, "--listen", "127.0.0.1:0")
	asked := harness.Run(t, server.Environment, append(harness.Sample, "-o", "name")...)
	asked.Want(t, 0)
	if asked.Stdout != sandbox.SampleCall+"\n" {
		t.Errorf("got %q", asked.Stdout)
	}
	checkStrictness(t, server.Space)

	// The address is in use now.
	taken := harness.Run(t, nil, "sandbox", "--listen", strings.TrimPrefix(server.Space, "http://"))
	taken.Want(t, 2, "address already in use", "hint: want an address of this machine that is free")

	notes := server.Stop(syscall.SIGINT)
	want := "confcall: sandbox at " + server.Space + "; no account is contacted; Ctrl-C ends it\n" +
		"confcall: try: confcall " + strings.Join(harness.Sample, " ") + "\n"
	if notes != want {
		t.Errorf("notes: %s", notes)
	}
}

// TestSandboxData serves the commented example, and a data file of three lines.
func TestSandboxData(t *testing.T) {
	t.Parallel()
	example, err := filepath.Abs("examples/sandbox.yaml")
	if err != nil {
		t.Fatal(err)
	}
	server := harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--data", example)
	get := []string{"participant", "get", "--conference", "11111111-1111-4111-8111-000000000001", "--call"}
	asked := harness.Run(t, server.Environment,
		append(get, "22222222-2222-4222-8222-000000000002", "--columns", "muted,hold,date_created", "-o", "csv")...)
	asked.Want(t, 0)
	if want := "muted,hold,date_created\ntrue,true,\"Mon, 23 Nov 2026 11:41:00 +0000\"\n"; asked.Stdout != want {
		t.Errorf("got %s", asked.Stdout)
	}
	harness.Run(t, server.Environment, harness.Sample...).Want(t, 5)
	if notes := server.Stop(syscall.SIGINT); !strings.Contains(notes, "confcall: from "+example+": 4 conferences with 7 participants\n") {
		t.Errorf("notes: %s", notes)
	}

	short := filepath.Join(t.TempDir(), "short.json")
	if err := os.WriteFile(short, []byte(`{"conferences": [{"participants": [{"muted": true}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	server = harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--data", short)
	asked = harness.Run(t, server.Environment, "participant", "get", "--conference", "c0000000-0000-4000-8000-000000000001",
		"--call", "ca000000-0000-4000-8000-000000000001", "--jq", ".muted")
	asked.Want(t, 0)
	if asked.Stdout != "true\n" {
		t.Errorf("got %s", asked.Stdout)
	}
	server.Stop(syscall.SIGINT)
}

// TestSandboxLive serves a live conference, which still waits for its host when it begins, alone and together with other data.
// The clock stands still here; pkg/sandbox tests how the conference goes on.
func TestSandboxLive(t *testing.T) {
	t.Parallel()
	const name = "Live call"
	short := filepath.Join(t.TempDir(), "short.yaml")
	if err := os.WriteFile(short, []byte("conferences: [{participants: [{muted: true}]}]"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args        []string
		seed        string
		conferences []string
		notes       string
	}{
		{nil, "1",
			[]string{"Documented sample", "Board meeting", "Morning stand-up", "Support line", "Sales call", "Sales call", "Town hall", name},
			""},
		{[]string{"--seed", "42", "--data", short}, "42", []string{"Conference 1", name},
			"confcall: from " + short + ": 1 conference with 1 participant\n"},
	} {
		server := harness.ServeSandbox(t, append([]string{"--listen", "127.0.0.1:0", "--live"}, test.args...)...)
		asked := harness.Run(t, server.Environment, "conference", "list", "--jq", ".[].friendly_name")
		asked.Want(t, 0)
		if want := strings.Join(test.conferences, "\n") + "\n"; asked.Stdout != want {
			t.Errorf("got %s", asked.Stdout)
		}
		asked = harness.Run(t, server.Environment, "conference", "list", "--name", name, "-o", "csv", "--columns", "sid,status,date_created")
		asked.Want(t, 0)
		if want := "sid,status,date_created\n7c1f8f5e-0f3b-4a37-9b1c-52d0a9f1e0ff,init,\"Mon, 23 Nov 2026 12:00:00 +0000\"\n"; asked.Stdout != want {
			t.Errorf("got %s", asked.Stdout)
		}
		asked = harness.Run(t, server.Environment, "participant", "list", "--conference", name, "-o", "json")
		asked.Want(t, 0)
		if asked.Stdout != "[]\n" {
			t.Errorf("got %s", asked.Stdout)
		}
		want := "confcall: sandbox at " + server.Space + "; no account is contacted; Ctrl-C ends it\n" + test.notes +
			"confcall: live: \"Live call\" begins, the same for --seed " + test.seed + "\n" +
			"confcall: try: confcall participant list --conference \"Live call\"\n"
		if notes := server.Stop(syscall.SIGINT); notes != want {
			t.Errorf("notes: %s", notes)
		}
	}
}

// TestSandboxTrouble makes the server fail and answer slowly, and reads its log.
func TestSandboxTrouble(t *testing.T) {
	t.Parallel()
	server := harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--log", "--fail", "503:2", "--fail", "429:every=5")
	harness.Run(t, server.Environment, harness.Sample...).Want(t, 0, "retry 1 of 3", "retry 2 of 3")
	harness.Run(t, server.Environment, append(harness.Sample, "--retries", "0")...).Want(t, 0)
	harness.Run(t, server.Environment, append(harness.Sample, "--retries", "0")...).Want(t, 7, "HTTP 429, code 20429")
	var statuses []int
	for line := range strings.Lines(server.Stop(syscall.SIGINT)) {
		if strings.HasPrefix(line, "confcall: ") {
			continue
		}
		var entry struct {
			Time, Method, Path string
			Status             int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Method != http.MethodGet || entry.Time != "2026-11-23T12:00:00Z" ||
			!strings.HasSuffix(entry.Path, "/Participants/"+sandbox.SampleCall) {
			t.Errorf("in the log: %s: %v", line, err)
		}
		statuses = append(statuses, entry.Status)
	}
	if !slices.Equal(statuses, []int{503, 503, 200, 200, 429}) {
		t.Errorf("the log has %v", statuses)
	}

	// An answer that takes an hour does not keep the server from ending.
	server = harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--latency", "1h")
	harness.Run(t, server.Environment, append(harness.Sample, "--timeout", "100ms", "--retries", "0")...).Want(t, 8)
	server.Stop(syscall.SIGTERM)
}

// TestSandboxTLS serves with a certificate that clients trust by --ca-file only.
func TestSandboxTLS(t *testing.T) {
	t.Parallel()
	certificate, key := selfSigned(t)
	server := harness.ServeSandbox(t, "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
	if !strings.HasPrefix(server.Space, "https://127.0.0.1:") {
		t.Errorf("the space is %s", server.Space)
	}
	harness.Run(t, server.Environment, append(harness.Sample, "--ca-file", certificate)...).Want(t, 0)
	harness.Run(t, server.Environment, harness.Sample...).Want(t, 8, "its issuer is unknown")
	if notes := server.Stop(syscall.SIGINT); strings.Contains(notes, "handshake") {
		t.Errorf("notes: %s", notes)
	}
	harness.Run(t, nil, "sandbox", "--listen", "127.0.0.1:0", "--tls-cert", key, "--tls-key", certificate).
		Want(t, 2, "load --tls-cert", "hint: name the PEM files")
}

// selfSigned writes a certificate for loopback and its key to files, after the given changes to the certificate.
func selfSigned(t *testing.T, changes ...func(*x509.Certificate)) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	for _, change := range changes {
		change(template)
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(name, kind string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("certificate.pem", "CERTIFICATE", signed), write("key.pem", "PRIVATE KEY", encoded)
}

// checkStrictness queries the sandbox as curl would.
func checkStrictness(t *testing.T, space string) {
	t.Helper()
	participant := "/Accounts/" + sandbox.Account + "/Conferences/" + sandbox.SampleConference + "/Participants/" + sandbox.SampleCall
	none := "00000000-0000-0000-0000-000000000000"
	for _, test := range []struct {
		name, method, path, project, token string
		status, code                       int
	}{
		{"as documented", "GET", "/api/laml/2010-04-01" + participant, sandbox.Account, "sandbox", 200, 0},
		{"with .json", "GET", "/api/laml/2010-04-01" + participant + ".json", sandbox.Account, "sandbox", 200, 0},
		{"without /api/laml", "GET", "/2010-04-01" + participant, sandbox.Account, "sandbox", 200, 0},
		{"without /api/laml, with .json", "GET", "/2010-04-01" + participant + ".json", sandbox.Account, "sandbox", 200, 0},
		{"in capitals", "GET", "/2010-04-01" + strings.ReplaceAll(participant, "b3877c40", "B3877C40"), sandbox.Account, "sandbox", 200, 0},
		{"no credentials", "GET", "/2010-04-01" + participant, "", "", 401, 20003},
		{"wrong token", "GET", "/2010-04-01" + participant, sandbox.Account, "other", 401, 20003},
		{"wrong project", "GET", "/2010-04-01" + participant, none, "sandbox", 401, 20003},
		{"another account", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.Account, none, 1), sandbox.Account,
			"sandbox", 401, 20003},
		{"no such call", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleCall, none, 1), sandbox.Account,
			"sandbox", 404, 20404},
		{"no such conference", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleConference, none, 1),
			sandbox.Account, "sandbox", 404, 20404},
		{"another prefix", "GET", "/v2" + participant, sandbox.Account, "sandbox", 404, 20404},
		{"more than a participant", "GET", "/2010-04-01" + participant + "/x", sandbox.Account, "sandbox", 404, 20404},
		{"nothing", "GET", "/", sandbox.Account, "sandbox", 404, 20404},
		{"a bad UUID", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleCall, "472co", 1), sandbox.Account,
			"sandbox", 400, 10000},
		{"an escaped slash", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleCall, "..%2Fx", 1), sandbox.Account,
			"sandbox", 400, 10000},
		{"another method", "PUT", "/2010-04-01" + participant, sandbox.Account, "sandbox", 405, 20004},
	} {
		request, err := http.NewRequestWithContext(t.Context(), test.method, space+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.project != "" {
			request.SetBasicAuth(test.project, test.token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			Code     int
			Message  string
			MoreInfo string `json:"more_info"`
			CallSID  string `json:"call_sid"`
		}
		err = json.NewDecoder(response.Body).Decode(&body)
		_ = response.Body.Close()
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if kind := response.Header.Get("Content-Type"); kind != "application/json" {
			t.Errorf("%s: Content-Type %q", test.name, kind)
		}
		if response.StatusCode != test.status || body.Code != test.code {
			t.Errorf("%s: HTTP %d, code %d; want %d, %d", test.name, response.StatusCode, body.Code, test.status, test.code)
		}
		if refused := test.status != http.StatusOK; refused != (body.Message != "" && body.MoreInfo != "") ||
			refused == (body.CallSID == sandbox.SampleCall) {
			t.Errorf("%s: body %+v", test.name, body)
		}
	}
}

// TestSandboxStopsAtOnce stops a sandbox while a client is in the middle of a request. The exit code must be 0 all the same.
func TestSandboxStopsAtOnce(t *testing.T) {
	t.Parallel()
	server := harness.Command(t, nil, "sandbox", "--listen", "127.0.0.1:0")
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	first, _ := bufio.NewReader(stdout).ReadString('\n')
	address := strings.Trim(strings.TrimPrefix(first, "export SIGNALWIRE_SPACE='http://"), "'\n")
	client, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := io.WriteString(client, "GET / HT"); err != nil {
		t.Fatal(err)
	}
	_ = server.Process.Signal(syscall.SIGINT)
	if err := server.Wait(); err != nil {
		t.Errorf("it ends with %v, want 0", err)
	}
}
