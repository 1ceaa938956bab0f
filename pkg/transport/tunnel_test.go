package transport

import (
	"strings"
	"testing"
)

// TestSchemesOf reads the kinds of login that a proxy takes.
func TestSchemesOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header []string
		want   string
	}{
		{nil, ""}, {[]string{""}, ""}, {[]string{"Basic"}, "Basic"}, {[]string{`Basic realm="x"`}, "Basic"}, {[]string{`Basic realm="a, b", charset="UTF-8"`}, "Basic"},
		{[]string{"NTLM", "Negotiate"}, "NTLM, Negotiate"}, {[]string{`Negotiate, NTLM, Basic realm="x"`}, "Negotiate, NTLM, Basic"},
		{[]string{`Digest realm="x", nonce="a\"b, c", qop="auth", Basic realm="y"`}, "Digest, Basic"}, {[]string{"Basic", "Basic"}, "Basic"},
		{[]string{`Bearer realm = "x"`}, "Bearer"}, {[]string{strings.Repeat("x", 100)}, ""}, {[]string{strings.Repeat("a1 , b2 , c3 , d4 , e5 , f6 , g7 , h8 , i9 ,", 3)}, "a1, b2, c3, d4, e5, f6, g7, h8"},
	} {
		if got := schemesOf(test.header); got != test.want {
			t.Errorf("%q: %q, want %q", test.header, got, test.want)
		}
	}
}
