package cli

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

// ConferenceSID returns the SID of the conference that a flag names. A friendly name is looked up, exactly,
// among the conferences that are not over; the one that has it must be the only one.
func ConferenceSID(ctx context.Context, client *signalwire.Client, conference string) (string, error) {
	if signalwire.IsSID(conference) {
		return conference, nil
	}
	type answer struct {
		found []signalwire.Resource
		err   error
	}
	var found []signalwire.Resource
	for a := range parallel.Map(ctx, 2, slices.Values(signalwire.LiveStatuses()), func(ctx context.Context, status string) answer {
		found, err := named(ctx, client, conference, status)
		return answer{found, err}
	}) {
		if a.err != nil {
			return "", a.err
		}
		for _, one := range a.found {
			// A conference that begins between the two looks is in both.
			if !slices.ContainsFunc(found, func(other signalwire.Resource) bool { return other.SID() == one.SID() }) {
				found = append(found, one)
			}
		}
	}
	switch len(found) {
	case 0:
		return "", &failure.Error{Exit: failure.ExitNotFound, Err: fmt.Errorf("no conference in progress is named %q", conference),
			Hint: "see confcall conference list; a name counts letter by letter, and only until the conference is over"}
	case 1:
		return SIDOf(found[0], signalwire.FieldSID)
	}
	var candidates []string
	for _, one := range found {
		candidates = append(candidates, fmt.Sprintf("%s (%s, created %s)", one.SID(), one.Status(), one.Text(signalwire.FieldDateCreated)))
	}
	return "", &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("%d conferences are named %q: %s", len(found), conference, strings.Join(candidates, ", ")),
		Hint: "name the one that you mean by its SID"}
}

// LookUp returns what finds the SID of a conference. Once a name has been found it stays with its conference:
// the next one of that name is another one.
func LookUp(client *signalwire.Client, conference string) func(context.Context) (string, error) {
	sid := ""
	return func(ctx context.Context) (string, error) {
		if sid != "" {
			return sid, nil
		}
		var err error
		sid, err = ConferenceSID(ctx, client, conference)
		return sid, err
	}
}

// SIDOf returns the SID that an answer has in a field.
func SIDOf(resource signalwire.Resource, field string) (string, error) {
	sid := resource.Text(field)
	if !signalwire.IsSID(sid) {
		return "", &output.AnswerError{Message: fmt.Sprintf("the answer's %s %q is no SID", field, resource.Field(field))}
	}
	return sid, nil
}

// named lists the conferences of a status with exactly this name. The API's own filter is checked.
func named(ctx context.Context, client *signalwire.Client, name, status string) ([]signalwire.Resource, error) {
	var found []signalwire.Resource
	for page, err := range client.Conferences(ctx, url.Values{"FriendlyName": {name}, "Status": {status}}, signalwire.Paging{}) {
		if err != nil {
			return nil, fmt.Errorf("look up the conference named %q: %w", name, err)
		}
		for _, conference := range page.Items {
			if conference.Name() == name && conference.Status() == status {
				found = append(found, conference)
			}
		}
	}
	return found, nil
}

// WhyNoParticipant gives the error of a missing participant what is true of its conference.
func (a *App) WhyNoParticipant(ctx context.Context, client *signalwire.Client, conference string, err error) error {
	if !failure.IsNotFound(err) {
		return err
	}
	found, lookErr := a.conferenceOnce(ctx, client, conference)
	switch {
	case failure.IsNotFound(lookErr):
		return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: "there is no conference " + conference + "; see confcall conference list"}
	case lookErr != nil:
		return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: "the call may have left, or the conference may have ended"}
	case found.HasEnded():
		return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: fmt.Sprintf("the conference %q has ended, %s", found.Name(), found.Text(signalwire.FieldDateUpdated))}
	}
	return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: fmt.Sprintf("the call is not in the conference %q; see who is: confcall participant list --conference %s",
		found.Name(), conference)}
}

// conferenceOnce retrieves a conference, once a run: many calls may be missing from the same one.
func (a *App) conferenceOnce(ctx context.Context, client *signalwire.Client, conference string) (signalwire.Resource, error) {
	a.lookedUp.Lock()
	defer a.lookedUp.Unlock()
	if a.lookedUp.conference != conference {
		a.lookedUp.resource, a.lookedUp.err = client.Conference(ctx, conference)
		a.lookedUp.conference = conference
	}
	return a.lookedUp.resource, a.lookedUp.err
}

// CountParticipants counts the participants of a conference who have not completed.
func CountParticipants(ctx context.Context, client *signalwire.Client, conference string) (count int, err error) {
	for page, err := range client.Participants(ctx, conference, nil, signalwire.Paging{}) {
		if err != nil {
			return 0, err
		}
		for _, participant := range page.Items {
			if !participant.HasLeft() {
				count++
			}
		}
	}
	return count, nil
}
