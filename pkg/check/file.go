// Package check runs what a file lists as having to be true, and says what held.
package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/flags"
	"confcall/pkg/number"
	"confcall/pkg/signalwire"
	"confcall/pkg/timestamp"
	"confcall/pkg/yamlfile"
)

// A File is what a check file says.
type File struct {
	Profile string // of the config file; empty for the one in force
	Checks  []*Check
}

// A Check is one thing that must be true.
type Check struct {
	Name     string
	target   target
	expect   []condition.Condition // of the item, or of every item of a list
	count    []condition.Condition // of how many items there are
	within   time.Duration         // it may become true for so long
	interval time.Duration         // from one look to the next
}

// A target is what a check looks at.
type target struct {
	kind       kind
	conference flags.ConferenceTarget
	everywhere bool           // the participants of all conferences in progress
	sid        string         // of the call or the recording
	number     number.Pattern // of whom the call is with
	statuses   []string
	where      []expect.Clause
	since      string
}

// A kind is the noun that a target is of.
type kind string

const (
	aConference     kind = "conference"
	allConferences  kind = "conferences"
	aParticipant    kind = "participant"
	allParticipants kind = "participants"
	aCall           kind = "call"
	allCalls        kind = "calls"
	aRecording      kind = "recording"
	allRecordings   kind = "recordings"
)

func kinds() []kind {
	return []kind{aConference, allConferences, aParticipant, allParticipants, aCall, allCalls, aRecording, allRecordings}
}

// isList tells whether the target is any number of items.
func (k kind) isList() bool { return strings.HasSuffix(string(k), "s") }

// rules bound a file: a few bytes of YAML can take hundreds of times their size once they are read.
var rules = yamlfile.Rules{MaxBytes: MaxBytes, MaxItems: 20_000}

// MaxBytes is how long a file may be.
const MaxBytes = 1 << 20

// Parse reads a check file. path names it in errors, which are of the type *yamlfile.Error. lookup finds the variables of the
// environment that values may name as ${VAR}.
func Parse(path string, text []byte, lookup func(name string) (string, bool)) (*File, error) {
	root, err := yamlfile.Parse(path, text, rules)
	if err != nil {
		return nil, err
	}
	r := &reader{lookup: lookup, defaults: Check{interval: time.Second}, names: map[string]bool{}}
	file := &File{}
	var checks yamlfile.Node
	err = root.Fields("a check file",
		yamlfile.Key("defaults", func(node yamlfile.Node) error {
			return node.Fields("the defaults", yamlfile.Key("within", r.duration(&r.defaults.within, 0)),
				yamlfile.Key("interval", r.duration(&r.defaults.interval, 1)), yamlfile.Key("profile", r.text(&file.Profile)))
		}),
		yamlfile.Key("checks", func(node yamlfile.Node) error { checks = node; return nil }),
	)
	if err != nil {
		return nil, err
	}
	if checks.IsNull() {
		return nil, root.Errorf("there are no checks; want a list of them under the key checks")
	}
	if err := checks.Items(func(node yamlfile.Node) error { return r.check(file, node) }); err != nil {
		return nil, err
	}
	if len(file.Checks) == 0 {
		return nil, checks.Errorf("checks: the list is empty; want at least one check")
	}
	return file, nil
}

// reader reads the checks of a file.
type reader struct {
	lookup   func(string) (string, bool)
	defaults Check
	names    map[string]bool
}

func (r *reader) check(file *File, node yamlfile.Node) error {
	c := r.defaults
	if !node.IsMapping() {
		return node.Errorf("want a check, which is a mapping, got %s", node.Kind())
	}
	var expects, targets []yamlfile.Node
	fields := []yamlfile.Field{
		yamlfile.Key("name", r.text(&c.Name)), yamlfile.Key("within", r.duration(&c.within, 0)),
		yamlfile.Key("interval", r.duration(&c.interval, 1)),
		yamlfile.Key("expect", func(node yamlfile.Node) error { expects = append(expects, node); return nil }),
		yamlfile.Key("expect_count", r.counts(&c.count)),
	}
	for _, kind := range kinds() {
		fields = append(fields, yamlfile.Key(string(kind), func(node yamlfile.Node) error { targets = append(targets, node); return nil }))
	}
	if err := node.Fields("a check", fields...); err != nil {
		return err
	}
	switch {
	case c.Name == "":
		return node.Errorf("the check has no name")
	case r.names[c.Name]:
		return node.Errorf("the name %s is given twice", yamlfile.Quoted(c.Name))
	case len(targets) != 1:
		return node.Errorf("%s: want one of %s, got %d", yamlfile.Quoted(c.Name), words(), len(targets))
	}
	r.names[c.Name] = true
	c.target.kind = kind(targets[0].Name())
	if err := r.target(&c.target, targets[0]); err != nil {
		return err
	}
	for _, node := range expects {
		if err := node.Items(r.condition(&c.expect, c.target.kind)); err != nil {
			return err
		}
	}
	switch {
	case len(c.count) > 0 && !c.target.kind.isList():
		return node.Errorf("%s: expect_count is for lists; want expect%s", yamlfile.Quoted(c.Name),
			map[bool]string{true: ": [count>=2], of a conference's participants"}[c.target.kind == aConference])
	case len(c.expect)+len(c.count) == 0:
		return node.Errorf("%s: there is nothing to check; want expect or expect_count", yamlfile.Quoted(c.Name))
	}
	file.Checks = append(file.Checks, &c)
	return nil
}

// words lists the kinds of targets.
func words() string {
	var names []string
	for _, kind := range kinds() {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// target reads what a check looks at. A conference may be named by a text alone.
func (r *reader) target(t *target, node yamlfile.Node) error {
	if t.kind == aConference && !node.IsMapping() {
		return r.conference(&t.conference, false)(node)
	}
	conference := []yamlfile.Field{yamlfile.Key("conference", r.conference(&t.conference, false)),
		yamlfile.Key("conference_name", r.conference(&t.conference, true))}
	items := []yamlfile.Field{yamlfile.Key("where", yamlfile.List(r.where(&t.where, t.kind))), yamlfile.Key("since", r.since(&t.since))}
	call := []yamlfile.Field{yamlfile.Key("call", r.sid(&t.sid)), yamlfile.Key("number", r.number(&t.number))}
	var fields []yamlfile.Field
	switch t.kind {
	case aConference:
		fields = []yamlfile.Field{yamlfile.Key("name", r.conference(&t.conference, false)),
			yamlfile.Key("conference_name", r.conference(&t.conference, true)), yamlfile.Key("sid", r.sid(&t.conference.SID))}
	case allConferences:
		fields = append(items, yamlfile.Key("status",
			r.statuses(&t.statuses, append(signalwire.LiveStatuses(), signalwire.StatusCompleted))))
	case aParticipant:
		fields = slices.Concat(conference, call)
	case allParticipants:
		fields = append(slices.Concat(conference, items), yamlfile.Key("all_conferences", r.bool(&t.everywhere)))
	case aCall:
		fields = call
	case allCalls:
		fields = append(items, yamlfile.Key("status", r.statuses(&t.statuses, signalwire.CallStatuses())))
	case aRecording:
		fields = []yamlfile.Field{yamlfile.Key("recording", r.sid(&t.sid))}
	case allRecordings:
		fields = slices.Concat(conference, items)
	}
	if err := node.Fields("a target of this kind", fields...); err != nil {
		return err
	}
	if problem := t.problem(); problem != "" {
		return node.Errorf("%s: %s", t.kind, problem)
	}
	return nil
}

// problem says what a target lacks, or has too much of.
func (t *target) problem() string {
	named := t.conference.Given()
	byCall, byNumber := t.sid != "", t.number != (number.Pattern{})
	switch {
	case t.conference.SID != "" && t.conference.Name != "":
		return "the conference is named twice"
	case t.kind == aConference && !named:
		return "want name, conference_name or sid"
	case t.kind == aParticipant && !named:
		return "want conference or conference_name"
	case t.kind == allParticipants && named == t.everywhere:
		return "want either conference, conference_name or all_conferences: true"
	case (t.kind == aParticipant || t.kind == aCall) && byCall == byNumber:
		return "want either call or number"
	case t.kind == aRecording && !byCall:
		return "want recording"
	}
	return ""
}

// The readers of values, in which ${VAR} stands for a variable of the environment.

// expanded reads a text with its variables put in.
func (r *reader) expanded(node yamlfile.Node) (string, error) {
	text, err := node.Text()
	if err != nil {
		return "", err
	}
	text, err = expand(text, r.lookup)
	if err != nil {
		return "", wrong(node, text, err)
	}
	return text, nil
}

// wrong is the error of a value.
func wrong(node yamlfile.Node, text string, err error) error {
	if name := node.Name(); name != "" {
		return node.Errorf("%s: %s: %s", name, yamlfile.Quoted(text), err)
	}
	return node.Errorf("%s: %s", yamlfile.Quoted(text), err)
}

// expand puts variables in: ${VAR}, and $$ for a dollar. Any other dollar is one.
func expand(text string, lookup func(string) (string, bool)) (string, error) {
	var b strings.Builder
	for rest := text; ; {
		before, behind, found := strings.Cut(rest, "$")
		b.WriteString(before)
		switch {
		case !found:
			return b.String(), nil
		case strings.HasPrefix(behind, "$"):
			b.WriteByte('$')
			rest = behind[1:]
		case strings.HasPrefix(behind, "{"):
			name, after, closed := strings.Cut(behind[1:], "}")
			if !closed || name == "" {
				return text, errors.New("want ${VARIABLE}, with a brace at its end; $$ is a dollar")
			}
			value, set := lookup(name)
			if !set {
				return text, fmt.Errorf("the variable %s is not set", name)
			}
			b.WriteString(value)
			rest = after
		default:
			b.WriteByte('$')
			rest = behind
		}
	}
}

// read makes the reader of a value that one function judges.
func (r *reader) read(set func(text string) error) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		text, err := r.expanded(node)
		if err != nil {
			return err
		}
		if text == "" {
			return wrong(node, text, errors.New("want more than nothing"))
		}
		if err := set(text); err != nil {
			return wrong(node, text, err)
		}
		return nil
	}
}

func (r *reader) text(into *string) func(yamlfile.Node) error {
	return r.read(func(text string) error { *into = text; return nil })
}

func (r *reader) duration(into *time.Duration, least time.Duration) func(yamlfile.Node) error {
	return r.read(func(text string) error {
		value, err := time.ParseDuration(text)
		if err != nil || value < least || value > 365*24*time.Hour {
			return errors.New("want a duration with a unit, such as 30s or 2m, of at most a year")
		}
		*into = value
		return nil
	})
}

func (r *reader) bool(into *bool) func(yamlfile.Node) error {
	return func(node yamlfile.Node) (err error) {
		if *into, err = node.Bool(); err == nil {
			return nil
		}
		return r.read(func(text string) error {
			if text != "true" && text != "false" {
				return errors.New("want true or false")
			}
			*into = text == "true"
			return nil
		})(node)
	}
}

// conference reads what names a conference; literally it is any name, letter for letter.
func (r *reader) conference(into *flags.ConferenceTarget, literally bool) func(yamlfile.Node) error {
	return r.read(func(text string) (err error) {
		switch {
		case into.Given():
			return errors.New("the conference is named twice")
		case literally:
			*into = flags.ConferenceTarget{Name: text}
			return nil
		}
		*into, err = flags.ParseConference(text)
		return err
	})
}

func (r *reader) sid(into *string) func(yamlfile.Node) error {
	return r.read(func(text string) error { *into = text; return flags.CheckSID(text) })
}

func (r *reader) number(into *number.Pattern) func(yamlfile.Node) error {
	return r.read(func(text string) (err error) { *into, err = number.Parse(text); return err })
}

func (r *reader) since(into *string) func(yamlfile.Node) error {
	return r.read(func(text string) error {
		*into = text
		if _, ok := timestamp.Since(text, time.Now()); !ok {
			return errors.New("want a day such as 2026-11-23 or yesterday, a time, or how long ago, such as 24h")
		}
		return nil
	})
}

// statuses reads one status, or a list of them.
func (r *reader) statuses(into *[]string, known []string) func(yamlfile.Node) error {
	one := r.read(func(text string) error {
		if !slices.Contains(known, text) {
			return errors.New("want one of " + strings.Join(known, ", "))
		}
		*into = append(*into, text)
		return nil
	})
	return func(node yamlfile.Node) error {
		if node.IsList() {
			return node.Items(one)
		}
		return one(node)
	}
}

// where reads a condition on what a list keeps.
func (r *reader) where(into *[]expect.Clause, of kind) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error {
		var read []condition.Condition
		if err := r.condition(&read, of)(node); err != nil {
			return err
		}
		*into = append(*into, expect.Clause{Condition: read[0], Name: "where"})
		return nil
	}
}

// condition reads a condition on the items of a kind.
func (r *reader) condition(into *[]condition.Condition, of kind) func(yamlfile.Node) error {
	return r.read(func(text string) error {
		parsed, err := condition.Parse(text)
		switch {
		case err != nil:
			return err
		case parsed.NeedsCount() && of.isList():
			return errors.New("how many there are is what expect_count is about")
		case parsed.NeedsCount() && of != aConference:
			return errors.New("there is nothing to count; want a field")
		case parsed.OfExistence() && of.isList():
			return errors.New("what a list has is there; want a condition on a field")
		}
		*into = append(*into, parsed)
		return nil
	})
}

// counts reads comparisons of a count: one, or a list of them.
func (r *reader) counts(into *[]condition.Condition) func(yamlfile.Node) error {
	one := r.read(func(text string) error {
		if strings.Contains("0123456789", text[:1]) {
			text = "=" + text // a bare number is meant exactly
		}
		parsed, err := condition.Parse(condition.Count + text)
		if err != nil {
			return errors.New("want a comparison such as \">=2\"")
		}
		*into = append(*into, parsed)
		return nil
	})
	return func(node yamlfile.Node) error {
		if node.IsList() {
			return node.Items(one)
		}
		return one(node)
	}
}
