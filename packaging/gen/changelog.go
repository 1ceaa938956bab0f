package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// release is the version that this source is, and the day that the changelog gives it.
type release struct{ version, date string }

func thisRelease() (release, error) {
	version, err := output("version", "-o", "name")
	if err != nil {
		return release{}, err
	}
	r := release{version: strings.TrimSpace(version)}
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		return r, err
	}
	found := regexp.MustCompile(`(?m)^## \[` + regexp.QuoteMeta(r.version) + `\] - (\d{4}-\d\d-\d\d)$`).FindSubmatch(changelog)
	if found == nil {
		return r, fmt.Errorf("CHANGELOG.md has no dated section for %s", r.version)
	}
	r.date = string(found[1])
	return r, nil
}
