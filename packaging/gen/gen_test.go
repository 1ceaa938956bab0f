package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The generator runs in the folder of go.mod.
func TestMain(m *testing.M) {
	if err := os.Chdir("../.."); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func TestManPages(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := writeShare(folder); err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(folder, "man/man1/*.1"))
	if err != nil || len(pages) != len(commands()) {
		t.Fatalf("%d pages for %d commands: %v", len(pages), len(commands()), err)
	}
	page, err := os.ReadFile(filepath.Join(folder, "man/man1/confcall-participant-get.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{".TH \"CONFCALL-PARTICIPANT-GET\" \"1\" \"20", "\n.SH NAME\nconfcall\\-participant\\-get \\- ", `\fB\-\-conference\fR \fI`, "\n.BR confcall\\-participant (1)\n"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	for tool, args := range map[string][]string{
		"mandoc": {"-T", "lint", "-W", "warning"},
		"groff":  {"-man", "-ww", "-z", "-T", "utf8"},
	} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("%s is not here to read the pages", tool)
			continue
		}
		complaints, err := exec.CommandContext(t.Context(), tool, append(args, pages...)...).CombinedOutput()
		if err != nil || len(complaints) > 0 {
			t.Errorf("%s: %v\n%s", tool, err, complaints)
		}
	}
}

func TestEscapeRoff(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"--all":         `\-\-all`,
		".SH NAME":      `\&.SH NAME`,
		"'quoted'":      `\&\(aqquoted\(aq`,
		`\fB`:           `\efB`,
		"`~^":           `\(ga\(ti\(ha`,
		"…0102, Grüße":  `\[u2026]0102, Gr\[u00FC]\[u00DF]e`,
		"it ends. Then": "it ends. Then",
	} {
		if got := escapeRoff(text); got != want {
			t.Errorf("%q is written as %s, want %s", text, got, want)
		}
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	got := blocks("Look at it,\nand see.\n\n  first  1\n    more\n\nThen:\n  a  b\n")
	want := []block{{"Look at it,\nand see.", false}, {"  first  1\n    more", true}, {"Then:", false}, {"  a  b", true}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := dedent("\tone\n\t  two\n\n\tthree"); got != "one\n  two\n\nthree" {
		t.Errorf("without what all lines begin with it is %q", got)
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	gone := filepath.Join(folder, "confcall-gone.md")
	if err := os.WriteFile(gone, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeReference(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("the page of a command that is gone is still there")
	}
	page, err := os.ReadFile(filepath.Join(folder, "confcall-participant-get.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n# confcall participant get\n", "\n```text\nconfcall participant get ", "\n## Flags\n", "\n| `-c, --conference ", "\n## Examples\n", "(confcall.md#exit-codes)"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// TestLicences wants every licence that the SBOM names by its identifier, and the text of each module's.
func TestLicences(t *testing.T) {
	t.Parallel()
	text, err := licences()
	if err != nil {
		t.Fatal(err)
	}
	linked, err := linkedModules()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range linked {
		if !strings.Contains(text, "\n"+m.path+" "+m.version+"\n===") {
			t.Errorf("the licence of %s is not there", m.path)
		}
	}
	for _, needed := range []string{"Go's standard library", "github.com/inconshreveable/mousetrap ", "Apache License", "Copyright 2009 The Go Authors"} {
		if !strings.Contains(text, needed) {
			t.Errorf("the text lacks %q", needed)
		}
	}
	if slices.ContainsFunc(linked, func(m module) bool {
		return strings.Contains(m.path, "testscript") || strings.Contains(m.path, "creack/pty")
	}) {
		t.Error("what only tests use is listed as linked")
	}
}

// TestSBOM checks the document against the rules of CycloneDX 1.6 that concern its parts: https://cyclonedx.org/docs/1.6/json/.
func TestSBOM(t *testing.T) {
	// The test binary has the whole program in it.
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "sbom.json")
	t.Setenv("SOURCE_DATE_EPOCH", "")
	if err := writeSBOM(binary, file); err == nil || !strings.Contains(err.Error(), "SOURCE_DATE_EPOCH") {
		t.Errorf("without a time it says %v", err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1795780800")
	if err := writeSBOM(binary, file); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeSBOM(binary, file); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(file); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the same program has two documents: %v", err)
	}

	var document map[string]any
	if err := json.Unmarshal(first, &document); err != nil {
		t.Fatal(err)
	}
	keys(t, "the document", document, "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies")
	matches(t, document, "bomFormat", `^CycloneDX$`)
	matches(t, document, "specVersion", `^1\.6$`)
	matches(t, document, "serialNumber", `^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	if document["version"] != 1.0 {
		t.Errorf("version: want a number from 1 on, got %v", document["version"])
	}
	about := document["metadata"].(map[string]any)
	keys(t, "metadata", about, "timestamp", "component")
	if when, err := time.Parse(time.RFC3339, about["timestamp"].(string)); err != nil || when.Unix() != 1795780800 {
		t.Errorf("timestamp: %v, %v", when, err)
	}
	refs := map[string]bool{}
	check := func(c map[string]any, kind string) {
		keys(t, "a component", c, "type", "bom-ref", "name", "version", "hashes", "licenses", "purl", "properties")
		matches(t, c, "type", "^"+kind+"$")
		matches(t, c, "name", `^\S+$`)
		matches(t, c, "version", `^v?[0-9]+\.[0-9]+\S*$`)
		matches(t, c, "purl", `^pkg:golang/[a-z0-9][A-Za-z0-9._~/-]*@[A-Za-z0-9.+-]+$`)
		ref := c["bom-ref"].(string)
		if refs[ref] {
			t.Errorf("the reference %s stands for two", ref)
		}
		refs[ref] = true
		for _, choice := range c["licenses"].([]any) {
			id := choice.(map[string]any)["license"].(map[string]any)["id"]
			if !slices.Contains([]any{"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"}, id) {
				t.Errorf("%s: %v is no identifier of a licence that is linked", ref, id)
			}
		}
		hashes, _ := c["hashes"].([]any)
		for _, entry := range hashes {
			matches(t, entry.(map[string]any), "alg", `^SHA-256$`)
			matches(t, entry.(map[string]any), "content", `^[0-9a-f]{64}$`)
		}
		properties, _ := c["properties"].([]any)
		for _, entry := range properties {
			keys(t, "a property", entry.(map[string]any), "name", "value")
		}
	}
	check(about["component"].(map[string]any), "application")
	components := document["components"].([]any)
	for _, c := range components {
		check(c.(map[string]any), "library")
	}
	if len(components) < 15 {
		t.Errorf("only %d libraries are listed", len(components))
	}
	for _, entry := range document["dependencies"].([]any) {
		entry := entry.(map[string]any)
		keys(t, "a dependency", entry, "ref", "dependsOn")
		for _, ref := range append(entry["dependsOn"].([]any), entry["ref"]) {
			if !refs[ref.(string)] {
				t.Errorf("%s depends on something that is not listed", ref)
			}
		}
	}
}

// keys wants no others than the specification has.
func keys(t *testing.T, what string, object map[string]any, known ...string) {
	t.Helper()
	for key := range object {
		if !slices.Contains(known, key) {
			t.Errorf("%s has a key %q", what, key)
		}
	}
}

func matches(t *testing.T, object map[string]any, key, pattern string) {
	t.Helper()
	if text, ok := object[key].(string); !ok || !regexp.MustCompile(pattern).MatchString(text) {
		t.Errorf("%s: want text like %s, got %v", key, pattern, object[key])
	}
}

// TestManifests fills the templates and reads them back.
func TestManifests(t *testing.T) {
	t.Parallel()
	dist := t.TempDir()
	sum := strings.Repeat("0123456789abcdef", 4)
	version, err := output("version", "-o", "name")
	if err != nil {
		t.Fatal(err)
	}
	version = strings.TrimSpace(version)
	var sums strings.Builder
	for _, name := range []string{"darwin_amd64.tar.gz", "darwin_arm64.tar.gz", "linux_amd64.tar.gz", "linux_arm64.tar.gz", "windows_amd64.zip"} {
		sums.WriteString(sum + "  confcall_" + version + "_" + name + "\n")
	}
	checksums := filepath.Join(dist, "checksums.txt")
	if err := os.WriteFile(checksums, []byte(sums.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeManifests(dist, "https://releases.example/confcall/"); err == nil || !strings.Contains(err.Error(), "windows_arm64.zip") {
		t.Errorf("without an archive's sum it says %v", err)
	}
	sums.WriteString(sum + "  confcall_" + version + "_windows_arm64.zip\n")
	if err := os.WriteFile(checksums, []byte(sums.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeManifests(dist, "https://releases.example/confcall/"); err != nil {
		t.Fatal(err)
	}
	formula, err := os.ReadFile(filepath.Join(dist, "confcall.rb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`homepage "https://releases.example/confcall"`, `url "https://releases.example/confcall/download/v` + version + `/confcall_` + version + `_darwin_arm64.tar.gz"`, `sha256 "` + sum + `"`} {
		if !strings.Contains(string(formula), want) {
			t.Errorf("the formula lacks %q:\n%s", want, formula)
		}
	}
	var manifest struct {
		Version, Homepage, License, Bin string
		Architecture                    map[string]struct{ URL, Hash string }
	}
	scoop, err := os.ReadFile(filepath.Join(dist, "confcall.json"))
	if err == nil {
		err = json.Unmarshal(scoop, &manifest)
	}
	if err != nil || manifest.Version != version || manifest.Bin != "confcall.exe" || manifest.Architecture["arm64"].Hash != sum ||
		manifest.Architecture["64bit"].URL != "https://releases.example/confcall/download/v"+version+"/confcall_"+version+"_windows_amd64.zip" {
		t.Errorf("%v, and the manifest is\n%s", err, scoop)
	}
}
