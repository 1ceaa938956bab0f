package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// The parts of a CycloneDX document, version 1.6, that a list of linked modules needs.
type (
	sbom struct {
		Format       string       `json:"bomFormat"`
		SpecVersion  string       `json:"specVersion"`
		SerialNumber string       `json:"serialNumber"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Timestamp string    `json:"timestamp"`
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version"`
		Hashes     []hash     `json:"hashes,omitempty"`
		Licenses   []licensed `json:"licenses,omitempty"`
		PURL       string     `json:"purl"`
		Properties []property `json:"properties,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	licensed struct {
		License license `json:"license"`
	}
	license struct {
		ID string `json:"id"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref       string   `json:"ref"`
		DependsOn []string `json:"dependsOn,omitempty"`
	}
)

// writeSBOM writes what a built program says of itself: the modules that it was linked from. The time is that of
// SOURCE_DATE_EPOCH, and the serial number comes from the program's bytes, so that the same program has the same document.
func writeSBOM(binary, file string) error {
	epoch, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH: want the commit's time in seconds: %w", err)
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(binary)
	if err != nil {
		return err
	}
	version, err := output("version", "-o", "name")
	if err != nil {
		return err
	}
	linked, err := linkedModules()
	if err != nil {
		return err
	}
	folders := map[string]string{}
	for _, m := range linked {
		folders[m.path+"@"+m.version] = m.folder
	}

	sum := sha256.Sum256(data)
	program := goModule("application", info.Main.Path, strings.TrimSpace(version), "")
	program.Hashes = []hash{{"SHA-256", hex.EncodeToString(sum[:])}}
	program.Licenses = []licensed{{license{"MIT"}}}
	for _, setting := range info.Settings {
		if setting.Key == "GOOS" || setting.Key == "GOARCH" {
			program.Properties = append(program.Properties, property{"go:" + setting.Key, setting.Value})
		}
	}
	library := goModule("library", "stdlib", strings.TrimPrefix(info.GoVersion, "go"), "")
	library.Licenses = []licensed{{license{"BSD-3-Clause"}}}
	components := []component{library}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := goModule("library", m.Path, m.Version, m.Sum)
		folder, known := folders[m.Path+"@"+m.Version]
		if !known {
			return fmt.Errorf("%s was linked from %s %s, which this source does not name", binary, m.Path, m.Version)
		}
		if c.Licenses, err = licencesOf(folder); err != nil {
			return fmt.Errorf("%s: %w", m.Path, err)
		}
		components = append(components, c)
	}
	all := make([]string, len(components))
	for i, c := range components {
		all[i] = c.Ref
	}

	document, err := json.MarshalIndent(sbom{
		Format: "CycloneDX", SpecVersion: "1.6", SerialNumber: serialNumber(sum), Version: 1,
		Metadata:     metadata{Timestamp: time.Unix(epoch, 0).UTC().Format(time.RFC3339), Component: program},
		Components:   components,
		Dependencies: []dependency{{Ref: program.Ref, DependsOn: all}},
	}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(document, '\n'), 0o644)
}

func goModule(kind, path, version, sum string) component {
	purl := "pkg:golang/" + path + "@" + version
	c := component{Type: kind, Ref: purl, Name: path, Version: version, PURL: purl}
	if sum != "" {
		c.Properties = []property{{"go:sum", sum}}
	}
	return c
}

func licencesOf(folder string) ([]licensed, error) {
	texts, err := legalTexts(folder)
	if err != nil {
		return nil, err
	}
	var found []licensed
	for _, id := range spdx(strings.Join(texts, "\n")) {
		found = append(found, licensed{license{id}})
	}
	if found == nil {
		return nil, fmt.Errorf("its licence is none of the known ones")
	}
	return found, nil
}

// serialNumber is a UUID of the version for custom data, made from a sum.
func serialNumber(sum [sha256.Size]byte) string {
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
