package lookup

import "testing"

// TestSkeleton finds names that look alike, and none that do not.
func TestSkeleton(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, other string
		alike       bool
	}{
		{"Support line", "support LINE", true},
		{"Support line", "Supportline", true},
		{"Support line", " Support\tline ", true},
		{"Support line", "Support\u00a0line", true},
		{"Support line", "Support\u200bline", true},
		{"Stand-up", "Stand\u2013up", true},      // an en dash
		{"Café", "Cafe\u0301", true},             // the accent by itself
		{"Room 1", "Room \uff11", true},          // a wide digit
		{"Heart ❤", "Heart ❤\ufe0f", true},       // drawn in colour
		{"Straße", "STRASSE", false},             // other letters
		{"Support line", "Support lines", false}, // one more
		{"Stand-up", "Standup", false},
		{"Cafe", "Café", false},
	} {
		if alike := skeleton(c.name) == skeleton(c.other); alike != c.alike {
			t.Errorf("%q and %q look alike: %t, want %t", c.name, c.other, alike, c.alike)
		}
	}
}
