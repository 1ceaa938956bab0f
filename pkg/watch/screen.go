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

// redrawEvery is how often the screen is drawn while nothing happens: it says how old things are.
const redrawEvery = 250 * time.Millisecond

// errBack ends a watch from which a person went back to the one that it was opened from.
var errBack = errors.New("back")

// A view is a watch on a screen.
type view struct {
	watch  *Watch
	app    *cli.App
	screen *console.Screen
	board  *board.Board
	rows   *rows
	ended  bool

	confirmed  []board.Task // changes that the API has confirmed and no poll has seen yet
	results    chan result
	messages   chan string // those that are not on the board yet
	background *background
	left       chan struct{} // closed when this view has been left
}

// draw watches on a screen until what is watched has ended, q or Ctrl-C, and leaves the terminal as it was.
func (w *Watch) draw(ctx context.Context, app *cli.App) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w.forPerson, w.sooner = true, make(chan struct{}, 1)
	polls := w.polls(ctx, app)
	// The screen opens after the first poll, so that an error in that is printed where it can still be read afterwards.
	first, err := receive(ctx, polls)
	for err == nil && first.retrying != "" {
		app.Note("%s, trying again", first.retrying)
		first, err = receive(ctx, polls)
	}
	if err != nil {
		return err
	}
	if asked := (*poll.Asked)(nil); errors.As(first.passing, &asked) {
		first.passing = asked.Err // without the words on when to poll again: there is no next poll
	}
	if err := cmp.Or(first.passing, first.err); err != nil {
		return err
	}
	screen, err := app.OpenScreen(app.Out)
	if err != nil {
		return err
	}
	defer screen.Close()
	v := w.view(ctx, app, screen, &background{})
	v.update(first)
	err = v.show(ctx, polls)
	screen.Close()
	close(v.left)
	v.drainMessages(app.Say)
	if err != nil {
		cancel(err) // a change that this interrupts reports it
	}
	v.waitForWork(ctx)
	if err == nil && v.ended {
		app.Note("%s: it has ended", v.board.Title)
	}
	return err
}

// receive waits for the next result of the polls. A panic there becomes one here, where the terminal is restored.
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

// view makes the view of a watch, with an empty board.
func (w *Watch) view(ctx context.Context, app *cli.App, screen *console.Screen, background *background) *view {
	v := &view{watch: w, app: app, screen: screen, rows: &rows{watch: w}, results: make(chan result),
		messages: make(chan string, mostUnread), background: background, left: make(chan struct{})}
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

// show draws the board and obeys keys until the watch has ended or is left.
func (v *view) show(ctx context.Context, polls <-chan polled) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer v.captureMessages()()
	tick := time.NewTicker(redrawEvery)
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
		case text := <-v.messages:
			v.board.Tell(text)
		case r := <-v.results:
			v.drainMessages(v.board.Tell) // those that the work printed stand above its result
			v.showResult(r)
		case p := <-polls:
			if p.retrying != "" {
				v.board.Fault = p.retrying
				continue
			}
			if p.unknown != nil {
				v.board.Tell(v.describe(p.unknown))
				if !failure.MayPass(p.unknown) {
					v.rows.seen.forget(p.departure.id)
				}
				continue
			}
			v.unmarkConfirmed()
			switch {
			case p.bug != nil:
				panic(p.bug) // here, where the terminal is restored
			case p.err != nil:
				return p.err
			case p.passing != nil:
				v.board.Fault = cause(p.passing)
				v.board.Missed++
			default:
				v.update(p)
			}
		}
	}
	return nil
}

// cause says why a poll failed, without the words on what it asked for: the screen's title says that.
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

// update brings the board up to date with a poll or a departure.
func (v *view) update(p polled) {
	now := v.app.Now()
	before := v.rows.seen.items
	var events []event
	if p.departure != nil {
		events = v.rows.seen.depart(v.watch, *p.departure, now)
	} else {
		events = v.rows.seen.next(v.watch, *p.found, now)
		v.ended = p.found.Ended != nil
		v.board.Title, v.board.AsOf, v.board.Fault, v.board.Missed = p.found.Title, p.at, "", 0
	}
	v.rows.update(events, now)
	for _, e := range events {
		if v.watch.rings(v.app, e, before[e.id], v.rows.seen.items[e.id]) {
			_ = v.screen.Send("\a") // if the terminal is gone, the next drawing reports it
			break
		}
	}
	v.board.SetRows(slices.Clone(v.rows.all))
}

// press obeys a key, and reports whether the watch is left.
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
		v.inBackground(nil, func() result {
			v.app.Absence.Forget()
			question, err := effect.Task.Action.Question(effect.Task)
			return result{task: effect.Task, question: question, message: v.describe(err), ended: err != nil}
		})
	case board.Run:
		v.board.Begin(effect.Task)
		v.inBackground(&v.background.changes, func() result {
			v.app.Absence.Forget()
			return result{task: effect.Task, message: v.describe(effect.Task.Action.Do(effect.Task)), ended: true}
		})
	case board.Details:
		v.inBackground(nil, func() result {
			page, err := v.details(ctx, effect.Row)
			return result{page: page, message: v.describe(err)}
		})
	case board.Open:
		return v.open(ctx, effect.Row)
	}
	return false, nil
}

// open shows the watch of a row until a person comes back, and reports whether this one is left too.
func (v *view) open(ctx context.Context, row *board.Row) (over bool, err error) {
	if row.Left {
		v.board.Tell("it has ended")
		return false, nil
	}
	inner, err := v.watch.Open(v.app, v.watch.Session, row.Item)
	if err != nil {
		v.board.Tell(v.describe(err))
		return false, nil
	}
	inner.interval, inner.readOnly, inner.bells = v.watch.interval, v.watch.readOnly, v.watch.bells
	inner.returns, inner.forPerson, inner.sooner = true, true, make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	into := inner.view(ctx, v.app, v.screen, v.background)
	into.board.Title, into.board.AsOf = "…", v.app.Now()
	err = into.show(ctx, inner.polls(ctx, v.app))
	close(into.left) // changes under way there report here
	into.drainMessages(v.board.Tell)
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
	return true, nil // q leaves both
}
