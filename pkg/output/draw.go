package output

import (
	"bytes"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// A drawing writes rows in columns, without borders. Tablewriter takes header and rows, measures texts, and keeps the table
// together over any number of pages.
//
// Ours is where a line's cells go (see columns), since its own renderer ends lines with blanks, cuts what is wider than
// its column without a sign, also in a pipe, and measures every cell of every row three times, which makes long lists
// twice as slow. Fitting to a window is ours as well: the library's widths are wishes that a SID overrules.
type drawing struct {
	p      *Printer
	layout layout
	b      *bytes.Buffer
	table  *tablewriter.Table // nil until there is a first row
}

func (p *Printer) newDrawing(b *bytes.Buffer, l layout) *drawing {
	return &drawing{p: p, layout: l, b: b}
}

// begin makes the table before its first line.
func (d *drawing) begin() error {
	if d.table != nil {
		return nil
	}
	widths := tw.NewMapper[int, int]()
	count := len(d.layout.shown)
	if d.layout.stacked {
		count = 1
	}
	for i := range count {
		widths.Set(i, 1) // the number of the columns; their widths are ours
	}
	d.table = tablewriter.NewTable(d.b,
		tablewriter.WithRenderer(&columns{Blueprint: renderer.NewBlueprint(tw.Rendition{
			Borders:   tw.BorderNone,
			Settings:  tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
			Streaming: true,
		}), layout: &d.layout}),
		tablewriter.WithStreaming(tw.StreamConfig{Enable: true}),
		tablewriter.WithColumnWidths(widths),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off), tablewriter.WithTrimTab(tw.Off),
	)
	return d.table.Start()
}

func (d *drawing) header(names []string) error {
	if d.p.options.NoHeaders {
		return nil
	}
	if err := d.begin(); err != nil {
		return err
	}
	header := make([]string, len(d.layout.shown))
	for i, c := range d.layout.shown {
		header[i] = d.p.paint(cell{text: names[c], color: bold})
	}
	d.table.Header(header)
	return nil
}

func (d *drawing) rows(rows [][]cell) error {
	if err := d.begin(); err != nil {
		return err
	}
	for _, row := range rows {
		texts := make([]string, len(d.layout.shown))
		for i, c := range d.layout.shown {
			text := d.layout.text(row[c])
			if d.layout.cut {
				text = Shorten(text, d.layout.widths[c])
			}
			texts[i] = d.p.paint(cell{text: text, color: row[c].color})
		}
		if err := d.table.Append(texts); err != nil {
			return err
		}
	}
	return nil
}

// pair writes a value on the line below its name, for windows in which they do not fit side by side.
func (d *drawing) pair(name string, value cell) error {
	if err := d.begin(); err != nil {
		return err
	}
	room := d.p.options.Width
	indent := max(0, min(wideGap, room-sidWidth))
	if err := d.table.Append([]string{Shorten(name, room)}); err != nil {
		return err
	}
	if value.text != "" {
		value.text = strings.Repeat(" ", indent) + Shorten(value.text, room-indent)
	}
	return d.table.Append([]string{d.p.paint(value)})
}

// blank writes an empty line.
func (d *drawing) blank() { d.b.WriteByte('\n') }

// columns is the renderer that writes the cells of a line.
type columns struct {
	*renderer.Blueprint
	w      io.Writer
	layout *layout
	line   []byte
}

// Start sets where to write.
func (r *columns) Start(w io.Writer) error {
	r.w = w
	return r.Blueprint.Start(w)
}

// Header writes the lines of the header, of which there is one.
func (r *columns) Header(lines [][]string, ctx tw.Formatting) {
	for _, line := range lines {
		r.Row(line, ctx)
	}
}

// Row writes a line, without blanks at its end. It writes to a buffer, which takes everything.
func (r *columns) Row(row []string, _ tw.Formatting) {
	line, used := r.line[:0], 0 // bytes up to the last one that is not a blank
	for i, cell := range row {
		line = append(line, cell...)
		if cell != "" {
			used = len(line)
		}
		if i < len(row)-1 {
			gap := r.layout.gap
			for range max(gap, r.layout.widths[r.layout.shown[i]]+gap-twwidth.Width(cell)) {
				line = append(line, ' ')
			}
		}
	}
	r.line = line
	_, _ = r.w.Write(append(line[:used], '\n'))
}
