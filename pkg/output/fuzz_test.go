package output

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzClean shows any name to a person: on one line, with nothing that drives a terminal, turns the text around it or
// cannot be seen, and as it is where nothing of that kind is in it.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"Stand-up", "Ω👩‍👩‍👧 naïve", "a\tb\r\nc", "\x1b]0;title\a", "\u202eevil", "\xff\xfe", "\u2028\u0085\u009b", "\U000e0041\ufeff\ufff9",
		"می\u200cخواهم", "क्\u200dष", "a\u200db", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "ب\u034f\u200dب", "ب\u200d\u200dب", "\u3164\u2800\u115f",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		shown := Clean(name)
		if !utf8.ValidString(shown) {
			t.Errorf("%q is shown as %q, which is no UTF-8", name, shown)
		}
		harmless := utf8.ValidString(name)
		for _, r := range name {
			harmless = harmless && !drives(r) && !contextual(r)
		}
		if harmless && shown != name {
			t.Errorf("%q is shown as %q", name, shown)
		}
		if strings.ContainsFunc(shown, drives) || Clean(shown) != shown {
			t.Errorf("%q is shown as %q", name, shown)
		}
		if letters := strings.Map(ascii, name); letters != name && strings.ContainsFunc(Clean(letters), contextual) {
			t.Errorf("%q is shown as %q, with a joiner that joins nothing", letters, Clean(letters))
		}
	})
}

// contextual tells the characters that may stand between some others: joiners and the styles of emoji.
func contextual(r rune) bool { return strings.ContainsRune("\u200c\u200d\ufe0e\ufe0f", r) }

// ascii makes a letter of everything but what is contextual.
func ascii(r rune) rune {
	if contextual(r) {
		return r
	}
	return 'a'
}

// drives tells what a terminal or an editor acts on instead of showing it, and what it does not show.
func drives(r rune) bool {
	if contextual(r) || unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2800' || r == '\ufffc' || r == '\U0001d159' || r == '\U00016fe4' ||
		unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}
