// Package lookup finds conferences by their names, and the participants that are in them.
package lookup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// NoConference is the error for a name that no live conference has.
type NoConference struct {
	Name  string
	Alike []string // the names of those that look like it

	unread error // why there may be more of those
}

// MayBeMisspelt reports whether a conference has a name that looks like this one, or may have. Then none is known to be gone.
func (e *NoConference) MayBeMisspelt() bool { return len(e.Alike) > 0 || e.unread != nil }

func (e *NoConference) Error() string {
	return fmt.Sprintf("no conference in progress is named %q", e.Name)
}

// hint says what to do next. It names the look-alikes, and none of them is ever taken for the name that was given.
func (e *NoConference) hint() string {
	const rule = "a name counts letter by letter, and only until the conference is over"
	switch {
	case len(e.Alike) == 0 && e.unread != nil:
		return fmt.Sprintf("see confcall conference list; whether another name looks like it is not known: %s", e.unread)
	case len(e.Alike) == 0:
		return "see confcall conference list; " + rule
	}
	var flags []string
	for _, name := range e.Alike {
		flags = append(flags, sid.NameFlag(name))
	}
	return fmt.Sprintf("there is one that looks like it, %s; %s", strings.Join(flags, " or "), rule)
}

// ConferenceSID returns the SID of the conference that a command line names. A friendly name is looked up, exactly,
// among the conferences that are not over; the one that has it must be the only one.
func ConferenceSID(ctx context.Context, client *signalwire.Client, target flags.ConferenceTarget) (string, error) {
	sid, err := FindConference(ctx, client, target)
	return sid, WithLookAlikes(ctx, client, err)
}

// FindConference is ConferenceSID without the look-alikes of a name that is not found.
func FindConference(ctx context.Context, client *signalwire.Client, target flags.ConferenceTarget) (string, error) {
	if target.Name == "" {
		return target.SID, nil
	}
	found, err := live(ctx, client, target.Name)
	switch {
	case err != nil:
		return "", err
	case len(found) == 1:
		return SIDOf(found[0], signalwire.FieldSID)
	}
	return "", NotOne(target.Name, found)
}

// NotOne returns the error for a name that no conference has, or several.
func NotOne(name string, found []signalwire.Resource) error {
	if len(found) == 0 {
		return missing(&NoConference{Name: name})
	}
	var candidates []string
	for _, conference := range found {
		candidates = append(candidates, fmt.Sprintf("%s (%s, created %s)",
			conference.SID(), conference.Status(), conference.Text(signalwire.FieldDateCreated)))
	}
	return failure.Usage(fmt.Errorf("%d conferences are named %q: %s", len(found), name, strings.Join(candidates, ", ")),
		"name the one that you mean by its SID")
}

// missing returns the error for a name that no conference has, with its hint.
func missing(none *NoConference) error {
	return &failure.Error{Exit: failure.ExitNotFound, Err: none, Hint: none.hint()}
}

// WithLookAlikes adds to the error for a missing name the names that look like it.
func WithLookAlikes(ctx context.Context, client *signalwire.Client, err error) error {
	if none := (*NoConference)(nil); errors.As(err, &none) {
		alike, unread := lookAlikes(ctx, client, none.Name, mostPages)
		return missing(&NoConference{Name: none.Name, Alike: alike, unread: unread})
	}
	return err
}

// Again returns a function that looks up the SID of a conference and may be called again and again. Once a name is found,
// its SID stays: a later conference of that name is another one. At the second miss it notes if the name looks like another.
func Again(client *signalwire.Client, target flags.ConferenceTarget, note func(text string)) func(context.Context) (string, error) {
	sid, misses := "", 0
	return func(ctx context.Context) (string, error) {
		if sid != "" {
			return sid, nil
		}
		found, err := FindConference(ctx, client, target)
		if none := (*NoConference)(nil); errors.As(err, &none) {
			if misses++; misses == 2 {
				if alike, _ := lookAlikes(ctx, client, target.Name, 1); len(alike) > 0 {
					none = &NoConference{Name: target.Name, Alike: alike}
					note(none.Error() + ": " + none.hint())
				}
			}
		}
		sid = found
		return sid, err
	}
}

// HasEnded reports whether a conference of this name is known to have ended: it tells one that is gone from one that never
// was.
func HasEnded(ctx context.Context, client *signalwire.Client, name string) (bool, error) {
	for page, err := range client.Conferences(ctx, url.Values{"FriendlyName": {name}, "Status": {status.Completed}},
		signalwire.Paging{Limit: 1}) {
		if err != nil {
			return false, fmt.Errorf("look up the conference named %q: %w", name, err)
		}
		switch ended, err := Named(page.Items, name, status.Completed); {
		case len(ended) > 0:
			return true, nil // whatever the others are
		case err != nil:
			return false, err
		}
	}
	return false, nil
}

// live lists the conferences that are not over and have exactly this name.
func live(ctx context.Context, client *signalwire.Client, name string) ([]signalwire.Resource, error) {
	type answer struct {
		found []signalwire.Resource
		err   error
	}
	var found []signalwire.Resource
	var failed error
	list := func(ctx context.Context, status string) answer {
		found, err := named(ctx, client, name, status)
		return answer{found, err}
	}
	for a, err := range parallel.Map(ctx, 2, slices.Values(signalwire.LiveStatuses()), list) {
		if err != nil {
			return nil, err
		}
		failed = cmp.Or(failed, a.err)
		found = append(found, a.found...)
	}
	return Joined(found, failed)
}

// Joined returns the conferences of one name that were found by each live status, each once: one that begins between the requests
// is in both answers. failed is why there may be more of them, which does not matter if there is more than one.
func Joined(found []signalwire.Resource, failed error) ([]signalwire.Resource, error) {
	var joined []signalwire.Resource
	for _, conference := range found {
		if !slices.ContainsFunc(joined, func(other signalwire.Resource) bool { return other.SID() == conference.SID() }) {
			joined = append(joined, conference)
		}
	}
	if len(joined) < 2 && failed != nil {
		return nil, failed
	}
	return joined, nil
}

// SIDOf returns the SID that an answer has in a field.
func SIDOf(resource signalwire.Resource, field string) (string, error) {
	sid := resource.Text(field)
	if !signalwire.IsSID(sid) {
		return "", &output.AnswerError{Message: fmt.Sprintf("the answer's %s %q is no SID", field, resource.Field(field))}
	}
	return sid, nil
}

// named lists the conferences of a status with exactly this name.
func named(ctx context.Context, client *signalwire.Client, name, status string) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	for page, err := range client.Conferences(ctx, url.Values{"FriendlyName": {name}, "Status": {status}}, signalwire.Paging{}) {
		if err != nil {
			return nil, fmt.Errorf("look up the conference named %q: %w", name, err)
		}
		these, err := Named(page.Items, name, status)
		found = append(found, these...)
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// Named returns those of a list of conferences that have exactly this name, and the status. It does not rely on the API's filter. A
// conference without a name, or with this name and without a status, may be another one or not: that is an error beside those found.
func Named(conferences []signalwire.Resource, name, status string) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	var err error
	for _, conference := range conferences {
		switch said := conference.Status(); {
		case conference.Field(signalwire.FieldName) == nil:
			err = cmp.Or(err, unsaid(conference, name, signalwire.FieldName))
		case conference.Name() != name:
		case said == "":
			err = cmp.Or(err, unsaid(conference, name, signalwire.FieldStatus))
		case said == status:
			found = append(found, conference)
		}
	}
	return found, err
}

// unsaid returns the error for a conference that may be the one of a name, since a field does not say.
func unsaid(conference signalwire.Resource, name, field string) error {
	which := "one"
	if sid := conference.SID(); sid != "" {
		which = "one, " + sid + ","
	}
	return &output.AnswerError{Message: fmt.Sprintf("look up the conference named %q: the list has %s whose %s is %s",
		name, which, field, cmp.Or(string(conference.Field(field)), "missing"))}
}
