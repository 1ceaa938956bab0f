package signalwire

import (
	"strings"
	"testing"
)

// TestShortened leaves a text of the longest size as it is, and cuts a longer one between its characters.
func TestShortened(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"", ""}, {strings.Repeat("x", longestText), strings.Repeat("x", longestText)}, {strings.Repeat("x", longestText+1), strings.Repeat("x", longestText) + "…"},
		{strings.Repeat("x", longestText-1) + "é", strings.Repeat("x", longestText-1) + "…"},
	} {
		if got := shortened(test.text); got != test.want {
			t.Errorf("%d bytes become %d, want %d", len(test.text), len(got), len(test.want))
		}
	}
}
