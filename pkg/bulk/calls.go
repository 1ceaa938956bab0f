package bulk

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/number"
	"confcall/pkg/roster"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// Calls are the flags that name calls: --call, once or often or - for standard input, --number for whom they are with, and --all
// with --except.
type Calls struct {
	named   []string
	seen    map[string]bool // the calls that are named or were read, in lower case
	given   int             // how often --call and --number were given
	stdin   bool
	numbers []number.Pattern               // of those who are not looked up yet
	people  map[string]signalwire.Resource // the calls of those who are known by their number, by SID in lower case
	All     bool
	Except  []string

	parallel int
	failFast bool

	read func(word string) (target string, err error) // what the flag takes; nil for SIDs
	flag string                                       // its name, empty for call
}

// CallsOf names calls that no flags name.
func CallsOf(sids ...string) *Calls {
	c := &Calls{given: len(sids), parallel: flags.AtOnce}
	for _, sid := range sids {
		c.Name(sid)
	}
	return c
}

// Add adds --call and what goes with many of them.
func (c *Calls) Add(cmd *cobra.Command) {
	cmd.Flags().Var((*callsValue)(c), "call", "the `SID` of a participant's call; may be repeated, - reads them from standard input")
	cmd.Flags().Var((*numbersValue)(c), "number", flags.NumberUsage+"; may be repeated")
	flags.Parallel(cmd, &c.parallel)
	cmd.Flags().BoolVar(&c.failFast, "fail-fast", false, "of many, stop at the first failure")
	cmd.MarkFlagsOneRequired("call", "number")
	cmd.Flags().Lookup("call").Annotations[flags.NeededUnless] = []string{"number"}
}

// AddAddresses adds a flag in the place of --call that takes addresses which can be called.
func (c *Calls) AddAddresses(cmd *cobra.Command, name, usage string) {
	c.flag, c.read = name, number.Dialled
	cmd.Flags().Var((*callsValue)(c), name, usage)
	flags.Parallel(cmd, &c.parallel)
	cmd.Flags().BoolVar(&c.failFast, "fail-fast", false, "of many, stop at the first failure")
	flags.Require(cmd, name)
}

// word reads one of those that the flag takes.
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
	case c.stdin && app.Flags.Settings["token-file"] == "-":
		return failure.Usage(fmt.Errorf("%s - beside --token-file -", flag), "standard input can be read once; put the token into a file or the environment")
	}
	app.InIsTaken = app.InIsTaken || c.stdin
	return nil
}

// Single returns the only call that is named; the result is then one object and no list.
func (c *Calls) Single() (string, bool) {
	if !c.stdin && !c.All && c.given == 1 && len(c.named) == 1 {
		return c.named[0], true
	}
	return "", false
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

// Label names a call for a person, with the number where that is known.
func (c *Calls) Label(call string) string {
	return roster.Label(call, c.people[strings.ToLower(call)])
}

// about names in an error whom it is about, if that is known by more than a SID, which the error has already.
func (c *Calls) about(call string, err error) error {
	if label := c.Label(call); err != nil && label != call {
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

// Named returns the calls of the command line.
func (c *Calls) Named() []string { return c.named }

// Name adds a call to those that are named, unless it is one of them.
func (c *Calls) Name(call string) {
	if c.isNew(call) {
		c.named = append(c.named, call)
	}
}

// isNew tells whether a call is named for the first time, and remembers it.
func (c *Calls) isNew(call string) bool {
	key := strings.ToLower(call)
	if c.seen[key] {
		return false
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[key] = true
	return true
}

// Stdin tells whether the calls come from standard input, which then cannot hold an answer.
func (c *Calls) Stdin() bool { return c.stdin }

// A Target is a call to work on, or what is wrong with a line that should name one.
type Target struct {
	Call string
	Err  error

	number int // in the order of the input, for --fail-fast
}

// Targets yields the calls in order, each once. Standard input is read as it is needed.
func (c *Calls) Targets(app *cli.App) iter.Seq[Target] {
	return func(yield func(Target) bool) {
		if !c.stdin {
			for _, call := range c.named {
				if !yield(Target{Call: call}) {
					return
				}
			}
			return
		}
		app.NoteReading("one a line")
		lines := bufio.NewReader(app.In)
		for number := 1; ; number++ {
			line, err := readLine(lines)
			if len(line) > 0 {
				target, skip := c.target(number, line, err == errLongLine || err == errNoEnd)
				if !skip && !yield(target) {
					return
				}
			}
			switch err {
			case nil, errLongLine:
			case io.EOF:
				return
			default:
				yield(Target{Err: failure.Usage(fmt.Errorf("read calls from standard input: %w", err), "give one SID a line")})
				return
			}
		}
	}
}

const (
	longestLine = 1 << 20  // bytes of a line that are kept
	endless     = 64 << 20 // bytes of one that is no line any more
)

// errLongLine is a line that is not kept, errNoEnd one whose end is not in sight.
var (
	errLongLine = errors.New("it is longer than 1 MiB")
	errNoEnd    = errors.New("a line has no end")
)

// readLine reads a line to its end, and returns errLongLine with the beginning of one that is too long.
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for size := 0; ; {
		part, err := r.ReadSlice('\n')
		if size += len(part); size <= longestLine {
			line = append(line, part...)
		}
		switch {
		case size > endless:
			return string(line), errNoEnd
		case err == bufio.ErrBufferFull:
		case size > longestLine && (err == nil || err == io.EOF):
			return string(line), errLongLine // at the end of the input the next read says so
		default:
			return string(line), err
		}
	}
}

// target makes a target of a line, unless it is blank, a comment, or names one for the second time.
func (c *Calls) target(number int, line string, long bool) (target Target, skip bool) {
	if number == 1 {
		line = strings.TrimPrefix(line, "\ufeff") // by which some programs mark a text
	}
	text := strings.TrimSpace(line)
	if !long && text == "" || strings.HasPrefix(text, "#") {
		return target, true
	}
	if long {
		return Target{Err: failure.Usage(fmt.Errorf("line %d of standard input: %q: %w", number, failure.Shorten(text, 80), errLongLine), "give one a line")}, false
	}
	word, err := c.word(text)
	if err == nil {
		return Target{Call: word}, !c.isNew(word)
	}
	if err = fmt.Errorf("%q: %w", failure.Shorten(text, 80), err); c.read == nil {
		err = fmt.Errorf("%q is not %s", failure.Shorten(text, 80), sid.Form)
	}
	return Target{Err: failure.Usage(fmt.Errorf("line %d of standard input: %w", number, err), "correct the line")}, false
}

type callsValue Calls

func (c *callsValue) Set(text string) error {
	c.given++
	if text == "-" {
		c.stdin = true
		return nil
	}
	word, err := (*Calls)(c).word(text)
	if err != nil {
		return fmt.Errorf("%w, or - for standard input", err)
	}
	(*Calls)(c).Name(word)
	return nil
}

func (c *callsValue) String() string { return strings.Join(c.named, ",") }
func (c *callsValue) Type() string   { return "SID" }

// numbersValue is the flag --number.
type numbersValue Calls

func (n *numbersValue) Set(text string) error {
	who, err := number.Parse(text)
	if err == nil {
		n.given++
		n.numbers = append(n.numbers, who)
	}
	return err
}

func (n *numbersValue) String() string { return strings.Join(n.GetSlice(), ",") }
func (n *numbersValue) Type() string   { return "number" }

// GetSlice tells cobra that the flag may be repeated, and so is offered again.
func (n *numbersValue) GetSlice() []string {
	var texts []string
	for _, who := range n.numbers {
		texts = append(texts, who.String())
	}
	return texts
}

type exceptValue []string

func (e *exceptValue) Set(text string) error {
	if err := flags.CheckSID(text); err != nil {
		return err
	}
	*e = append(*e, text)
	return nil
}

func (e *exceptValue) String() string { return strings.Join(*e, ",") }
func (e *exceptValue) Type() string   { return "SID" }

// GetSlice tells cobra that the flag may be repeated, and so is offered again.
func (c *callsValue) GetSlice() []string { return c.named }

// GetSlice tells cobra that the flag may be repeated, and so is offered again.
func (e *exceptValue) GetSlice() []string { return *e }
