//go:build unix

package repo

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestNouns wants the columns of each noun to be among its fields, and those that give way first to be among its columns.
func TestNouns(t *testing.T) {
	t.Parallel()
	nouns := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if literal, ok := node.(*ast.CompositeLit); ok && isNoun(literal) {
				nouns++
				fields, columns := texts(literal, "Fields"), texts(literal, "Columns")
				for _, column := range columns {
					if !slices.Contains(fields, column) {
						t.Errorf("%s: the column %s is no field", name, column)
					}
				}
				for _, column := range texts(literal, "Least") {
					if !slices.Contains(columns, column) {
						t.Errorf("%s: %s gives way first, and is no column", name, column)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if nouns < 10 {
		t.Errorf("only %d nouns were read", nouns)
	}
}

func isNoun(literal *ast.CompositeLit) bool {
	name, ok := literal.Type.(*ast.SelectorExpr)
	return ok && name.Sel.Name == "Noun"
}

// texts are the strings that are written in a list of a noun.
func texts(noun *ast.CompositeLit, key string) []string {
	var found []string
	for _, element := range noun.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if name, ok := pair.Key.(*ast.Ident); !ok || name.Name != key {
			continue
		}
		ast.Inspect(pair.Value, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value) // it was parsed
				found = append(found, text)
			}
			return true
		})
	}
	return found
}
