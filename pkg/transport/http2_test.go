package transport

import (
	"bytes"
	"testing"
)

// TestCodeNames knows the codes of RFC 9113 by their names.
func TestCodeNames(t *testing.T) {
	t.Parallel()
	for code, want := range map[uint32]string{0: "NO_ERROR", 7: "REFUSED_STREAM", 13: "HTTP_1_1_REQUIRED", 14: "code 14", 1 << 31: "code 2147483648"} {
		if got := codeName(code); got != want {
			t.Errorf("%d is %s, want %s", code, got, want)
		}
	}
	if bytes.Contains([]byte(held), []byte("debug")) {
		t.Error("a text of the library's that holds a server's words")
	}
}
