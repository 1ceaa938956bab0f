//go:build unix

package repo

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the house from the roof down. A package imports only what stands on a floor below its own.
var floors = [][]string{
	{"."},
	{"cmd"},
	{"cmd/*"},
	{"pkg/watch", "pkg/bulk", "pkg/list", "pkg/media", "pkg/check"},
	{"pkg/expect"},
	{"pkg/poll", "pkg/complete", "pkg/pick", "pkg/board", "pkg/setup", "pkg/confirm"},
	{"pkg/roster"},
	{"pkg/cli"},
	{"pkg/lookup", "pkg/commands"},
	{"pkg/flags", "pkg/input", "pkg/report"},
	{"pkg/console", "pkg/file"},
	{"pkg/failure", "pkg/nouns"},
	{"pkg/config", "pkg/signalwire", "pkg/output", "pkg/condition", "pkg/sandbox"},
	{"pkg/transport", "pkg/keyring", "pkg/reason"},
	{"pkg/proxy", "pkg/trust"},
	{"pkg/number", "pkg/origin", "pkg/parallel", "pkg/rawjson", "pkg/secret", "pkg/sid", "pkg/startup", "pkg/status",
		"pkg/timestamp", "pkg/yamlfile"},
	{"pkg/suggest"},
}

// importers are the only packages that may import a library.
var importers = map[string][]string{
	"github.com/spf13/viper":            {"pkg/config"},
	"github.com/olekukonko/tablewriter": {"pkg/output"},
	"github.com/itchyny/gojq":           {"pkg/output"},
	"github.com/zalando/go-keyring":     {"pkg/keyring"},
	"github.com/godbus/dbus":            {"pkg/keyring"},
	"github.com/spf13/cobra": {"cmd", "cmd/*", "pkg/watch", "pkg/bulk", "pkg/list", "pkg/media", "pkg/expect", "pkg/complete",
		"pkg/pick", "pkg/confirm", "pkg/cli", "pkg/commands", "pkg/flags"},
	"github.com/spf13/pflag": {"cmd/*", "pkg/complete", "pkg/cli", "pkg/commands", "pkg/flags"},
	"golang.org/x/term":      {"pkg/console", "pkg/cli"},
	"golang.org/x/sys":       {"pkg/console"},
}

// TestImports checks every import of the program against the floors: imports point downward. A package that may import a
// library does.
func TestImports(t *testing.T) {
	t.Parallel()
	seen := 0
	used := map[[2]string]bool{} // a library and a pattern of packages
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		from := path.Dir(filepath.ToSlash(name))
		if top, _, _ := strings.Cut(from, "/"); top != "." && top != "cmd" && top != "pkg" {
			return nil // no part of the program
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			seen++
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if problem := wrongImport(from, imported); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			for library, allowed := range importers {
				for _, pattern := range allowed {
					if isOf(library, imported) && covers([]string{pattern}, from) {
						used[[2]string{library, pattern}] = true
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for library, allowed := range importers {
		for _, pattern := range allowed {
			if !used[[2]string{library, pattern}] {
				t.Errorf("%s may import %s, and does not", pattern, library)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d imports were read", seen)
	}
}

// floor is the number of the floor that a package stands on, counted from the roof, or -1.
func floor(name string) int {
	return slices.IndexFunc(floors, func(packages []string) bool { return covers(packages, name) })
}

// covers tells whether a package is among those named, some by a pattern.
func covers(packages []string, name string) bool {
	return slices.ContainsFunc(packages, func(pattern string) bool {
		matched, err := path.Match(pattern, name)
		return matched && err == nil
	})
}

// isOf reports whether a package belongs to a library.
func isOf(library, imported string) bool {
	return imported == library || strings.HasPrefix(imported, library+"/")
}

// wrongImport says why a package must not import another one, or nothing.
func wrongImport(from, imported string) string {
	for library, allowed := range importers {
		if isOf(library, imported) && !covers(allowed, from) {
			return fmt.Sprintf("%s does not import %s; only %s may", from, library, strings.Join(allowed, ", "))
		}
	}
	local, ours := strings.CutPrefix(imported, "confcall/")
	standard := !strings.Contains(strings.Split(imported, "/")[0], ".") && !ours
	switch {
	case (from == "pkg/signalwire" || from == "pkg/transport") && !standard && !ours:
		return "the client needs nothing beyond the standard library, but imports " + imported
	case !ours:
		return ""
	case floor(from) < 0 || floor(local) < 0:
		return fmt.Sprintf("%s imports %s, and one of them stands on no floor of the house", from, local)
	case from == "." && local != "cmd" && local != "pkg/cli" && local != "pkg/startup":
		return "main hands over to cmd and knows nothing else, but imports " + imported
	case floor(from) == floor(local):
		return fmt.Sprintf("%s and %s stand on the same floor, and do not know each other", from, local)
	case floor(from) > floor(local):
		return fmt.Sprintf("imports point downward, but %s imports %s above it", from, local)
	}
	return ""
}

func TestWrongImport(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][2]string{
		{"pkg/cli", "github.com/spf13/viper"}, {"cmd/participant", "github.com/olekukonko/tablewriter/tw"}, {"pkg/output", "confcall/cmd"},
		{"pkg/output", "confcall/pkg/signalwire"}, {"pkg/config", "github.com/spf13/cobra"}, {"cmd/participant", "confcall/cmd/config"},
		{"pkg/signalwire", "golang.org/x/term"}, {"pkg/transport", "confcall/pkg/signalwire"}, {".", "confcall/pkg/config"}, {"pkg/console", "confcall/pkg/cli"}, {"pkg/cli", "confcall/pkg/bulk"},
		{"pkg/newcomer", "confcall/pkg/output"},
	} {
		if wrongImport(wrong[0], wrong[1]) == "" {
			t.Errorf("%s may import %s", wrong[0], wrong[1])
		}
	}
	for _, right := range [][2]string{
		{"pkg/config", "github.com/spf13/viper"}, {"pkg/cli", "confcall/pkg/output"}, {"cmd/participant", "confcall/pkg/cli"}, {"cmd", "confcall/cmd/participant"},
		{"pkg/signalwire", "net/http"}, {"pkg/signalwire", "confcall/pkg/secret"}, {".", "confcall/cmd"}, {"pkg/list", "confcall/pkg/expect"},
	} {
		if problem := wrongImport(right[0], right[1]); problem != "" {
			t.Errorf("%s must not import %s: %s", right[0], right[1], problem)
		}
	}
}
