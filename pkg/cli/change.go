package cli

import (
	"cmp"
	"context"

	"confcall/pkg/confirm"
	"confcall/pkg/signalwire"
)

// Confirmed says on standard error that a change was made. It returns the error of Denied if the answer does not show it.
func (a *App) Confirmed(done string, answer signalwire.Resource, want confirm.Want) error {
	if a.DryRun {
		return nil
	}
	a.changed = true
	if err := a.Denied(done, answer, want); err != nil {
		return err
	}
	if field, missing := want.Missing(answer); missing {
		a.Warn("%s, but the answer does not show it: %s is missing", done, field)
		return nil
	}
	a.NoteText(done)
	return nil
}

// Removed says on standard error that something was removed or deleted; done is the word for it. gone is the API's answer
// where a retry found it gone: then it may have gone by itself.
func (a *App) Removed(done, what string, gone signalwire.Resource) {
	if a.DryRun {
		return
	}
	if gone != nil {
		a.Note("%s was gone already", what)
		return
	}
	a.changed = true
	a.Note("%s %s", done, what)
}

// Denied is confirm.Want.Denied; the request that a dry run has in place of an answer denies nothing.
func (a *App) Denied(done string, answer signalwire.Resource, want confirm.Want) error {
	if a.DryRun {
		return nil
	}
	return want.Denied(done, answer)
}

// Reread is confirm.Want.Reread; a dry run has nothing to read.
func (a *App) Reread(ctx context.Context, answer signalwire.Resource, want confirm.Want,
	get func(context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	if a.DryRun {
		return answer, nil
	}
	return want.Reread(ctx, answer, get)
}

// Conclude prints the answer to a change, and says that it was made or returns why that is not known. get fetches what was
// changed once more, as in Reread; it is nil if the API cannot be asked for it.
func (a *App) Conclude(ctx context.Context, s *Session, done string, answer signalwire.Resource, want confirm.Want,
	get func(context.Context) (signalwire.Resource, error)) error {
	answer, err := a.Reread(ctx, answer, want, get)
	if err == nil {
		err = a.Confirmed(done, answer, want)
	}
	return cmp.Or(err, s.Printer.Item(ctx, answer))
}
