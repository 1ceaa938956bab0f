package config

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestEditorWords checks that Windows gets words, also from paths with blanks, and that other systems get a shell command.
func TestEditorWords(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "an editor.exe")
	if err := os.WriteFile(program, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	const path = `C:\Temp\confcall-1\config.yaml`
	for editor, want := range map[string][]string{
		`notepad`:     {`notepad`, path},
		`code --wait`: {`code`, `--wait`, path},
		`"C:\Program Files\Notepad++\notepad++.exe" -multiInst  -nosession`: {
			`C:\Program Files\Notepad++\notepad++.exe`, `-multiInst`, `-nosession`, path},
		`vim -c "set ft=yaml"`:  {`vim`, `-c`, `set ft=yaml`, path},
		`C:\"Program Files"\vi`: {`C:\Program Files\vi`, path},
		program:                 {program, path},
	} {
		if got := editorWords("windows", editor, path); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", editor, got, want)
		}
	}
	want := []string{"sh", "-c", `vi -c 'set ft=yaml' "$1"`, "sh", "x y"}
	if got := editorWords("linux", `vi -c 'set ft=yaml'`, "x y"); !slices.Equal(got, want) {
		t.Errorf("elsewhere: got %q, want %q", got, want)
	}
}
