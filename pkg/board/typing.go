package board

import (
	"strings"
	"unicode"

	"confcall/pkg/console"
)

// edit applies a key to the line that is being typed, and reports whether Enter has ended it or Esc has given it up.
func (b *Board) edit(key console.Key) (done, givenUp bool) {
	switch {
	case key.Code == console.KeyEnter && !key.Pasted:
		return true, false
	case key.Code == console.KeyEscape, key.Code == console.CtrlD:
		return false, true
	case key.Code == console.KeyBackspace && len(b.input) > 0:
		b.input = b.input[:len(b.input)-1]
	case key.Code == console.CtrlU:
		b.input = nil
	case key.Code <= unicode.MaxRune && unicode.IsPrint(key.Code):
		b.input = append(b.input, key.Code)
	}
	return false, false
}

// pressNarrowing types the filter, which holds at once.
func (b *Board) pressNarrowing(key console.Key) Effect {
	done, givenUp := b.edit(key)
	b.filter = string(b.input)
	if givenUp {
		b.filter = ""
	}
	if done || givenUp {
		b.mode = browsing
	}
	b.arrange()
	return Effect{}
}

// pressPrompting types the text that an action asks for. Enter goes on with the action, if its check accepts the text.
func (b *Board) pressPrompting(key console.Key) Effect {
	done, givenUp := b.edit(key)
	switch {
	case givenUp:
		b.giveUp()
	case done:
		text := strings.TrimSpace(string(b.input))
		if check := b.pending.Action.Check; check != nil {
			if err := check(text); err != nil {
				b.Tell(err.Error())
				return Effect{}
			}
		}
		b.said, b.pending.Input = nil, text
		return b.proceed(b.pending)
	}
	return Effect{}
}
