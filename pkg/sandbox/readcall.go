package sandbox

import (
	"time"

	"confcall/pkg/yamlfile"
)

// lonelyCall reads a call that is in no conference.
func (f *dataFile) lonelyCall(d *Data, node yamlfile.Node) error {
	c := newCall("", f.now.Add(-20*time.Minute), len(d.calls)+501)
	if err := f.call(node, &c, yamlfile.Key("sid", f.sid(&c.SID))); err != nil {
		return err
	}
	d.calls = append(d.calls, c)
	return nil
}

// call reads what a file says of a call, and makes its times agree.
func (f *dataFile) call(node yamlfile.Node, c *call, more ...yamlfile.Field) error {
	duration := -1
	var started, ended date
	err := node.Fields("a call", append(more,
		yamlfile.Key("from", yamlfile.Text(&c.From)),
		yamlfile.Key("to", yamlfile.Text(&c.To)),
		yamlfile.Key("status", yamlfile.OneOf(&c.Status, callStates()...)),
		yamlfile.Key("direction", yamlfile.OneOf(&c.Direction, "inbound", "outbound")),
		yamlfile.Key("duration", wholeSeconds(&duration)),
		yamlfile.Key("date_created", f.date(&c.DateCreated)),
		yamlfile.Key("date_updated", f.date(&c.DateUpdated)),
		yamlfile.Key("start_time", f.date(&started)),
		yamlfile.Key("end_time", f.date(&ended)),
		yamlfile.Key("answered_by", func(node yamlfile.Node) error {
			c.AnsweredBy = new(string)
			return yamlfile.OneOf(c.AnsweredBy, "human", "machine")(node)
		}),
		yamlfile.Key("caller_name", yamlfile.Optional(&c.CallerName)),
		yamlfile.Key("forwarded_from", yamlfile.Optional(&c.ForwardedFrom)),
		yamlfile.Key("annotation", yamlfile.Optional(&c.Annotation)),
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
