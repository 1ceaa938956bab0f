package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestRead checks that a file is read to its end, and that a longer one than the limit is refused.
func TestRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := Read(path, 5); string(text) != "12345" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := Read(path, 4); text != nil || err == nil || err.Error() != "it is longer than 4 bytes" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := Read(path+"2", 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
