package board

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"confcall/pkg/output"
	"confcall/pkg/timestamp"
)

// missedToDim is how many polls have to fail in a row before the rows are dimmed: by then they may be wrong.
const missedToDim = 3

// Margin is the width, in cells, of the signs for "selected" and "marked" before each row.
const Margin = len("> ")

// Lines draws the board for a window, at most height lines of at most width cells.
func (b *Board) Lines(width, height int, now time.Time) ([]string, error) {
	head := b.head(width, now)
	foot := b.foot(width, height, now)
	room := height - len(head) - len(foot)
	var body []string
	var err error
	if b.mode == reading {
		body = b.page(width, room)
	} else {
		body, err = b.table(width, room, now)
	}
	if err != nil {
		return nil, err
	}
	for len(body) > max(0, room) {
		body = body[:len(body)-1]
	}
	for len(body) < room { // keeps the foot at the bottom
		body = append(body, "")
	}
	lines := append(append(head, body...), foot...)
	lines = lines[:max(0, min(len(lines), height))]
	for i, line := range lines {
		if output.Width(plain(line)) > width { // the table never shortens a SID, but no line may wrap
			lines[i] = clip(plain(line), width)
		}
	}
	return lines, nil
}

// head is the title, below a line that says how old the data is if it is not fresh.
func (b *Board) head(width int, now time.Time) []string {
	title := wrap(output.Clean(b.Title), width)
	fault := b.Fault
	if fault == "" && b.isSilent(now) {
		fault = "no answer yet"
	}
	if fault == "" {
		return append(title, "")
	}
	stale := fmt.Sprintf("as of %s: %s, trying again", timestamp.Age(b.AsOf, now), output.Clean(fault))
	var lines []string
	for _, line := range wrap(stale, width) {
		lines = append(lines, b.paint("31;1", line))
	}
	return append(lines, title...)
}

// longSilence is the least age of the data at which a poll under way counts as silent, however short the interval is.
const longSilence = 10 * time.Second

// isSilent reports whether the poll under way takes so long that the rows may be wrong by now.
func (b *Board) isSilent(now time.Time) bool {
	return now.Sub(b.AsOf) > max(longSilence, (missedToDim+1)*b.Interval)
}

// foot is what is being asked, the last messages, what the keys do, and the status.
func (b *Board) foot(width, height int, now time.Time) []string {
	lines := []string{""}
	add := func(text string) { lines = append(lines, output.Shorten(text, width)) }
	switch b.mode {
	case narrowing:
		add("only with: " + string(b.input) + "_")
	case prompting:
		if prompt, input := b.pending.Action.Prompt+":", string(b.input)+"_"; output.Width(prompt+" "+input) <= width {
			add(prompt + " " + input)
		} else {
			lines = append(append(lines, wrap(prompt, width)...), tail(input, width))
		}
	case choosing:
		add(b.pending.Action.Choose + " arrows and Enter; Esc leaves it")
	case waiting:
		add("asking what that would do; Esc leaves it")
	case reading:
		lines = append(lines, b.paint("2", output.Shorten("arrows, PageUp and PageDown scroll; any other key goes back", width)))
	case agreeing:
		lines = append(lines, wrap(output.Clean(b.ask)+" [y/N]", width)...)
	}
	for _, text := range b.said {
		lines = append(lines, wrap(text, width)...)
	}
	if b.Keys && b.mode == browsing && height >= leastForKeys {
		lines = append(lines, b.paint("2", b.keys(width)))
	}
	return append(lines, wrap(b.status(now), width)...)
}

// leastForKeys is the least height, in lines, of a window that has a line about the keys.
const leastForKeys = 16

// keys names the most important keys, as many as fit in a line.
func (b *Board) keys(width int) string {
	var names []string
	if b.Opens {
		names = append(names, "Enter go in")
	} else {
		names = append(names, "Enter show")
	}
	if b.Returns {
		names = append(names, "Esc back")
	}
	for _, action := range b.Actions {
		if !b.ReadOnly {
			names = append(names, string(action.Key)+" "+action.Name)
		}
	}
	if len(b.Actions) > 0 && !b.ReadOnly {
		names = append(names, "Space mark")
	}
	line := ""
	for _, name := range append(names, "/ narrow", "s sort", "y copy") {
		if output.Width(line)+len("  ")+output.Width(name) > width {
			break
		}
		line += name + "  "
	}
	return strings.TrimSpace(line)
}

// status says how fresh the data is, how to leave, and what narrows and orders the rows.
func (b *Board) status(now time.Time) string {
	parts := []string{fmt.Sprintf("as of %s, every %s", timestamp.Age(b.AsOf, now), inShort(b.Interval))}
	if !b.Keys {
		return parts[0]
	}
	parts = append(parts, "q quits", "? explains")
	if b.ReadOnly {
		parts = append(parts, "read-only")
	}
	if count := len(b.marked); count > 0 {
		parts = append(parts, fmt.Sprintf("%d marked", count))
	}
	if b.filter != "" && b.mode != narrowing {
		parts = append(parts, fmt.Sprintf("only %q: %d of %d", b.filter, len(b.view), len(b.rows)))
	}
	if b.sortBy != "" {
		order := "by " + b.sortBy
		if b.reverse {
			order += ", reversed"
		}
		parts = append(parts, order)
	}
	return strings.Join(parts, "; ")
}

// inShort formats a duration without parts that are zero: 1h instead of 1h0m0s.
func inShort(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// table draws the rows around the cursor, as many as fit. It draws a second time if a narrow window takes more than a line for each.
func (b *Board) table(width, room int, now time.Time) ([]string, error) {
	inner := width
	if b.Keys {
		inner -= Margin
	}
	each := 1
	for {
		header := 1
		b.fit = max(1, (room-header)/each)
		if b.fit < len(b.view) {
			b.fit = max(1, (room-header-1)/each) // leaves a line for "… and 3 more"
		}
		b.scrollToCursor()
		rows := b.view[b.top:min(len(b.view), b.top+b.fit)]
		lines, notShown, err := b.Table(rows, max(1, inner))
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			return b.empty(lines), nil
		}
		if taken := (len(lines) - header) / len(rows); taken > each && len(lines) > room {
			each = taken
			continue
		}
		return b.decorate(lines, rows, notShown, room, b.Missed >= missedToDim || b.isSilent(now)), nil
	}
}

// empty returns the header, and below it a note that there are no rows.
func (b *Board) empty(header []string) []string {
	for i := range header {
		header[i] = b.before("  ") + header[i]
	}
	if b.filter != "" {
		return append(header, b.before("  ")+"nothing has "+strconv.Quote(output.Clean(b.filter)))
	}
	return append(header, b.before("  ")+"nothing is here")
}

// scrollToCursor moves the top so that the selected row is on the screen.
func (b *Board) scrollToCursor() {
	b.top = max(0, min(b.top, len(b.view)-b.fit))
	b.top = min(b.top, b.cursor)
	b.top = max(b.top, b.cursor-b.fit+1)
}

// decorate adds the signs and colours to the rows, and a line about what is not on the screen.
func (b *Board) decorate(lines []string, rows []*Row, notShown []string, room int, dim bool) []string {
	each := max(1, (len(lines)-1)/len(rows))
	for i := range lines {
		at := (i - 1) / each
		if i == 0 || at >= len(rows) {
			lines[i] = b.before("  ") + lines[i]
			continue
		}
		row, selected := rows[at], b.Keys && b.top+at == b.cursor
		mark := []byte("  ")
		if selected && (i-1)%each == 0 {
			mark[0] = '>'
		}
		if b.marked[row.ID] || b.mode == choosing && slices.Contains(b.pending.IDs, row.ID) {
			mark[1] = '*'
		}
		switch line := b.before(string(mark)) + lines[i]; {
		case dim:
			lines[i] = b.paint("2", plain(line))
		case selected:
			lines[i] = b.paint("7", plain(line))
		default:
			lines[i] = line
		}
	}
	var rest []string
	if more := len(b.view) - len(rows); more > 0 {
		rest = append(rest, fmt.Sprintf("… and %d more", more))
	}
	if len(notShown) > 0 && len(lines) < room {
		rest = append(rest, "not shown: "+strings.Join(notShown, ", "))
	}
	if len(rest) > 0 {
		lines = append(lines, b.paint("2", strings.Join(rest, "; ")))
	}
	return lines
}

// before returns the signs to put before a line, or "" where rows cannot be selected.
func (b *Board) before(mark string) string {
	if !b.Keys {
		return ""
	}
	return mark
}

// page draws the text that is shown instead of the table.
func (b *Board) page(width, room int) []string {
	var lines []string
	for _, line := range b.text {
		lines = append(lines, wrap(line, width)...)
	}
	b.fit = max(1, room)
	b.scroll = max(0, min(b.scroll, len(lines)-b.fit))
	return lines[b.scroll:min(len(lines), b.scroll+b.fit)]
}

// paint gives a text an SGR style, such as "1" for bold, if the board has colours.
func (b *Board) paint(style, text string) string {
	if !b.Color {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}
