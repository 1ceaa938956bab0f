package file

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// shared is the mode of a file that others are to read, less what the umask takes away.
const shared = 0o644

// Replace writes a file that others can read in place of another one, by a rename: a reader sees either the old or the new
// one. Only a regular file is replaced.
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

// Append adds to the end of a file that others can read.
func Append(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, shared)
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, text)
	return errors.Join(err, file.Close())
}
