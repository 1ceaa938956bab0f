//go:build unix

package hostile

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"confcall/acceptance/harness"
	"confcall/pkg/sandbox"
)

// writing has the command lines that write a file, by name. The name of the file goes at the end.
func writing(t *testing.T) map[string][]string {
	token := writer(t, t.TempDir())("token", sandbox.Token)
	return map[string][]string{
		"config init":        {"config", "init", "--space", "example", "--project", sandbox.Account, "--token-file", token, "--config"},
		"recording download": {"recording", "download", "--recording", "5f0e2a7c-3d1b-4c8e-9a6f-0b7d8c9e1002", "-O"},
	}
}

// inShell runs a line of shell before the program, in the same process.
func inShell(t *testing.T, line string, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	program := harness.Command(t, environment, append([]string{"-c", line + "\nexec confcall \"$@\"", "sh"}, args...)...)
	program.Path, program.Args[0] = "/bin/sh", "sh"
	return program
}

// listing returns what everything in a folder is, what it holds, and who may read it.
func listing(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		holds := ""
		switch info.Mode().Type() {
		case 0:
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			holds = string(data[:min(len(data), 20)])
		case fs.ModeSymlink:
			if holds, err = os.Readlink(path); err != nil {
				return err
			}
		}
		all[strings.TrimPrefix(path, folder+"/")] = fmt.Sprintf("%s %q", info.Mode(), holds)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTargets writes to names that already exist as all kinds of things. A file is written for its owner only, whatever the
// umask, and only if nothing has its name or, with --force, a file has. No link is followed, and nothing else changes.
func TestTargets(t *testing.T) {
	t.Parallel()
	server := harness.PlainSandbox(t)
	lines := writing(t)
	for _, test := range []struct {
		name    string
		prepare string // in a folder that has the file victim and the folder inner
		target  string
		code    int
		forced  int // the code with --force
		stderr  string
	}{
		{"nothing", "", "target", 0, 0, ""},
		{"a file", "echo old >target", "target", 2, 0, "the file exists\nhint: name another file, or replace it with --force"},
		{"another name of a file", "ln victim target", "target", 2, 0, "the file exists"},
		{"a link to a file", "ln -s victim target", "target", 2, 2, "it is a symbolic link\nhint: name the file itself"},
		{"a link to nothing", "ln -s nowhere target", "target", 2, 2, "it is a symbolic link"},
		{"a link to itself", "ln -s target target", "target", 2, 2, "it is a symbolic link"},
		{"a link to a folder", "ln -s inner target", "target", 2, 2, "it is a symbolic link"},
		{"a link to a device", "ln -s /dev/null target", "target", 2, 2, "it is a symbolic link"},
		{"a folder", "", "inner", 2, 2, "it is no regular file\nhint: name a file"},
		{"a pipe", "mkfifo target", "target", 2, 2, "it is no regular file"},
		{"a device", "", "/dev/null", 2, 2, "it is no regular file"},
		{"in a folder behind a link", "ln -s inner way", "way/target", 0, 0, ""},
		{"in a folder behind a link to nothing", "ln -s nowhere way", "way/target", 1, 1, "hint: "},
		{"below a file", "", "victim/target", 1, 1, "not a directory\nhint: "},
		{"where nothing can be made", "", "/proc/target", 1, 1, "write /proc/target: no such file or directory\nhint: check the folder"},
		{"a name that is too long", "", strings.Repeat("x", 256), 1, 1, "file name too long\nhint: "},
	} {
		for name, line := range lines {
			for _, force := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/force %t", test.name, name, force), func(t *testing.T) {
					t.Parallel()
					args, code := append(slices.Clone(line), test.target), test.code
					if force {
						args, code = append(args, "--force"), test.forced
					}
					program := inShell(t, "umask 0", harness.Account(server.URL), args...)
					prepare := exec.CommandContext(t.Context(), "sh", "-ec", "echo precious >victim; mkdir inner; "+test.prepare)
					prepare.Dir = program.Dir
					if output, err := prepare.CombinedOutput(); err != nil {
						t.Fatalf("%v: %s", err, output)
					}
					before := listing(t, program.Dir)
					o := harness.Finish(t, program)
					o.Want(t, code)
					if code != 0 {
						o.Want(t, code, test.stderr)
					}
					after := listing(t, program.Dir)
					if code == 0 {
						written := strings.Replace(test.target, "way", "inner", 1)
						if got := after[written]; !strings.HasPrefix(got, `-rw------- "`) || got == `-rw------- ""` || strings.Contains(got, "old") {
							t.Errorf("what is written is %s", got)
						}
						delete(before, written)
						delete(after, written)
					}
					if !maps.Equal(before, after) {
						t.Errorf("the folder had %v, and has %v", before, after)
					}
				})
			}
		}
	}
}

// TestFolders checks that the folders of the config file are made for their owner only.
func TestFolders(t *testing.T) {
	t.Parallel()
	line := writing(t)["config init"]
	for _, umask := range []string{"0", "077"} {
		program := inShell(t, "umask "+umask, nil, append(line, "a/b/config.yaml")...)
		harness.Finish(t, program).Want(t, 0)
		all := listing(t, program.Dir)
		if all["a"] != `drwx------ ""` || all["a/b"] != all["a"] || !strings.HasPrefix(all["a/b/config.yaml"], "-rw------- ") || len(all) != 3 {
			t.Errorf("with the umask %s: %v", umask, all)
		}
	}
}

// meddler is a server that does something in a folder before it sends a sound, or half of a sound, or never anything more.
type meddler struct {
	do     func() error
	begins bool // it sends only the beginning
	sent   chan struct{}
}

func (m *meddler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := m.do(); err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "audio/x-wav")
	if !m.begins {
		_, _ = w.Write([]byte("RIFFxxxxWAVE" + strings.Repeat("RIFF", 1<<10)))
		return
	}
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte("RIFF"))
	_ = http.NewResponseController(w).Flush()
	close(m.sent)
	<-r.Context().Done()
}

// TestTargetChanges changes the target while the sound is being downloaded.
func TestTargetChanges(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		do     string // in the shell
		force  bool
		code   int
		stderr string
		left   map[string]string
	}{
		{"a file comes", "echo new >target", false, 2, "the file exists", map[string]string{"target": `-rw-r--r-- "new\n"`}},
		{"a link comes", "ln -s nowhere target", false, 2, "it is a symbolic link", map[string]string{"target": `Lrwxrwxrwx "nowhere"`}},
		{"a pipe comes", "mkfifo -m 600 target", false, 2, "it is no regular file", map[string]string{"target": `prw------- ""`}},
		{"a link comes, and may be replaced", "echo old >victim; ln -s victim target", true, 0, "",
			map[string]string{"target": `-rw------- "RIFFxxxxWAVERIFFRIFF"`, "victim": `-rw-r--r-- "old\n"`}},
		{"a folder comes, and may be replaced", "mkdir target", true, 2, "it is no regular file", map[string]string{"target": `drwxr-xr-x ""`}},
		{"the temporary file goes", "rm .confcall-*", false, 1, "write target: no such file or directory\nhint: ", map[string]string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := append(writing(t)["recording download"], "target")
			if test.force {
				args = append(args, "--force")
			}
			program := harness.Command(t, nil, args...)
			server := httptest.NewServer(&meddler{do: func() error {
				meddle := exec.CommandContext(t.Context(), "sh", "-ec", "umask 022; "+test.do)
				meddle.Dir = program.Dir
				return meddle.Run()
			}})
			t.Cleanup(server.Close)
			program.Env = append(program.Env, harness.Account(server.URL)...)
			harness.Finish(t, program).Want(t, test.code, test.stderr)
			if left := listing(t, program.Dir); !maps.Equal(left, test.left) {
				t.Errorf("there is %v, want %v", left, test.left)
			}
		})
	}
}

// TestNoSpace limits the size of files to a few bytes.
func TestNoSpace(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&meddler{do: func() error { return nil }})
	t.Cleanup(server.Close)
	for name, line := range writing(t) {
		blocks := map[string]string{"config init": "0", "recording download": "1"}[name]
		program := inShell(t, "ulimit -f "+blocks, harness.Account(server.URL), append(line, "target")...)
		o := harness.Finish(t, program)
		o.Want(t, 1, "write target: file too large\nhint: check the folder and the space on its disk")
		if left := listing(t, program.Dir); len(left) > 0 {
			t.Errorf("%s leaves %v", name, left)
		}
	}
}

// TestInterruptedDownload ends a download half way by a signal. Until then only the owner can read the part that has come, and
// in the end nothing remains of it.
func TestInterruptedDownload(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 143} {
		m := &meddler{do: func() error { return nil }, begins: true, sent: make(chan struct{})}
		server := httptest.NewServer(m)
		t.Cleanup(server.Close)
		program := inShell(t, "umask 0", append(harness.Account(server.URL), "CONFCALL_TEST_GRACE=5m"),
			append(writing(t)["recording download"], "target")...)
		if err := program.Start(); err != nil {
			t.Fatal(err)
		}
		<-m.sent
		meanwhile := listing(t, program.Dir)
		if err := program.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = program.Wait()
		if got := program.ProcessState.ExitCode(); got != code {
			t.Errorf("%s ends it with %d, want %d", signal, got, code)
		}
		for name, what := range meanwhile {
			if !strings.HasPrefix(name, ".confcall-") || !strings.HasPrefix(what, "-rw------- ") || len(meanwhile) != 1 {
				t.Errorf("meanwhile there is %v", meanwhile)
			}
		}
		if left := listing(t, program.Dir); len(meanwhile) != 1 || len(left) > 0 {
			t.Errorf("there is %v, and after %s %v", meanwhile, signal, left)
		}
	}
}

// TestWritesInOnePlace reads which system functions the source calls: files are written in one place, and other programs are
// started only for a token, to edit and to page.
func TestWritesInOnePlace(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"pkg/file/file.go": {"os.CreateTemp", "os.Link", "os.MkdirAll", "os.O_CREATE", "os.O_EXCL", "os.O_WRONLY", "os.OpenFile",
			"os.Remove", "os.Rename"},
		"pkg/setup/setup.go": {"os.MkdirAll"},
		// Of two commands that change the config file, one waits.
		"pkg/setup/lock_unix.go": {"syscall.Flock", "syscall.LOCK_EX"},
		// Reports that are appended to, or beside which another process writes its own.
		"pkg/file/shared.go": {"os.Getpid", "os.O_APPEND", "os.O_CREATE", "os.O_EXCL", "os.O_WRONLY", "os.OpenFile", "os.Remove", "os.Rename"},
		// To look at a connection, and at certificates without waiting for a pipe.
		"pkg/transport/dial.go": {"syscall.RawConn"},
		"pkg/trust/roots.go":    {"os.O_RDONLY", "os.OpenFile", "syscall.O_NONBLOCK"},
		"cmd/config/edit.go":    {"os.MkdirTemp", "os.RemoveAll"},
		// To page a long list, to end a read of the terminal, and to be suspended as other programs are.
		"pkg/console/pager.go":              {"os.Pipe"},
		"pkg/console/interruptible_unix.go": {"os.Pipe"},
		"pkg/console/suspend_unix.go":       {"os.Getppid", "syscall.Getpgid", "syscall.Getpgrp", "syscall.Kill"},
		// To have the kernel map the heap's first pages at once: it changes none of them.
		"pkg/startup/heap_linux.go": {"syscall.Getpagesize", "syscall.RawSyscall", "syscall.SYS_MADVISE"},
		"pkg/startup/processors.go": {"syscall.Getenv"},
		// To turn on escape sequences in a Windows console.
		"pkg/console/escapes_windows.go": {"syscall.GetConsoleMode", "syscall.GetStdHandle", "syscall.NewLazyDLL",
			"syscall.STD_ERROR_HANDLE", "syscall.STD_OUTPUT_HANDLE"},
	}
	starting := []string{"pkg/config/command.go", "cmd/config/edit.go", "pkg/console/pager.go"}
	terminals := []string{"pkg/console/interruptible_unix.go", "pkg/console/reader_unix.go", "pkg/console/suspend_unix.go"}
	addressing := []string{"pkg/startup/heap_linux.go"}
	harmless := regexp.MustCompile(`^(os\.(Args|Environ|Err(Closed|DeadlineExceeded)|Exit|File|Getenv|Getuid|Interrupt|LinkError|LookupEnv|Lstat|Open|Read(Dir|File)|SameFile|Signal|Stat|Std(err|in|out)|UserHomeDir)|syscall\.((SIG|E)[A-Z]+|Stat_t))$`)
	found := map[string][]string{}
	for _, root := range []string{"main.go", "cmd", "pkg"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				return err
			}
			for _, spec := range file.Imports {
				switch path := spec.Path.Value; path {
				case `"os/exec"`, `"io/ioutil"`, `"plugin"`, `"unsafe"`, `"C"`, `"golang.org/x/sys/unix"`:
					may := map[string][]string{`"os/exec"`: starting, `"golang.org/x/sys/unix"`: terminals, `"unsafe"`: addressing}[path]
					if !slices.Contains(may, name) {
						t.Errorf("%s imports %s", name, path)
					}
				case `"os"`, `"syscall"`:
					if spec.Name != nil {
						t.Errorf("%s imports %s under another name", name, spec.Path.Value)
					}
				}
			}
			ast.Inspect(file, func(node ast.Node) bool {
				if call := fromSystem(node); call != "" && !harmless.MatchString(call) && !slices.Contains(found[name], call) {
					found[name] = append(found[name], call)
				}
				return true
			})
			slices.Sort(found[name])
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(found) != fmt.Sprint(allowed) {
		t.Errorf("what the program does with files and processes is %v, want %v", found, allowed)
	}
}

// fromSystem returns what a piece of source takes from the operating system, such as os.Create, or an empty string.
func fromSystem(node ast.Node) string {
	selector, ok := node.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	library, ok := selector.X.(*ast.Ident)
	if !ok || library.Name != "os" && library.Name != "syscall" {
		return ""
	}
	return library.Name + "." + selector.Sel.Name
}
