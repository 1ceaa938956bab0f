package hostile

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

// TestFileSystems writes to file systems that lack a feature or fail, for which strace lets system calls fail. A file that is
// written is complete and replaces nothing, and the temporary file is neither named nor left behind.
func TestFileSystems(t *testing.T) {
	t.Parallel()
	tracer, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not there")
	}
	server := harness.PlainSandbox(t)
	for name, args := range writing(t) {
		for _, test := range []struct {
			fault string
			there bool // a file already has the name
			code  int
			says  string
		}{
			{"linkat:error=EPERM", false, 0, ""},
			{"linkat:error=EOPNOTSUPP", false, 0, ""},
			{"linkat:error=EPERM", true, 2, "write f: the file exists\nhint: name another file, or replace it with --force"},
			{"fsync:error=EINVAL", false, 0, "warning: f was written, but its file system cannot sync it to the disk (invalid argument)"},
			{"fsync:error=EIO", false, 1, "write f: it cannot be synced to the disk: input/output error\nhint: "},
			{"fsync:error=ENOSPC", false, 1, "write f: it cannot be synced to the disk: no space left on device\nhint: "},
			{"renameat:error=EROFS", true, 1, "write f: read-only file system\nhint: "},
		} {
			t.Run(name+"/"+test.fault, func(t *testing.T) {
				t.Parallel()
				args := append(args[:len(args):len(args)], "f")
				if strings.HasPrefix(test.fault, "renameat") {
					args = append(args, "--force")
				}
				call, _, _ := strings.Cut(test.fault, ":")
				program := harness.Command(t, harness.Account(server.URL), args...)
				program.Args = append([]string{tracer, "-f", "-qq", "-o", "/dev/null",
					"-e", "trace=" + call, "-e", "inject=" + test.fault, program.Path}, program.Args[1:]...)
				program.Path = tracer
				path := filepath.Join(program.Dir, "f")
				if test.there {
					if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				o := harness.Finish(t, program)
				o.Want(t, test.code, test.says)
				if strings.Contains(o.Stderr, ".confcall-") {
					t.Errorf("the temporary file is named: %s", o.Stderr)
				}
				entries, err := os.ReadDir(program.Dir)
				if err != nil || len(entries) > 1 || len(entries) == 0 && (test.there || test.code == 0) {
					t.Errorf("left are %v, %v", entries, err)
				}
				switch text, _ := os.ReadFile(path); {
				case test.there && string(text) != "mine":
					t.Errorf("it was replaced")
				case test.code == 0 && len(text) < 100:
					t.Errorf("it holds %q", text)
				}
			})
		}
	}
}
