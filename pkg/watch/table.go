package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"confcall/pkg/board"
	"confcall/pkg/output"
	"confcall/pkg/timestamp"
)

// table draws rows as lines, the first of them the header, and names the columns that had no room.
func (v *view) table(rows []*board.Row, width int) (lines, notShown []string, err error) {
	noun := v.watch.Noun
	noun.Columns = slices.Concat(noun.Columns[:1], v.watch.ScreenColumns, []string{changeColumn}, noun.Columns[1:])
	noun.Least = slices.Concat(noun.Least, v.watch.ScreenLeast)
	// Where a row has no name, only the SID tells which one it is, and gives way to nothing.
	if slices.ContainsFunc(rows, func(row *board.Row) bool { return row.Item.Text(v.watch.NameField) == "" }) {
		noun.Least = slices.DeleteFunc(noun.Least, func(column string) bool { return column == noun.ID })
	}
	var table bytes.Buffer
	options := v.app.PrintOptions()
	options.Format, options.Terminal, options.Width, options.ShortSIDs, options.NoFootnote = output.Table, true, width, true, true
	if v.board.Keys {
		options.Margin = board.Margin
	}
	if options.Columns != "" {
		options.Columns += "," + changeColumn
	}
	printer, err := output.NewPrinter(&table, noun, options)
	if err != nil {
		return nil, nil, err
	}
	items := make([][]byte, len(rows))
	for i, row := range rows {
		items[i] = withChange(row, v.app.Now(), width < roomForAgo)
	}
	if err := printer.List(context.Background(), func(yield func([][]byte, error) bool) { yield(items, nil) }); err != nil {
		return nil, nil, err
	}
	return strings.Split(strings.TrimSuffix(table.String(), "\n"), "\n"), printer.NotShown(), nil
}

// changeColumn is the column of what has changed, which is never cut.
const changeColumn = "change"

// roomForAgo is the narrowest window, in columns, that says "3s ago" of a change and not just "3s".
const roomForAgo = 70

// withChange returns a row's resource with one more field: what is being done to it, or its last change and how long ago that was.
func withChange(row *board.Row, now time.Time, narrow bool) []byte {
	text := row.Busy()
	if text == "" && row.Change != "" && now.Sub(row.At) <= changeShownFor {
		age := timestamp.Age(row.At, now)
		if narrow {
			age = strings.TrimSuffix(age, " ago")
		}
		text = age + " " + row.Change
	}
	value, _ := json.Marshal(text) // a string always encodes
	return row.Item.Append(changeColumn, value)
}
