package roster

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/number"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// People are those among whom a number is looked up: the participants of a conference, or everybody on a call that is not
// over.
type People struct {
	where   string // for errors, such as: the conference "Support line"
	list    string // the command that lists them
	members []Member
	seen    map[string]bool // their SIDs, in lower case
	err     error           // why a call could not be fetched; its number is then unknown
}

// NewPeople returns an empty set of people: those of a conference, or those on calls if conference is empty.
func NewPeople(conference string) *People {
	p := &People{where: "a call that is not over", list: "confcall call list --status in-progress", seen: map[string]bool{}}
	if conference != "" {
		p.where, p.list = "the conference "+conference, "confcall participant list --with-call --conference "+conference
	}
	return p
}

// Around returns the people in a session's conference, or those on calls if it has no conference.
func Around(ctx context.Context, s *cli.Session) (*People, error) {
	if s.Conference == "" {
		return onCalls(ctx, s.Client)
	}
	return In(ctx, s.Client, s.Conference)
}

// SID returns the SID of the call that a command line names. It looks a number up among the people around.
func SID(ctx context.Context, s *cli.Session, target flags.CallTarget) (string, error) {
	if target.SID != "" {
		return target.SID, nil
	}
	people, err := Around(ctx, s)
	if err != nil {
		return "", err
	}
	found, err := people.One(target.Number)
	return found.SID(), err
}

// In returns the people who are in a conference now. A conference that has ended has none.
func In(ctx context.Context, client *signalwire.Client, conference string) (*People, error) {
	p := NewPeople(conference)
	calls := NewCalls(client, atOnce)
	defer calls.Close()
	ended := func(over signalwire.Resource) {
		p.where = fmt.Sprintf("the conference %q (%s), which has ended", over.Name(), conference)
	}
	for page, err := range lookup.Participants(ctx, client, conference, nil, signalwire.Paging{}, ended) {
		if err != nil {
			return nil, err
		}
		present := slices.DeleteFunc(slices.Clone(page.Items), signalwire.Resource.HasLeft)
		for m := range calls.Of(ctx, present) {
			p.Add(m)
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	return p, nil
}

// atOnce is how many single calls are fetched at once.
const atOnce = 8

// onCalls returns the people who have a call that is not over, whether or not it is in a conference.
func onCalls(ctx context.Context, client *signalwire.Client) (*People, error) {
	p := NewPeople("")
	for _, status := range signalwire.LiveCallStatuses() {
		for page, err := range client.Calls(ctx, url.Values{"Status": {status}}, signalwire.Paging{}) {
			if err != nil {
				return nil, err
			}
			for _, call := range page.Items {
				p.Add(Member{Call: call})
			}
		}
	}
	return p, nil
}

// Add adds a member who is not there yet. The same member may come twice: when people join or leave while a list is read,
// others move to another page, and calls move from one status to the next.
func (p *People) Add(m Member) {
	if p.err == nil {
		p.err = m.Err
	}
	if key := strings.ToLower(m.SID()); !p.seen[key] {
		p.seen[key] = true
		p.members = append(p.members, m)
	}
}

// Members returns the people, in the order in which they were added.
func (p *People) Members() []Member { return p.members }

// One returns the member with a number. It never guesses: if nobody has the number, or several do, it returns an error.
func (p *People) One(who number.Pattern) (Member, error) {
	var found []Member
	unknown := 0
	for _, m := range p.members {
		switch end := FarEnd(m.Call); {
		case end == "":
			unknown++
		case who.Matches(end):
			found = append(found, m)
		}
	}
	switch {
	case p.err != nil:
		return Member{}, fmt.Errorf("find %q in %s: %w", who, p.where, p.err)
	case len(found) == 0 && unknown > 0:
		return Member{}, &output.AnswerError{Message: fmt.Sprintf(
			"nobody in %s is known to have the number %q, but of %d of them the API says no number", p.where, who, unknown)}
	case len(found) == 0:
		return Member{}, &failure.Error{Exit: failure.ExitNotFound, Err: fmt.Errorf("nobody in %s has the number %q", p.where, who),
			Hint: fmt.Sprintf("see who is there: %s; or look everywhere: confcall participant find --number %q", p.list, who)}
	case len(found) > 1:
		return Member{}, failure.Usage(fmt.Errorf("%d in %s have the number %q: %s", len(found), p.where, who, candidates(found)),
			"name the one that you mean by --call")
	}
	sid := found[0].SID()
	if !signalwire.IsSID(sid) {
		_, err := lookup.SIDOf(found[0].Call, signalwire.FieldSID)
		return Member{}, err
	}
	return found[0], nil
}

// mostCandidates is how many candidates an error lists.
const mostCandidates = 10

// candidates describes members by everything that tells them apart.
func candidates(members []Member) string {
	var texts []string
	for _, m := range members[:min(len(members), mostCandidates)] {
		since, what := m.Participant.Text(signalwire.FieldDateCreated), "in since "
		if m.Participant == nil {
			since, what = m.Call.Text(signalwire.FieldStartTime), "since "
		}
		if since == "" {
			texts = append(texts, fmt.Sprintf("%s (%s)", m.SID(), Describe(m.Call)))
			continue
		}
		texts = append(texts, fmt.Sprintf("%s (%s, %s%s)", m.SID(), Describe(m.Call), what, since))
	}
	if more := len(members) - len(texts); more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, "; ")
}
