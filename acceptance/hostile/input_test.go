//go:build unix

package hostile

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"unicode/utf16"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// little is how many KiB an input may take beyond a run without input. With the race detector everything takes several times
// as much, and not always the same.
const little = 128 << 10

// bombs are YAML documents that expand to much more than their length, or nest deeply, with what is said about each as a
// config file.
func bombs(size int) map[string]struct{ text, config string } {
	var laughs, nested, anchors strings.Builder
	laughs.WriteString("profiles:\n  a0: &a0 {space: x}\n")
	for i := range 12 {
		fmt.Fprintf(&laughs, "  a%d: &a%d {%s}\n", i+1, i+1, strings.Repeat(fmt.Sprintf("k: *a%d, ", i), 9))
		fmt.Fprintf(&nested, "%sa:\n", strings.Repeat(" ", i))
	}
	for i := 0; anchors.Len() < size-20; i++ {
		fmt.Fprintf(&anchors, "- &a%d x\n", i)
	}
	fill := func(head, unit, tail string) string {
		return head + strings.Repeat(unit, (size-len(head)-len(tail))/len(unit)) + tail
	}
	return map[string]struct{ text, config string }{
		"references to references":    {laughs.String(), `:3: unknown key "k"; want one of`},
		"a list in itself":            {"space: &a [*a, *a]", ":1: space: want text or a number, got a list"},
		"a mapping in itself":         {"profiles: &a {b: *a}", `:1: unknown key "b"; want one of`},
		"a merge":                     {"profiles:\n  a: &a {space: x}\n  b: {<<: [*a, *a]}", `:3: unknown key "…"; want one of`},
		"very many references":        {fill("- &a x\n", "- *a\n", ""), ":1: want settings such as"},
		"very many anchors":           {anchors.String(), ":1: want settings such as"},
		"lists in lists":              {fill("", "[", ""), ":1: not valid YAML: exceeded max depth of 10000"},
		"mappings in mappings":        {fill("", "{a: ", ""), ":1: not valid YAML: exceeded max depth of 10000"},
		"lists in lists, by dashes":   {fill("", "- ", ""), ":1: not valid YAML: exceeded max depth of 10000"},
		"mappings, by indentation":    {nested.String(), `:1: unknown key "a"; want one of`},
		"very many keys of nothing":   {fill("", "?\n", ""), `:1: unknown key ""; want one of`},
		"very many items":             {fill("space: [", "a,", "]"), ":1: space: want text or a number, got a list"},
		"very many tags":              {fill("", "- !a x\n", ""), ":1: want settings such as"},
		"a long key":                  {fill("", "k", ": x"), ":1: not valid YAML: mapping values are not allowed in this context"},
		"a long key behind its mark":  {fill("? ", "k", "\n: x"), `:1: unknown key "kkk`},
		"a long value":                {fill("retries: ", "9", ""), `:1: retries "999`},
		"a long value of many lines":  {fill("retries: |\n ", "9\n ", ""), `:1: retries "9\n9\n`},
		"a program":                   {"\x7fELF\x02\x01\x01\x00\x00\x00", ":1: not valid YAML: control characters are not allowed"},
		"a picture":                   {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ":1: not valid YAML: "},
		"half a character":            {"space: ex\xc3", ":1: not valid YAML: "},
		"UTF-16 without its mark":     {"s\x00p\x00a\x00c\x00e\x00:\x00", ":1: not valid YAML: control characters are not allowed"},
		"half a character of UTF-16":  {"\xff\xfes\x00p\x00a", ":1: not valid YAML: "},
		"a zero in the middle":        {"space: exam\x00ple", ":1: not valid YAML: control characters are not allowed"},
		"an escape sequence as a key": {"\"\\e[2J\\e]0;x\\a\": x", `:1: unknown key "…"; want one of`},
	}
}

// refused checks that a run ended with an error of two lines that begins with the text, and took little memory.
func refused(t *testing.T, most int64, code int, text string, args ...string) {
	t.Helper()
	cmd := harness.Command(t, nil, append(args, "--quiet")...)
	got := harness.Finish(t, cmd)
	got.Want(t, code)
	if lines := strings.Split(got.Stderr, "\n"); !strings.HasPrefix(got.Stderr, "confcall: "+text) || len(lines) != 3 ||
		!strings.HasPrefix(lines[1], "hint: ") || got.Stdout != "" {
		t.Errorf("want two lines that begin with %q, got %.300q%.300q", text, got.Stdout, got.Stderr)
	}
	if len(got.Stderr) > 32<<10 {
		t.Errorf("the error is %d bytes long", len(got.Stderr))
	}
	if took := harness.Peak(t, cmd); took > most {
		t.Errorf("it took %d KiB of memory", took)
	}
}

// atRest returns how much memory a run takes that reads no input.
func atRest(t *testing.T) int64 {
	t.Helper()
	cmd := harness.Command(t, nil, "version")
	harness.Finish(t, cmd).Want(t, 0)
	return harness.Peak(t, cmd)
}

// writeFile writes a file into a new folder and returns its path.
func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// hugeFile returns a sparse file of 100 MB, which takes no space on the disk.
func hugeFile(t *testing.T) string {
	t.Helper()
	path := writeFile(t, "")
	if err := os.Truncate(path, 100<<20); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHostileConfig reads config files that are bombs, not text, endless, or not files.
func TestHostileConfig(t *testing.T) {
	t.Parallel()
	most := atRest(t) + little
	for name, bomb := range bombs(60 << 10) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := writeFile(t, bomb.text)
			refused(t, most, 3, path+bomb.config, "config", "show", "--config", path)
		})
	}
	huge := hugeFile(t)
	refused(t, most, 3, "read config file "+huge+": it is larger than 64 KiB\n", "config", "show", "--config", huge)
	refused(t, most, 3, "read config file /dev/zero: it is larger than 64 KiB\n", "config", "show", "--config", "/dev/zero")
	if runtime.GOOS == "linux" { // a file that opens, but that nobody can read
		refused(t, most, 3, "read config file /proc/self/mem: input/output error\n", "config", "show", "--config", "/proc/self/mem")
	}

	// A script gets the same on one line.
	got := harness.Run(t, nil, "config", "show", "-o", "json", "--config", writeFile(t, "space: &a [*a]"))
	got.Want(t, 3)
	var report map[string]map[string]any
	if err := json.Unmarshal([]byte(got.Stderr), &report); err != nil || report["error"]["exit"] != 3.0 ||
		strings.Count(got.Stderr, "\n") != 1 {
		t.Errorf("%v: %s", err, got.Stderr)
	}
}

// TestOddConfig reads config files that are unusual but valid.
func TestOddConfig(t *testing.T) {
	t.Parallel()
	const text = "# Ω\r\nspace: example\r\nretries: 2"
	inUTF16 := func(order binary.AppendByteOrder) string {
		var encoded []byte
		for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
			encoded = order.AppendUint16(encoded, unit)
		}
		return string(encoded)
	}
	for name, contents := range map[string]string{
		"lines that end as on Windows": text, "lines that end as on old Macs": strings.ReplaceAll(text, "\r\n", "\r"),
		"a byte order mark":        "\ufeff" + text,
		"UTF-16, little end first": inUTF16(binary.LittleEndian), "UTF-16, big end first": inUTF16(binary.BigEndian),
		"JSON": `{"space": "example", "retries": 2}`,
	} {
		got := harness.Run(t, nil, "config", "show", "-o", "csv", "--config", writeFile(t, contents))
		got.Want(t, 0)
		if !strings.Contains(got.Stdout, "\nspace,example,file ") || !strings.Contains(got.Stdout, "\nretries,2,file ") {
			t.Errorf("%s: %s%s", name, got.Stdout, got.Stderr)
		}
	}
}

// TestPipeAsConfig reads the config from another program, as in --config <(…).
func TestPipeAsConfig(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(pipe, []byte("space: example\n"), 0o600) }()
	got := harness.Run(t, nil, "config", "show", "-o", "csv", "--config", pipe)
	got.Want(t, 0)
	if !strings.Contains(got.Stdout, "\nspace,example,file "+pipe) {
		t.Fatalf("got %s%s", got.Stdout, got.Stderr)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// TestInitOfNoText checks that a token that a config file cannot hold is refused, and no file written.
func TestInitOfNoText(t *testing.T) {
	t.Parallel()
	cmd := harness.Command(t, nil, "config", "init", "--space", "example", "--project", sandbox.Account, "--config", "config.yaml")
	cmd.Stdin = strings.NewReader("PT\xff\xfesecret")
	got := harness.Finish(t, cmd)
	got.Want(t, 2)
	want := "confcall: read the token from standard input: the token is not UTF-8\n" +
		"hint: pipe the token in, or name its file with --token-file\n"
	if got.Stderr != want {
		t.Errorf("got %s", got.Stderr)
	}
	if _, err := os.Lstat(filepath.Join(cmd.Dir, "config.yaml")); err == nil {
		t.Error("there is a file")
	}
}

// TestOddDurations checks that a wait of no time, or of more than a clock can count, is refused.
func TestOddDurations(t *testing.T) {
	t.Parallel()
	wait := []string{"--sandbox", "conference", "wait", "--conference", sandbox.SampleConference, "--for", "exists"}
	for _, flag := range []string{"--interval=5", "--interval=0s", "--interval=8761h", "--within=-1s", "--within=99999999999h"} {
		harness.Run(t, nil, append(wait, flag)...).Want(t, 2, "want a duration with a unit, such as 30s or 2m, of at most a year\nhint: ")
	}
	harness.Run(t, nil, append(wait, "--interval=8760h", "--within=8760h")...).Want(t, 0)
}

// TestHostileData reads data files for the sandbox that are bombs, not text, or endless.
func TestHostileData(t *testing.T) {
	t.Parallel()
	for name, bomb := range bombs(60 << 10) {
		path := writeFile(t, bomb.text)
		if _, err := sandbox.ReadData(path, harness.Now); err == nil || !strings.HasPrefix(err.Error(), path+":") || len(err.Error()) > 500 {
			t.Errorf("%s: %v", name, err)
		}
	}
	most := atRest(t) + little
	serve := func(path string) []string {
		return []string{"sandbox", "--listen", "127.0.0.1:0", "--data", path}
	}
	for _, path := range []string{hugeFile(t), "/dev/zero"} {
		refused(t, most, 3, path+": it is larger than 1 MiB\n", serve(path)...)
	}
	for text, want := range map[string]string{
		bombs(100 << 10)["very many keys of nothing"].text:                       `:1: unknown key "" of the file`,
		"conferences: &a [{participants: [*a]}]":                                 ":1: want a participant, which is a mapping, got a reference, which this file cannot have",
		"conferences: [{participants: [" + strings.Repeat("{},", 25_000) + "]}]": ":1: participants: more than 20000 items are in this file's lists",
	} {
		path := writeFile(t, text)
		refused(t, most, 3, path+want, serve(path)...)
	}
}

// TestHostileCertificates reads root certificates from files that hold none.
func TestHostileCertificates(t *testing.T) {
	t.Parallel()
	most := atRest(t) + little
	pem := func(kind, text string) string {
		return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n"
	}
	const none, cut = "want a file of certificates in PEM form", "the certificate in line 1 is cut off or no base64"
	for name, test := range map[string]struct{ text, problem string }{
		"nothing": {"", none}, "a program": {"\x7fELF\x02\x01\x01\x00", none}, "a private key": {pem("PRIVATE KEY", "c2VjcmV0"), none},
		"no base64": {pem("CERTIFICATE", "!"), cut}, "a beginning without end": {strings.Repeat("-----BEGIN CERTIFICATE-----\n", 30_000), cut},
		"base64 of something else": {"# a root\n" + pem("CERTIFICATE", "c2VjcmV0"), "the certificate in line 2 is broken: malformed certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := writeFile(t, test.text)
			refused(t, most, 2, fmt.Sprintf("--ca-file %q: %s\n", path, test.problem), "config", "show", "--ca-file", path)
		})
	}
	for _, path := range []string{hugeFile(t), "/dev/zero"} {
		refused(t, most, 2, fmt.Sprintf("--ca-file %q: it is larger than 1024 KiB\n", path), "config", "show", "--ca-file", path)
	}
}

// TestHostileCalls reads calls from a standard input with bad lines. Each is reported by its number and beginning, and the
// good ones are done. A line without end ends the reading, and fifty times as much input takes hardly more memory.
func TestHostileCalls(t *testing.T) {
	t.Parallel()
	read := func(stdin io.Reader) (harness.Outcome, int64) {
		cmd := harness.Command(t, nil, "--sandbox", "participant", "get", "--conference", sandbox.SampleConference, "--call", "-",
			"--quiet", "-o", "name")
		cmd.Stdin = stdin
		got := harness.Finish(t, cmd)
		got.Want(t, 2)
		return got, harness.Peak(t, cmd)
	}
	garbage := strings.Repeat("\xff\x00\x1b[2J", 160_000) + "\n"
	lines := func(count int) (parts []io.Reader) {
		parts = append(parts, strings.NewReader(sandbox.SampleCall+"\n"))
		for range count {
			parts = append(parts, strings.NewReader(garbage))
		}
		return parts
	}
	got, few := read(io.MultiReader(lines(2)...))
	many, took := read(io.MultiReader(lines(100)...))
	if took > few+little {
		t.Errorf("%d KiB for 2 MB and %d KiB for 100 MB", few, took)
	}
	if got.Stdout != sandbox.SampleCall+"\n" || strings.Count(many.Stderr, "\n") != 2*100+2 {
		t.Errorf("got %q and %d lines of errors", got.Stdout, strings.Count(many.Stderr, "\n"))
	}
	if line := strings.Split(got.Stderr, "\n")[2]; !strings.HasPrefix(line, `confcall: line 3 of standard input: "\xff\x00\x1b[2J`) ||
		len(line) > 500 {
		t.Errorf("got %q", line)
	}
	endless, took := read(zeros{})
	endless.Want(t, 2, `line 1 of standard input: "\x00`,
		"confcall: read calls from standard input: a line has no end\nhint: give one SID a line\n")
	if took > few+little {
		t.Errorf("%d KiB for a line without end, and %d for 2 MB", took, few)
	}
}

// zeros is an endless reader.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestBrokenCalls reads numbers to dial from a connection that is reset within a line. Half a number is not dialled.
func TestBrokenCalls(t *testing.T) {
	t.Parallel()
	var dialled atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dialled.Add(1)
		w.WriteHeader(http.StatusUnprocessableEntity)
	}))
	t.Cleanup(server.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	from, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	to := accepted.(*net.TCPConn)
	_, err = io.WriteString(to, "# to dial\n+1310555")
	stdin, fileErr := from.(*net.TCPConn).File()
	if err := cmp.Or(err, fileErr, to.SetLinger(0), to.Close(), from.Close()); err != nil { // the end of the connection is a reset
		t.Fatal(err)
	}
	defer stdin.Close()
	cmd := harness.Command(t, harness.Account(server.URL), "participant", "add", "--conference", "standup", "--from", "+13105550100",
		"--to", "-", "--yes")
	cmd.Stdin = stdin
	harness.Finish(t, cmd).Want(t, 2, "from standard input: read", "connection reset by peer")
	if dialled.Load() != 0 {
		t.Errorf("%d numbers were dialled", dialled.Load())
	}
}
