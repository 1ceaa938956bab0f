package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"confcall/pkg/board"
	"confcall/pkg/sid"
)

// goneFor is how long someone who has left is still shown, and a change is marked.
const goneFor = 30 * time.Second

// rows are the resources of a watch as they stand on a screen, in the order in which they came.
type rows struct {
	watch *Watch
	seen  seen
	all   []*board.Row
}

// name names who is on a call, if that is known.
func (r *rows) name(call string) string {
	return cmp.Or(r.seen.items[strings.ToLower(call)].Text(r.watch.Called), sid.Short(call))
}

// take brings the rows up to date with events.
func (r *rows) take(events []event, now time.Time) {
	byID := make(map[string]*board.Row, len(r.all))
	for _, row := range r.all {
		byID[row.ID] = row
		if item, there := r.seen.items[row.ID]; there {
			row.Item, row.Left = item, false
		}
	}
	for _, e := range events {
		row := byID[e.id]
		if row == nil {
			item, there := r.seen.items[e.id]
			if !there {
				continue
			}
			row = &board.Row{ID: e.id, Item: item}
			byID[e.id] = row
			r.all = append(r.all, row)
		}
		if e.Event != "present" && !e.isDateAlone() {
			row.Change, row.At, row.Left = e.inWords(r.name), now, e.Event == r.watch.Went
		}
	}
	// Rows of those who have left are dropped after a while, so that memory does not grow.
	r.all = slices.DeleteFunc(r.all, func(row *board.Row) bool { return row.Left && now.Sub(row.At) > goneFor })
}
