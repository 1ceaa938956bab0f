package sandbox

import (
	"fmt"
	"time"
	"unicode/utf8"

	"confcall/pkg/yamlfile"
)

// A few bytes of YAML can take hundreds of times their size once they are read, and an item thousands of times.
const (
	maxData  = 1 << 20 // bytes of a data file
	maxItems = 20_000  // in all its lists
)

var dataRules = yamlfile.Rules{MaxBytes: maxData, MaxItems: maxItems}

// ReadData reads what a server is to have from a YAML or JSON file, whose times may count from now.
// An error about its content names the file and the line; any other one is an *fs.PathError.
func ReadData(path string, now time.Time) (*Data, error) {
	root, err := yamlfile.Read(path, dataRules)
	if err != nil {
		return nil, err
	}
	return readData(root, now.UTC().Truncate(time.Second))
}

// readData makes the data. What a conference, a participant or a call does not say of itself follows from what is
// around it, so that a file of three lines is enough.
func readData(root yamlfile.Node, now time.Time) (*Data, error) {
	f := &dataFile{now: now, sids: map[string]int{}}
	d := &Data{}
	err := root.Fields("the file",
		yamlfile.Key("conferences", yamlfile.List(func(node yamlfile.Node) error { return f.conference(d, node) })),
		yamlfile.Key("calls", yamlfile.List(func(node yamlfile.Node) error { return f.lonelyCall(d, node) })),
	)
	if err != nil {
		return nil, err
	}
	f.nameAll(d)
	return d, nil
}

func (f *dataFile) conference(d *Data, node yamlfile.Node) error {
	c := newConference("", fmt.Sprintf("Conference %d", len(d.conferences)+1), time.Time{})
	var participants, recordings, streams []yamlfile.Node
	err := node.Fields("a conference",
		yamlfile.Key("sid", f.sid(&c.SID)),
		yamlfile.Key("friendly_name", yamlfile.Text(&c.FriendlyName)),
		yamlfile.Key("status", yamlfile.OneOf(&c.Status, conferenceStates()...)),
		yamlfile.Key("region", yamlfile.OneOf(&c.Region, "us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1")),
		yamlfile.Key("date_created", f.date(&c.DateCreated)),
		yamlfile.Key("date_updated", f.date(&c.DateUpdated)),
		yamlfile.Key("participants", yamlfile.List(collect(&participants))),
		yamlfile.Key("recordings", yamlfile.List(collect(&recordings))),
		yamlfile.Key("streams", yamlfile.List(collect(&streams))),
	)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(c.FriendlyName) > maxName {
		return node.Errorf("friendly_name: it is longer than %d characters", maxName)
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
		err := node.Fields("a stream", yamlfile.Key("sid", f.sid(&t.SID)), yamlfile.Key("name", yamlfile.Optional(&t.Name)),
			yamlfile.Key("status", yamlfile.OneOf(&t.Status, streamStates()...)), yamlfile.Key("date_updated", f.date(&t.DateUpdated)))
		if err != nil {
			return err
		}
		this.streams = append(this.streams, t)
	}
	return nil
}

func collect(nodes *[]yamlfile.Node) func(yamlfile.Node) error {
	return func(node yamlfile.Node) error { *nodes = append(*nodes, node); return nil }
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
func (f *dataFile) participant(c *conferenceData, node yamlfile.Node, i, place int) error {
	p := participant{Status: inProgress, StartConferenceOnEnter: true}
	if c.conference.Status == completed {
		p.Status = completed
	}
	var target string
	var callNode yamlfile.Node
	err := node.Fields("a participant",
		yamlfile.Key("call_sid", f.sid(&p.CallSID)),
		yamlfile.Key("status", yamlfile.OneOf(&p.Status, inProgress, completed)),
		yamlfile.Key("muted", yamlfile.Bool(&p.Muted)),
		yamlfile.Key("hold", yamlfile.Bool(&p.Hold)),
		yamlfile.Key("coaching", yamlfile.Bool(&p.Coaching)),
		yamlfile.Key("call_sid_to_coach", reference(&target)),
		yamlfile.Key("start_conference_on_enter", yamlfile.Bool(&p.StartConferenceOnEnter)),
		yamlfile.Key("end_conference_on_exit", yamlfile.Bool(&p.EndConferenceOnExit)),
		yamlfile.Key("date_created", f.date(&p.DateCreated)),
		yamlfile.Key("date_updated", f.date(&p.DateUpdated)),
		yamlfile.Key("call", func(node yamlfile.Node) error { callNode = node; return nil }),
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
		return node.Errorf("status: the conference is completed, and so are its participants")
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
func (f *dataFile) checkTargets(c *conferenceData, nodes []yamlfile.Node) error {
	there := map[string]bool{}
	for _, p := range c.participants {
		there[p.participant.CallSID] = true
	}
	for i, p := range c.participants {
		target := p.participant.CallSIDToCoach
		if target == nil && p.participant.Coaching {
			return nodes[i].Errorf("coaching: it needs call_sid_to_coach")
		}
		if target != nil && (!there[*target] || *target == p.participant.CallSID) {
			return nodes[i].Errorf("call_sid_to_coach: %s is not another participant of the conference", *target)
		}
	}
	return nil
}

func (f *dataFile) recording(c *conferenceData, node yamlfile.Node) error {
	r := newRecording("", c.conference.DateCreated.at)
	r.Status = completed
	seconds := -1
	var updated date
	err := node.Fields("a recording",
		yamlfile.Key("sid", f.sid(&r.SID)),
		yamlfile.Key("status", yamlfile.OneOf(&r.Status, recordingStates()...)),
		yamlfile.Key("source", yamlfile.OneOf(&r.Source, recordingSources()...)),
		yamlfile.Key("channels", yamlfile.OneOf(&r.Channels, "1", "2")),
		yamlfile.Key("duration", wholeSeconds(&seconds)),
		yamlfile.Key("date_created", f.date(&r.DateCreated)),
		yamlfile.Key("date_updated", f.date(&updated)),
	)
	if err != nil {
		return err
	}
	r.StartTime, r.DateUpdated = r.DateCreated, r.DateCreated
	if r.active() {
		if seconds >= 0 {
			return node.Errorf("duration: a recording that is %s has none yet", r.Status)
		}
		if c.conference.Status == completed {
			return node.Errorf("status: the conference is completed, so no recording in it is %s", r.Status)
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
