package acceptance

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestImports reads every import of the program and holds it against the layout: imports point one way.
func TestImports(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
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
			if problem := wrongImport(path.Dir(filepath.ToSlash(name)), imported); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("only %d imports were read", seen)
	}
}

// wrongImport says why a package must not import another one, or nothing.
func wrongImport(from, imported string) string {
	in := func(folder string) bool { return from == folder || strings.HasPrefix(from, folder+"/") }
	local, ours := strings.CutPrefix(imported, "confcall/")
	only := func(library, owner string) string {
		if strings.HasPrefix(imported, library) && from != owner {
			return owner + " is the only importer of " + library
		}
		return ""
	}
	for library, owner := range map[string]string{
		"github.com/spf13/viper": "pkg/config", "github.com/olekukonko/tablewriter": "pkg/output", "github.com/itchyny/gojq": "pkg/output",
	} {
		if problem := only(library, owner); problem != "" {
			return problem
		}
	}
	cobra := strings.HasPrefix(imported, "github.com/spf13/cobra") || strings.HasPrefix(imported, "github.com/spf13/pflag")
	standard := !strings.Contains(strings.Split(imported, "/")[0], ".") && !ours
	switch {
	case in("pkg") && strings.HasPrefix(local, "cmd") && ours:
		return "nothing in pkg imports cmd, but this imports " + imported
	case in("pkg") && from != "pkg/cli" && cobra:
		return "below cmd only pkg/cli knows cobra"
	case in("pkg") && from != "pkg/cli" && ours && local != "pkg/secret" && local != "pkg/timestamp" && local != "pkg/rawjson" && local != "pkg/uuid" && local != "pkg/yamlfile":
		return "of pkg only pkg/cli imports other packages of ours, but for the smallest, but this imports " + imported
	case from == "pkg/signalwire" && !standard && !ours:
		return "the client needs nothing beyond the standard library, but imports " + imported
	case in("cmd") && from != "cmd" && ours && strings.HasPrefix(local, "cmd/"):
		return "no noun imports another, but this imports " + imported
	case from == "." && ours && local != "cmd" && local != "pkg/cli":
		return "main hands over to cmd and knows nothing else, but imports " + imported
	}
	return ""
}

func TestWrongImport(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][2]string{
		{"pkg/cli", "github.com/spf13/viper"}, {"cmd/participant", "github.com/olekukonko/tablewriter/tw"}, {"pkg/output", "confcall/cmd"},
		{"pkg/output", "confcall/pkg/signalwire"}, {"pkg/config", "github.com/spf13/cobra"}, {"cmd/participant", "confcall/cmd/config"},
		{"pkg/signalwire", "golang.org/x/term"}, {".", "confcall/pkg/config"},
	} {
		if wrongImport(wrong[0], wrong[1]) == "" {
			t.Errorf("%s may import %s", wrong[0], wrong[1])
		}
	}
	for _, right := range [][2]string{
		{"pkg/config", "github.com/spf13/viper"}, {"pkg/cli", "confcall/pkg/output"}, {"cmd/participant", "confcall/pkg/cli"}, {"cmd", "confcall/cmd/participant"},
		{"pkg/signalwire", "net/http"}, {"pkg/signalwire", "confcall/pkg/secret"}, {".", "confcall/cmd"},
	} {
		if problem := wrongImport(right[0], right[1]); problem != "" {
			t.Errorf("%s must not import %s: %s", right[0], right[1], problem)
		}
	}
}
