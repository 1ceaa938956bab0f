package flags

import "testing"

func TestTidyNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+13105550101": "+13105550101", "+1 (310) 555-0101": "+13105550101", "+1.310.555.0101": "+13105550101", " +1\u00a0310\u2011555 0101": "+13105550101",
		"sip:ada-b@example.com": "sip:ada-b@example.com", "client:a.b": "client:a.b", "12345": "12345", "anonymous": "anonymous",
		"+49 (0) 30 x": "+49 (0) 30 x", "310-555-0101": "310-555-0101", "+": "+",
	} {
		if got := TidyNumber(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
