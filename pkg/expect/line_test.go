package expect

import (
	"testing"
	"time"
)

// TestInLine cuts what is seen, and never how long is left.
func TestInLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state string
		left  time.Duration
		room  int
		want  string
	}{
		{"count is 3, want >= 9", 42 * time.Second, 80, "count is 3, want >= 9, 42s left"},
		{"count is 3, want >= 9", 41*time.Second + 1, 80, "count is 3, want >= 9, 42s left"},
		{"count is 3, want >= 9", 42 * time.Second, 25, "count is 3, wa…, 42s left"},
		{"count is 3, want >= 9", -time.Second, 80, "count is 3, want >= 9, 0s left"},
		{"status is \x1b[2J, want x", 90 * time.Minute, 80, `status is \u001b[2J, want x, 1h30m0s left`},
		{"count is 3, want >= 9", 42 * time.Second, 5, "…, 42s left"},
	} {
		if got := inLine(test.state, test.left, test.room); got != test.want {
			t.Errorf("%q: got %q, want %q", test.state, got, test.want)
		}
	}
}
