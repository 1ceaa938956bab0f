package board

import (
	"slices"
	"unicode"

	"confcall/pkg/console"
)

// An Effect is what a key asks of whoever shows the board.
type Effect struct {
	Kind Kind
	Task Task // of Question and Run
	Row  *Row // of Open, Details and Copy
}

// Kind is what an effect is.
type Kind int

// The kinds of effects.
const (
	Nothing   Kind = iota // there is only something else to draw
	Quit                  // the watch is over
	Interrupt             // as by Ctrl-C
	Abort                 // as by Ctrl-\
	Suspend               // as by Ctrl-Z
	Question              // the task's question is wanted, for Ask
	Run                   // the task is agreed on
	Open                  // go into the row
	Details               // the row's fields are wanted, for Show
	Return                // go back
	Copy                  // put the SID on the clipboard
)

// Press does what a key does. What was pasted is text, and never acts.
func (b *Board) Press(key console.Key) Effect {
	if !key.Pasted {
		switch key.Code {
		case console.CtrlC:
			return Effect{Kind: Interrupt}
		case console.CtrlQuit:
			return Effect{Kind: Abort}
		case console.CtrlZ:
			return Effect{Kind: Suspend}
		}
	}
	switch b.mode {
	case narrowing:
		return b.pressNarrowing(key)
	case prompting:
		return b.pressPrompting(key)
	case waiting:
		return b.pressWaiting(key)
	case agreeing:
		return b.pressAgreeing(key)
	case reading:
		return b.pressReading(key)
	}
	if key.Pasted || b.move(key.Code) {
		return Effect{}
	}
	if b.mode == choosing {
		return b.pressChoosing(key)
	}
	return b.pressBrowsing(key)
}

// move follows the keys that go from row to row, and reports whether it was one.
func (b *Board) move(key rune) bool {
	page := max(1, b.fit-1)
	switch key {
	case console.KeyUp:
		b.moveTo(b.cursor - 1)
	case console.KeyDown:
		b.moveTo(b.cursor + 1)
	case console.KeyPageUp:
		b.moveTo(b.cursor - page)
	case console.KeyPageDown:
		b.moveTo(b.cursor + page)
	case console.KeyHome:
		b.moveTo(0)
	case console.KeyEnd:
		b.moveTo(len(b.view) - 1)
	default:
		return false
	}
	return true
}

func (b *Board) pressBrowsing(key console.Key) Effect {
	b.said = nil
	row := b.Selected()
	switch key.Code {
	case 'q', 'Q':
		return Effect{Kind: Quit}
	case '?':
		b.Show(b.help())
	case '/':
		b.mode, b.input = narrowing, []rune(b.filter)
	case 's':
		b.nextSort()
	case 'S':
		b.reverse = !b.reverse
		b.arrange()
	case ' ':
		b.mark()
	case console.KeyEscape:
		return b.escape()
	case console.KeyEnter:
		switch {
		case row == nil:
		case b.Opens:
			return Effect{Kind: Open, Row: row}
		default:
			return Effect{Kind: Details, Row: row}
		}
	case 'y':
		if row != nil {
			return Effect{Kind: Copy, Row: row}
		}
	default:
		return b.act(key.Code)
	}
	return Effect{}
}

// mark marks the selected row, or takes its mark away, and goes on to the next.
func (b *Board) mark() {
	row := b.Selected()
	switch {
	case row == nil || len(b.Actions) == 0:
		return
	case b.marked[row.ID]:
		delete(b.marked, row.ID)
	case !row.Left:
		if b.marked == nil {
			b.marked = map[string]bool{}
		}
		b.marked[row.ID] = true
	}
	b.moveTo(b.cursor + 1)
}

// escape takes back the last thing that narrows what a key is about, or goes back.
func (b *Board) escape() Effect {
	switch {
	case len(b.marked) > 0:
		clear(b.marked)
	case b.filter != "":
		b.filter = ""
		b.arrange()
	case b.Returns:
		return Effect{Kind: Return}
	}
	return Effect{}
}

// act begins the action of a key.
func (b *Board) act(key rune) Effect {
	for i := range b.Actions {
		action := &b.Actions[i]
		if action.Key != key {
			continue
		}
		if b.ReadOnly {
			b.Tell("read-only: this key would " + action.Help)
			return Effect{}
		}
		task := Task{Action: action}
		if !action.Whole {
			if task.Items, task.IDs = b.targets(); len(task.Items) == 0 {
				b.Tell("nobody is selected who is there")
				return Effect{}
			}
			if b.isBusy(task.IDs) {
				b.Tell("a change is under way; wait until it is confirmed")
				return Effect{}
			}
		}
		b.pending = task
		switch {
		case action.Prompt != "":
			b.mode, b.input = prompting, nil
		case action.Choose != "" && (action.Skip == nil || !action.Skip(task.Items)):
			b.mode, b.chooser = choosing, b.selected
		default:
			return b.proceed(task)
		}
		return Effect{}
	}
	return Effect{}
}

// proceed goes on with a task about which everything is known but whether it is agreed to.
func (b *Board) proceed(task Task) Effect {
	b.mode = browsing
	if task.Action.Question != nil {
		b.mode, b.pending = waiting, task
		return Effect{Kind: Question, Task: task}
	}
	return b.run(task)
}

func (b *Board) run(task Task) Effect {
	b.mode = browsing
	clear(b.marked)
	return Effect{Kind: Run, Task: task}
}

func (b *Board) pressChoosing(key console.Key) Effect {
	switch row := b.Selected(); {
	case key.Code == console.KeyEscape:
		b.goTo(b.chooser)
		b.giveUp()
	case key.Code != console.KeyEnter || row == nil || row.Left:
	case slices.Contains(b.pending.IDs, row.ID):
		b.Tell("that is the one itself: choose another")
	default:
		b.goTo(b.chooser) // the next key is not about the one who was chosen
		b.said, b.pending.Other = nil, row.Item
		return b.proceed(b.pending)
	}
	return Effect{}
}

// pressWaiting gives a task up whose question is not there yet. No other key counts: it might be taken for the answer.
func (b *Board) pressWaiting(key console.Key) Effect {
	if key.Code == console.KeyEscape && !key.Pasted {
		b.giveUp()
	}
	return Effect{}
}

// pressAgreeing takes y for yes. Everything else is no, but for keys that only move.
func (b *Board) pressAgreeing(key console.Key) Effect {
	switch {
	case key.Pasted, key.Code > unicode.MaxRune:
		return Effect{}
	case key.Code == 'y' || key.Code == 'Y':
		return b.run(b.pending)
	}
	b.giveUp()
	return Effect{}
}

func (b *Board) giveUp() {
	b.mode = browsing
	b.Tell("nothing was changed")
}

// pressReading scrolls in a page, which any other key closes.
func (b *Board) pressReading(key console.Key) Effect {
	page := max(1, b.fit-1)
	switch key.Code {
	case console.KeyUp:
		b.scroll--
	case console.KeyDown:
		b.scroll++
	case console.KeyPageUp:
		b.scroll -= page
	case console.KeyPageDown, ' ':
		b.scroll += page
	case console.KeyHome:
		b.scroll = 0
	case console.KeyEnd:
		b.scroll = len(b.text)
	default:
		b.mode = browsing
	}
	return Effect{}
}
