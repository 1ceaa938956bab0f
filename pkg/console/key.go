package console

import (
	"strings"
	"time"
	"unicode/utf8"
)

// A Key is a key that a person pressed: a character, or one of the keys below.
type Key struct {
	Code   rune
	Pasted bool // it came with pasted text, and so must not act as a command
}

// Keys that are no characters have codes beyond the last character.
const (
	KeyUp rune = utf8.MaxRune + 1 + iota
	KeyDown
	KeyLeft
	KeyRight
	KeyHome
	KeyEnd
	KeyPageUp
	KeyPageDown
	KeyDelete
)

// Keys that terminals send as control characters.
const (
	CtrlC        rune = 3
	CtrlD        rune = 4
	CtrlU        rune = 21
	CtrlZ        rune = 26
	CtrlQuit     rune = 28 // Ctrl-\
	KeyEnter     rune = '\r'
	KeyEscape    rune = 0x1b
	KeyBackspace rune = 0x7f
)

// escapeSilence is how long to wait after an escape character before it counts as the Esc key and not as the start of a sequence.
const escapeSilence = 60 * time.Millisecond

// longestSequence bounds an escape sequence, in bytes. Anything longer is dropped.
const longestSequence = 32

// A keyDecoder turns the bytes that a terminal sends into keys, however they are split between reads.
type keyDecoder struct {
	pending []byte // the beginning of a key
	pasting bool
}

// feed returns the keys that are complete with these bytes.
func (d *keyDecoder) feed(p []byte) []Key {
	d.pending = append(d.pending, p...)
	var keys []Key
	for len(d.pending) > 0 {
		size, code := d.next()
		if size == 0 {
			return keys // the rest of this key is still to come
		}
		d.pending = d.pending[size:]
		if code >= 0 {
			keys = append(keys, Key{code, d.pasting})
		}
	}
	return keys
}

// flush returns the keys that are complete if no more bytes come: an escape character alone is the Esc key.
func (d *keyDecoder) flush() []Key {
	pending := d.pending
	d.pending = nil
	if len(pending) == 1 && pending[0] == byte(KeyEscape) {
		return []Key{{Code: KeyEscape, Pasted: d.pasting}}
	}
	return nil
}

// noKey is the code of bytes that stand for no key that is used here.
const noKey rune = -1

// next reads the key that the pending bytes begin with. The size is 0 where more bytes are needed to tell.
func (d *keyDecoder) next() (size int, code rune) {
	switch first := d.pending[0]; {
	case first == byte(KeyEscape):
		return d.escape()
	case first == '\n':
		return 1, KeyEnter
	case first == '\b':
		return 1, KeyBackspace
	case first < utf8.RuneSelf:
		return 1, rune(first)
	case !utf8.FullRune(d.pending):
		return 0, noKey
	}
	r, size := utf8.DecodeRune(d.pending)
	if r == utf8.RuneError {
		return size, noKey
	}
	return size, r
}

// escape reads an escape sequence: CSI (ESC [), SS3 (ESC O), or a character with Alt, which is not used here.
func (d *keyDecoder) escape() (size int, code rune) {
	if len(d.pending) < 2 {
		return 0, noKey
	}
	switch d.pending[1] {
	case byte(KeyEscape):
		return 1, KeyEscape
	case 'O':
		if len(d.pending) < 3 {
			return 0, noKey
		}
		return 3, named(string(d.pending[2:3]))
	case '[':
		return d.sequence()
	}
	if !utf8.FullRune(d.pending[1:]) {
		return 0, noKey
	}
	_, size = utf8.DecodeRune(d.pending[1:])
	return 1 + size, noKey
}

// sequence reads a sequence that begins with ESC [: parameters, and a letter or ~ that ends it.
func (d *keyDecoder) sequence() (size int, code rune) {
	for at := 2; at < len(d.pending); at++ {
		switch b := d.pending[at]; {
		case at == 2 && b == '[': // a function key of the Linux console has one more letter
			if len(d.pending) < 4 {
				return 0, noKey
			}
			return 4, noKey
		case b >= 0x40 && b <= 0x7e:
			return at + 1, d.csi(string(d.pending[2:at]), b)
		case b < 0x20 || b > 0x7e:
			return at, noKey // no byte of a sequence: it broke off here
		}
		if at > longestSequence {
			return at, noKey
		}
	}
	return 0, noKey
}

// csi returns the key of a whole sequence. The number after a semicolon, for Shift and the like, is ignored.
func (d *keyDecoder) csi(parameters string, final byte) rune {
	number, _, _ := strings.Cut(parameters, ";")
	switch final {
	case '~':
	case 'M', 'm': // the mouse, which is not used
		return noKey
	default:
		return named(string(final))
	}
	switch number {
	case "200":
		d.pasting = true
	case "201":
		d.pasting = false
	}
	return named(number)
}

// named returns the key that a sequence's final letter stands for, or the number before its final ~.
func named(name string) rune {
	switch name {
	case "A":
		return KeyUp
	case "B":
		return KeyDown
	case "C":
		return KeyRight
	case "D":
		return KeyLeft
	case "H", "1", "7":
		return KeyHome
	case "F", "4", "8":
		return KeyEnd
	case "M": // Enter on a keypad
		return KeyEnter
	case "3":
		return KeyDelete
	case "5":
		return KeyPageUp
	case "6":
		return KeyPageDown
	}
	return noKey
}
