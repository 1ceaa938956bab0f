package output

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unsafe tells the characters that drive a terminal, break a line, or change or hide the text around them:
// control and C1 characters, line and paragraph separators, bidirectional and other format characters. The joiners,
// which scripts and emoji need, and the Arabic number marks, which can be seen, are not among them.
func unsafe(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	case r == '\u200c' || r == '\u200d':
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// Clean makes any text fit to be shown to a person on one line: what is unsafe is written as an escape
// such as `\n` or `\u001b`, and bytes that are no UTF-8 as the replacement character.
func Clean(text string) string {
	if !strings.ContainsFunc(text, unsafe) && utf8.ValidString(text) {
		return text
	}
	var clean strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			clean.WriteString(`\n`)
		case r == '\r':
			clean.WriteString(`\r`)
		case r == '\t':
			clean.WriteString(`\t`)
		case r > 0xffff && unsafe(r):
			fmt.Fprintf(&clean, `\U%08x`, r)
		case unsafe(r):
			fmt.Fprintf(&clean, `\u%04x`, r)
		default:
			clean.WriteRune(r)
		}
	}
	return clean.String()
}

// isHarmless tells whether nothing in a document needs an escape. Most of them are ASCII throughout, which is quickly seen.
func isHarmless(document []byte) bool {
	for i, b := range document {
		if b >= 0x7f || b < ' ' && b != '\n' {
			rest := document[i:]
			return utf8.Valid(rest) && bytes.IndexFunc(rest, func(r rune) bool { return r != '\n' && unsafe(r) }) < 0
		}
	}
	return true
}

// escapeRunes rewrites a document in which unsafe characters, beside the newlines of its layout, can stand in
// double-quoted strings only. astral writes the escape of a character beyond U+FFFF.
func escapeRunes(document []byte, astral func(dst []byte, r rune) []byte) []byte {
	if isHarmless(document) {
		return document
	}
	escaped := make([]byte, 0, len(document)+len(document)/8)
	for len(document) > 0 {
		r, size := utf8.DecodeRune(document)
		switch {
		case r == utf8.RuneError && size == 1:
			escaped = append(escaped, `\ufffd`...)
		case r == '\n' || !unsafe(r):
			escaped = append(escaped, document[:size]...)
		case r > 0xffff:
			escaped = astral(escaped, r)
		default:
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		}
		document = document[size:]
	}
	return escaped
}
