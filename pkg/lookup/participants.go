package lookup

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// Participant returns the participant whose call is in a conference. An answer that names neither the call nor the conference
// does not prove that there is one.
func Participant(ctx context.Context, client *signalwire.Client, conference, call string) (signalwire.Resource, error) {
	participant, err := client.Participant(ctx, conference, call)
	if err != nil {
		return nil, err
	}
	if !signalwire.IsSID(participant.Text(signalwire.FieldConferenceSID)) {
		if _, err := SIDOf(participant, signalwire.FieldCallSID); err != nil {
			return nil, err
		}
	}
	return participant, nil
}

// Participants lists the participants of a conference as ParticipantPages does, each once.
func Participants(ctx context.Context, client *signalwire.Client, conference string, query url.Values, paging signalwire.Paging,
	ended func(conference signalwire.Resource)) signalwire.Pages {
	return signalwire.Once(signalwire.FieldCallSID, ParticipantPages(ctx, client, conference, query, paging, ended))
}

// ParticipantPages lists the participants of a conference, for a reader that drops duplicates itself. The conference may end
// at any moment, and some servers then answer, on whatever page, that there is no such list. So the conference is fetched. If
// it has ended, the list is complete and ended, unless it is nil, is called with it; if not, the two answers contradict each
// other, which is an error.
func ParticipantPages(ctx context.Context, client *signalwire.Client, conference string, query url.Values,
	paging signalwire.Paging, ended func(conference signalwire.Resource)) signalwire.Pages {
	return func(yield func(signalwire.Page, error) bool) {
		for page, err := range client.Participants(ctx, conference, query, paging) {
			if failure.IsNotFound(err) {
				if over, err := hasEnded(ctx, client, conference, err); err != nil {
					yield(signalwire.Page{}, err)
				} else if ended != nil {
					ended(over)
				}
				return
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// hasEnded returns the conference if it has ended, which is why its participants are not found, and otherwise an error. If
// the conference is not found either, that is notFound.
func hasEnded(ctx context.Context, client *signalwire.Client, conference string, notFound error) (signalwire.Resource, error) {
	found, err := client.Conference(ctx, conference)
	switch {
	case failure.IsNotFound(err):
		return nil, failure.WhenNotFound(notFound, "there is no conference "+conference+"; see confcall conference list")
	case err != nil:
		return nil, err
	case !found.HasEnded():
		return nil, &output.AnswerError{Message: fmt.Sprintf("%s; but the conference is there, and its status is %s", notFound,
			cmp.Or(string(found.Field(signalwire.FieldStatus)), "missing"))}
	}
	return found, nil
}

// CountParticipants counts the participants of a conference who have not left. If the conference has ended meanwhile, it
// returns the conference and no participants.
func CountParticipants(ctx context.Context, client *signalwire.Client,
	conference string) (count int, ended signalwire.Resource, err error) {
	hasEnded := func(over signalwire.Resource) { ended = over }
	for page, err := range Participants(ctx, client, conference, nil, signalwire.Paging{}, hasEnded) {
		if err != nil {
			return 0, nil, err
		}
		for _, participant := range page.Items {
			if !participant.HasLeft() {
				count++
			}
		}
	}
	if ended != nil {
		count = 0
	}
	return count, ended, nil
}
