//go:build unix

package terminal

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestInterruptedRead interrupts commands that read while one of their requests is not answered: each of them in turn. A part
// of the answer, or none, is never told as the whole.
func TestInterruptedRead(t *testing.T) {
	t.Parallel()
	const name = "Morning stand-up"
	file := filepath.Join(t.TempDir(), "standup.yaml")
	checks := "checks:\n- name: heard\n  participant: {conference: " + name + ", number: '+13105550101'}\n  expect: [muted=false]\n"
	if err := os.WriteFile(file, []byte(checks), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ command, conference string }{
		{"conference list", ""}, {"conference get", name},
		{"participant list --with-call", name}, {"participant list --all-conferences", ""},
		{"participant list --all-conferences --parallel 1", ""},
		{"participant get --with-call --call " + harness.Host, name},
		{"participant get --call " + harness.Host + " --call 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002", harness.StandUp},
		{"participant find --parallel 1 --call " + harness.Host, ""}, {"participant find --parallel 1 --number +13105550101", ""},
		{"call list --status in-progress", ""}, {"recording list", ""}, {"recording download --all -O there/", harness.StandUp},
		{"api GET /Conferences", ""}, {"auth status", ""}, {"check", ""}, {"check --file " + file, ""},
		{"participant wait --for muted=false --call " + harness.Host, name},
	} {
		t.Run(test.command, func(t *testing.T) {
			t.Parallel()
			args := strings.Fields(test.command)
			if test.conference != "" {
				args = append(args, "--conference", test.conference)
			}
			number := 1
			for number < 50 && interruptedAt(t, number, args) {
				number++
			}
			if number == 50 {
				t.Error("it never ends by itself")
			}
		})
	}
}

// interruptedAt interrupts a command when a request is made, by its number. It returns false if the command makes fewer.
func interruptedAt(t *testing.T, number int, args []string) bool {
	t.Helper()
	asked := make(chan struct{})
	var requests atomic.Int32
	whole := sandbox.New(sandbox.Options{Now: harness.Clock})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(requests.Add(1))
		if n < number {
			whole.ServeHTTP(w, r)
			return
		}
		if n == number {
			close(asked)
		}
		<-r.Context().Done()
	}))
	defer server.Close()
	cmd := harness.Command(t, harness.Account(server.URL), append(args, "-o", "json", "--timeout", "2h")...)
	var stdout strings.Builder
	cmd.Stdout = &stdout
	start(t, cmd)
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	select {
	case <-asked:
		_ = cmd.Process.Signal(syscall.SIGINT)
		<-ended
		if code := cmd.ProcessState.ExitCode(); code != 130 || json.Valid([]byte(stdout.String())) {
			t.Errorf("interrupted at request %d: exit code %d, want 130, with\n%s", number, code, &stdout)
		}
		return true
	case <-ended:
		if code := cmd.ProcessState.ExitCode(); code != 0 || number == 1 {
			t.Errorf("exit code %d after %d requests", code, requests.Load())
		}
		return false
	}
}
