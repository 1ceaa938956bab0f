package watch

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"slices"
	"syscall"
	"time"

	"confcall/pkg/board"
	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/poll"
	"confcall/pkg/signalwire"
)

// frames is how often the screen is drawn, though nothing has happened: ages grow.
const frames = 250 * time.Millisecond

// errBack is the end of a watch that was left for the one that it was opened from.
var errBack = errors.New("back")

// A view is a watch on a screen.
type view struct {
	watch  *Watch
	app    *cli.App
	screen *console.Screen
	board  *board.Board
	rows   *rows
	ended  bool
	made   []board.Task // the changes that the API has confirmed, until a look shows them

	results chan result
	said    chan string // messages that are not on the board yet
	doing   *doing
	left    chan struct{} // closed when the screen has been left
}

// draw watches on a screen of its own until the conference is over, `q` or Ctrl-C, and then leaves the terminal as it was.
func (w *Watch) draw(ctx context.Context, app *cli.App) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w.screen, w.sooner = true, make(chan struct{}, 1)
	polls := w.polls(ctx, app)
	// The first poll comes before the screen, so that an error from the start is printed where it stays.
	first, err := receive(ctx, polls)
	for err == nil && first.trying != "" {
		app.Note("%s, trying again", first.trying)
		first, err = receive(ctx, polls)
	}
	if err != nil {
		return err
	}
	if asked := (*poll.Asked)(nil); errors.As(first.passing, &asked) {
		first.passing = asked.Err // it is not looked at again
	}
	if err := cmp.Or(first.passing, first.err); err != nil {
		return err
	}
	screen, err := app.OpenScreen(app.Out)
	if err != nil {
		return err
	}
	defer screen.Close()
	v := w.view(ctx, app, screen, &doing{})
	v.take(first)
	err = v.on(ctx, polls)
	screen.Close()
	close(v.left)
	v.read(app.Say)
	if err != nil {
		cancel(err) // what that cuts off says so
	}
	v.finish(ctx)
	if err == nil && v.ended {
		// It is said after the return to the ordinary screen, where it stays.
		app.Note("%s: it has ended", v.board.Title)
	}
	return err
}

// receive waits for a poll. A poll that panicked does so here, where the terminal is given back.
func receive(ctx context.Context, polls <-chan polled) (polled, error) {
	select {
	case <-ctx.Done():
		return polled{}, context.Cause(ctx)
	case p := <-polls:
		if p.bug != nil {
			panic(p.bug)
		}
		return p, nil
	}
}

func (w *Watch) view(ctx context.Context, app *cli.App, screen *console.Screen, doing *doing) *view {
	v := &view{watch: w, app: app, screen: screen, rows: &rows{watch: w}, results: make(chan result),
		said: make(chan string, mostUnread), doing: doing, left: make(chan struct{})}
	v.board = &board.Board{
		Columns: slices.Concat(w.Noun.Columns, w.ScreenColumns), ReadOnly: w.readOnly, Opens: w.Open != nil, Returns: w.returns,
		Keys:  screen.HasKeys(),
		Table: v.table, Color: app.PrintOptions().Color, Interval: w.interval,
	}
	if w.Actions != nil {
		v.board.Actions = w.Actions(ctx, app, w.Session)
	}
	return v
}

// on shows the watch until it is over.
func (v *view) on(ctx context.Context, polls <-chan polled) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer v.hear()()
	tick := time.NewTicker(frames)
	defer tick.Stop()
	for !v.ended {
		width, height := v.screen.Size()
		lines, err := v.board.Lines(width, height, v.app.Now())
		if err != nil {
			return err
		}
		if err := v.screen.Draw(lines); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		case <-v.screen.Redraws():
		case key := <-v.screen.Keys():
			if over, err := v.press(ctx, key, polls); over {
				return err
			}
		case text := <-v.said:
			v.board.Tell(text)
		case r := <-v.results:
			v.read(v.board.Tell) // what was said on the way comes first
			v.settle(r)
		case p := <-polls:
			if p.trying != "" {
				v.board.Fault = p.trying
				continue
			}
			v.shown()
			switch {
			case p.bug != nil:
				panic(p.bug) // here, where the terminal is given back
			case p.err != nil:
				return p.err
			case p.passing != nil:
				v.board.Fault = cause(p.passing)
				v.board.Missed++
			default:
				v.take(p)
			}
		}
	}
	return nil
}

// cause is what is wrong with a poll, without the words on what it asked for, which everybody sees.
func cause(err error) string {
	text := err.Error()
	if api := (*signalwire.Error)(nil); errors.As(err, &api) {
		text = api.Error()
	}
	if asked := failure.RetryAfter(err); asked > 0 {
		text += "; the API asks to wait " + failure.InWords(asked)
	}
	return text
}

// take brings the board up to date with a poll, or with a look at one that has gone.
func (v *view) take(p polled) {
	now := v.app.Now()
	before := v.rows.seen.items
	var events []event
	if p.gone != nil {
		events = v.rows.seen.look(v.watch, *p.gone, now)
	} else {
		events = v.rows.seen.next(v.watch, *p.found, now)
		v.ended = p.found.Ended != nil
		v.board.Title, v.board.AsOf, v.board.Fault, v.board.Missed = p.found.Title, p.at, "", 0
	}
	v.rows.take(events, now)
	for _, e := range events {
		if v.watch.rings(v.app, e, before[e.id], v.rows.seen.items[e.id]) {
			_ = v.screen.Send("\a") // the next drawing finds what is wrong
			break
		}
	}
	v.board.SetRows(slices.Clone(v.rows.all))
}

// press does what a key does, and reports whether the watch is over.
func (v *view) press(ctx context.Context, key console.Key, polls <-chan polled) (over bool, err error) {
	switch effect := v.board.Press(key); effect.Kind {
	case board.Quit:
		return true, nil
	case board.Return:
		return true, errBack
	case board.Interrupt:
		return true, failure.Interrupted{Signal: os.Interrupt}
	case board.Abort:
		return true, failure.Interrupted{Signal: syscall.SIGQUIT}
	case board.Suspend:
		v.screen.Suspend()
	case board.Copy:
		sid := effect.Row.Item.Text(v.watch.Noun.ID)
		v.board.Tell("copied " + sid + ", if the terminal lets programs write its clipboard")
		_ = v.screen.Send("\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(sid)) + "\a")
	case board.Question:
		v.board.Begin(effect.Task)
		v.beside(nil, func() result {
			v.app.Absence.Forget()
			question, err := effect.Task.Action.Question(effect.Task)
			return result{task: effect.Task, question: question, said: v.describe(err), ended: err != nil}
		})
	case board.Run:
		v.board.Begin(effect.Task)
		v.beside(&v.doing.turn, func() result {
			v.app.Absence.Forget()
			return result{task: effect.Task, said: v.describe(effect.Task.Action.Do(effect.Task)), ended: true}
		})
	case board.Details:
		v.beside(nil, func() result {
			page, err := v.details(ctx, effect.Row)
			return result{page: page, said: v.describe(err)}
		})
	case board.Open:
		return v.open(ctx, effect.Row)
	}
	return false, nil
}

// open goes into a row, and reports whether the watch is over.
func (v *view) open(ctx context.Context, row *board.Row) (over bool, err error) {
	if row.Left {
		v.board.Tell("it has ended")
		return false, nil
	}
	inner := v.watch.Open(v.app, v.watch.Session, row.Item)
	inner.interval, inner.readOnly, inner.bells = v.watch.interval, v.watch.readOnly, v.watch.bells
	inner.returns, inner.screen, inner.sooner = true, true, make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	into := inner.view(ctx, v.app, v.screen, v.doing)
	into.board.Title, into.board.AsOf = "…", v.app.Now()
	err = into.on(ctx, inner.polls(ctx, v.app))
	close(into.left) // what is under way there is said here
	into.read(v.board.Tell)
	switch interrupted := (failure.Interrupted{}); {
	case errors.As(err, &interrupted), ctx.Err() != nil:
		return true, err
	case errors.Is(err, errBack):
		return false, nil
	case err != nil:
		v.board.Tell(v.describe(err))
		return false, nil
	case into.ended:
		v.board.Tell(into.board.Title + ": it has ended")
		return false, nil
	}
	return true, nil // by q
}
