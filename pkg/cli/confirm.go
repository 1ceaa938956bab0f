package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Want are the fields of an answer that should show a change, with the values that they should have: texts and booleans.
type Want map[string]any

// And returns the same and one more field, such as the SID of what was to be changed: an answer about another one shows nothing.
func (w Want) And(field string, value any) Want {
	wider := maps.Clone(w)
	if wider == nil {
		wider = Want{}
	}
	wider[field] = value
	return wider
}

// json is the value that a field should have.
func (w Want) json(field string) string {
	value, _ := json.Marshal(w[field]) // texts and booleans encode
	return string(value)
}

// isMet tells whether a field has the value that it should have, in other words perhaps. The letter case of a SID does not count.
func (w Want) isMet(answer signalwire.Resource, field string) bool {
	if field == signalwire.FieldStatus && means(w[field], answer.Status()) {
		return true
	}
	return strings.EqualFold(string(answer.Field(field)), w.json(field))
}

// Confirmed says on standard error that a change was made, or returns the error of Denied, which says why that is not known.
func (a *App) Confirmed(done string, answer signalwire.Resource, want Want) error {
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
func (a *App) Denied(done string, answer signalwire.Resource, want Want) error {
	if a.DryRun {
		return nil // it is the request
	}
	for _, field := range slices.Sorted(maps.Keys(want)) {
		got := string(answer.Field(field))
		switch {
		case want.isMet(answer, field), got == "" && isIdentity(field):
		case isIdentity(field):
			return &output.AnswerError{Message: fmt.Sprintf("%s: not confirmed, the answer is about another one: %s is %s", done,
				field, got)}
		case got == "":
			return &failure.Error{Exit: failure.ExitUnreachable,
				Err:  fmt.Errorf("%s: not confirmed, the answer does not show it: %s is missing", done, field),
				Hint: "the change may have been made; look at what it changes"}
		default:
			return &failure.Error{Exit: failure.ExitExpectation,
				Err:  fmt.Errorf("%s: denied, the answer does not show it: %s is %s, not %s", done, field, got, want.json(field)),
				Hint: "the answer is the result all the same; look again, and whether something else changes it"}
		}
	}
	return nil
}

// Conclude prints the answer to a change, and says that it was made or returns why that is not known. look asks for
// what was changed again, where it can be asked for: a change of status may take a moment.
func (a *App) Conclude(ctx context.Context, s *Session, done string, answer signalwire.Resource, want Want,
	look func(context.Context) (signalwire.Resource, error)) error {
	answer, err := a.LookAgain(ctx, answer, want, look)
	if err == nil {
		err = a.Confirmed(done, answer, want)
	}
	return cmp.Or(err, s.Printer.Item(ctx, answer))
}

// LookAgain returns the answer to a change of status. One that shows another status than is wanted is not the last word:
// the change may take a moment, so look is asked once, and its answer counts.
func (a *App) LookAgain(ctx context.Context, answer signalwire.Resource, want Want,
	look func(context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	_, asked := want[signalwire.FieldStatus]
	if !asked || look == nil || a.DryRun || want.isMet(answer, signalwire.FieldStatus) {
		return answer, nil
	}
	again, err := look(ctx)
	if err != nil {
		return answer, fmt.Errorf("not confirmed, the answer's status is %s, and a second look failed: %w",
			cmp.Or(string(answer.Field(signalwire.FieldStatus)), "missing"), err)
	}
	return again, nil
}

// isIdentity tells whether a field says what an answer is about, not how that is.
func isIdentity(field string) bool {
	return field == signalwire.FieldSID || field == signalwire.FieldCallSID || field == signalwire.FieldConferenceSID || field == "id"
}

// means tells whether a status is another word for the one that is wanted. The API has several for a recording that goes on, and
// for one that is over.
func means(want any, got string) bool {
	switch want {
	case signalwire.StatusStopped:
		return got == signalwire.StatusCompleted || got == signalwire.StatusAbsent
	case signalwire.StatusInProgress:
		return got == signalwire.StatusResumed
	}
	return false
}
