package bulk

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/signalwire"
)

// Calls are the flags that name calls: --call, once or often or - for standard input, and --all with --except.
type Calls struct {
	named  []string
	seen   map[string]bool // the calls that are named or were read, in lower case
	given  int             // how often --call was given
	stdin  bool
	All    bool
	Except []string

	parallel int
	failFast bool
}

// Add adds --call and what goes with many of them.
func (c *Calls) Add(cmd *cobra.Command) {
	cmd.Flags().Var((*callsValue)(c), "call", "the `SID` of a participant's call; may be repeated, - reads them from standard input")
	flags.Parallel(cmd, &c.parallel)
	cmd.Flags().BoolVar(&c.failFast, "fail-fast", false, "of many, stop at the first failure")
	flags.Require(cmd, "call")
}

// AddAll adds --all and --except as well.
func (c *Calls) AddAll(cmd *cobra.Command) {
	c.Add(cmd)
	cmd.Flags().BoolVar(&c.All, "all", false, "every participant of the conference")
	cmd.Flags().Var((*exceptValue)(&c.Except), "except", "with --all, not the participant of this `CALL`; may be repeated")
	cmd.Flags().Lookup("call").Annotations = nil // one of the two is required, which Check looks at
}

// Check holds the flags against each other.
func (c *Calls) Check(app *cli.App) error {
	usage := func(text, hint string) error {
		return &failure.Error{Exit: failure.ExitUsage, Err: errors.New(text), Hint: hint}
	}
	token := app.Flags.Settings["token-file"]
	switch {
	case c.All && (c.stdin || len(c.named) > 0):
		return usage("--all beside --call", "name calls, or take all of them, perhaps with --except")
	case !c.All && len(c.Except) > 0:
		return usage("--except without --all", "use it with --all")
	case !c.All && !c.stdin && len(c.named) == 0:
		return usage("no call is named", "give --call SID, --call - for standard input, or --all")
	case c.stdin && len(c.named) > 0:
		return usage("--call - beside another --call", "put them all on standard input")
	case c.stdin && token == "-":
		return usage("--call - beside --token-file -", "standard input can be read once; put the token into a file or the environment")
	}
	app.InIsTaken = app.InIsTaken || c.stdin
	return nil
}

// Single returns the only call that is named; the result is then one object and no list.
func (c *Calls) Single() (string, bool) {
	if !c.stdin && !c.All && c.given == 1 {
		return c.named[0], true
	}
	return "", false
}

// Named returns the calls of the command line.
func (c *Calls) Named() []string { return c.named }

// Name adds a call to those that are named, unless it is one of them.
func (c *Calls) Name(call string) {
	if c.isNew(call) {
		c.named = append(c.named, call)
	}
}

// isNew tells, once, that a call has not been named before.
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
		lines := bufio.NewReaderSize(app.In, lookedAt)
		for number := 1; ; number++ {
			line, err := readLine(lines)
			target, skip := c.target(number, line)
			if !skip && !yield(target) {
				return
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(Target{Err: &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("read calls from standard input: %w", err), Hint: "give one SID a line"}})
				return
			}
		}
	}
}

const (
	lookedAt    = 4 << 10 // bytes of a line; a SID is shorter by far
	longestLine = 1 << 20 // bytes; what is longer has no end, perhaps, and is no list
)

// readLine reads a line and returns its beginning.
func readLine(r *bufio.Reader) (string, error) {
	begin, err := r.ReadSlice('\n')
	line := string(begin)
	for size := len(line); err == bufio.ErrBufferFull; size += lookedAt {
		if size > longestLine {
			return line, errors.New("a line has no end")
		}
		_, err = r.ReadSlice('\n')
	}
	return line, err
}

// target makes a target of a line, unless it is blank, a comment, or a call for the second time.
func (c *Calls) target(number int, line string) (target Target, skip bool) {
	text := strings.TrimSpace(line)
	if text == "" || strings.HasPrefix(text, "#") {
		return target, true
	}
	if signalwire.IsSID(text) {
		return Target{Call: text}, !c.isNew(text)
	}
	return Target{Err: &failure.Error{Exit: failure.ExitUsage, Hint: "correct the line",
		Err: fmt.Errorf("line %d of standard input: %q is not %s", number, failure.Shorten(text, 80), signalwire.SIDForm)}}, false
}

type callsValue Calls

func (c *callsValue) Set(text string) error {
	c.given++
	if text == "-" {
		c.stdin = true
		return nil
	}
	if err := flags.CheckSID(text); err != nil {
		return fmt.Errorf("%w, or - for standard input", err)
	}
	(*Calls)(c).Name(text)
	return nil
}

func (c *callsValue) String() string { return strings.Join(c.named, ",") }
func (c *callsValue) Type() string   { return "SID" }

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
