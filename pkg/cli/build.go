package cli

import "runtime/debug"

// The version that this source is, for a build from an archive too. The Makefile and the packages read it here.
const version = "0.2.0"

// The linker sets these; see the Makefile. They are constants in all but name.
var commit, date string

// Build says what was built, and when its commit was made.
type Build struct{ Version, Commit, Date string }

// ThisBuild describes the running program. Without the Makefile, the Go tool knows the commit if there is a repository.
func ThisBuild() Build {
	b := Build{version, commit, date}
	if b.Commit != "" {
		return b
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
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
