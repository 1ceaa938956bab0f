package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"confcall/pkg/sandbox"
)

// testClock is the clock of the sandboxes that the tests serve themselves.
func testClock() time.Time { return testNow }

// TestSandboxServes runs the server, takes the environment that it prints, and asks it with another run of the program.
func TestSandboxServes(t *testing.T) {
	t.Parallel()
	server := command(t, nil, "sandbox", "--listen", "127.0.0.1:0")
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	var environment []string
	var space string
	lines := bufio.NewScanner(stdout)
	for range 3 {
		if !lines.Scan() {
			t.Fatal("the sandbox ended early")
		}
		variable, ok := strings.CutPrefix(strings.ReplaceAll(lines.Text(), "'", ""), "export ")
		if !ok {
			t.Errorf("a line that a shell cannot read: %s", lines.Text())
		}
		environment = append(environment, variable)
		if url, ok := strings.CutPrefix(variable, "SIGNALWIRE_SPACE="); ok {
			space = url
		}
	}
	asked := run(t, environment, append(sample, "-o", "name")...)
	asked.want(t, 0)
	if asked.stdout != sandbox.SampleCall+"\n" {
		t.Errorf("got %q", asked.stdout)
	}
	checkStrictness(t, space)

	// The address is taken now.
	taken := run(t, nil, "sandbox", "--listen", strings.TrimPrefix(space, "http://"))
	taken.want(t, 2, "address already in use", "hint: want an address of this machine that is free")

	if err := server.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	notes, err := io.ReadAll(stderr)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("stopped by a signal it ends with %v, want 0", err)
	}
	if !strings.Contains(string(notes), "confcall: sandbox at "+space+"; no account is contacted") {
		t.Errorf("notes: %s", notes)
	}
}

// TestSandboxBeyondLoopback wants a loud word, and an address that works from here.
func TestSandboxBeyondLoopback(t *testing.T) {
	t.Parallel()
	server := command(t, nil, "sandbox", "--listen", "0.0.0.0:0")
	stderr, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	first, _ := bufio.NewReader(stdout).ReadString('\n')
	if !strings.HasPrefix(first, "export SIGNALWIRE_SPACE='http://127.0.0.1:") {
		t.Errorf("got %q", first)
	}
	_ = server.Process.Signal(syscall.SIGTERM)
	notes, _ := io.ReadAll(stderr)
	if err := server.Wait(); err != nil {
		t.Errorf("it ends with %v, want 0", err)
	}
	if !strings.Contains(string(notes), "warning: the sandbox serves ") || !strings.Contains(string(notes), "which other machines can reach") {
		t.Errorf("no warning: %s", notes)
	}
	run(t, nil, "sandbox", "--listen", "nonsense").want(t, 2, `serve --listen "nonsense"`)
}

// checkStrictness asks the sandbox as curl would.
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
		{"another account", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.Account, none, 1), sandbox.Account, "sandbox", 401, 20003},
		{"no such call", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleCall, none, 1), sandbox.Account, "sandbox", 404, 20404},
		{"no such conference", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleConference, none, 1), sandbox.Account, "sandbox", 404, 20404},
		{"another prefix", "GET", "/v2" + participant, sandbox.Account, "sandbox", 404, 20404},
		{"more than a participant", "GET", "/2010-04-01" + participant + "/x", sandbox.Account, "sandbox", 404, 20404},
		{"nothing", "GET", "/", sandbox.Account, "sandbox", 404, 20404},
		{"a bad UUID", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleCall, "472co", 1), sandbox.Account, "sandbox", 400, 10000},
		{"an escaped slash", "GET", "/2010-04-01" + strings.Replace(participant, sandbox.SampleCall, "..%2Fx", 1), sandbox.Account, "sandbox", 400, 10000},
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
		if refused := test.status != http.StatusOK; refused != (body.Message != "" && body.MoreInfo != "") || refused == (body.CallSID == sandbox.SampleCall) {
			t.Errorf("%s: body %+v", test.name, body)
		}
	}
}
