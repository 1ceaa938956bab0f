package sid

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns a text with its blanks and invisible characters spelled out: `\r`, `U+FEFF`, `“.json”`.
func visible(text string) string {
	var parts []string
	seen := ""
	flush := func() {
		if seen != "" {
			parts = append(parts, "“"+seen+"”")
			seen = ""
		}
	}
	blanks := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		name := ""
		switch {
		case r == utf8.RuneError && size == 1:
			name = fmt.Sprintf(`\x%02x`, text[i])
		case r == '\r':
			name = `\r`
		case r == '\n':
			name = `\n`
		case r == '\t':
			name = `\t`
		case r == ' ' && strings.Trim(text, " ") == "":
			blanks++
			i += size
			continue
		case r == ' ' && seen == "":
			name = "a blank"
		case r != ' ' && (isInvisible(r) || unicode.IsSpace(r)), r >= utf8.RuneSelf && (isNoise(r) || fold(r) != r):
			name = fmt.Sprintf("U+%04X", r)
		}
		if name == "" {
			seen += text[i : i+size]
		} else {
			flush()
			parts = append(parts, name)
		}
		i += size
	}
	flush()
	switch {
	case blanks == 1:
		return "a blank"
	case blanks > 1:
		return fmt.Sprintf("%d blanks", blanks)
	}
	const most = 12
	if len(parts) > most {
		parts = append(parts[:most], "…")
	}
	return strings.Join(parts, " ")
}

// quoted quotes a text for a shell. It writes invisible characters, and bytes that are not UTF-8, as octal escapes, which
// every locale reads alike.
func quoted(text string) string {
	hidden := func(r rune) bool {
		return r == utf8.RuneError || isInvisible(r) || unicode.IsSpace(r) && r != ' '
	}
	if !strings.ContainsFunc(text, hidden) {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\'' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case hidden(r):
			for _, c := range []byte(text[i : i+size]) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	b.WriteString("'")
	return b.String()
}
