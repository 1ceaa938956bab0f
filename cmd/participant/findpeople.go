package participant

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/nouns"
	"confcall/pkg/number"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// person is what the flags say of somebody's call: the number at its far end, or those at its two ends.
type person struct{ number, from, to number.Pattern }

func (p *person) add(cmd *cobra.Command) {
	flags.NumberPart(cmd, &p.number, "number",
		"the `NUMBER` of whom the call is with, as people write it; ...0102 and +1310... are parts of one")
	flags.NumberPart(cmd, &p.from, "from", "the `NUMBER` that calls, or a part of it")
	flags.NumberPart(cmd, &p.to, "to", "the `NUMBER` that is called, or a part of it")
}

func (p *person) given() bool { return *p != person{} }

// clues returns the numbers that are given, each with the end of a call that it is about.
func (p *person) clues() []clue {
	all := []clue{
		{"--number", p.number, roster.FarEnd},
		{"--from", p.from, func(call signalwire.Resource) string { return call.Text(signalwire.FieldFrom) }},
		{"--to", p.to, func(call signalwire.Resource) string { return call.Text(signalwire.FieldTo) }},
	}
	return slices.DeleteFunc(all, func(c clue) bool { return c.pattern == (number.Pattern{}) })
}

// A clue is a pattern for the number at one end of a call.
type clue struct {
	flag    string
	pattern number.Pattern
	end     func(call signalwire.Resource) string
}

func (p *person) matches(call signalwire.Resource) bool {
	return !slices.ContainsFunc(p.clues(), func(c clue) bool { return !c.pattern.Matches(c.end(call)) })
}

// mayMatch reports whether a call fits by every number that the API says of it. One that it does not say may fit or not.
func (p *person) mayMatch(call signalwire.Resource) bool {
	return !slices.ContainsFunc(p.clues(), func(c clue) bool { return c.end(call) != "" && !c.pattern.Matches(c.end(call)) })
}

// String returns the flags as they were given.
func (p *person) String() string {
	var texts []string
	for _, c := range p.clues() {
		texts = append(texts, fmt.Sprintf("%s %q", c.flag, c.pattern))
	}
	return strings.Join(texts, " ")
}

// isPart reports whether a number is only a part of one, which several people may have.
func (p *person) isPart() bool {
	return slices.ContainsFunc(p.clues(), func(c clue) bool { return c.pattern.IsPart() })
}

// foundNoun describes a participant who was found: where, by which numbers, and since when.
func foundNoun() output.Noun {
	found := nounWithName(withCallFlag{on: true, columns: true})
	found.Columns = []string{nouns.NameField, "call_sid", "call.from", "call.to", "date_created", "status", "muted", "hold"}
	found.Least = []string{"hold", "muted", "status", "call.to"}
	return found
}

// runFindPeople lists the calls in progress once, and searches all conferences in progress for those that fit.
func runFindPeople(ctx context.Context, app *cli.App, opts findOptions) error {
	s, err := app.Open(ctx, cli.Needs{Noun: foundNoun()})
	if err != nil {
		return err
	}
	calls, unknown, err := matching(ctx, s.Client, &opts.who)
	if err != nil {
		return err
	}
	if len(calls) == 0 && unknown == 0 {
		return &failure.Error{Exit: failure.ExitNotFound, Err: fmt.Errorf("find %s: no call in progress fits", &opts.who),
			Hint: "see who is on a call: confcall call list --status in-progress"}
	}
	hits, where, err := whereAre(ctx, s.Client, calls, opts.parallel)
	if len(hits) == 0 && err == nil && unknown > 0 {
		return &output.AnswerError{Message: fmt.Sprintf(
			"find %s: nobody in a conference is known to fit, but of %d calls the API does not say the number", &opts.who, unknown)}
	}
	if len(hits) == 0 && err == nil {
		fit := counted(len(calls), "call fits", "calls fit")
		return &failure.Error{Exit: failure.ExitNotFound,
			Err:  fmt.Errorf("find %s: %s, in no conference in progress: %s", &opts.who, fit, where),
			Hint: "see what becomes of the call: confcall call list --status in-progress"}
	}
	if err != nil {
		err = fmt.Errorf("find %s: not all conferences could be looked into: %w", &opts.who, err)
	}
	if len(hits) > 0 {
		err = output.Judged(s.Printer.List(ctx, func(yield func([][]byte, error) bool) { yield(hits, nil) }), err)
	}
	if err != nil {
		return err
	}
	if len(hits) > 1 && opts.who.isPart() {
		app.Note("%s is ambiguous: it is a part of a number, and fits %d people", &opts.who, len(hits))
	} else if len(hits) > 1 {
		app.Note("%s is ambiguous: it fits %d people", &opts.who, len(hits))
	}
	return nil
}

// counted writes a number with the singular or the plural that goes with it.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// matching returns the calls in progress that fit, by SID in lower case, and counts those of which it is not known.
func matching(ctx context.Context, client *signalwire.Client, who *person) (found map[string]signalwire.Resource, unknown int, err error) {
	found = map[string]signalwire.Resource{}
	for page, err := range client.Calls(ctx, url.Values{"Status": {status.InProgress}}, signalwire.Paging{}) {
		if err != nil {
			return nil, 0, err
		}
		for _, call := range page.Items {
			switch {
			case who.matches(call):
				sid, err := lookup.SIDOf(call, signalwire.FieldSID)
				if err != nil {
					return nil, 0, err
				}
				found[strings.ToLower(sid)] = call
			case who.mayMatch(call):
				unknown++
			}
		}
	}
	return found, unknown, nil
}

// whereAre finds the participants of calls in the conferences in progress, and says which ones it searched. If a conference
// cannot be searched, the hits in the others are returned with the error.
func whereAre(ctx context.Context, client *signalwire.Client, calls map[string]signalwire.Resource,
	atOnce int) (hits [][]byte, where string, err error) {
	type visit struct {
		where string // the conference
		hits  []signalwire.Resource
		err   error
	}
	var visited []string
	seen := map[string]bool{} // a list that changes while it is read may have an item twice
	visitOne := func(ctx context.Context, item signalwire.Item) visit {
		if item.Err != nil {
			return visit{err: item.Err}
		}
		conference := item.Resource
		sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
		if err != nil {
			return visit{err: err}
		}
		v := visit{where: fmt.Sprintf("%q (%s)", conference.Name(), sid)}
		v.hits, v.err = among(ctx, client, conference, calls)
		return v
	}
	for v, cut := range parallel.Map(ctx, atOnce, inProgress(ctx, client), visitOne) {
		if cut != nil {
			return nil, "", cut
		}
		visited = append(visited, v.where)
		for _, hit := range v.hits {
			if key := hit.Text(signalwire.FieldConferenceSID) + hit.CallSID(); !seen[key] {
				seen[key] = true
				hits = append(hits, hit)
			}
		}
		if err == nil {
			err = v.err
		}
	}
	return hits, placesInWords(visited), err
}

// among returns the participants of a conference who are on the calls, with the conference's name and the call. A conference
// that is gone has none.
func among(ctx context.Context, client *signalwire.Client, conference signalwire.Resource,
	calls map[string]signalwire.Resource) ([]signalwire.Resource, error) {
	var hits []signalwire.Resource
	ended := func(signalwire.Resource) { hits = nil }
	for page, err := range lookup.Participants(ctx, client, conference.SID(), nil, signalwire.Paging{}, ended) {
		if failure.IsNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return hits, err
		}
		for _, participant := range page.Items {
			if participant.HasLeft() {
				continue
			}
			sid, err := lookup.SIDOf(participant, signalwire.FieldCallSID)
			if err != nil {
				return hits, err
			}
			if call, fits := calls[strings.ToLower(sid)]; fits {
				hits = append(hits, nouns.WithName(participant, conference).Append(nouns.CallField, json.RawMessage(call)))
			}
		}
	}
	return hits, nil
}
