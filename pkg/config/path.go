package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
)

// pathOf is the path that a value names: one in a config file is relative to that file, and ~/ is the home.
func pathOf(v Value) string {
	path := inHome(v.Text)
	if v.Source.Kind == FromFile && !filepath.IsAbs(path) {
		return filepath.Join(filepath.Dir(v.Source.Name), path)
	}
	return path
}

// inHome is a path whose leading ~/ is the home, where a shell has not seen to that.
func inHome(path string) string {
	below, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, below)
}

// withoutMark drops the byte order mark that some editors begin a file with.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }
