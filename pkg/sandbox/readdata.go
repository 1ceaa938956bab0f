package sandbox

import (
	"fmt"
	"io"
	"os"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A few bytes of YAML can take hundreds of times their size once they are read, and an item thousands of times.
const (
	maxData  = 1 << 20 // bytes of a data file
	maxItems = 20_000  // in all its lists
)

// ReadData reads what a server is to have from a YAML or JSON file, whose times may count from now.
// An error about its content names the file and the line; any other one is an *fs.PathError.
func ReadData(path string, now time.Time) (*Data, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxData+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxData {
		return nil, fmt.Errorf("%s: it is larger than %d MiB", path, maxData>>20)
	}
	return parseData(path, data, now.UTC().Truncate(time.Second))
}

// parseData reads a data file's content. What a conference, a participant or a call does not say of itself follows
// from what is around it, so that a file of three lines is enough.
func parseData(path string, data []byte, now time.Time) (*Data, error) {
	f := &dataFile{path: path, now: now, sids: map[string]int{}}
	root, err := f.root(data)
	if root == nil || err != nil {
		return &Data{}, err
	}
	d := &Data{}
	err = f.fields(root, "the file",
		field{"conferences", f.items(func(node *yaml.Node) error { return f.conference(d, node) })},
		field{"calls", f.items(func(node *yaml.Node) error { return f.lonelyCall(d, node) })},
	)
	if err != nil {
		return nil, err
	}
	f.nameAll(d)
	return d, nil
}

func (f *dataFile) conference(d *Data, node *yaml.Node) error {
	c := newConference("", fmt.Sprintf("Conference %d", len(d.conferences)+1), time.Time{})
	var participants, recordings, streams []*yaml.Node
	err := f.fields(node, "a conference",
		field{"sid", f.sid(&c.SID)},
		field{"friendly_name", f.text(&c.FriendlyName)},
		field{"status", f.oneOf(&c.Status, conferenceStates()...)},
		field{"region", f.oneOf(&c.Region, "us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1")},
		field{"date_created", f.date(&c.DateCreated)},
		field{"date_updated", f.date(&c.DateUpdated)},
		field{"participants", f.items(collect(&participants))},
		field{"recordings", f.items(collect(&recordings))},
		field{"streams", f.items(collect(&streams))},
	)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(c.FriendlyName) > maxName {
		return f.problem(node, "friendly_name: it is longer than %d characters", maxName)
	}
	c.DateCreated = c.DateCreated.or(on(f.now.Add(-20 * time.Minute)))
	if c.Status == completed {
		c.DateUpdated = c.DateUpdated.or(f.later(c.DateCreated, 10*time.Minute))
	}
	c.DateUpdated = c.DateUpdated.or(c.DateCreated)

	// What is in the conference depends on the conference, whose keys can stand in any order.
	d.conferences = append(d.conferences, conferenceData{conference: c})
	this := &d.conferences[len(d.conferences)-1]
	for i, node := range participants {
		if err := f.participant(this, node, i, f.participants); err != nil {
			return err
		}
		f.participants++
	}
	if err := f.checkTargets(this, participants); err != nil {
		return err
	}
	for _, node := range recordings {
		if err := f.recording(this, node); err != nil {
			return err
		}
	}
	for _, node := range streams {
		t := stream{Status: inProgress, DateUpdated: c.DateUpdated}
		if c.Status != inProgress {
			t.Status = stopped
		}
		err := f.fields(node, "a stream", field{"sid", f.sid(&t.SID)}, field{"name", f.optional(&t.Name)},
			field{"status", f.oneOf(&t.Status, streamStates()...)}, field{"date_updated", f.date(&t.DateUpdated)})
		if err != nil {
			return err
		}
		this.streams = append(this.streams, t)
	}
	return nil
}

func collect(nodes *[]*yaml.Node) func(*yaml.Node) error {
	return func(node *yaml.Node) error { *nodes = append(*nodes, node); return nil }
}

// later is a time some way behind a date, but not in the future.
func (f *dataFile) later(d date, by time.Duration) date {
	at := d.at.Add(by)
	if at.After(f.now) {
		at = f.now
	}
	if at.Before(d.at) {
		return d
	}
	return on(at)
}

// participant reads the participant of a place in its conference and among all.
func (f *dataFile) participant(c *conferenceData, node *yaml.Node, i, place int) error {
	p := participant{Status: inProgress, StartConferenceOnEnter: true}
	if c.conference.Status == completed {
		p.Status = completed
	}
	var target string
	callNode := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	err := f.fields(node, "a participant",
		field{"call_sid", f.sid(&p.CallSID)},
		field{"status", f.oneOf(&p.Status, inProgress, completed)},
		field{"muted", f.boolean(&p.Muted)},
		field{"hold", f.boolean(&p.Hold)},
		field{"coaching", f.boolean(&p.Coaching)},
		field{"call_sid_to_coach", f.reference(&target)},
		field{"start_conference_on_enter", f.boolean(&p.StartConferenceOnEnter)},
		field{"end_conference_on_exit", f.boolean(&p.EndConferenceOnExit)},
		field{"date_created", f.date(&p.DateCreated)},
		field{"date_updated", f.date(&p.DateUpdated)},
		field{"call", func(_ string, node *yaml.Node) error { callNode = node; return nil }},
	)
	if err != nil {
		return err
	}
	if target != "" {
		p.CallSIDToCoach = &target
	}
	p.DateCreated = p.DateCreated.or(f.later(c.conference.DateCreated, time.Duration(i)*time.Minute))
	if p.Status == completed {
		p.DateUpdated = p.DateUpdated.or(c.conference.DateUpdated)
	}
	p.DateUpdated = p.DateUpdated.or(p.DateCreated)

	if c.conference.Status == completed && p.Status != completed {
		return f.problem(node, "status: the conference is completed, and so are its participants")
	}
	call := newCall(p.CallSID, p.DateCreated.at, place+1)
	if p.Status == completed {
		call.Status, call.EndTime, call.DateUpdated = completed, p.DateUpdated, p.DateUpdated
	}
	if err := f.call(callNode, &call); err != nil {
		return err
	}
	c.participants = append(c.participants, participantData{p, call})
	return nil
}

// checkTargets wants those who coach to coach another one who is there.
func (f *dataFile) checkTargets(c *conferenceData, nodes []*yaml.Node) error {
	there := map[string]bool{}
	for _, p := range c.participants {
		there[p.participant.CallSID] = true
	}
	for i, p := range c.participants {
		target := p.participant.CallSIDToCoach
		if target == nil && p.participant.Coaching {
			return f.problem(nodes[i], "coaching: it needs call_sid_to_coach")
		}
		if target != nil && (!there[*target] || *target == p.participant.CallSID) {
			return f.problem(nodes[i], "call_sid_to_coach: %s is not another participant of the conference", *target)
		}
	}
	return nil
}

// lonelyCall reads a call that is in no conference.
func (f *dataFile) lonelyCall(d *Data, node *yaml.Node) error {
	c := newCall("", f.now.Add(-20*time.Minute), len(d.calls)+501)
	if err := f.call(node, &c, field{"sid", f.sid(&c.SID)}); err != nil {
		return err
	}
	d.calls = append(d.calls, c)
	return nil
}

// call reads what a file says of a call, and makes its times agree.
func (f *dataFile) call(node *yaml.Node, c *call, more ...field) error {
	duration := -1
	var started, ended date
	err := f.fields(node, "a call", append(more,
		field{"from", f.text(&c.From)},
		field{"to", f.text(&c.To)},
		field{"status", f.oneOf(&c.Status, callStates()...)},
		field{"direction", f.oneOf(&c.Direction, "inbound", "outbound")},
		field{"duration", f.seconds(&duration)},
		field{"date_created", f.date(&c.DateCreated)},
		field{"date_updated", f.date(&c.DateUpdated)},
		field{"start_time", f.date(&started)},
		field{"end_time", f.date(&ended)},
		field{"answered_by", func(name string, node *yaml.Node) error {
			c.AnsweredBy = new(string)
			return f.oneOf(c.AnsweredBy, "human", "machine")(name, node)
		}},
		field{"caller_name", f.optional(&c.CallerName)},
		field{"forwarded_from", f.optional(&c.ForwardedFrom)},
		field{"annotation", f.optional(&c.Annotation)},
	)...)
	if err != nil {
		return err
	}
	length := time.Duration(max(0, duration)) * time.Second
	if c.active() {
		if duration >= 0 {
			started = started.or(on(f.now.Add(-length)))
		}
		c.StartTime, c.EndTime = started.or(c.StartTime), date{}
		return nil
	}
	c.StartTime = started.or(c.StartTime)
	if duration >= 0 {
		ended = ended.or(on(c.StartTime.at.Add(length)))
	}
	c.EndTime = ended.or(c.EndTime).or(c.StartTime)
	c.Duration = max(0, int(c.EndTime.at.Sub(c.StartTime.at).Seconds()))
	return nil
}

func (f *dataFile) recording(c *conferenceData, node *yaml.Node) error {
	r := newRecording("", c.conference.DateCreated.at)
	r.Status = completed
	seconds := -1
	var updated date
	err := f.fields(node, "a recording",
		field{"sid", f.sid(&r.SID)},
		field{"status", f.oneOf(&r.Status, recordingStates()...)},
		field{"source", f.oneOf(&r.Source, recordingSources()...)},
		field{"channels", f.oneOf(&r.Channels, "1", "2")},
		field{"duration", f.seconds(&seconds)},
		field{"date_created", f.date(&r.DateCreated)},
		field{"date_updated", f.date(&updated)},
	)
	if err != nil {
		return err
	}
	r.StartTime, r.DateUpdated = r.DateCreated, r.DateCreated
	if r.active() {
		if seconds >= 0 {
			return f.problem(node, "duration: a recording that is %s has none yet", r.Status)
		}
		if c.conference.Status == completed {
			return f.problem(node, "status: the conference is completed, so no recording in it is %s", r.Status)
		}
	} else {
		if seconds < 0 {
			seconds = 30
		}
		r.finish(r.Status, seconds)
	}
	r.DateUpdated = updated.or(r.DateUpdated)
	c.recordings = append(c.recordings, r)
	return nil
}

// nameAll gives a SID to all that has none in the file, the same in each run.
func (f *dataFile) nameAll(d *Data) {
	last := map[string]int{}
	name := func(target *string, prefix string) {
		for *target == "" {
			last[prefix]++
			sid := fmt.Sprintf("%s-0000-4000-8000-%012d", prefix, last[prefix])
			if _, taken := f.sids[sid]; !taken {
				*target = sid
			}
		}
	}
	for i := range d.conferences {
		c := &d.conferences[i]
		name(&c.conference.SID, "c0000000")
		for j := range c.participants {
			p := &c.participants[j]
			name(&p.participant.CallSID, "ca000000")
			p.call.SID = p.participant.CallSID
		}
		for j := range c.recordings {
			name(&c.recordings[j].SID, "5ec00000")
		}
		for j := range c.streams {
			name(&c.streams[j].SID, "57000000")
		}
	}
	for i := range d.calls {
		name(&d.calls[i].SID, "ca000000")
	}
}
