//go:build unix

// Package packaging holds what a release is made of. There is no code in it but for its tests.
package packaging

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// release is what would be installed: a program and what lies beside it.
func release(t *testing.T, version string, pages ...string) (binary, share string) {
	t.Helper()
	folder := t.TempDir()
	binary, share = filepath.Join(folder, "confcall"), filepath.Join(folder, "share")
	files := map[string]string{binary: version}
	for _, name := range append(pages, "bash-completion/completions/confcall", "zsh/site-functions/_confcall", "fish/vendor_completions.d/confcall.fish", "doc/confcall/LICENSE", "powershell/confcall.ps1") {
		files[filepath.Join(share, name)] = version
	}
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return binary, share
}

func install(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"./install"}, args...)...)
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

// tree lists all that is below a folder.
func tree(t *testing.T, folder string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if relative, _ := filepath.Rel(folder, path); relative != "." {
			paths = append(paths, relative)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestInstallAndUninstall(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ prefix, destdir string }{
		"a prefix":                       {"/usr/local", "root"},
		"a prefix with blanks and marks": {"/opt/a b/it's $HOME", "a root"},
		"a prefix that ends in a slash":  {"/usr/", "root/"},
		"the root itself":                {"/", "root"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place := t.TempDir()
			destdir := place + "/" + test.destdir
			if err := os.MkdirAll(destdir+"/usr/bin", 0o755); err != nil {
				t.Fatal(err)
			}
			before := tree(t, place)

			binary, share := release(t, "old", "man/man1/confcall.1", "man/man1/confcall-gone.1")
			if said, code := install(t, binary, share, test.prefix, destdir); code != 0 {
				t.Fatalf("installing ended with %d: %s", code, said)
			}
			binary, share = release(t, "new", "man/man1/confcall.1", "man/man1/confcall-new.1")
			if said, code := install(t, binary, share, test.prefix, destdir); code != 0 {
				t.Fatalf("installing over it ended with %d: %s", code, said)
			}
			below := filepath.Join(destdir, test.prefix)
			for path, mode := range map[string]fs.FileMode{"bin/confcall": 0o755, "share/man/man1/confcall-new.1": 0o644, "share/doc/confcall/LICENSE": 0o644, "share": 0o755 | fs.ModeDir} {
				info, err := os.Stat(filepath.Join(below, path))
				if err != nil || info.Mode() != mode {
					t.Errorf("%s: want mode %v, got %v, %v", path, mode, info, err)
				}
			}
			if data, err := os.ReadFile(filepath.Join(below, "bin/confcall")); string(data) != "new" {
				t.Errorf("the program is %q, %v", data, err)
			}
			if _, err := os.Stat(filepath.Join(below, "share/man/man1/confcall-gone.1")); err == nil {
				t.Error("a page of the old version is still there")
			}
			if _, err := os.Stat(filepath.Join(below, "share/powershell")); err == nil {
				t.Error("what is for Windows is installed")
			}

			if said, code := install(t, "--remove", test.prefix, destdir); code != 0 {
				t.Fatalf("removing ended with %d: %s", code, said)
			}
			if after := tree(t, place); !slices.Equal(after, before) {
				t.Errorf("there was %q, and is %q", before, after)
			}
			if said, code := install(t, "--remove", test.prefix, destdir); code != 1 || !strings.Contains(said, "is not installed") {
				t.Errorf("removing again ended with %d: %s", code, said)
			}
		})
	}
}

// TestUninstallKeepsOthers leaves alone what somebody else has put beside it.
func TestUninstallKeepsOthers(t *testing.T) {
	t.Parallel()
	prefix := t.TempDir() + "/prefix"
	binary, share := release(t, "new", "man/man1/confcall.1")
	if said, code := install(t, binary, share, prefix); code != 0 {
		t.Fatalf("installing ended with %d: %s", code, said)
	}
	if err := os.WriteFile(prefix+"/share/man/man1/other.1", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if said, code := install(t, "--remove", prefix); code != 0 {
		t.Fatalf("removing ended with %d: %s", code, said)
	}
	if left := tree(t, prefix); !slices.Equal(left, []string{"share", "share/man", "share/man/man1", "share/man/man1/other.1"}) {
		t.Errorf("what is left is %q", left)
	}
}

// TestInstallBreaksOff has an installation stop halfway, and uninstalling take away what it had made.
func TestInstallBreaksOff(t *testing.T) {
	t.Parallel()
	for name, inTheWay := range map[string]struct{ folder, file string }{
		"a folder in the program's place": {folder: "bin/confcall"},
		"a file in a folder's place":      {folder: "share", file: "man"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prefix := t.TempDir()
			if err := os.MkdirAll(filepath.Join(prefix, inTheWay.folder), 0o755); err != nil {
				t.Fatal(err)
			}
			if inTheWay.file != "" {
				if err := os.WriteFile(filepath.Join(prefix, inTheWay.folder, inTheWay.file), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			before := tree(t, prefix)
			binary, share := release(t, "new", "man/man1/confcall.1")
			if said, code := install(t, binary, share, prefix); code != 1 || !strings.Contains(said, filepath.Join(inTheWay.folder, inTheWay.file)) {
				t.Errorf("installing ended with %d: %s", code, said)
			}
			_, _ = install(t, "--remove", prefix)
			if after := tree(t, prefix); !slices.Equal(after, before) {
				t.Errorf("there was %q, and is %q", before, after)
			}
		})
	}
}

// TestMakePassesPaths has make hand over a prefix as it was given, whatever a shell makes of such characters.
func TestMakePassesPaths(t *testing.T) {
	t.Parallel()
	destdir := t.TempDir()
	for _, prefix := range []string{"/usr", "/it's a `prefix`", `/"quoted" \;`} {
		cmd := exec.CommandContext(t.Context(), "make", "-s", "-C", "..", "uninstall", "PREFIX="+prefix, "DESTDIR="+destdir)
		said, _ := cmd.CombinedOutput()
		if want := "confcall is not installed below " + destdir + prefix + "\n"; !strings.Contains(string(said), want) {
			t.Errorf("want %q, got %s", want, said)
		}
	}
}

func TestInstallUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"--remove"}, {"binary", "share"}, {"binary", "share", "relative"}, {"--remove", "relative"}, {"a", "b", "/c", "d", "e"}} {
		if said, code := install(t, args...); code != 2 || said == "" {
			t.Errorf("%q ended with %d: %s", args, code, said)
		}
	}
}
