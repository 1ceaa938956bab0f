package cli

import "runtime/debug"

// The linker sets these; see the Makefile. They are constants in all but name.
var version, commit, date string

// Build says what was built, and when its commit was made.
type Build struct{ Version, Commit, Date string }

// ThisBuild describes the running program. A build without the Makefile knows no more than the Go tool tells it.
func ThisBuild() Build {
	b := Build{version, commit, date}
	if b.Version != "" {
		return b
	}
	b.Version = "devel"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	for _, fact := range info.Settings {
		switch fact.Key {
		case "vcs.revision":
			b.Commit = fact.Value
		case "vcs.time":
			b.Date = fact.Value
		}
	}
	return b
}
