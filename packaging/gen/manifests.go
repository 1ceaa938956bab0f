package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// writeManifests fills the templates of the Homebrew formula and the Scoop manifest from the checksums in a folder of archives.
func writeManifests(dist, releases string) error {
	version, err := output("version", "-o", "name")
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(dist, "checksums.txt"))
	if err != nil {
		return err
	}
	release := struct {
		Version, Home, Downloads string
		Sums                     map[string]string
	}{strings.TrimSpace(version), strings.TrimSuffix(releases, "/"), "", map[string]string{}}
	release.Downloads = release.Home + "/download/v" + release.Version
	for line := range strings.Lines(string(sums)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			return fmt.Errorf("checksums.txt: want a sum and a name, got %q", line)
		}
		release.Sums[name] = sum
	}
	for source, target := range map[string]string{"packaging/formula.rb.tmpl": "confcall.rb", "packaging/scoop.json.tmpl": "confcall.json"} {
		manifest, err := template.New(filepath.Base(source)).Funcs(template.FuncMap{
			"sum": func(name string) (string, error) {
				if release.Sums[name] == "" {
					return "", fmt.Errorf("checksums.txt has no sum of %s", name)
				}
				return release.Sums[name], nil
			},
		}).ParseFiles(source)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := manifest.Execute(&text, release); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, target), text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
