package confirm

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
	"confcall/pkg/status"
)

// Want holds the fields by which an answer shows a change, with the values that they should have: strings and booleans.
type Want map[string]any

// And returns the fields with one more, such as the SID of what is changed: an answer about something else shows nothing.
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

// isMet reports whether a field has the value that it should have, or a status that means the same. Letter case does not
// count, for the sake of SIDs.
func (w Want) isMet(answer signalwire.Resource, field string) bool {
	if field == signalwire.FieldStatus && means(w[field], answer.Status()) {
		return true
	}
	return strings.EqualFold(string(answer.Field(field)), w.json(field))
}

// denied returns an error if the answer to a change shows that it was not made (exit 9), or does not show that it was (8).
// An answer without a SID is taken to be about what the request names.
func (w Want) denied(done string, answer signalwire.Resource) error {
	for _, field := range slices.Sorted(maps.Keys(w)) {
		got := string(answer.Field(field))
		switch {
		case w.isMet(answer, field), got == "" && isIdentity(field):
		case isIdentity(field):
			return &output.AnswerError{Message: fmt.Sprintf("%s: not confirmed, the answer is about another one: %s is %s", done,
				field, got)}
		case got == "":
			return &failure.Error{Exit: failure.ExitUnreachable,
				Err:  fmt.Errorf("%s: not confirmed, the answer does not show it: %s is missing", done, field),
				Hint: "the change may have been made; look at what it changes"}
		default:
			return &failure.Error{Exit: failure.ExitExpectation,
				Err:  fmt.Errorf("%s: denied, the answer does not show it: %s is %s, not %s", done, field, got, w.json(field)),
				Hint: "the answer is the result all the same; look again, and whether something else changes it"}
		}
	}
	return nil
}

// reread returns the answer to a change of status. If it shows another status than the wanted one, that is not final, as the
// change may take a moment: the resource is fetched once more with get, and that answer counts.
func (w Want) reread(ctx context.Context, answer signalwire.Resource,
	get func(context.Context) (signalwire.Resource, error)) (signalwire.Resource, error) {
	_, changesStatus := w[signalwire.FieldStatus]
	if !changesStatus || get == nil || w.isMet(answer, signalwire.FieldStatus) {
		return answer, nil
	}
	again, err := get(ctx)
	if err != nil {
		return answer, fmt.Errorf("not confirmed, the answer's status is %s, and a second look failed: %w",
			cmp.Or(string(answer.Field(signalwire.FieldStatus)), "missing"), err)
	}
	return again, nil
}

// missing returns the field that says what an answer is about, if it is wanted and the answer has none.
func (w Want) missing(answer signalwire.Resource) (field string, missing bool) {
	for _, field := range slices.Sorted(maps.Keys(w)) {
		if isIdentity(field) && answer.Field(field) == nil {
			return field, true
		}
	}
	return "", false
}

// isIdentity reports whether a field says what an answer is about, rather than what state that is in.
func isIdentity(field string) bool {
	return field == signalwire.FieldSID || field == signalwire.FieldCallSID || field == signalwire.FieldConferenceSID ||
		field == signalwire.FieldID
}

// means reports whether a status is another word for the wanted one. The API has several for a recording that is running,
// and for one that is over.
func means(want any, got string) bool {
	switch want {
	case status.Stopped:
		return got == status.Completed || got == status.Absent
	case status.InProgress:
		return got == status.Resumed
	}
	return false
}
