//go:build unix

package config

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// checkSafety returns an error if somebody else could have written the command: if the config file or its folder, or those that
// a symbolic link leads to, can be written by others.
func (e entry) checkSafety() error {
	file := e.Source.Name
	places := []string{file, filepath.Dir(file)}
	if target, err := filepath.EvalSymlinks(file); err == nil && target != filepath.Clean(file) {
		places = append(places, target, filepath.Dir(target))
	}
	for _, place := range places {
		info, err := os.Stat(place)
		if err != nil {
			continue // a pipe that is closed by now
		}
		if problem := whoWrites(info); problem != "" {
			return &Error{Kind: FromFile, Message: fmt.Sprintf("%s: it is not run, because %s %s", e.Source.place(TokenCommandKey),
				place, problem),
				Hint: "see to it that only you can write the file and its folder: chmod go-w " + place}
		}
	}
	return nil
}

// whoWrites says why somebody else can write a file. It returns "" if only its owner can, who is the user or root.
func whoWrites(info fs.FileInfo) string {
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 && int(owner.Uid) != os.Getuid() {
		return "belongs to another user"
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return fmt.Sprintf("can be written by others (mode %04o)", mode)
	}
	return ""
}
