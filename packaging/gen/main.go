// Gen writes what is made from the program's own commands, build and changelog: pages, completions, licences, manifests.
// It is run by make and by the tests, and nothing of it is linked into the program.
package main

import (
	"fmt"
	"os"
)

const usage = `usage: gen KIND ARG…
  share FOLDER            man pages, completions and licences, as they lie in an archive and are installed
  reference FOLDER        a page of Markdown for each command
  sbom BINARY FILE        what was linked into a program, as CycloneDX
  manifests DIST URL      the Homebrew formula and the Scoop manifest of the archives in DIST, for downloads below URL`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	kind := ""
	if len(args) > 0 {
		kind, args = args[0], args[1:]
	}
	switch {
	case kind == "share" && len(args) == 1:
		return writeShare(args[0])
	case kind == "reference" && len(args) == 1:
		return writeReference(args[0])
	case kind == "sbom" && len(args) == 2:
		return writeSBOM(args[0], args[1])
	case kind == "manifests" && len(args) == 2:
		return writeManifests(args[0], args[1])
	}
	return fmt.Errorf("want a kind and its arguments, got %q\n%s", os.Args[1:], usage)
}
