package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// A change is one place of a file that reads otherwise.
type change struct {
	number int
	file   string
	line   int
	source string // the line as it stands
	what   string
}

func (c change) folder() string { return filepath.Dir(c.file) }

// String names a change in a way that lives on when lines move.
func (c change) String() string {
	return fmt.Sprintf("%s: %s: %s", c.file, c.what, c.source)
}

// A mutator writes files in which all changes are dormant.
type mutator struct {
	changed map[string][]int
	all     []change

	name  string
	lines []string
	set   *token.FileSet
}

// file returns a file with its changes.
func (m *mutator) file(name string) ([]byte, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m.name, m.lines, m.set = name, strings.Split(string(source), "\n"), token.NewFileSet()
	file, err := parser.ParseFile(m.set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	before := len(m.all)
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Body != nil {
			astutil.Apply(function.Body, nil, m.visit)
		}
	}
	if len(m.all) == before {
		return source, nil
	}
	astutil.AddImport(m.set, file, "confcall/pkg/mutant")
	var out bytes.Buffer
	err = format.Node(&out, m.set, file)
	return out.Bytes(), err
}

// next numbers a change, or says that its line is not asked for.
func (m *mutator) next(node ast.Node, what string) (number int, wanted bool) {
	line := m.set.Position(node.Pos()).Line
	if line == 0 || m.changed != nil && !slices.Contains(m.changed[m.name], line) {
		return 0, false
	}
	number = len(m.all) + 1
	m.all = append(m.all, change{number, m.name, line, strings.TrimSpace(m.lines[line-1]), what})
	return number, true
}

// visit makes the changes of a node, after those of the nodes in it.
func (m *mutator) visit(cursor *astutil.Cursor) bool {
	switch n := cursor.Node().(type) {
	case *ast.BinaryExpr:
		m.binary(cursor, n)
	case *ast.IfStmt:
		n.Cond = m.turned(n.Cond)
	case *ast.ForStmt:
		n.Cond = m.turned(n.Cond)
	case *ast.Ident:
		if _, key := cursor.Parent().(*ast.KeyValueExpr); (n.Name == "true" || n.Name == "false") && !(key && cursor.Name() == "Key") {
			if number, ok := m.next(n, n.Name+" is the other"); ok {
				cursor.Replace(differs(n, number))
			}
		}
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			m.leaveOut(cursor, n)
		}
	case *ast.IncDecStmt:
		m.leaveOut(cursor, n)
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok {
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" {
				return true
			}
		}
		m.leaveOut(cursor, n)
	}
	return true
}

// leaveOut leaves out what is done for its effect.
func (m *mutator) leaveOut(cursor *astutil.Cursor, statement ast.Stmt) {
	if cursor.Index() < 0 { // not one of a list, but such as what stands before a condition
		return
	}
	if number, ok := m.next(statement, "left out"); ok {
		cursor.Replace(&ast.IfStmt{Cond: &ast.UnaryExpr{Op: token.NOT, X: on(number)}, Body: &ast.BlockStmt{List: []ast.Stmt{statement}}})
	}
}

var bounds = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR}

// binary changes an operator.
func (m *mutator) binary(cursor *astutil.Cursor, n *ast.BinaryExpr) {
	switch n.Op {
	case token.EQL, token.NEQ:
		if number, ok := m.next(n, n.Op.String()+" is the other"); ok {
			cursor.Replace(differs(n, number))
		}
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		bound, ok := m.next(n, fmt.Sprintf("%s is %s", n.Op, bounds[n.Op]))
		if !ok {
			return
		}
		other, _ := m.next(n, n.Op.String()+" is the other")
		cursor.Replace(differs(&ast.BinaryExpr{Op: token.LOR,
			X: &ast.BinaryExpr{Op: token.LAND, X: on(bound), Y: &ast.BinaryExpr{X: n.X, Op: bounds[n.Op], Y: n.Y}},
			Y: &ast.BinaryExpr{Op: token.LAND, X: &ast.UnaryExpr{Op: token.NOT, X: on(bound)}, Y: n}}, other))
	case token.LAND, token.LOR:
		n.X, n.Y = m.turned(n.X), m.turned(n.Y)
		function, other := "And", "||"
		if n.Op == token.LOR {
			function, other = "Or", "&&"
		}
		if number, ok := m.next(n, n.Op.String()+" is "+other); ok {
			result := &ast.FieldList{List: []*ast.Field{{Type: ast.NewIdent("bool")}}}
			later := &ast.FuncLit{Type: &ast.FuncType{Params: &ast.FieldList{}, Results: result},
				Body: &ast.BlockStmt{List: []ast.Stmt{&ast.ReturnStmt{Results: []ast.Expr{n.Y}}}}}
			cursor.Replace(&ast.CallExpr{Fun: ast.NewIdent("mutant." + function), Args: []ast.Expr{literal(number), n.X, later}})
		}
	}
}

// turned is a condition that can be turned round, if it is no comparison, which is one already.
func (m *mutator) turned(condition ast.Expr) ast.Expr {
	switch n := condition.(type) {
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && strings.HasPrefix(name.Name, "mutant.") {
			return condition
		}
	case *ast.Ident, *ast.SelectorExpr, *ast.UnaryExpr, *ast.IndexExpr:
	default:
		return condition
	}
	if number, ok := m.next(condition, "the condition is turned round"); ok {
		return differs(condition, number)
	}
	return condition
}

func literal(number int) ast.Expr {
	return &ast.BasicLit{Kind: token.INT, Value: strconv.Itoa(number)}
}

func on(number int) ast.Expr {
	return &ast.CallExpr{Fun: ast.NewIdent("mutant.On"), Args: []ast.Expr{literal(number)}}
}

// differs is an expression that is turned round where the change is in force.
func differs(expression ast.Expr, number int) ast.Expr {
	return &ast.ParenExpr{X: &ast.BinaryExpr{X: &ast.ParenExpr{X: expression}, Op: token.NEQ, Y: on(number)}}
}
