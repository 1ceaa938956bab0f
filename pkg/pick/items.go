package pick

import (
	"context"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/lookup"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
)

// source finds what can be picked for a command.
type source struct {
	app    *cli.App
	client *signalwire.Client
	cmd    *cobra.Command
}

// mostItems bounds the items to pick from: a longer list is of no use to a person. One more is fetched, to know that there are more.
const mostItems = 5000

// items fetches what a flag's value can be picked from.
func (s source) items(ctx context.Context, flag string) ([]item, error) {
	if flag == "conference" {
		return s.conferences(ctx)
	}
	target, err := s.conference()
	if err != nil {
		return nil, err
	}
	conference, err := lookup.ConferenceSID(ctx, s.client, target)
	if err != nil {
		return nil, err
	}
	if flag == "recording" {
		return s.recordings(ctx, conference)
	}
	return s.calls(ctx, conference)
}

// conferences fetches the conferences that have not ended.
func (s source) conferences(ctx context.Context) ([]item, error) {
	var items []item
	for _, status := range signalwire.LiveStatuses() {
		pages := s.client.Conferences(ctx, url.Values{"Status": {status}}, signalwire.Paging{})
		found, err := collect(pages, func(c signalwire.Resource) item {
			return newItem(c.SID(), c.Name(), c.Status(), s.since(c))
		})
		if err != nil {
			return nil, err
		}
		items = append(items, found...)
	}
	return items, nil
}

// recordings fetches the recordings of a conference or, without one, of the account; of a call alone, if the command line names one.
func (s source) recordings(ctx context.Context, conference string) ([]item, error) {
	var pages signalwire.Pages
	switch {
	case conference != "":
		pages = s.client.Recordings(ctx, conference, nil, signalwire.Paging{})
	default:
		pages = s.client.AccountRecordings(ctx, nil, signalwire.Paging{})
	}
	named := s.named()
	return collect(pages, func(r signalwire.Resource) item {
		if named != "" && !strings.Contains(named, strings.ToLower(r.CallSID())) {
			return item{} // the recording of another call
		}
		duration := r.Text(signalwire.FieldDuration)
		if duration != "" {
			duration += " seconds"
		}
		return newItem(r.SID(), r.Status(), duration, s.since(r))
	})
}

// calls fetches the calls in a conference or, for a command that is about none, all that have not ended. A call that the command line
// names already is left out: nobody coaches themselves.
func (s source) calls(ctx context.Context, conference string) ([]item, error) {
	people, err := roster.Around(ctx, &cli.Session{Client: s.client, Conference: conference})
	if err != nil {
		return nil, err
	}
	named := s.named()
	var items []item
	for _, m := range people.Members() {
		if sid := m.SID(); signalwire.IsSID(sid) && !strings.Contains(named, strings.ToLower(sid)) && len(items) <= mostItems {
			items = append(items, newItem(sid, roster.Describe(m.Call), roster.States(m.Participant)))
		}
	}
	return items, nil
}

// named returns the calls that --call names or that were picked for it, in lower case.
func (s source) named() string {
	flag := s.cmd.Flags().Lookup("call")
	if flag == nil {
		return ""
	}
	return strings.ToLower(flag.Value.String())
}

// collect makes items of the resources on some pages. One whose item has no SID is left out.
func collect(pages signalwire.Pages, describe func(signalwire.Resource) item) ([]item, error) {
	var items []item
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, resource := range page.Items {
			if one := describe(resource); signalwire.IsSID(one.value) {
				items = append(items, one)
			}
		}
		if len(items) > mostItems {
			break
		}
	}
	return items, nil
}

// since says how long ago a resource was created.
func (s source) since(resource signalwire.Resource) string {
	created, ok := timestamp.Parse(resource.Text(signalwire.FieldDateCreated))
	if !ok {
		return ""
	}
	return timestamp.Age(created, s.app.Now())
}
