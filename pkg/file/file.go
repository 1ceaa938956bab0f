// Package file writes files whole, or not at all.
package file

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"confcall/pkg/failure"
)

// CheckTarget returns an error if the file exists and replace is false, or if it is not a regular file.
func CheckTarget(path string, replace bool) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil // there is no file, or writing will report what is wrong
	case info.Mode()&fs.ModeSymlink != 0:
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("write %s: it is a symbolic link", path),
			Hint: "name the file itself, or another one"}
	case !info.Mode().IsRegular():
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("write %s: it is no regular file", path), Hint: "name a file"}
	case !replace:
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("write %s: the file exists", path),
			Hint: "name another file, or replace it with --force"}
	}
	return nil
}

// Write writes a file that only its owner can read. It writes to a temporary file beside it first, so that the path never holds
// part of a file. It calls warn if the file system cannot sync the file to the disk.
func Write(path string, replace bool, warn func(text string), write func(io.Writer) error) error {
	if err := CheckTarget(path, replace); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".confcall-*") // with mode 0600
	if err != nil {
		return notWritten(path, err)
	}
	defer os.Remove(temporary.Name())
	if err := write(temporary); err != nil {
		_ = temporary.Close()
		if problem := (*fs.PathError)(nil); errors.As(err, &problem) {
			err = notWritten(path, problem.Err)
		}
		return err
	}
	unsynced := temporary.Sync()
	if unsynced != nil && !cannotSync(unsynced) {
		_ = temporary.Close()
		return notWritten(path, fmt.Errorf("it cannot be synced to the disk: %w", WithoutPath(unsynced)))
	}
	if err := temporary.Close(); err != nil {
		return notWritten(path, err)
	}
	if replace {
		err = os.Rename(temporary.Name(), path)
	} else {
		err = place(temporary.Name(), path, os.Link)
	}
	if errors.Is(err, fs.ErrExist) {
		return cmp.Or(CheckTarget(path, false), notWritten(path, err)) // somebody else made it meanwhile, and may have removed it again
	}
	if err != nil {
		return notWritten(path, err)
	}
	if unsynced != nil {
		warn(fmt.Sprintf("%s was written, but its file system cannot sync it to the disk (%s)", path, WithoutPath(unsynced)))
	}
	return nil
}

// MakeFolder makes a folder that only its owner can read, and its parents. A folder that exists is left as it is.
func MakeFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("make the folder %s: %w", path, WithoutPath(err)),
			Hint: "name another folder"}
	}
	return nil
}

// place gives the temporary file its final name. It returns fs.ErrExist if something has that name.
func place(temporary, path string, link func(from, to string) error) error {
	err := link(temporary, path) // unlike a rename, it never replaces anything
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Some file systems have no hard links. Reserve the name with an empty file, and replace only that one.
	holder, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	own, err := holder.Stat()
	if err := errors.Join(err, holder.Close()); err != nil {
		return err
	}
	if now, err := os.Lstat(path); err != nil || !os.SameFile(own, now) || now.Size() > 0 {
		return fs.ErrExist // somebody else has put a file in its place
	}
	if err := os.Rename(temporary, path); err != nil {
		_ = os.Remove(path)
		return err
	}
	return nil
}

// cannotSync reports whether err means that the file system does not support syncing, rather than that it failed.
func cannotSync(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL)
}

// notWritten returns the error for a file that could not be written. It has the cause without the temporary file's name.
func notWritten(path string, err error) error {
	return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("write %s: %w", path, WithoutPath(err)),
		Hint: "check the folder and the space on its disk, or name another file"}
}

// WithoutPath returns the cause of an error that names a file, without that name. It returns any other error as it is.
func WithoutPath(err error) error {
	if problem := (*fs.PathError)(nil); errors.As(err, &problem) {
		return problem.Err
	}
	if problem := (*os.LinkError)(nil); errors.As(err, &problem) {
		return problem.Err
	}
	return err
}
