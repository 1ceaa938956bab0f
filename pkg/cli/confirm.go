package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Confirmed says on standard error that a change was made, or returns the error of Denied, which says why that is not
// known. want are the fields of the answer that should show the change, with their values as JSON.
func (a *App) Confirmed(done string, answer signalwire.Resource, want map[string]string) error {
	if a.DryRun {
		return nil
	}
	a.changed = true
	if err := a.Denied(done, answer, want); err != nil {
		return err
	}
	for _, field := range slices.Sorted(maps.Keys(want)) {
		if isIdentity(field) && answer.Field(field) == nil {
			a.Warn("%s, but the answer does not show it: %s is missing", done, field)
			return nil
		}
	}
	a.Note("%s", done)
	return nil
}

// Removed says on standard error that something was removed or deleted, as done has it. gone is what the API said where no answer
// confirmed it, but nothing was found any more: then it may have gone by itself.
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

// Denied is the error of a change whose answer shows that it was not made (9), or does not show that it was (8).
// An answer that names nobody is taken for the one that was asked for, whom the request names.
func (a *App) Denied(done string, answer signalwire.Resource, want map[string]string) error {
	if a.DryRun {
		return nil // it is the request
	}
	for _, field := range slices.Sorted(maps.Keys(want)) {
		got := string(answer.Field(field))
		switch {
		case strings.EqualFold(got, want[field]), field == signalwire.FieldStatus && means(want[field], got), got == "" && isIdentity(field):
		case isIdentity(field):
			return &output.AnswerError{Message: fmt.Sprintf("%s: not confirmed, the answer is about another one: %s is %s", done, field, got)}
		case got == "":
			return &failure.Error{Exit: failure.ExitUnreachable, Err: fmt.Errorf("%s: not confirmed, the answer does not show it: %s is missing", done, field),
				Hint: "the change may have been made; look at what it changes"}
		default:
			return &failure.Error{Exit: failure.ExitExpectation, Err: fmt.Errorf("%s: denied, the answer does not show it: %s is %s, not %s", done, field, got, want[field]),
				Hint: "the answer is the result all the same; look again, and whether something else changes it"}
		}
	}
	return nil
}

// Conclude prints the answer to a change, and says that it was made or returns why that is not known. look asks for
// what was changed again, where it can be asked for: a change of status may take a moment.
func (a *App) Conclude(ctx context.Context, printer *output.Printer, done string, answer signalwire.Resource, want map[string]string, look func(context.Context) (signalwire.Resource, error)) error {
	answer, err := a.LookAgain(ctx, answer, want, look)
	if err == nil {
		err = a.Confirmed(done, answer, want)
	}
	return cmp.Or(err, printer.Item(ctx, answer))
}

// LookAgain returns the answer to a change of status. One that shows another status than is wanted is not the last word:
// the change may take a moment, so look is asked once, and its answer counts.
func (a *App) LookAgain(ctx context.Context, answer signalwire.Resource, want map[string]string, look func(context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	status, asked := want[signalwire.FieldStatus]
	got := string(answer.Field(signalwire.FieldStatus))
	if !asked || look == nil || a.DryRun || got == status || means(status, got) {
		return answer, nil
	}
	again, err := look(ctx)
	if err != nil {
		return answer, fmt.Errorf("not confirmed, the answer's status is %s, and a second look failed: %w", orMissing(got), err)
	}
	return again, nil
}

func orMissing(text string) string {
	if text == "" {
		return "missing"
	}
	return text
}

// isIdentity tells whether a field says what an answer is about, not how that is.
func isIdentity(field string) bool {
	return field == signalwire.FieldSID || field == signalwire.FieldCallSID || field == signalwire.FieldConferenceSID || field == "id"
}

// means tells whether a status, as JSON, is another word for the one that is wanted. The API has several for a recording
// that goes on, and for one that is over.
func means(want, got string) bool {
	switch want {
	case `"stopped"`:
		return got == `"completed"` || got == `"absent"`
	case `"in-progress"`:
		return got == `"resumed"`
	}
	return false
}
