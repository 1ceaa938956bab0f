package participant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
)

type findOptions struct {
	call     string
	who      person
	withCall withCallFlag
	parallel int
}

func newFind(app *cli.App) *cobra.Command {
	var opts findOptions
	cmd := &cobra.Command{
		Use:   "find {--call SID | [--number NUMBER] [--from NUMBER] [--to NUMBER]}",
		Short: "Find the conference that a person is in",
		Long: `Find people in the conferences in progress, by what is known of them: the number at the far end of their call, or the
numbers at its ends, as people write them; three dots stand for what is not known. Everyone who fits is listed, with the
conference and the call. Or find a call of which only the SID is known: then the first hit ends the search, and on
standard error it says where it looked. Several conferences are looked into at once.`,
		Example: `  # She called from this number. Where is she?
  confcall participant find --number '+1 (310) 555-0105'

  # Whose number ends so?
  confcall participant find --number ...0105

  confcall participant find --call 2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002 --jq .conference_sid`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runFind(cmd.Context(), app, opts) },
	}
	flags.OptionalSID(cmd, &opts.call, "call", "the `SID` of the call")
	opts.who.add(cmd)
	opts.withCall.add(app, cmd)
	flags.Parallel(cmd, &opts.parallel)
	app.AddPrintFlagsFor(cmd, func() output.Noun { return opts.noun() })
	return cmd
}

// noun returns what is printed: the participant of the call or, by numbers, participants with their conference and call.
func (o *findOptions) noun() output.Noun {
	if o.call == "" {
		return foundNoun()
	}
	return nounWith(o.withCall)
}

func runFind(ctx context.Context, app *cli.App, opts findOptions) error {
	switch {
	case opts.call == "" && !opts.who.given():
		return failure.Usage(errors.New("participant find needs --call, --number, --from or --to"), "run confcall participant find --help")
	case opts.call == "":
		return runFindPeople(ctx, app, opts)
	case opts.who.given():
		return failure.Usage(errors.New("--call beside a number"), "a call's SID is known, or it is found by its numbers")
	}
	s, err := app.Open(ctx, cli.Needs{Noun: nounWith(opts.withCall)})
	if err != nil {
		return err
	}
	participant, err := find(ctx, app, s.Client, opts)
	if err != nil {
		return err
	}
	if opts.withCall.isFor(participant) {
		if participant, err = withCall(ctx, s.Client, participant); err != nil {
			return err
		}
	}
	return s.Printer.Item(ctx, participant)
}

// find returns the call's participant in the conference that has it.
func find(ctx context.Context, app *cli.App, client *signalwire.Client, opts findOptions) (signalwire.Resource, error) {
	type visit struct {
		where       string // the conference
		participant signalwire.Resource
		err         error
		listErr     error // why there is no conference to visit: their list broke off
	}
	var listErr, visitErr error
	var visited []string
	var hit atomic.Pointer[visit]
	var left *visit // the first that the participant has left, which is the answer only if they are nowhere else
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	visitOne := func(ctx context.Context, item signalwire.Item) visit {
		if item.Err != nil {
			return visit{listErr: item.Err}
		}
		conference := item.Resource
		sid, err := lookup.SIDOf(conference, signalwire.FieldSID)
		if err != nil {
			return visit{err: err}
		}
		participant, err := lookup.Participant(ctx, client, sid, opts.call)
		v := visit{where: fmt.Sprintf("%q (%s)", conference.Name(), sid), participant: participant, err: err}
		if err == nil && !participant.HasLeft() && hit.CompareAndSwap(nil, &v) {
			stop() // the other requests are not needed any more
		}
		return v
	}
	for v, err := range parallel.Map(ctx, opts.parallel, inProgress(ctx, client), visitOne) {
		if hit.Load() != nil {
			break
		}
		if listErr = cmp.Or(err, v.listErr); listErr != nil {
			break
		}
		visited = append(visited, v.where)
		if v.err == nil && left == nil {
			left = &v
		}
		if visitErr == nil && !failure.IsNotFound(v.err) {
			visitErr = v.err
		}
	}
	found := hit.Load()
	if err := cmp.Or(listErr, visitErr); found == nil && err != nil {
		return nil, err
	}
	if found = cmp.Or(found, left); found != nil {
		app.Note("found in %s", found.where)
		return found.participant, nil
	}
	return nil, &failure.Error{Exit: failure.ExitNotFound,
		Err:  fmt.Errorf("find call %s: it is in no conference in progress: %s", opts.call, placesInWords(visited)),
		Hint: "the call may have left, or its conference may have ended"}
}

// mostPlaces is how many conferences an error names.
const mostPlaces = 20

// placesInWords says which conferences were searched.
func placesInWords(visited []string) string {
	switch more := len(visited) - mostPlaces; {
	case len(visited) == 0:
		return "there is none"
	case more > 0:
		return fmt.Sprintf("%s and %d more", strings.Join(visited[:mostPlaces], ", "), more)
	}
	return strings.Join(visited, ", ")
}
