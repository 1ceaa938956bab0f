package sid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold returns the ASCII dash for a dash or underscore of any kind, and the ordinary letter for a full-width one.
func fold(r rune) rune {
	switch {
	case r == '_':
		return '-'
	case r < utf8.RuneSelf:
		return r
	case unicode.In(r, unicode.Pd, unicode.Pc), r == '\u2212', r == '\u2043', r == '\u02d7', r == '\u207b', r == '\u208b',
		r == '\u2796', r == '\u2500':
		return '-'
	case '\uff01' <= r && r <= '\uff5e':
		return r - '\uff01' + '!'
	}
	return r
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isNoise reports whether a character may get stuck to a SID on its way through programs: blanks, quotes, brackets and
// invisible characters.
func isNoise(r rune) bool {
	switch {
	case strings.ContainsRune("\"'`()[]{}<>", r), unicode.IsSpace(r):
		return true
	case r < utf8.RuneSelf:
		return isInvisible(r)
	}
	return isInvisible(r) || unicode.In(r, unicode.Zs, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf) ||
		strings.ContainsRune("\u2032\u2033\u00b4\uff02\uff07\uff40\uff1c\uff1e", r)
}

// isInvisible reports whether a character other than a blank shows nothing of its own: controls, format characters, combining
// marks and fillers.
func isInvisible(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' && r != '\t' && r != '\n' && r != '\v' && r != '\f' && r != '\r' || r == 0x7f
	case r == utf8.RuneError:
		return true
	case strings.ContainsRune("\u115f\u1160\u3164\uffa0\u2800\u2065", r),
		'\ufff0' <= r && r <= '\ufff8', 0xe0000 <= r && r <= 0xe0fff:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me) && !unicode.IsSpace(r)
}
