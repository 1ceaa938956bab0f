package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

// longestName is the API's bound on a conference's friendly name, in characters.
const longestName = 64

// almostSID finds what looks like a SID that was miswritten.
var almostSID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Fa-f-]{30,40}$`) })

// ConferenceVar adds a required flag that takes a conference's SID or friendly name.
func ConferenceVar(flags *pflag.FlagSet, target *string) {
	ConferenceFlag(flags, target)
	Require(flags, "conference")
}

// ConferenceFlag adds the flag without requiring it.
func ConferenceFlag(flags *pflag.FlagSet, target *string) {
	flags.Var((*conferenceValue)(target), "conference", "the `CONFERENCE`: its SID, or the friendly name of one that is not over")
}

type conferenceValue string

func (c *conferenceValue) Set(text string) error {
	switch {
	case *c != "":
		return errors.New("it is given a second time")
	case signalwire.IsSID(text):
	case text == "":
		return errors.New("want a conference's SID or friendly name")
	case almostSID().MatchString(text):
		return errors.New("it looks like a SID that was miswritten; want " + signalwire.SIDForm)
	case utf8.RuneCountInString(text) > longestName:
		return fmt.Errorf("want a SID or a friendly name, which has at most %d characters", longestName)
	}
	*c = conferenceValue(text)
	return nil
}

func (c *conferenceValue) String() string { return string(*c) }
func (c *conferenceValue) Type() string   { return "conference" }

// liveStatuses are those in which a conference can be named by its friendly name.
var liveStatuses = []string{"in-progress", "init"}

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
	for a := range parallel.Map(ctx, len(liveStatuses), slices.Values(liveStatuses), func(ctx context.Context, status string) answer {
		found, err := named(ctx, client, conference, status)
		return answer{found, err}
	}) {
		if a.err != nil {
			return "", a.err
		}
		for _, one := range a.found {
			// A conference that begins between the two looks is in both.
			if !slices.ContainsFunc(found, func(other signalwire.Resource) bool { return other.Text("sid") == one.Text("sid") }) {
				found = append(found, one)
			}
		}
	}
	switch len(found) {
	case 0:
		return "", &failure.Error{Exit: failure.ExitNotFound, Err: fmt.Errorf("no conference in progress is named %q", conference),
			Hint: "see confcall conference list; a name counts letter by letter, and only until the conference is over"}
	case 1:
		return SIDOf(found[0], "sid")
	}
	var candidates []string
	for _, one := range found {
		candidates = append(candidates, fmt.Sprintf("%s (%s, created %s)", one.Text("sid"), one.Text("status"), one.Text("date_created")))
	}
	return "", &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("%d conferences are named %q: %s", len(found), conference, strings.Join(candidates, ", ")),
		Hint: "name the one that you mean by its SID"}
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
	for page, err := range client.Conferences(ctx, url.Values{"FriendlyName": {name}, "Status": {status}}, 0) {
		if err != nil {
			return nil, fmt.Errorf("look up the conference named %q: %w", name, err)
		}
		for _, conference := range page {
			if conference.Text("friendly_name") == name && conference.Text("status") == status {
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
	case found.Text("status") == "completed":
		return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: fmt.Sprintf("the conference %q has ended, %s", found.Text("friendly_name"), found.Text("date_updated"))}
	}
	return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: fmt.Sprintf("the call is not in the conference %q; see who is: confcall participant list --conference %s",
		found.Text("friendly_name"), conference)}
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
	for page, err := range client.Participants(ctx, conference, nil, 0) {
		if err != nil {
			return 0, err
		}
		for _, participant := range page {
			if participant.Text("status") != "completed" {
				count++
			}
		}
	}
	return count, nil
}

// WithField adds a field to a resource, as its first or its last.
func WithField(resource signalwire.Resource, name string, value json.RawMessage, first bool) signalwire.Resource {
	key, _ := json.Marshal(name) // a string encodes
	pair := string(key) + ":" + string(value)
	text := strings.TrimSpace(string(resource))
	inside := strings.TrimSpace(text[1 : len(text)-1])
	switch {
	case inside == "":
		return signalwire.Resource("{" + pair + "}")
	case first:
		return signalwire.Resource("{" + pair + "," + inside + "}")
	}
	return signalwire.Resource("{" + inside + "," + pair + "}")
}
