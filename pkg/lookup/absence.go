package lookup

import (
	"context"
	"fmt"
	"sync"

	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
)

// Absence explains why participants are not found. It fetches a conference once, since many calls may be missing from the
// same one. The zero value is ready to use.
type Absence struct {
	mu         sync.Mutex
	conference string // the one that was fetched last
	resource   signalwire.Resource
	err        error
}

// Explain explains the error for a participant, or for any if call is empty, who was not found: by a conference that has
// ended or that is not there, or else by where to look.
func (a *Absence) Explain(ctx context.Context, client *signalwire.Client, conference, call string, err error) error {
	if !failure.IsNotFound(err) {
		return err
	}
	found, lookErr := a.fetch(ctx, client, conference)
	switch {
	case failure.IsNotFound(lookErr):
		return &failure.Error{Exit: failure.ExitNotFound, Err: err,
			Hint: "there is no conference " + conference + "; see confcall conference list"}
	case lookErr != nil:
		return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: "the call may have left, or the conference may have ended"}
	case found.HasEnded():
		return &failure.Error{Exit: failure.ExitNotFound, Err: err,
			Hint: fmt.Sprintf("the conference %q has ended, %s", found.Name(), found.Text(signalwire.FieldDateUpdated))}
	}
	hint := fmt.Sprintf("the call is not in the conference %q; see who is: confcall participant list --conference %s", found.Name(),
		conference)
	if call != "" {
		hint += "; or where it is: confcall participant find --call " + call
	}
	return &failure.Error{Exit: failure.ExitNotFound, Err: err, Hint: hint}
}

// Forget forgets the conference that was fetched, for a run that goes on.
func (a *Absence) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.conference = ""
}

// fetch fetches a conference, unless it is the last one.
func (a *Absence) fetch(ctx context.Context, client *signalwire.Client, conference string) (signalwire.Resource, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conference != conference {
		a.resource, a.err = client.Conference(ctx, conference)
		a.conference = conference
	}
	return a.resource, a.err
}
