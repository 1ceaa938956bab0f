package trust

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// certificate returns the certificate of a test server.
func certificate(t *testing.T) []byte {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	return server.Certificate().Raw
}

// TestReadOwn checks what SSL_CERT_FILE may name: a file, or a pipe, which is read once and without waiting, but not a folder.
func TestReadOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate(t)})
	write := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, test := range map[string]struct {
		file        string
		pool, whole bool
		trouble     string
	}{
		"a file":       {write("good", text), true, false, ""},
		"a folder":     {folder, false, false, "is a folder"},
		"no file":      {filepath.Join(folder, "none"), false, false, "cannot be read"},
		"an odd file":  {write("odd", []byte("x")), true, false, "holds no certificate"},
		"an empty one": {write("empty", nil), true, false, "holds no certificate"},
		"a device":     {os.DevNull, true, true, "is no file, and gave no certificate"},
	} {
		got := readOwn(test.file)
		if (got.Pool != nil) != test.pool || got.Whole != test.whole || got.Trouble != test.trouble {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
