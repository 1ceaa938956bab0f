package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// systems are those that the program is built for; each links some modules that the others do not.
var systems = []string{"darwin", "linux", "windows"}

// module is one that is linked into the program, with the folder of its source.
type module struct{ path, version, folder string }

func linkedModules() ([]module, error) {
	var linked []module
	for _, system := range systems {
		cmd := exec.Command("go", "list", "-deps",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", "confcall")
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		list, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("list what is linked for %s: %w", system, err)
		}
		for line := range strings.Lines(string(list)) {
			words := strings.SplitN(strings.TrimSpace(line), " ", 3)
			if m := (module{words[0], words[1], words[2]}); !slices.Contains(linked, m) {
				linked = append(linked, m)
			}
		}
	}
	slices.SortFunc(linked, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return linked, nil
}

// licences are the licences, notices and patent grants of all that is linked, Go's own library included.
func licences() (string, error) {
	linked, err := linkedModules()
	if err != nil {
		return "", err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	var all strings.Builder
	all.WriteString("The licences of the libraries that are linked into confcall.\n")
	for _, m := range append([]module{{"Go's standard library", "", strings.TrimSpace(string(root))}}, linked...) {
		texts, err := legalTexts(m.folder)
		if err != nil {
			return "", fmt.Errorf("%s: %w", m.path, err)
		}
		fmt.Fprintf(&all, "\n%s\n%s\n%s\n", strings.Repeat("=", 78), strings.TrimSpace(m.path+" "+m.version), strings.Repeat("=", 78))
		for _, text := range texts {
			fmt.Fprintf(&all, "\n%s\n", strings.TrimSpace(text))
		}
	}
	return all.String(), nil
}

// legalTexts reads what a module says of its licence, which it must.
func legalTexts(folder string) ([]string, error) {
	var texts []string
	for _, pattern := range []string{"LICENSE*", "COPYING*", "NOTICE*", "PATENTS*"} {
		paths, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, err
		}
		if pattern == "NOTICE*" && len(texts) == 0 {
			return nil, errors.New("it has no licence")
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			texts = append(texts, strings.ReplaceAll(string(text), "\r\n", "\n"))
		}
	}
	return texts, nil
}

// known are the licences that linked modules have, recognized by words that only they have.
var known = []struct{ id, words string }{
	{"Apache-2.0", "Apache License"},
	{"BSD-2-Clause", "provided that the following conditions are met"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
	{"MIT", "Permission is hereby granted, free of charge"},
}

// spdx are the identifiers of the licences in a text.
func spdx(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var ids []string
	for _, licence := range known {
		// The licence of three clauses contains that of two.
		if strings.Contains(text, licence.words) && !(licence.id == "BSD-2-Clause" && slices.Contains(ids, "BSD-3-Clause")) {
			ids = append(ids, licence.id)
		}
	}
	if slices.Contains(ids, "BSD-3-Clause") { // its third clause stands behind the other's two
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == "BSD-2-Clause" })
	}
	return ids
}
