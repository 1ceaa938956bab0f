package console

import (
	"bytes"
	"slices"
	"testing"
)

// keyStreams are what terminals send, with the keys that it means.
var keyStreams = []struct {
	sent string
	want []rune
}{
	{"", nil},
	{"q", []rune{'q'}},
	{"\x1b[A\x1b[B\x1b[C\x1b[D", []rune{KeyUp, KeyDown, KeyRight, KeyLeft}},
	{"\x1bOA\x1bOB\x1bOH\x1bOF", []rune{KeyUp, KeyDown, KeyHome, KeyEnd}},
	{"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", []rune{KeyHome, KeyEnd, KeyHome, KeyEnd, KeyHome, KeyEnd}},
	{"\x1b[5~\x1b[6~\x1b[3~", []rune{KeyPageUp, KeyPageDown, KeyDelete}},
	{"\x1b[1;5A\x1b[5;2~", []rune{KeyUp, KeyPageUp}},
	{"\r\n", []rune{KeyEnter, KeyEnter}},
	{"\x7f\b", []rune{KeyBackspace, KeyBackspace}},
	{"\x03\x1a\x1c", []rune{CtrlC, CtrlZ, CtrlQuit}},
	{"äß日", []rune{'ä', 'ß', '日'}},
	{"\xff\xfea", []rune{'a'}},
	{"\x1bxq", []rune{'q'}},                                // Alt-x
	{"\x1bä", nil},                                         // Alt-ä
	{"\x1b[[Aq\x1b[15~q", []rune{'q', 'q'}},                // function keys
	{"\x1b[<0;10;10Mq", []rune{'q'}},                       // a mouse
	{"\x1b[?62;c", nil},                                    // an answer
	{"\x1b[12\x01q", []rune{1, 'q'}},                       // broke off
	{"\x1b\x1b[A", []rune{KeyEscape, KeyUp}},               // twice
	{"\x1b", []rune{KeyEscape}},                            // alone
	{"\x1b[", nil},                                         // never to end
	{"\x1b[200~mx\x1b[201~q", []rune{'m', 'x', 'q'}},       // pasted
	{"\x1b[" + string(bytes.Repeat([]byte("1"), 40)), nil}, // too long
}

func codes(keys []Key) []rune {
	var found []rune
	for _, key := range keys {
		found = append(found, key.Code)
	}
	return found
}

// TestKeys decodes what terminals send, whole and byte by byte.
func TestKeys(t *testing.T) {
	t.Parallel()
	for _, test := range keyStreams {
		var whole keyDecoder
		got := append(whole.feed([]byte(test.sent)), whole.flush()...)
		if len(test.sent) < longestSequence && !slices.Equal(codes(got), test.want) {
			t.Errorf("%q: %v, want %v", test.sent, codes(got), test.want)
		}
		var pieces keyDecoder
		var one []Key
		for i := range len(test.sent) {
			one = append(one, pieces.feed([]byte{test.sent[i]})...)
		}
		if one = append(one, pieces.flush()...); !slices.Equal(one, got) {
			t.Errorf("%q: byte by byte %v, whole %v", test.sent, one, got)
		}
	}
}

// TestPastedKeys marks what was pasted, which must not act.
func TestPastedKeys(t *testing.T) {
	t.Parallel()
	var d keyDecoder
	got := d.feed([]byte("a\x1b[200~x\x1b[201~b"))
	if want := []Key{{Code: 'a'}, {Code: 'x', Pasted: true}, {Code: 'b'}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// FuzzKeys reads any bytes, in any two pieces, to the same keys, and keeps little of them.
func FuzzKeys(f *testing.F) {
	for _, test := range keyStreams {
		f.Add([]byte(test.sent), 1)
	}
	f.Fuzz(func(t *testing.T, sent []byte, cut int) {
		var whole, pieces keyDecoder
		want := whole.feed(sent)
		cut = max(0, min(cut, len(sent)))
		got := append(pieces.feed(sent[:cut]), pieces.feed(sent[cut:])...)
		if !slices.Equal(got, want) {
			t.Errorf("%q cut at %d: %v, want %v", sent, cut, got, want)
		}
		if len(whole.pending) > 2*longestSequence {
			t.Errorf("%q: %d bytes are kept", sent, len(whole.pending))
		}
	})
}
