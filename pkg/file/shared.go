package file

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// shared is the mode of a file that others can read, before the umask.
const shared = 0o644

// Replace writes a file that others can read, by a rename: a reader sees the old file or the new one, never part of it. It
// replaces only a regular file.
func Replace(path, text string) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return errors.New("it is no regular file")
	}
	temporary, err := os.OpenFile(fmt.Sprintf("%s.%d.new", path, os.Getpid()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, shared)
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = io.WriteString(temporary, text)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// Append adds text to the end of a file. A file that it creates can be read by others.
func Append(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, shared)
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, text)
	return errors.Join(err, file.Close())
}
