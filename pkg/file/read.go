package file

import (
	"fmt"
	"io"
	"os"
)

// Read returns the content of a file. It returns an error if that is longer than limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return ReadAll(opened, limit)
}

// ReadAll reads from to its end. It returns an error if that is longer than limit bytes.
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
