package signalwire

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// endless is a body whose bytes do not matter.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestLargestAnswer reads an answer of the largest size, and none that is a byte larger, whether it says its length or not.
func TestLargestAnswer(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{0, 1, maxAnswer / 16, maxAnswer/16 + 1, maxAnswer} {
		body, err := readBody(&http.Response{ContentLength: -1, Body: io.NopCloser(io.LimitReader(endless{}, length))})
		if err != nil || int64(len(body)) != length {
			t.Errorf("%d bytes: got %d, %v", length, len(body), err)
		}
	}
	for _, announced := range []int64{-1, maxAnswer + 1} {
		if _, err := readBody(&http.Response{ContentLength: announced, Body: io.NopCloser(io.LimitReader(endless{}, maxAnswer+1))}); !errors.Is(err, errTooLarge) {
			t.Errorf("a byte more, announced as %d: %v", announced, err)
		}
	}
}

// TestMostValues takes an answer of the most values, and none of one more.
func TestMostValues(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"0", "{}", "[]", `""`} {
		// The object and the array are values, too.
		of := func(values int) []byte { return []byte(`{"a":[` + strings.Repeat(value+",", values-3) + value + `]}`) }
		if err := checkObject(of(maxValues)); err != nil {
			t.Errorf("%s: %v", value, err)
		}
		if err := checkObject(of(maxValues + 1)); err == nil || !strings.Contains(err.Error(), "holds more than 262144 values") {
			t.Errorf("one more of %s: %v", value, err)
		}
	}
}
