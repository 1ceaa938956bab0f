package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Path returns the config file that flag or environment name, or else the default, whether or not it exists.
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

// defaultPath is where the config file is looked for: $XDG_CONFIG_HOME/confcall/config.yaml, else ~/.config/confcall/config.yaml,
// on macOS too; on Windows, %AppData%\confcall\config.yaml in place of the latter.
func defaultPath() (string, error) { return defaultPathOn(runtime.GOOS) }

func defaultPathOn(system string) (string, error) {
	folder := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(folder) { // the XDG rules have a relative one ignored
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

// pathOf returns the path that a value names: in a config file it is relative to that file, and ~/ is the home.
func pathOf(v Value) string {
	path := inHome(v.Text)
	if v.Source.Kind == FromFile && !filepath.IsAbs(path) {
		return filepath.Join(filepath.Dir(v.Source.Name), path)
	}
	return path
}

// inHome replaces a leading ~/ by the home, if the shell has not done so.
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
