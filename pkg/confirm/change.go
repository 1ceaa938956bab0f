package confirm

import (
	"cmp"
	"context"
	"fmt"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// Made says on standard error that a change was made. It returns the error of Denied if the answer does not show it.
func Made(app *cli.App, done string, answer signalwire.Resource, want Want) error {
	if app.DryRun {
		return nil
	}
	app.Changed = true
	if err := Denied(app, done, answer, want); err != nil {
		return err
	}
	if field, missing := want.missing(answer); missing {
		app.Warn("%s, but the answer does not show it: %s is missing", done, field)
		return nil
	}
	app.NoteText(done)
	return nil
}

// Removed says on standard error that something was removed or deleted; done is the word for it. gone is the API's answer
// where a retry found it gone: then it may have gone by itself.
func Removed(app *cli.App, done, what string, gone signalwire.Resource) {
	if app.DryRun {
		return
	}
	if gone != nil {
		app.Note("%s was gone already", what)
		return
	}
	app.Changed = true
	app.Note("%s %s", done, what)
}

// Denied returns an error if the answer to a change shows that it was not made (exit 9), or does not show that it was (8). The
// request that a dry run has in place of an answer denies nothing.
func Denied(app *cli.App, done string, answer signalwire.Resource, want Want) error {
	if app.DryRun {
		return nil
	}
	return want.denied(done, answer)
}

// Started returns an error if the answer to a start shows that it is over at once (exit 9).
func Started(app *cli.App, done string, answer signalwire.Resource) error {
	said := answer.Status()
	if app.DryRun || !status.IsOver(said) && said != status.Stopped && said != status.Absent {
		return nil
	}
	return &failure.Error{Exit: failure.ExitExpectation,
		Err:  fmt.Errorf("%s: denied, the answer says that it is over: status is %q", done, said),
		Hint: "the answer is the result all the same"}
}

// Reread returns the answer to a change of status or, if that shows another one, what get fetches: the change may take a moment.
// A dry run has nothing to read.
func Reread(ctx context.Context, app *cli.App, answer signalwire.Resource, want Want,
	get func(context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	if app.DryRun {
		return answer, nil
	}
	return want.reread(ctx, answer, get)
}

// ConcludeStart is Conclude for what was started, which is not over at once.
func ConcludeStart(ctx context.Context, app *cli.App, s *cli.Session, done string, answer signalwire.Resource, want Want) error {
	if err := Started(app, done, answer); err != nil {
		return cmp.Or(err, s.Printer.Item(ctx, answer))
	}
	return Conclude(ctx, app, s, done, answer, want, nil)
}

// Conclude prints the answer to a change, and says that it was made or returns why that is not known. get fetches what was
// changed once more, as in Reread; it is nil if the API cannot be asked for it.
func Conclude(ctx context.Context, app *cli.App, s *cli.Session, done string, answer signalwire.Resource, want Want,
	get func(context.Context) (signalwire.Resource, error)) error {
	answer, err := Reread(ctx, app, answer, want, get)
	if err == nil {
		err = Made(app, done, answer, want)
	}
	return cmp.Or(err, s.Printer.Item(ctx, answer))
}
