package watch

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"confcall/pkg/board"
	"confcall/pkg/sid"
)

// changeShownFor is how long a change stands beside its row, and how long a row stays after its resource has left.
const changeShownFor = 30 * time.Second

// rows are the resources of a watch as a screen shows them, in the order in which they appeared.
type rows struct {
	watch *Watch
	seen  seen
	all   []*board.Row
}

// name returns who is on a call, such as a number, or the SID's beginning if that is not known.
func (r *rows) name(call string) string {
	return cmp.Or(r.seen.items[strings.ToLower(call)].Text(r.watch.NameField), sid.Short(call))
}

// update brings the rows up to date with the last poll and its events.
func (r *rows) update(events []event, now time.Time) {
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
	// Rows that have left go after a while, so that a watch of a day needs no more memory than one of a minute. So do those of which
	// it will not be known.
	r.all = slices.DeleteFunc(r.all, func(row *board.Row) bool {
		_, listed := r.seen.items[row.ID]
		_, leaving := r.seen.leaving[row.ID]
		return row.Left && now.Sub(row.At) > changeShownFor || !row.Left && !listed && !leaving
	})
}
