package output

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Clean makes any text safe to show on one line: characters that are invisible or act on a terminal are written as escapes
// such as `\n` or `\u001b`, and bytes that are not UTF-8 as the replacement character.
func Clean(text string) string {
	if isPlain(text) {
		return text
	}
	raw := []byte(text)
	clean := make([]byte, 0, len(raw)+len(raw)/4)
	for at := 0; at < len(raw); {
		r, size := utf8.DecodeRune(raw[at:])
		switch {
		case !unseen(raw, at, r, size):
			clean = utf8.AppendRune(clean, r)
		case r == '\n':
			clean = append(clean, `\n`...)
		case r == '\r':
			clean = append(clean, `\r`...)
		case r == '\t':
			clean = append(clean, `\t`...)
		case r > 0xffff:
			clean = fmt.Appendf(clean, `\U%08x`, r)
		default:
			clean = fmt.Appendf(clean, `\u%04x`, r)
		}
		at += size
	}
	return string(clean)
}

// isPlain reports whether a text is visible ASCII and blanks only, as most are.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// escapeRunes escapes the invisible characters of a document that has them, but for the newlines of its layout, only inside
// double-quoted strings. astral writes the escape of a character beyond U+FFFF.
func escapeRunes(document []byte, astral func(dst []byte, r rune) []byte) []byte {
	first := firstEscape(document)
	if first < 0 {
		return document
	}
	escaped := make([]byte, 0, len(document)+len(document)/8)
	escaped = append(escaped, document[:first]...)
	for at := first; at < len(document); {
		r, size := utf8.DecodeRune(document[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			escaped = append(escaped, `\ufffd`...)
		case r == '\n' || !unseen(document, at, r, size):
			escaped = append(escaped, document[at:at+size]...)
		case r > 0xffff:
			escaped = astral(escaped, r)
		default:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		}
		at += size
	}
	return escaped
}

// firstEscape returns where a document first needs an escape, -1 if it needs none.
func firstEscape(document []byte) int {
	for at := 0; at < len(document); {
		if b := document[at]; b >= ' ' && b < 0x7f || b == '\n' {
			at++
			continue
		}
		r, size := utf8.DecodeRune(document[at:])
		if r == utf8.RuneError && size == 1 || unseen(document, at, r, size) {
			return at
		}
		at += size
	}
	return -1
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
	textStyle          = '\ufe0e' // asks for the plain form of the emoji before it
	emojiStyle         = '\ufe0f' // asks for the coloured one
	keycap             = '\u20e3' // draws a key around a digit
)

// unseen reports whether the character that stands at a place of a text must not be shown as it is. A joiner may stand
// between what it joins, and the choice of an emoji's style behind the emoji; elsewhere nobody would see them.
func unseen(text []byte, at int, r rune, size int) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	case r == zeroWidthNonJoiner || r == zeroWidthJoiner:
		return !joins(text[:at], r, text[at+size:])
	case r == textStyle || r == emojiStyle:
		return !styles(text[:at], text[at+size:])
	}
	return isInvisible(r)
}

// isInvisible tells the characters that drive a terminal, break a line, change or hide the text around them, or are not
// seen at all: control and format characters, separators of lines and paragraphs, what Unicode has readers ignore
// (fillers, selectors of variants, tags, and the places kept for more of them), and blanks that are letters or symbols.
// The Arabic number marks are format characters that can be seen.
func isInvisible(r rune) bool {
	switch {
	case r < 0xa0:
		return r < ' ' || r >= 0x7f
	case r < 0x300:
		return r == '\u00ad'
	case r == '\u2800' || r == '\ufffc' || r == '\U0001d159' || r == '\U00016fe4':
		return true // the Braille pattern without a dot, an object's place, a note without a head, a filler of Khitan
	case r >= 0xe0000 && r <= 0xe0fff:
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// joins reports whether a joiner stands between two things that it joins: letters of a script whose letters change
// where they meet, or, as ZWJ, emoji that make one picture.
func joins(before []byte, joiner rune, behind []byte) bool {
	if joiner == zeroWidthJoiner && emojiBefore(before) {
		next, _ := utf8.DecodeRune(behind)
		return isEmoji(next)
	}
	last, size := utf8.DecodeLastRune(before)
	for unicode.Is(unicode.Inherited, last) && !isInvisible(last) { // a mark on a letter, of whatever script that is
		before = before[:len(before)-size]
		last, size = utf8.DecodeLastRune(before)
	}
	next, _ := utf8.DecodeRune(behind)
	for _, script := range joiningScripts {
		if unicode.Is(script, last) {
			return unicode.Is(script, next) && unicode.In(last, unicode.L, unicode.M) && unicode.In(next, unicode.L, unicode.M)
		}
	}
	return false
}

// joiningScripts are those whose letters take another form where they meet: joined-up ones, and those of India and its
// neighbours with their conjuncts.
var joiningScripts = [...]*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam,
	unicode.Hanifi_Rohingya, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan, unicode.Balinese, unicode.Javanese, unicode.Meetei_Mayek,
}

// styles reports whether a choice of style stands behind an emoji, or in a keycap such as 1️⃣.
func styles(before, behind []byte) bool {
	last, _ := utf8.DecodeLastRune(before)
	if next, _ := utf8.DecodeRune(behind); next == keycap {
		return last >= '0' && last <= '9' || last == '#' || last == '*'
	}
	return isEmoji(last)
}

// emojiBefore reports whether a text ends with an emoji, whose style may be chosen.
func emojiBefore(text []byte) bool {
	last, size := utf8.DecodeLastRune(text)
	if last == textStyle || last == emojiStyle {
		last, _ = utf8.DecodeLastRune(text[:len(text)-size])
	}
	return isEmoji(last)
}

// isEmoji reports whether a character is an emoji, or a symbol of the blocks in which they stand.
func isEmoji(r rune) bool {
	switch {
	case r == '©' || r == '®' || r == '‼' || r == '⁉' || r == '™' || r == 'ℹ' || r == 'Ⓜ' || r == '〰' || r == '〽':
		return true
	case r >= '\U0001f3fb' && r <= '\U0001f3ff': // a colour of the skin, behind the emoji that has it
		return true
	case r >= 0x2190 && r <= 0x21ff, r >= 0x2300 && r <= 0x23ff, r >= 0x25a0 && r <= 0x27bf, r >= 0x2900 && r <= 0x297f,
		r >= 0x2b00 && r <= 0x2bff, r >= 0x3297 && r <= 0x3299, r >= 0x1f000 && r <= 0x1faff:
		return unicode.In(r, unicode.So, unicode.Sm)
	}
	return false
}
