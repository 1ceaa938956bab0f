package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPlace checks that place never replaces anything, on file systems with hard links and without.
func TestPlace(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]func(from, to string) error{
		"links":    os.Link,
		"no links": func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM} },
		"links unknown": func(from, to string) error {
			return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.ENOTSUP}
		},
	} {
		folder := t.TempDir()
		write := func(name, text string) string {
			path := filepath.Join(folder, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		target := filepath.Join(folder, "target")
		if err := place(write("first", "first"), target, link); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, other := range []string{target, write("empty", ""), folder} {
			if err := place(write("second", "second"), other, link); !errors.Is(err, fs.ErrExist) {
				t.Errorf("%s: %s: %v", name, other, err)
			}
		}
		if err := os.Symlink("nowhere", filepath.Join(folder, "link")); err != nil {
			t.Fatal(err)
		}
		if err := place(write("third", "third"), filepath.Join(folder, "link"), link); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: a link: %v", name, err)
		}
		if text, err := os.ReadFile(target); err != nil || string(text) != "first" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		if info, err := os.Stat(filepath.Join(folder, "empty")); err != nil || info.Size() != 0 {
			t.Errorf("%s: an empty file was replaced: %v", name, err)
		}
	}
}

func TestCannotSync(t *testing.T) {
	t.Parallel()
	for err, want := range map[syscall.Errno]bool{syscall.EINVAL: true, syscall.ENOTSUP: true, syscall.ENOSYS: true,
		syscall.EIO: false, syscall.ENOSPC: false, syscall.EDQUOT: false} {
		if got := cannotSync(&fs.PathError{Op: "sync", Path: ".confcall-1", Err: err}); got != want {
			t.Errorf("%v: %t", err, got)
		}
	}
}
