// Package board is the table of a watch in which a person acts: its rows, what each key does, and the lines that show it.
// It knows no terminal and sends no request.
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
	Change string    // the last change, in words
	At     time.Time // when that was
	Left   bool      // the resource is no longer listed

	busy string // the change under way, such as "muting…"; empty if there is none
}

// An Action is what a key does to the row that is selected, or to those that are marked.
type Action struct {
	Key   rune
	Name  string                                   // in the line of keys: mute
	Help  string                                   // in the list of keys
	Doing func(items []signalwire.Resource) string // what a row says meanwhile: muting; nil for just "…"

	Whole    bool                                   // the action is about the whole board, not about rows
	Prompt   string                                 // the text to ask for first; empty if there is none
	Check    func(text string) error                // says what is wrong with the text that was typed; may be nil
	Choose   string                                 // the question that choosing another row answers; empty if there is none
	Skip     func(items []signalwire.Resource) bool // reports whether no other row has to be chosen; may be nil
	Question func(Task) (string, error)             // makes the question to agree to first; nil if there is none
	Do       func(Task) error
}

// A Task is an action on some rows.
type Task struct {
	Action *Action
	Items  []signalwire.Resource
	IDs    []string            // of the rows
	Input  string              // the text that was typed at Action.Prompt
	Other  signalwire.Resource // the row that was chosen at Action.Choose
}

// A Board is the table, with all that a person has selected, typed and been told.
type Board struct {
	Columns  []string // the columns that s sorts by and / searches
	Actions  []Action
	ReadOnly bool // no action may run
	Opens    bool // Enter opens the row's own watch instead of showing its fields
	Returns  bool // Esc goes back to the watch that this one was opened from
	Keys     bool // a person can press keys

	// Table draws rows as lines of a width in cells, the first of them the header, and names the columns that had no room.
	Table func(rows []*Row, width int) (lines, notShown []string, err error)
	Color bool

	Title    string
	AsOf     time.Time     // when the last poll succeeded
	Interval time.Duration // between polls
	Fault    string        // why the last poll failed; empty if it succeeded
	Missed   int           // how many polls in a row have failed

	rows     []*Row
	view     []*Row          // the rows that match the filter, in the order of the table
	cursor   int             // the index in view of the selected row
	selected string          // its ID
	top      int             // the index in view of the first row on the screen
	fit      int             // how many rows, or lines of a page, the screen has room for
	marked   map[string]bool // by ID
	filter   string
	sortBy   string // a column; empty for the API's order
	reverse  bool

	mode    mode
	input   []rune   // what is being typed
	pending Task     // the task that is being prepared
	chooser string   // the ID of the row that was selected when choosing another began
	ask     string   // the question to agree to
	text    []string // the page that is shown instead of the table
	scroll  int      // the first line of text on the screen
	said    []string // the messages at the bottom
}

// mode is what keys act on.
type mode int

const (
	browsing  mode = iota
	narrowing      // the filter is being typed
	prompting      // a text for an action is being typed
	choosing       // another row for an action is being chosen
	waiting        // a question is being prepared; no key may answer it before it is on the screen
	agreeing       // a question is on the screen
	reading        // a page is shown instead of the table
)

// SetRows replaces the rows. The selected row stays selected, wherever it is now.
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

// arrange filters and sorts the rows again.
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

// goTo moves the cursor to the row with an ID or, if the view has none, leaves it where it is.
func (b *Board) goTo(id string) {
	if at := slices.IndexFunc(b.view, func(r *Row) bool { return r.ID == id }); at >= 0 {
		b.cursor = at
	}
	b.moveTo(b.cursor)
}

// has reports whether a column of a row, or its last change, contains a text in lower case. Other fields do not count, as a person
// could not see why the row is there.
func (b *Board) has(r *Row, text string) bool {
	for name, value := range rawjson.Members(r.Item) {
		if slices.Contains(b.Columns, string(name)) && strings.Contains(strings.ToLower(string(value)), text) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(r.Change), text)
}

// moveTo moves the cursor to the row at an index of the view, or to the nearest one.
func (b *Board) moveTo(at int) {
	b.cursor = max(0, min(at, len(b.view)-1))
	b.selected = ""
	if len(b.view) > 0 {
		b.selected = b.view[b.cursor].ID
	}
}

// mostSaid bounds the lines of messages at the bottom.
const mostSaid = 4

// Tell shows a message at the bottom, below those that came since the last key.
func (b *Board) Tell(text string) {
	for line := range strings.Lines(text) {
		b.said = append(b.said, strings.TrimPrefix(output.Clean(strings.TrimRight(line, "\r\n")), "confcall: "))
	}
	b.said = b.said[max(0, len(b.said)-mostSaid):]
}

// Ask shows the question of a task that waits for it. If the task was given up meanwhile, nothing is asked.
func (b *Board) Ask(task Task, question string) {
	if b.mode == waiting {
		b.mode, b.pending, b.ask = agreeing, task, question
	}
}

// Show shows a page instead of the table. If a person has begun something else meanwhile, it is not shown.
func (b *Board) Show(lines []string) {
	if b.mode == browsing {
		b.mode, b.text, b.scroll = reading, lines, 0
	}
}

// Begin says at the rows of a task what is being done to them, until End.
func (b *Board) Begin(task Task) {
	doing := "…"
	if task.Action.Doing != nil {
		doing = task.Action.Doing(task.Items) + "…"
	}
	b.setBusy(task.IDs, doing)
}

// End undoes Begin. A question that the task was waiting for is not asked any more.
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

// Busy returns what is being done to a row, such as "muting…"; empty if nothing is.
func (r *Row) Busy() string { return r.busy }

// targets returns the rows that an action is about: those that are marked and match the filter or, if none are, the selected one.
func (b *Board) targets() (items []signalwire.Resource, ids []string) {
	for i, r := range b.view {
		if !r.Left && (b.marked[r.ID] || len(b.marked) == 0 && i == b.cursor) {
			items, ids = append(items, r.Item), append(ids, r.ID)
		}
	}
	return items, ids
}

// Selected returns the row at the cursor, or nil if the view is empty.
func (b *Board) Selected() *Row {
	if len(b.view) == 0 {
		return nil
	}
	return b.view[b.cursor]
}
