package watch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
)

// What is sent to the terminal beside text: a screen of its own, without a cursor, and back.
const (
	enterScreen = "\x1b[?1049h\x1b[?25l"
	leaveScreen = "\x1b[?25h\x1b[?1049l"
	goHome      = "\x1b[H"
	eraseLine   = "\x1b[K"
	eraseBelow  = "\x1b[J"
)

// goneFor is how long someone who has left is still shown, and a change is marked.
const goneFor = 30 * time.Second

// frames is how often the screen is drawn: ages grow, and the window may change its size.
const frames = 250 * time.Millisecond

// screen is the table of a watch in a terminal.
type screen struct {
	watch  *Watch
	app    *cli.App
	fd     int
	window *console.Held
	title  string
	asOf   time.Time // of the last poll that worked
	fault  string    // of the last poll, if it did not
	rows   []*row
	seen   seen
	ended  bool
}

// row is a resource on the screen.
type row struct {
	id     string
	item   signalwire.Resource
	change string
	at     time.Time // of the change
	left   bool
}

// draw watches on a screen of its own until the conference is over, `q` or Ctrl-C, and then leaves the terminal as it was.
func (w *Watch) draw(ctx context.Context, app *cli.App) (err error) {
	fd, _ := console.Terminal(app.Out)
	s := &screen{watch: w, app: app, fd: fd}
	quiet := app.Quiet
	defer func() {
		if err == nil && s.ended && !quiet {
			// It is said after the return to the ordinary screen, where it stays.
			app.Say("confcall: " + output.Clean(s.title) + ": it has ended\n")
		}
	}()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	polls := w.polls(ctx, app)
	// The first poll comes before the screen, so that an error from the start is printed where it stays.
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case first := <-polls:
		if first.bug != nil {
			panic(first.bug)
		}
		if err := cmp.Or(first.passing, first.err); err != nil {
			return err
		}
		s.take(s.seen.next(w, *first.found, app.Now()), first.found)
	}

	keys := make(chan byte)
	if stdin, ok := console.Terminal(app.In); ok {
		terminal, err := app.HoldKeys(stdin)
		if err != nil {
			return err
		}
		defer terminal.GiveBack()
		go readKeys(app.In, keys)
	}
	// A signal that would stop the program and leave the terminal without a cursor is ignored, whether or not it comes from a key.
	signal.Ignore(stops...)
	defer signal.Reset(stops...)
	if s.window, err = app.HoldScreen(enterScreen, leaveScreen); err != nil {
		return err
	}
	defer s.window.GiveBack()
	app.Quiet = true // a note would tear the screen; faults have their place on it

	tick := time.NewTicker(frames)
	defer tick.Stop()
	for !s.ended {
		if err := s.show(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		case key := <-keys:
			switch key {
			case 'q', 'Q':
				return nil
			case console.CtrlC:
				return failure.Interrupted{Signal: os.Interrupt}
			}
		case p := <-polls:
			switch {
			case p.bug != nil:
				panic(p.bug) // here, where the terminal is given back
			case p.err != nil:
				return p.err
			case p.passing != nil:
				s.fault = p.passing.Error()
			case p.gone != nil:
				s.take(s.seen.look(w, *p.gone, app.Now()), nil)
			default:
				s.take(s.seen.next(w, *p.found, app.Now()), p.found)
			}
		}
	}
	return nil
}

func readKeys(in io.Reader, keys chan<- byte) {
	key := make([]byte, 1)
	for {
		if n, err := in.Read(key); err != nil || n == 0 {
			return
		}
		keys <- key[0]
	}
}

// take brings the rows up to date with events, and with the poll that they come from, if they do.
func (s *screen) take(events []event, found *Snapshot) {
	now := s.app.Now()
	if found != nil {
		s.title, s.asOf, s.fault, s.ended = found.Title, now, "", found.Ended != nil
	}
	byID := map[string]*row{}
	for _, r := range s.rows {
		byID[r.id] = r
		if item, there := s.seen.items[r.id]; there {
			r.item, r.left = item, false
		}
	}
	for _, e := range events {
		r := byID[e.id]
		if r == nil {
			item, there := s.seen.items[e.id]
			if !there {
				continue
			}
			r = &row{id: e.id, item: item}
			byID[e.id] = r
			s.rows = append(s.rows, r)
		}
		if e.Event != "present" {
			r.change, r.at, r.left = e.inWords(), now, e.Event == s.watch.Went
		}
	}
	// Rows of those who have left are dropped after a while, so that memory does not grow.
	s.rows = slices.DeleteFunc(s.rows, func(r *row) bool { return r.left && now.Sub(r.at) > goneFor })
}

// show draws a frame as large as the window is now.
func (s *screen) show() error {
	width, height, err := term.GetSize(s.fd)
	if err != nil || width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	lines, err := s.lines(width, height)
	if err != nil {
		return err
	}
	frame := goHome + strings.Join(lines, eraseLine+"\r\n") + eraseLine + eraseBelow
	_, err = io.WriteString(s.window, frame)
	return err
}

// lines makes a title, the table, as much of it as fits, and a line on the data's age and any fault.
func (s *screen) lines(width, height int) ([]string, error) {
	now := s.app.Now()
	footer := fmt.Sprintf("as of %s, every %s; q quits", timestamp.Age(s.asOf, now), s.watch.interval)
	if s.fault != "" {
		footer = "not up to date: " + s.fault + "; " + footer
	}
	title, footer := output.Shorten(output.Clean(s.title), width), output.Shorten(output.Clean(footer), width)

	room := height - 4
	rows := s.rows
	table, err := s.table(rows, width)
	if err == nil && len(table) > room && len(rows) > 0 {
		// If not all rows fit, those with news come first.
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, func(a, b *row) int { return b.news(now) - a.news(now) })
		each := max(1, (len(table)-1)/len(rows)) // lines; three more name the columns, those left out, and how many rows are
		fit := min(len(rows), max(0, (room-3)/each))
		if table, err = s.table(rows[:fit], width); fit < len(rows) {
			table = append(table, fmt.Sprintf("… and %d more", len(rows)-fit))
		}
	}
	if err != nil {
		return nil, err
	}
	lines := append(append([]string{title, ""}, table...), "", footer)
	return lines[:min(len(lines), height)], nil
}

// news is 1 of a row that has changed of late.
func (r *row) news(now time.Time) int {
	if r.change != "" && now.Sub(r.at) <= goneFor {
		return 1
	}
	return 0
}

// table draws rows as lines.
func (s *screen) table(rows []*row, width int) ([]string, error) {
	noun := s.watch.Noun
	// The news is the second column, where a narrow window does not cut it off.
	noun.Columns = slices.Insert(slices.Clone(noun.Columns), 1, "change")
	var table bytes.Buffer
	options := s.app.PrintOptions()
	options.Format, options.Terminal, options.Width, options.ShortSIDs = output.Table, true, width, true
	if options.Columns != "" {
		options.Columns += ",change"
	}
	printer, err := output.NewPrinter(&table, noun, options)
	if err != nil {
		return nil, err
	}
	items := make([][]byte, len(rows))
	for i, r := range rows {
		items[i] = r.withChange(s.app.Now())
	}
	if err := printer.List(context.Background(), func(yield func([][]byte, error) bool) { yield(items, nil) }); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(table.String(), "\n"), "\n"), nil
}

// withChange adds what changed and how long ago to a row's resource, as a field of its own.
func (r *row) withChange(now time.Time) []byte {
	text := ""
	if r.news(now) > 0 {
		text = timestamp.Age(r.at, now) + " " + r.change
	}
	value, _ := json.Marshal(text) // a text encodes
	return r.item.Append("change", value)
}
