package signalwire

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipeOfCertificates reads SSL_CERT_FILE as the shell makes it of <(cat a b), and does not wait at a pipe that nobody writes to.
func TestPipeOfCertificates(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := readOwn(name); got.pool == nil || !got.whole || got.trouble != "is no file, and gave no certificate" {
		t.Errorf("a pipe that nobody writes to: %+v", got)
	}
	writer, err := os.OpenFile(name, os.O_RDWR, 0) // which does not wait for a reader either
	if err != nil {
		t.Fatal(err)
	}
	if err := pem.Encode(writer, &pem.Block{Type: "CERTIFICATE", Bytes: issue(t, "Root", nil, authority).Raw}); err != nil {
		t.Fatal(err)
	}
	if got := readOwn(name); got.pool == nil || !got.whole {
		t.Errorf("a pipe whose writer stays: %+v", got)
	}
	_ = writer.Close()
}
