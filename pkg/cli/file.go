package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"confcall/pkg/failure"
)

// CheckTarget refuses a file that exists, unless it may be replaced; what is no regular file never is.
func CheckTarget(path string, replace bool) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil // there is none, or writing will say what is wrong
	case info.Mode()&fs.ModeSymlink != 0:
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("write %s: it is a symbolic link", path), Hint: "name the file itself, or another one"}
	case !info.Mode().IsRegular():
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("write %s: it is no regular file", path), Hint: "name a file"}
	case !replace:
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("write %s: the file exists", path), Hint: "name another file, or replace it with --force"}
	}
	return nil
}

// WriteFile writes a file that only its owner can read, through a temporary one beside it, so that there is a whole file or none.
func WriteFile(path string, replace bool, write func(io.Writer) error) error {
	if err := CheckTarget(path, replace); err != nil {
		return err
	}
	local := func(err error) error {
		// What is wrong, without the call and the temporary file's name.
		for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
			err = inner
		}
		return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("write %s: %w", path, err), Hint: "check the folder and the space on its disk, or name another file"}
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".confcall-*") // with mode 0600
	if err != nil {
		return local(err)
	}
	defer os.Remove(temporary.Name())
	if err := write(temporary); err != nil {
		_ = temporary.Close()
		if problem := (*fs.PathError)(nil); errors.As(err, &problem) {
			err = local(problem.Err)
		}
		return err
	}
	if err := errors.Join(temporary.Sync(), temporary.Close()); err != nil {
		return local(err)
	}
	if replace {
		err = os.Rename(temporary.Name(), path)
	} else {
		err = os.Link(temporary.Name(), path) // unlike a rename, it never replaces anything
	}
	if errors.Is(err, fs.ErrExist) {
		return cmp.Or(CheckTarget(path, false), local(err)) // it came meanwhile, and may have gone again
	}
	if err != nil {
		return local(err)
	}
	return nil
}
