package board

import (
	"slices"
	"unicode"

	"confcall/pkg/console"
)

// An Effect is what a key asks of the watch that shows the board.
type Effect struct {
	Kind Kind
	Task Task // of Question and Run
	Row  *Row // of Open, Details and Copy
}

// Kind is the kind of an effect.
type Kind int

// The kinds of effects.
const (
	Nothing   Kind = iota // draw the board again
	Quit                  // end the watch
	Interrupt             // end it as Ctrl-C does
	Abort                 // end it as Ctrl-\ does
	Suspend               // stop the program as Ctrl-Z does
	Question              // make the task's question, for Ask
	Run                   // do the task
	Open                  // open the row's own watch
	Details               // fetch the row's fields, for Show
	Return                // go back to the watch that this one was opened from
	Copy                  // put the row's SID on the clipboard
)

// Press obeys a key. Pasted text can be input, but never a command.
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

// move moves the cursor if that is what the key is for, and reports whether it is.
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

// mark marks the selected row or, if it is marked, removes the mark, and moves on to the next.
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

// escape removes the marks, or else the filter, or else goes back to the watch that this one was opened from.
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

// act begins the action that a key stands for, if there is one.
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

// proceed asks the task's question, or runs it if there is none. Its text and other row are known by then.
func (b *Board) proceed(task Task) Effect {
	b.mode = browsing
	if task.Action.Question != nil {
		b.mode, b.pending = waiting, task
		return Effect{Kind: Question, Task: task}
	}
	return b.run(task)
}

// run has the task done, and removes the marks.
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
		b.goTo(b.chooser) // or the next key would act on the row that was only chosen
		b.said, b.pending.Other = nil, row.Item
		return b.proceed(b.pending)
	}
	return Effect{}
}

// pressWaiting accepts only Esc, which cancels the task. Any other key was pressed before the question could be seen, and must not
// answer it.
func (b *Board) pressWaiting(key console.Key) Effect {
	if key.Code == console.KeyEscape && !key.Pasted {
		b.giveUp()
	}
	return Effect{}
}

// pressAgreeing takes y for yes and any other character for no. Arrows and pasted text are ignored.
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

// giveUp drops the pending task, and says so.
func (b *Board) giveUp() {
	b.mode = browsing
	b.Tell("nothing was changed")
}

// pressReading scrolls the page, or closes it if the key does not scroll.
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
