package confirm

import (
	"context"
	"net/url"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// endedAlready is the API's code for, among others, a change of a conference that has ended.
const endedAlready = "10000"

// EndConference ends the session's conference, says so, and returns it as it then is. One that has ended already is left alone.
func EndConference(ctx context.Context, app *cli.App, s *cli.Session) (signalwire.Resource, error) {
	get := func(ctx context.Context) (signalwire.Resource, error) { return s.Client.Conference(ctx, s.Conference) }
	conference, err := s.Client.UpdateConference(ctx, s.Conference, url.Values{"Status": {status.Completed}})
	if failure.IsCode(err, endedAlready) {
		// The code alone does not prove it: it stands for any wrong argument.
		if ended, getErr := get(ctx); getErr == nil && ended.HasEnded() {
			app.Note("%s has already ended", s.Conference)
			return ended, nil
		}
	}
	if err != nil {
		err = failure.WhenUncertain(err, "confcall conference get --conference "+s.Conference)
		return nil, failure.WhenNotFound(err, "see confcall conference list")
	}
	want := Want{signalwire.FieldStatus: status.Completed, signalwire.FieldSID: s.Conference}
	if conference, err = Reread(ctx, app, conference, want, get); err == nil {
		err = Made(app, "ended "+s.Conference, conference, want)
	}
	return conference, err
}
