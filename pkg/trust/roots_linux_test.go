package trust

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipeOfCertificates reads SSL_CERT_FILE from a pipe, as with the shell's <(cat a b), and does not wait on a pipe that
// nobody writes to.
func TestPipeOfCertificates(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := readOwn(name); got.Pool == nil || !got.Whole || got.Trouble != "is no file, and gave no certificate" {
		t.Errorf("a pipe that nobody writes to: %+v", got)
	}
	writer, err := os.OpenFile(name, os.O_RDWR, 0) // does not wait for a reader
	if err != nil {
		t.Fatal(err)
	}
	if err := pem.Encode(writer, &pem.Block{Type: "CERTIFICATE", Bytes: certificate(t)}); err != nil {
		t.Fatal(err)
	}
	if got := readOwn(name); got.Pool == nil || !got.Whole {
		t.Errorf("a pipe whose writer stays: %+v", got)
	}
	_ = writer.Close()
}
