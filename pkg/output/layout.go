package output

import (
	"slices"
	"strings"

	"confcall/pkg/timestamp"
)

const (
	wideGap, narrowGap = 2, 1 // blanks between columns

	// leastTable is the narrowest window in which each item of a list is kept on one line, at any cost.
	leastTable = 60
)

// A layout says which columns a table shows, and how.
type layout struct {
	shown     []int // the columns, by their numbers
	widths    []int // of all columns, in cells
	gap       int   // between columns
	cut       bool  // a cell that is wider than its column is shortened; or else it makes its own row wider
	ages      bool  // times are shown as ages alone
	shortSIDs bool
	stacked   bool // there is no table: each value is on the line below its name
}

// text returns what a layout shows of a cell.
func (l *layout) text(c cell) string {
	switch {
	case l.ages && c.age != "":
		return c.age
	case l.shortSIDs && looksLikeSID(c.text):
		return c.text[:shortSID] + "…"
	}
	return c.text
}

// window returns the width to keep to, 0 if nothing is cut.
func (p *Printer) window() int {
	if !p.options.Terminal || p.options.Format == Wide {
		return 0
	}
	return p.options.Width
}

// layOutItem lays out the fields of one object. Their names are whole, since they say what the values are.
func (p *Printer) layOutItem(header []string, rows [][]cell) layout {
	f := p.newFitting(header, rows)
	f.least[0] = f.widths[0]
	if f.room > 0 && !f.fits() && !f.shrink() {
		return f.stack()
	}
	return f.layout
}

// layOutList lays out a list with each item on one line. If there is no room, first the least important columns are left out,
// then times become ages, then texts are shortened. A SID is shown whole, except on a screen that may show its beginning.
// Columns that a person has named are left out last.
func (p *Printer) layOutList(columns, header []string, rows [][]cell) layout {
	f := p.newFitting(header, rows)
	if f.room == 0 {
		return f.layout
	}
	wanted := func(c int) bool { return slices.Contains(p.columns, columns[c]) }
	usual := p.columns == nil || p.added
	if p.options.ShortSIDs && !f.fits() {
		f.shortSIDs = true
		f.measure()
		if !f.fits() {
			f.gap = narrowGap // a screen has many columns, and the end of a number tells people apart
		}
	}
	for _, name := range p.noun.Least {
		if c := slices.Index(columns, name); usual && c >= 0 && !wanted(c) && !f.fits() {
			f.leaveOut(c)
		}
	}
	if !f.fits() {
		f.ages = true
		f.measure()
	}
	if !f.fits() {
		f.gap = narrowGap
	}
	for c := len(columns) - 1; c > 0; c-- {
		if usual && !wanted(c) && isTime(columns[c]) && !f.fits() {
			f.leaveOut(c)
		}
	}
	// People watch for what has changed, so that column stays.
	change := slices.Index(columns, changeField)
	if change >= 0 {
		f.least[change] = f.widths[change]
	}
	if f.fits() || f.shrink() {
		f.putBack()
		return f.layout
	}
	if f.room+p.options.Margin < leastTable {
		return f.stack()
	}
	for c := len(columns) - 1; c > 0 && !f.fits(); c-- {
		if c != change {
			f.leaveOut(c)
		}
	}
	if !f.fits() && change >= 0 {
		f.least[change] = leastCell
	}
	f.shrink()
	return f.layout
}

func isTime(column string) bool {
	return timestamp.IsField(column[strings.LastIndexByte(column, '.')+1:])
}

// A fitting makes a layout fit a window.
type fitting struct {
	layout
	room   int // 0 where there is no end to it
	header []string
	rows   [][]cell
	least  []int // the widths below which the columns are not shortened
	left   []int // the columns that were left out, the last one last
}

func (p *Printer) newFitting(header []string, rows [][]cell) *fitting {
	f := &fitting{room: p.window(), header: header, rows: rows}
	f.shown, f.gap, f.cut = f.all(), wideGap, f.room > 0
	f.measure()
	return f
}

// measure finds how wide the columns want to be, and how narrow they may become.
func (f *fitting) measure() {
	f.widths, f.least = make([]int, len(f.header)), make([]int, len(f.header))
	for c := range f.header {
		f.measureColumn(c)
	}
}

func (f *fitting) measureColumn(c int) {
	f.widths[c] = Width(f.header[c])
	f.least[c] = f.widths[c]
	for _, row := range f.rows {
		text := f.text(row[c])
		f.widths[c] = max(f.widths[c], Width(text))
		switch {
		case f.shortSIDs && isNumber(text):
			f.least[c] = max(f.least[c], Width(text)) // its end tells people apart
		case f.room > 0:
			f.least[c] = max(f.least[c], Width(Shorten(text, leastCell)))
		}
	}
}

// isNumber reports whether a text is a telephone number: + and digits.
func isNumber(text string) bool {
	digits, ok := strings.CutPrefix(text, "+")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// stack gives up the table, and shows all columns again.
func (f *fitting) stack() layout { return layout{shown: f.all(), stacked: true} }

func (f *fitting) all() []int {
	columns := make([]int, len(f.header))
	for c := range columns {
		columns[c] = c
	}
	return columns
}

func (f *fitting) total() int {
	total := f.gap * (len(f.shown) - 1)
	for _, c := range f.shown {
		total += f.widths[c]
	}
	return total
}

func (f *fitting) fits() bool { return f.total() <= f.room }

func (f *fitting) leaveOut(c int) {
	if at := slices.Index(f.shown, c); at >= 0 {
		f.shown = slices.Delete(f.shown, at, at+1)
		f.left = append(f.left, c)
	}
}

// putBack shows columns again that were left out but fit after all, beginning with the last one.
func (f *fitting) putBack() {
	for len(f.left) > 0 {
		c := f.left[len(f.left)-1]
		f.left = f.left[:len(f.left)-1]
		before := f.layout
		before.shown, before.widths = slices.Clone(f.shown), slices.Clone(f.widths)
		at, _ := slices.BinarySearch(f.shown, c)
		f.shown = slices.Insert(f.shown, at, c)
		if !f.fits() && !f.hasTimes(before.shown) {
			f.ages = true
			f.measureColumn(c)
		}
		if missing := f.total() - f.room; missing > 0 {
			f.widths[c] = max(f.least[c], f.widths[c]-missing)
		}
		if !f.fits() {
			f.layout = before
			f.measureColumn(c)
		}
	}
}

func (f *fitting) hasTimes(columns []int) bool {
	return slices.ContainsFunc(columns, func(c int) bool { return isTime(strings.ToLower(f.header[c])) })
}

// shrink narrows the widest columns until all fit, and reports whether they do.
func (f *fitting) shrink() bool {
	widths := slices.Clone(f.widths)
	for !f.fits() {
		widest := -1
		for _, c := range f.shown {
			if f.widths[c] > f.least[c] && (widest < 0 || f.widths[c] > f.widths[widest]) {
				widest = c
			}
		}
		if widest < 0 {
			f.widths = widths
			return false
		}
		f.widths[widest] = max(f.least[widest], f.widths[widest]-(f.total()-f.room))
	}
	return true
}
