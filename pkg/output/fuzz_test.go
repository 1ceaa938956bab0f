package output

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzClean shows any name to a person: on one line, with nothing that drives a terminal or turns the text around it,
// and as it is where nothing of that kind is in it.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"Stand-up", "Ω👩‍👩‍👧 naïve", "a\tb\r\nc", "\x1b]0;title\a", "\u202eevil", "\xff\xfe", "\u2028\u0085\u009b", "\U000e0041\ufeff\ufff9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		shown := Clean(name)
		if !utf8.ValidString(shown) {
			t.Errorf("%q is shown as %q, which is no UTF-8", name, shown)
		}
		harmless := utf8.ValidString(name)
		for _, r := range name {
			harmless = harmless && !drives(r)
		}
		if harmless != (shown == name) {
			t.Errorf("%q is shown as %q", name, shown)
		}
		if strings.ContainsFunc(shown, drives) || Clean(shown) != shown {
			t.Errorf("%q is shown as %q", name, shown)
		}
	})
}

// drives tells what a terminal or an editor acts on instead of showing it.
func drives(r rune) bool {
	const joiners = "\u200c\u200d" // which scripts and emoji need
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.In(r, unicode.Zl, unicode.Zp) ||
		unicode.Is(unicode.Cf, r) && !strings.ContainsRune(joiners, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
