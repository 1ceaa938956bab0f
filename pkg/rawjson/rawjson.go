// Package rawjson reads JSON in place. It finds the values that are wanted and builds none of the others, so reading takes
// little time compared with receiving. All functions but Check expect text that Check has accepted. With other text the
// results are meaningless, but nothing panics, and no value found is empty.
package rawjson

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"iter"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Members yields the members of an object in order: the text of the key, and the value as it is written. It yields nothing if
// text is not an object.
func Members(text []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		for quoted, value := range members(text) {
			key, ok := plain(quoted)
			if !ok {
				key = []byte(Text(quoted))
			}
			if !yield(key, value) {
				return
			}
		}
	}
}

// members is Members with the keys as they are written, in quotes.
func members(text []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		at, ok := open(text, '{')
		for ok && at < len(text) && text[at] == '"' {
			end := ending(text, at)
			key := text[at:end]
			at = space(text, end)
			if at == len(text) || text[at] != ':' {
				return
			}
			at = space(text, at+1)
			end = ending(text, at)
			if end == at || !yield(key, text[at:end]) {
				return
			}
			if at, ok = next(text, end); !ok {
				return
			}
		}
	}
}

// Items yields the items of an array in order. It yields nothing if text is not an array.
func Items(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		at, ok := open(text, '[')
		for ok && at < len(text) && text[at] != ']' {
			end := ending(text, at)
			if end == at || !yield(text[at:end]) {
				return
			}
			at, ok = next(text, end)
		}
	}
}

// Field returns the value of an object's member, or nil if there is none. If a key occurs twice, the last one wins, as in
// other tools.
func Field(text []byte, name string) []byte {
	var found []byte
	// A key that has no escapes reads as it is written, but for bytes that are no UTF-8, each of which reads as U+FFFD.
	plain := utf8.ValidString(name) && !strings.ContainsRune(name, utf8.RuneError)
	for quoted, value := range members(text) {
		if plain && bytes.IndexByte(quoted, '\\') < 0 {
			if len(quoted) == len(name)+len(`""`) && string(quoted[1:len(quoted)-1]) == name {
				found = value
			}
		} else if Text(quoted) == name {
			found = value
		}
	}
	return found
}

// Lookup returns the value at a dotted path into nested objects, such as `call.from`, or nil if there is none. A member whose
// own name is the whole path, or the longest beginning of it, wins over nested ones.
func Lookup(object []byte, path string) []byte {
	if found := Field(object, path); found != nil {
		return found
	}
	for at := len(path) - 1; at >= 0; at-- {
		if path[at] != '.' {
			continue
		}
		if inner := Field(object, path[:at]); inner != nil {
			if found := Lookup(inner, path[at+1:]); found != nil {
				return found
			}
		}
	}
	return nil
}

// Text returns the text of a string without its quotes and escapes, and the literal text of any other value.
func Text(value []byte) string {
	if plain, ok := plain(value); ok {
		return string(plain)
	}
	var text string
	if len(value) == 0 || value[0] != '"' || json.Unmarshal(value, &text) != nil {
		return string(value)
	}
	return text
}

// plain returns the text between a string's quotes, if it has no escapes and is valid UTF-8.
func plain(quoted []byte) ([]byte, bool) {
	if len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
		return nil, false
	}
	inner := quoted[1 : len(quoted)-1]
	return inner, bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner)
}

// AppendCompact appends the text to dst, without the space between its tokens.
func AppendCompact(dst, text []byte) []byte {
	from := 0
	for at := 0; at < len(text); {
		switch text[at] {
		case '"':
			at = ending(text, at)
		case ' ', '\t', '\n', '\r':
			dst = append(dst, text[from:at]...)
			at++
			from = at
		default:
			at++
		}
	}
	return append(dst, text[from:]...)
}

// open returns where the first member or item begins, if text is an object or array that opens with the given brace.
func open(text []byte, brace byte) (int, bool) {
	at := space(text, 0)
	if at == len(text) || text[at] != brace {
		return 0, false
	}
	return space(text, at+1), true
}

// next returns where the next member or item begins, if there is another one.
func next(text []byte, at int) (int, bool) {
	at = space(text, at)
	if at == len(text) || text[at] != ',' {
		return 0, false
	}
	return space(text, at+1), true
}

// space returns where the space that begins at a place ends.
func space(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t' || text[at] == '\r') {
		at++
	}
	return at
}

// special returns where the first quote, backslash or control character stands, at a place or behind it. Strings are most of a text,
// so it looks at eight characters at a time.
func special(text []byte, at int) int {
	const each = 0x0101010101010101 // a number in each of eight bytes is this times the number
	for ; at+8 <= len(text); at += 8 {
		eight := binary.LittleEndian.Uint64(text[at:])
		quotes, escapes := eight^each*'"', eight^each*'\\'
		// (x-n) &^ x has the highest bit of a byte set if the byte is below n. A borrow may mark a later byte as well, but never
		// an earlier one, so the lowest mark is right.
		found := ((quotes-each)&^quotes | (escapes-each)&^escapes | (eight-each*' ')&^eight) & (each * 0x80)
		if found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for at < len(text) && text[at] != '"' && text[at] != '\\' && text[at] >= ' ' {
		at++
	}
	return at
}

// ending returns where the value that begins at a place ends.
func ending(text []byte, at int) int {
	if at == len(text) {
		return at
	}
	switch text[at] {
	case '"':
		return behindString(text, at)
	case '{', '[':
		return behindBrackets(text, at)
	}
	for at < len(text) && !endsWord(text[at]) {
		at++
	}
	return at
}

// endsWord reports whether a character ends a number, true, false or null.
func endsWord(b byte) bool {
	switch b {
	case ',', ':', '}', ']', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

// behindString returns where the string ends that begins at a place.
func behindString(text []byte, at int) int {
	for at = special(text, at+1); at < len(text) && text[at] != '"'; at = special(text, at+1) {
		if text[at] == '\\' {
			at++
		}
	}
	return min(at+1, len(text))
}

// behindBrackets returns where the object or array ends that begins at a place.
func behindBrackets(text []byte, at int) int {
	for depth := 0; at < len(text); at++ {
		// Braces differ from brackets in one bit. No other character that this turns into one can stand outside a string.
		switch text[at] | ('{' ^ '[') {
		case '"':
			at = behindString(text, at) - 1
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return len(text)
}
