//go:build unix

package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// licences are recognized by words that only they have.
var licences = map[string]*regexp.Regexp{
	"MIT":          regexp.MustCompile(`Permission is hereby granted, free of charge`),
	"Apache-2.0":   regexp.MustCompile(`Apache License`),
	"BSD-3-Clause": regexp.MustCompile(`(?s)Redistribution and use in source and binary forms.*Neither the name`),
}

// TestDependencies compares docs/dependencies.md with the modules that are linked, and the licences there with the modules' own.
func TestDependencies(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	linked, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}} {{.Dir}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(linked)), "\n")
	slices.Sort(lines)
	rows := regexp.MustCompile(`(?m)^\| (\S+) \| (v[0-9]\S+) \| (.+) \|$`).FindAllStringSubmatch(page, -1)
	listed := map[string]string{}
	for _, row := range rows {
		listed[row[1]+" "+row[2]] = row[3]
	}
	modules := 0
	for _, line := range slices.Compact(lines) {
		words := strings.Fields(line)
		if words[0] == "confcall" {
			continue
		}
		modules++
		licence, ok := listed[words[0]+" "+words[1]]
		if !ok {
			t.Errorf("%s %s is linked and not listed", words[0], words[1])
			continue
		}
		files, err := filepath.Glob(filepath.Join(words[2], "LICENSE*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no licence: %v", words[0], err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		for name, words := range licences {
			if claimed := slices.Contains(strings.Split(licence, " and "), name); claimed != words.Match(text) {
				t.Errorf("%s is listed under %s, and %s stands in its licence: %t", line, licence, name, words.Match(text))
			}
		}
	}
	if modules < 10 || len(rows) != modules {
		t.Errorf("%d modules are listed, and %d linked", len(rows), modules)
	}

	// What go.mod asks for directly has a reason.
	direct, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{if not .Indirect}}{{.Path}}{{end}}", "all").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(direct)) {
		reason := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(path) + ` \| [a-z\x60]`)
		if path != "confcall" && !reason.MatchString(page) {
			t.Errorf("%s is used, and the page does not say why", path)
		}
	}
}
