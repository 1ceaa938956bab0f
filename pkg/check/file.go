// Package check runs the checks of a file, each of which says what must be true.
package check

import (
	"slices"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/flags"
	"confcall/pkg/number"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
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
	within   time.Duration         // how long it may take to become true
	interval time.Duration         // from one poll to the next
}

// A target is what a check is about.
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

// rules bound a file: a few bytes of YAML can take hundreds of times their size once they are read.
var rules = yamlfile.Rules{MaxBytes: MaxBytes, MaxItems: 20_000}

// MaxBytes bounds a check file.
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
		return node.Errorf("%s: want one of %s, got %d", yamlfile.Quoted(c.Name), kindsInWords(), len(targets))
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

// target reads what a check is about. A conference may be named by a string alone.
func (r *reader) target(t *target, node yamlfile.Node) error {
	if t.kind == aConference && !node.IsMapping() {
		return r.conference(&t.conference)(node)
	}
	conference := []yamlfile.Field{yamlfile.Key("conference", r.conference(&t.conference)),
		yamlfile.Key("conference_name", r.conferenceName(&t.conference))}
	items := []yamlfile.Field{yamlfile.Key("where", yamlfile.List(r.where(&t.where, t.kind))), yamlfile.Key("since", r.since(&t.since))}
	call := []yamlfile.Field{yamlfile.Key("call", r.sid(&t.sid)), yamlfile.Key("number", r.number(&t.number))}
	var fields []yamlfile.Field
	switch t.kind {
	case aConference:
		fields = []yamlfile.Field{yamlfile.Key("name", r.conference(&t.conference)),
			yamlfile.Key("conference_name", r.conferenceName(&t.conference)), yamlfile.Key("sid", r.sid(&t.conference.SID))}
	case allConferences:
		fields = append(items, yamlfile.Key("status",
			r.statuses(&t.statuses, append(signalwire.LiveStatuses(), status.Completed))))
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

// problem says what a target lacks, or what it has twice; empty if it is right.
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
