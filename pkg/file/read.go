package file

import (
	"fmt"
	"io"
	"os"
)

// Read reads a file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return ReadAll(opened, limit)
}

// ReadAll reads what is no longer than limit bytes, to its end.
func ReadAll(from io.Reader, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(from, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(text)) > limit:
		return nil, fmt.Errorf("it is longer than %d bytes", limit)
	}
	return text, nil
}
