package bulk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/input"
	"confcall/pkg/number"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
)

// Calls are the flags that name calls: --call, once or often or - for standard input, --number for whom they are with, and --all
// with --except.
type Calls struct {
	named   []Target
	seen    map[string]bool // the calls that are named or were read, each with the conference that an item names, in lower case
	given   int             // how often --call and --number were given
	stdin   bool
	input   *input.Reader                  // of SIDs that are not read yet
	numbers []number.Pattern               // of those who are not looked up yet
	people  map[string]signalwire.Resource // the calls of those who are known by their number, by SID in lower case
	All     bool
	Except  []string

	conference *flags.ConferenceTarget // that the calls are in; nil if they need be in none
	session    string                  // its SID once it is known, empty where items on standard input name theirs

	parallel    int
	failFast    bool
	requireSome bool

	read func(word string) (target string, err error) // what the flag takes; nil for SIDs
	flag string                                       // its name, empty for call
}

// CallsOf names calls of a conference that no flags name.
func CallsOf(conference string, sids ...string) *Calls {
	c := &Calls{given: len(sids), parallel: flags.AtOnce, session: conference}
	for _, sid := range sids {
		c.Name(sid)
	}
	return c
}

// Add adds --call, --number and the flags for many calls.
func (c *Calls) Add(cmd *cobra.Command) {
	cmd.Flags().Var((*callsValue)(c), "call",
		"the `SID` of a participant's call; may be repeated, - reads them from standard input, or what -o jsonl, csv or tsv print")
	cmd.Flags().Var((*numbersValue)(c), "number", flags.NumberUsage+"; may be repeated")
	c.addMany(cmd)
	cmd.MarkFlagsOneRequired("call", "number")
	flags.NeedUnless(cmd, "call", "number")
}

// AddAddresses adds, in place of --call, a flag for addresses that can be called.
func (c *Calls) AddAddresses(cmd *cobra.Command, name, usage string) {
	c.flag, c.read = name, number.Dialled
	cmd.Flags().Var((*callsValue)(c), name, usage)
	c.addMany(cmd)
	flags.Require(cmd, name)
}

// addMany adds the flags for many calls.
func (c *Calls) addMany(cmd *cobra.Command) {
	flags.Parallel(cmd, &c.parallel)
	cmd.Flags().BoolVar(&c.failFast, "fail-fast", false, "of many, stop at the first failure")
	cmd.Flags().BoolVar(&c.requireSome, "require-some", false, "end with 5 when there are none")
}

// AddConference adds the flags that name the conference that the calls are in. Items on standard input may name it instead.
func (c *Calls) AddConference(cmd *cobra.Command, target *flags.ConferenceTarget) {
	c.conference = target
	flags.OptionalConference(cmd, target)
	flags.NeedUnless(cmd, "conference", "conference-name", "call=-")
}

// word reads one value of the flag.
func (c *Calls) word(text string) (string, error) {
	if c.read != nil {
		return c.read(text)
	}
	return text, flags.CheckSID(text)
}

// AddAll adds --all and --except as well.
func (c *Calls) AddAll(cmd *cobra.Command) {
	c.Add(cmd)
	cmd.Flags().BoolVar(&c.All, "all", false, "every participant of the conference")
	cmd.Flags().Var((*exceptValue)(&c.Except), "except", "with --all, not the participant of this `CALL`; may be repeated")
	cmd.Flags().Lookup("call").Annotations = nil // one of them is required, which Check looks at
	cmd.Flags().Lookup("number").Annotations = nil
}

// Check refuses flags that contradict each other.
func (c *Calls) Check(app *cli.App) error {
	flag := "--" + cmp.Or(c.flag, "call")
	switch {
	case c.All && (c.stdin || len(c.named) > 0):
		return failure.Usage(errors.New("--all beside --call"), "name calls, or take all of them, perhaps with --except")
	case c.All && len(c.numbers) > 0:
		return failure.Usage(errors.New("--all beside --number"), "name people, or take all of them, perhaps with --except")
	case !c.All && len(c.Except) > 0:
		return failure.Usage(errors.New("--except without --all"), "use it with --all")
	case !c.All && !c.stdin && len(c.named) == 0 && len(c.numbers) == 0:
		return failure.Usage(errors.New("no call is named"), "give --call SID, --call - for standard input, --number, or --all")
	case c.stdin && len(c.numbers) > 0:
		return failure.Usage(errors.New("--call - beside --number"), "name them all in one way")
	case c.stdin && len(c.named) > 0:
		return failure.Usage(fmt.Errorf("%s - beside another %s", flag, flag), "put them all on standard input")
	case c.stdin:
		app.InIsTaken = true
		return app.CheckStdin(flag)
	}
	return nil
}

// Single returns the only call that is named, if there is one: then the result is one object, not a list.
func (c *Calls) Single() (Target, bool) {
	if !c.stdin && !c.All && c.given == 1 && len(c.named) == 1 {
		return c.inSession(c.named[0]), true
	}
	return Target{}, false
}

// LookUp names the calls of those who are given by their numbers: people in the conference of the session or, where the verb is
// about no conference, with a call that is not over.
func (c *Calls) LookUp(ctx context.Context, app *cli.App, s *cli.Session) error {
	if len(c.numbers) == 0 {
		return nil
	}
	people, err := roster.Around(ctx, s)
	if err != nil {
		return err
	}
	for _, who := range c.numbers {
		found, err := people.One(who)
		if len(c.numbers) > 1 && app.Forgives(err) {
			continue // the others are there
		}
		if err != nil {
			return err
		}
		c.Know(found.SID(), found.Call)
		c.Name(found.SID())
	}
	return nil
}

// Label names a call for a person: with the number if it is known, and with the conference if the input names it.
func (c *Calls) Label(target Target) string {
	label := c.who(target)
	if c.session == "" && target.Conference != "" {
		label += " of the conference " + target.Conference
	}
	return label
}

func (c *Calls) who(target Target) string {
	return roster.Label(target.Call, c.people[strings.ToLower(target.Call)])
}

// about adds to an error the label of the call, unless that is only the SID, which the error has already.
func (c *Calls) about(target Target, err error) error {
	if label := c.who(target); err != nil && label != target.Call {
		return fmt.Errorf("%s: %w", label, err)
	}
	return err
}

// Know remembers the call of a participant, for its label.
func (c *Calls) Know(sid string, call signalwire.Resource) {
	if c.people == nil {
		c.people = map[string]signalwire.Resource{}
	}
	c.people[strings.ToLower(sid)] = call
}

// Named returns the calls that are known before any work begins.
func (c *Calls) Named() []string {
	var calls []string
	for _, target := range c.named {
		calls = append(calls, target.Call)
	}
	return calls
}

// Name adds a call to those that are named, unless it is named already.
func (c *Calls) Name(call string) { c.add(Target{Call: call}) }

func (c *Calls) add(target Target) {
	if c.isNew(target) {
		c.named = append(c.named, target)
	}
}

// isNew reports whether a call is named for the first time, and remembers it.
func (c *Calls) isNew(target Target) bool {
	key := strings.ToLower(target.Call + target.Conference)
	if c.seen[key] {
		return false
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[key] = true
	return true
}

// A Target is a call to work on, or what is wrong with a line that should name one.
type Target struct {
	Call       string
	Conference string // the SID of the one that it is in, empty if the command needs none
	Err        error

	line   int // of an item on standard input
	number int // in the order of the input, for --fail-fast
}

// Targets yields the calls in order, each once. SIDs on standard input are read as they are needed.
func (c *Calls) Targets() iter.Seq[Target] {
	return func(yield func(Target) bool) {
		for _, target := range c.named {
			if !yield(c.inSession(target)) {
				return
			}
		}
		if c.input == nil {
			return
		}
		for line := range c.input.Targets() {
			target := Target{Call: line.Word, Err: line.Err}
			if (target.Err != nil || c.isNew(target)) && !yield(c.inSession(target)) {
				return
			}
		}
	}
}

// inSession puts a call into the conference of the session, unless it names one of its own.
func (c *Calls) inSession(target Target) Target {
	target.Conference = cmp.Or(target.Conference, c.session)
	return target
}
