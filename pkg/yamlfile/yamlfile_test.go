package yamlfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A shop is what the tests read from a file.
type shop struct {
	name, kind string
	motto      *string
	open       bool
	floors     int
	goods      []string
}

func readShop(root Node) (shop, error) {
	s := shop{floors: 1}
	err := root.Fields("a shop",
		Key("name", Text(&s.name)), Key("motto", Optional(&s.motto)), Key("kind", OneOf(&s.kind, "books", "bread")),
		Key("open", Bool(&s.open)), Key("floors", Int(&s.floors, 1, 9, "from 1 to 9 floors")),
		Key("goods", List(func(item Node) error {
			text, err := item.Text()
			s.goods = append(s.goods, text)
			return err
		})),
	)
	return s, err
}

func TestFields(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"YAML":          "name: 007\nkind: bread\nopen: true\nfloors: 2\ngoods: [+1, a b, 1.10]\nmotto:\n",
		"behind a mark": "\ufeffname: 007\nkind: bread\nopen: True\nfloors: 2\ngoods:\n- +1\n- a b\n- 1.10\n",
		"JSON":          `{"name": "007", "kind": "bread", "open": true, "floors": 2, "goods": ["+1", "a b", "1.10"], "motto": null}`,
	} {
		root, err := Parse("f", []byte(text), Rules{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := readShop(root)
		if err != nil || got.name != "007" || got.kind != "bread" || !got.open || got.floors != 2 ||
			got.motto != nil || !slices.Equal(got.goods, []string{"+1", "a b", "1.10"}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, text := range []string{"", "\ufeff", "# nothing\n", "~", "{}", "---\n...\n"} {
		root, err := Parse("f", []byte(text), Rules{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readShop(root); err != nil || got.floors != 1 {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	if got, err := readShop(Node{}); err != nil || got.floors != 1 {
		t.Errorf("the zero node: %+v, %v", got, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1000)
	for _, test := range []struct {
		rules      Rules
		text, want string
	}{
		{Rules{}, "[", "f:1: not valid YAML: "},
		{Rules{}, "name: x\n\t- y", "f:2: not valid YAML: "},
		{Rules{}, "name: x\n---\nname: y", "f:2: want one YAML document, got another after it"},
		{Rules{}, "name: x\n---\n[", "f:3: not valid YAML: "},
		{Rules{}, "- x", "f:1: want a shop, which is a mapping, got a list"},
		{Rules{}, "x", `f:1: want a shop, which is a mapping, got "x"`},
		{Rules{Hidden: true}, "x", "f:1: want a shop, which is a mapping, got a single value"},
		{Rules{}, "name: x\nnmae: y", `f:2: unknown key "nmae" of a shop; want one of name, motto, kind, open, floors, goods`},
		{Rules{Hidden: true}, "name:secret: y", `f:1: unknown key "name…" of a shop; want one of`},
		{Rules{Hidden: true}, "motto: *secret", "f:1: not valid YAML: a value that begins with * must be quoted"},
		{Rules{}, "<<: {name: x}", `f:1: unknown key "<<" of a shop`},
		{Rules{}, "? [name]\n: y", `f:1: unknown key "" of a shop`},
		{Rules{}, "name: x\nname: y", `f:2: the key "name" stands here a second time`},
		{Rules{}, "name: true", "f:1: name: want text or a number, got true or false (quote it if it is text)"},
		{Rules{}, "name: {}", "f:1: name: want text or a number, got a mapping"},
		{Rules{}, "name: !!binary eA==", `f:1: name: want text or a number, got "eA=="`},
		{Rules{Hidden: true}, "name: !!binary eA==", "f:1: name: want text or a number, got something else"},
		{Rules{}, `name: ""`, "f:1: name: want text that is not empty"},
		{Rules{}, "kind: cars", `f:1: kind: "cars" is none of books, bread`},
		{Rules{Hidden: true}, "kind: cars", "f:1: kind: a single value is none of books, bread"},
		{Rules{}, "kind: " + long, `f:1: kind: "` + long[:64] + `…" is none of books, bread`},
		{Rules{}, "open: yes", `f:1: open: want true or false, got "yes"`},
		{Rules{}, `open: "true"`, `f:1: open: want true or false, got "true"`},
		{Rules{}, "floors: 10", `f:1: floors: want from 1 to 9 floors, got "10"`},
		{Rules{}, "floors: 1.5", `f:1: floors: want from 1 to 9 floors, got "1.5"`},
		{Rules{}, "floors: [1]", "f:1: floors: want from 1 to 9 floors, got a list"},
		{Rules{}, "goods: bread", `f:1: goods: want a list, got "bread"`},
		{Rules{}, "goods:\n- a\n- [b]", "f:3: want text or a number, got a list"},
		{Rules{MaxItems: 2}, "goods:\n- a\n- b\n- c", "f:4: goods: more than 2 items are in this file's lists"},
		{Rules{}, "name: &a x\nmotto: *a", "f:2: motto: want text or a number, got a reference, which this file cannot have"},
		{Rules{References: true}, "goods: &a [*a]", "f:1: want text or a number, got a list"},
	} {
		root, err := Parse("f", []byte(test.text), test.rules)
		if err == nil {
			_, err = readShop(root)
		}
		if problem := (*Error)(nil); !errors.As(err, &problem) || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%.50q: got %v, want %s", test.text, err, test.want)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	root, err := Parse("f", []byte("name: &a x\nmotto: *a\ngoods: [*a]"), Rules{References: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readShop(root); err != nil || *got.motto != "x" || got.goods[0] != "x" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	read := func(text string) (words []string, err error) {
		root, err := Parse("f", []byte(text), Rules{Hidden: true})
		if err != nil {
			return nil, err
		}
		err = root.Pairs("names", func(key string, value Node) error {
			words = append(words, key)
			return nil
		})
		return words, err
	}
	if words, err := read("b: 1\na.b: 2\nA.b: 3"); err != nil || !slices.Equal(words, []string{"b", "a.b", "A.b"}) {
		t.Errorf("%v, %v", words, err)
	}
	for text, want := range map[string]string{
		"[a]":        "f:1: want names, got a list",
		"a: 1\na: 2": `f:2: the key "a" stands here a second time`,
		"? [a]\n: 1": "f:1: want a word as key, got a list",
	} {
		if _, err := read(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// TestSurrogates checks that a character that JSON escapes as two halves is read, and that escaped backslashes stay.
func TestSurrogates(t *testing.T) {
	t.Parallel()
	root, err := Parse("f", []byte("\ufeff"+`{"name": "\ud83d\ude00 \\ud83d\\ude00"}`), Rules{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readShop(root); err != nil || got.name != `😀 \ud83d\ude00` {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "f.yaml")
	if err := os.WriteFile(path, []byte("name: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := Read(path, Rules{MaxBytes: 8})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readShop(root); err != nil || got.name != "x" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := root.Errorf("no such %s", "shop"); err.Error() != path+":1: no such shop" {
		t.Error(err)
	}
	for _, test := range []struct {
		most int64
		want string
	}{{7, path + ": it is larger than 0 KiB"}, {2 << 20, ""}} {
		if _, err := Read(path, Rules{MaxBytes: test.most}); err == nil && test.want != "" || err != nil && err.Error() != test.want {
			t.Errorf("of at most %d bytes: %v", test.most, err)
		}
	}
	for _, path := range []string{folder, filepath.Join(folder, "nosuch")} {
		if _, err := Read(path, Rules{MaxBytes: 8}); !errors.As(err, new(*fs.PathError)) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
