// Package board is the table of a watch that a person acts in: what stands on it, what a key does, and which lines show it.
// It knows no terminal and sends nothing.
package board

import (
	"slices"
	"strings"
	"time"

	"confcall/pkg/output"
	"confcall/pkg/rawjson"
	"confcall/pkg/signalwire"
)

// A Row is a resource on the board.
type Row struct {
	ID     string
	Item   signalwire.Resource
	Change string    // what has changed last, in words
	At     time.Time // of that
	Left   bool      // it is not there any more

	busy string // what is being done to it
}

// An Action is what a key does to the row that is selected, or to those that are marked.
type Action struct {
	Key   rune
	Name  string                                   // for the line of keys
	Help  string                                   // for the list of keys
	Doing func(items []signalwire.Resource) string // the words for a row while it is done, such as muting

	Whole    bool                                   // it is about the whole board, and not about rows
	Prompt   string                                 // the text that is asked for, if one is
	Check    func(text string) error                // refuses a text
	Choose   string                                 // the question that another row answers, if one does
	Skip     func(items []signalwire.Resource) bool // tells whether no other row is asked for; nil if one always is
	Question func(Task) (string, error)             // makes a question that has to be agreed to; nil if none has
	Do       func(Task) error
}

// A Task is an action on some rows.
type Task struct {
	Action *Action
	Items  []signalwire.Resource
	IDs    []string
	Input  string              // the text that was asked for
	Other  signalwire.Resource // the row that was chosen
}

// A Board is what a person sees.
type Board struct {
	Columns  []string // to sort by
	Actions  []Action
	ReadOnly bool // the actions are taken away
	Opens    bool // Enter goes into a row, and does not show its fields
	Returns  bool // Esc goes back to where this board was opened from
	Keys     bool // a person can press keys

	// Table draws rows as lines in a width, the first of them the header, and tells which columns had no room.
	Table func(rows []*Row, width int) (lines, notShown []string, err error)
	Color bool

	Title    string
	AsOf     time.Time     // of the last poll that worked
	Interval time.Duration // of the polls
	Fault    string        // of the last poll, empty if it worked
	Missed   int           // polls that failed since

	rows     []*Row
	view     []*Row // those that the filter leaves, in order
	cursor   int    // in view
	selected string // the ID of the row at the cursor
	top      int    // the first row of view on the screen
	fit      int    // rows that the screen has room for
	marked   map[string]bool
	filter   string
	sortBy   string
	reverse  bool

	mode    mode
	input   []rune
	pending Task
	chooser string   // the ID of the row at which another one began to be chosen
	ask     string   // the question that is to be agreed to
	text    []string // of the page that is shown in place of the table
	scroll  int      // in text
	said    []string // the last message
}

// mode is what keys are about.
type mode int

const (
	browsing  mode = iota
	narrowing      // the filter is typed
	prompting      // a text for an action is typed
	choosing       // another row for an action is chosen
	waiting        // a question is being made, which no key may answer before it stands there
	agreeing       // a question is answered
	reading        // a page is shown in place of the table
)

// SetRows takes the rows as they are now. The selected one stays selected, wherever it stands.
func (b *Board) SetRows(rows []*Row) {
	busy := map[string]string{}
	for _, r := range b.rows {
		if r.busy != "" {
			busy[r.ID] = r.busy
		}
	}
	there := make(map[string]bool, len(rows))
	for _, r := range rows {
		r.busy = busy[r.ID]
		there[r.ID] = true
	}
	for id := range b.marked {
		if !there[id] {
			delete(b.marked, id)
		}
	}
	b.rows = rows
	b.arrange()
}

// arrange makes the view anew.
func (b *Board) arrange() {
	b.view = b.view[:0]
	for _, r := range b.rows {
		if b.filter == "" || b.has(r, strings.ToLower(b.filter)) {
			b.view = append(b.view, r)
		}
	}
	if b.sortBy != "" {
		b.sort()
	}
	b.goTo(b.selected)
}

// goTo puts the cursor on the row of an ID or, if that is not in view, leaves it where it is.
func (b *Board) goTo(id string) {
	if at := slices.IndexFunc(b.view, func(r *Row) bool { return r.ID == id }); at >= 0 {
		b.cursor = at
	}
	b.moveTo(b.cursor)
}

// has reports whether a row has a text in one of the columns, whatever the letter case. A person does not see the other fields.
func (b *Board) has(r *Row, text string) bool {
	for name, value := range rawjson.Members(r.Item) {
		if slices.Contains(b.Columns, string(name)) && strings.Contains(strings.ToLower(string(value)), text) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(r.Change), text)
}

// moveTo puts the cursor on a row of the view, the nearest that there is.
func (b *Board) moveTo(at int) {
	b.cursor = max(0, min(at, len(b.view)-1))
	b.selected = ""
	if len(b.view) > 0 {
		b.selected = b.view[b.cursor].ID
	}
}

// mostSaid is how many lines of messages stand at the bottom.
const mostSaid = 4

// Tell shows a message at the bottom, below those since the last key.
func (b *Board) Tell(text string) {
	for line := range strings.Lines(text) {
		b.said = append(b.said, strings.TrimPrefix(output.Clean(strings.TrimRight(line, "\r\n")), "confcall: "))
	}
	b.said = b.said[max(0, len(b.said)-mostSaid):]
}

// Ask asks a question about a task, which has to be agreed to, unless the task was given up meanwhile.
func (b *Board) Ask(task Task, question string) {
	if b.mode == waiting {
		b.mode, b.pending, b.ask = agreeing, task, question
	}
}

// Show shows a page in place of the table until a key is pressed, unless the keys are about something else by now.
func (b *Board) Show(lines []string) {
	if b.mode == browsing {
		b.mode, b.text, b.scroll = reading, lines, 0
	}
}

// Begin marks the rows of a task until it is done.
func (b *Board) Begin(task Task) {
	doing := "…"
	if task.Action.Doing != nil {
		doing = task.Action.Doing(task.Items) + "…"
	}
	b.setBusy(task.IDs, doing)
}

// End takes the marks of a task away.
func (b *Board) End(task Task) {
	b.setBusy(task.IDs, "")
	if b.mode == waiting && b.pending.Action == task.Action {
		b.mode = browsing
	}
}

func (b *Board) setBusy(ids []string, text string) {
	for _, r := range b.rows {
		if slices.Contains(ids, r.ID) {
			r.busy = text
		}
	}
}

// isBusy reports whether something is being done to one of the rows.
func (b *Board) isBusy(ids []string) bool {
	return slices.ContainsFunc(b.rows, func(r *Row) bool { return r.busy != "" && slices.Contains(ids, r.ID) })
}

// Busy is what is being done to a row, in words; empty if nothing is.
func (r *Row) Busy() string { return r.busy }

// targets are the rows that an action is about: those that are marked and in view, or else the selected one.
func (b *Board) targets() (items []signalwire.Resource, ids []string) {
	for i, r := range b.view {
		if !r.Left && (b.marked[r.ID] || len(b.marked) == 0 && i == b.cursor) {
			items, ids = append(items, r.Item), append(ids, r.ID)
		}
	}
	return items, ids
}

// Selected is the row at the cursor, nil if there is none.
func (b *Board) Selected() *Row {
	if len(b.view) == 0 {
		return nil
	}
	return b.view[b.cursor]
}
