package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Path returns the config file that the flag or the environment names, or the default one. The file need not exist.
func Path(in Input) (string, error) {
	chosen := newLoader(in).get(File)
	if chosen.Source.Kind == Unset {
		return defaultPath()
	}
	if chosen.Text == "" {
		return "", invalid(lookup(File), chosen.Value, "want a file")
	}
	return inHome(chosen.Text), nil
}

// defaultPath returns $XDG_CONFIG_HOME/confcall/config.yaml. Without that variable it returns ~/.config/confcall/config.yaml, on
// macOS too, and on Windows %AppData%\confcall\config.yaml.
func defaultPath() (string, error) { return defaultPathOn(runtime.GOOS) }

func defaultPathOn(system string) (string, error) {
	folder := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(folder) { // by the XDG rules a relative path is ignored
		if system == "windows" {
			if folder = os.Getenv("AppData"); !filepath.IsAbs(folder) {
				return "", &Error{Kind: Unset, Message: "find the config file: neither XDG_CONFIG_HOME nor AppData is set",
					Hint: "name the file with --config"}
			}
			return filepath.Join(folder, "confcall", "config.yaml"), nil
		}
		home, err := os.UserHomeDir()
		if err != nil {
			return "", &Error{Kind: Unset, Message: "find the config file: neither XDG_CONFIG_HOME nor HOME is set",
				Hint: "name the file with --config"}
		}
		folder = filepath.Join(home, ".config")
	}
	return filepath.Join(folder, "confcall", "config.yaml"), nil
}

// pathOf returns the path that a value names. In a config file, a relative path is relative to that file's folder. A leading ~/
// is the home.
func pathOf(v Value) string {
	path := inHome(v.Text)
	if v.Source.Kind == FromFile && !filepath.IsAbs(path) {
		return filepath.Join(filepath.Dir(v.Source.Name), path)
	}
	return path
}

// inHome replaces a leading ~/ with the home. No shell has done so for a path in the config file.
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
