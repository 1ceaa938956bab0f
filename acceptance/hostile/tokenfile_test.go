//go:build unix

package hostile

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// TestTokenFiles reads secrets from files with all kinds of content, wherever a file can be named. An error says what is wrong
// without quoting the content.
func TestTokenFiles(t *testing.T) {
	t.Parallel()
	server := harness.PlainSandbox(t)
	settings := "space: " + server.URL + "\nproject_id: " + sandbox.Account + "\n"
	environment := harness.Account(server.URL)
	long := strings.Repeat("x", 4<<10)
	for _, test := range []struct {
		name, prepare, file string
		problem             string // empty for none
		note                string
	}{
		{"no newline", "printf sandbox >f", "f", "", ""},
		{"a newline", "echo sandbox >f", "f", "", ""},
		{"a newline of Windows", `printf 'sandbox\r\n' >f`, "f", "", ""},
		{"behind a link", "echo sandbox >g; ln -s g f", "f", "", ""},
		{"for everyone", "echo sandbox >f; chmod 644 f", "f", "", "warning: f can be read by others (mode 0644): run chmod 600 on it"},
		{"for a group", "echo sandbox >f; chmod 640 f", "f", "", "warning: f can be read by others (mode 0640): run chmod 600 on it"},
		{"empty", ": >f", "f", "the token is empty", ""},
		{"a newline alone", "echo >f", "f", "the token is empty", ""},
		{"two newlines", `printf 'PT-hush\n\n' >f`, "f", "the token holds a newline or another control character", ""},
		{"two lines", `printf 'PT-hush\nsandbox\n' >f`, "f", "the token holds a newline", ""},
		{"a zero byte", `printf 'PT-hush\000' >f`, "f", "the token holds a newline or another control character", ""},
		{"a mark at the beginning", `printf '\357\273\277sandbox' >f`, "f", "", ""},
		{"a second mark", `printf '\357\273\277\357\273\277PT-hush' >f`, "f", "the token holds a newline or another control character", ""},
		{"a mark alone", `printf '\357\273\277' >f`, "f", "the token is empty", ""},
		{"a blank first", `printf ' PT-hush' >f`, "f", "the token begins with a blank", ""},
		{"a blank last", `printf 'PT-hush \n' >f`, "f", "the token ends with a blank", ""},
		{"a tabulator first", `printf '\tPT-hush' >f`, "f", "the token begins with a blank", ""},
		{"a blank that does not break, last", `printf 'PT-hush\302\240' >f`, "f", "the token ends with a blank", ""},
		{"in quotes", `printf '"PT-hush"\n' >f`, "f", "the token begins with a quotation mark", ""},
		{"a quote behind it", `printf "PT-hush'" >f`, "f", "the token ends with a quotation mark", ""},
		{"in quotes of a text", `printf '\342\200\234PT-hush\342\200\235' >f`, "f", "the token begins with a quotation mark", ""},
		{"in the home", `echo sandbox >f; HOME=$PWD; export HOME`, "~/f", "", ""},
		{"no text", `printf '\377\376P\000T\000-hush' >f`, "f", "the token holds a newline or another control character", ""},
		{"Latin-1", `printf 'PT-hush\374' >f`, "f", "the token is not UTF-8", ""},
		{"longer than a token can be", "printf %s PT-hush" + long + " >f", "f", "it is larger than 4 KiB", ""},
		{"10 MB", "echo PT-hush >f; truncate -s 10M f", "f", "it is larger than 4 KiB", ""},
		{"without end", "", "/dev/zero", "it is larger than 4 KiB", ""},
		{"cannot be read", "", "/proc/self/mem", "input/output error", ""},
		{"none", "", "nosuch", "no such file or directory", ""},
		{"below a file", "echo PT-hush >f", "f/token", "not a directory", ""},
		{"a folder", "mkdir f", "f", "it is a directory", ""},
		{"a link to itself", "ln -s f f", "f", "too many levels of symbolic links", ""},
	} {
		for place, way := range map[string]struct {
			args        []string
			environment []string
			code        int
		}{
			"--token-file": {append([]string{"--token-file", test.file}, harness.Sample...), environment, 2},
			"--bearer-token-file": {[]string{"stream", "start", "--conference", "Support line", "--url", "wss://example.com/",
				"--bearer-token-file", test.file}, environment, 2},
			"api_token_file": {harness.Sample, []string{"CONFCALL_CONFIG=config.yaml"}, 3},
		} {
			t.Run(test.name+"/"+place, func(t *testing.T) {
				t.Parallel()
				program := inShell(t, "umask 077\n"+test.prepare, way.environment, way.args...)
				writer(t, program.Dir)("config.yaml", settings+"api_token_file: "+test.file+"\n")
				o := harness.Finish(t, program)
				if test.problem == "" {
					o.Want(t, 0, test.note)
				} else {
					o.Want(t, way.code, place, `"`+test.file+`": `+test.problem, "\nhint: correct the f")
				}
				if strings.Contains(o.Stderr, "hush") || test.note == "" && strings.Contains(o.Stderr, "warning") {
					t.Errorf("that is too much:\n%s", o.Stderr)
				}
				if peak := harness.Peak(t, program); peak > 512<<10 {
					t.Errorf("it takes %d KiB of memory", peak)
				}
			})
		}
	}
}

// TestTokenForItsFile gives the token itself where its file is expected.
func TestTokenForItsFile(t *testing.T) {
	t.Parallel()
	token := "PT" + strings.Repeat("0123456789abcdef", 3)
	o := harness.Run(t, harness.Account("example"), append(harness.Sample, "--token-file", token)...)
	o.Want(t, 2, `--token-file "PT…": no such file or directory`)
	program := harness.Command(t, []string{"CONFCALL_CONFIG=config.yaml"}, harness.Sample...)
	writer(t, program.Dir)("config.yaml", "api_token_file: "+token+"\n")
	p := harness.Finish(t, program)
	p.Want(t, 3, `config.yaml:1: api_token_file "PT…": no such file or directory`)
	if strings.Contains(o.Stderr+p.Stderr, token[2:]) {
		t.Errorf("the token shows:\n%s%s", o.Stderr, p.Stderr)
	}
}

// TestTokenFromPipe reads the token from another program, and can be interrupted while that writes nothing.
func TestTokenFromPipe(t *testing.T) {
	t.Parallel()
	server := harness.PlainSandbox(t)
	environment := []string{"SIGNALWIRE_SPACE=" + server.URL, "SIGNALWIRE_PROJECT_ID=" + sandbox.Account}
	piped := harness.Command(t, environment, append(harness.Sample, "--token-file", "/dev/stdin")...)
	piped.Stdin = strings.NewReader(sandbox.Token + "\n")
	harness.Finish(t, piped).Want(t, 0)

	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text string
		code int
	}{{sandbox.Token, 0}, {"", 130}} {
		program := harness.Command(t, environment, append(harness.Sample, "--token-file", pipe)...)
		if err := program.Start(); err != nil {
			t.Fatal(err)
		}
		code := exitOnPipe(t, program, pipe, test.text)
		if code != test.code {
			t.Errorf("given %q it ends with %d, want %d", test.text, code, test.code)
		}
	}
}

// exitOnPipe writes to the pipe that a program reads, or interrupts the program if there is nothing to write, and returns its
// exit code.
func exitOnPipe(t *testing.T, program *exec.Cmd, pipe, text string) int {
	t.Helper()
	opened := make(chan *os.File, 1)
	go func() {
		// This waits for a reader.
		if file, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			opened <- file
		}
	}()
	ended := make(chan struct{})
	go func() {
		_ = program.Wait()
		close(ended)
	}()
	select {
	case file := <-opened:
		defer file.Close()
		if _, err := file.WriteString(text); err != nil {
			t.Error(err)
		}
		if text == "" {
			_ = program.Process.Signal(os.Interrupt)
		} else {
			_ = file.Close()
		}
		<-ended
	case <-ended:
		t.Error("it ended without a look at the pipe")
	}
	return program.ProcessState.ExitCode()
}
