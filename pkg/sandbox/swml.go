package sandbox

import (
	"fmt"
	"net/http"
	"unicode/utf8"
)

// A joining is the conference that a call joins, and how.
type joining struct {
	name                         string
	muted, starts, ends, records bool
	trim, coach, region          string
	most                         int // participants, 0 for no bound
}

// where returns the region in which a new conference begins.
func (j *joining) where() string {
	if there, ok := map[string]string{"eu": "ie1", "ch": "de1"}[j.region]; ok {
		return there
	}
	return "us1"
}

// document reads what a call is to do: inline, or as the URL of a hosted document. A hosted document is not fetched, and the
// call does nothing.
func (v *validator) document() (*joining, *string) {
	switch {
	case !v.has("swml") && !v.has("url"):
		v.add("missing_required_parameter", "url", "either url or swml is required")
		return nil, nil
	case v.has("swml") && v.has("url"):
		v.invalid("url", "url and swml exclude each other")
		return nil, nil
	case v.has("url"):
		url := v.url("url", "http", "https")
		v.text("url", required)
		return nil, &url
	}
	swml := v.inner("swml", required)
	swml.only("version", "sections")
	swml.oneOf("version", optional, "1.0.0")
	sections := swml.inner("sections", required)
	main, given := sections.get("main", required)
	steps, ok := main.([]any)
	if given && (!ok || len(steps) == 0) {
		sections.invalid("main", "main must be a list of instructions")
	}
	var join *joining
	for i, step := range steps {
		at := &validator{path: fmt.Sprintf("%smain[%d].", sections.path, i), found: v.list()}
		object, _ := step.(map[string]any)
		if len(object) != 1 {
			at.invalid("", "an instruction must be an object with one method")
			continue
		}
		at.object = object
		at.only("join_conference", "answer", "play", "sleep", "hangup")
		if _, joins := object["join_conference"]; joins {
			j := at.inner("join_conference", required).joining()
			if join == nil {
				join = j
			}
		}
	}
	return join, nil
}

// joining reads the method that joins a conference.
func (v *validator) joining() *joining {
	v.only("name", "muted", "beep", "start_on_enter", "end_on_exit", "wait_url", "max_participants", "record", "region", "trim", "coach",
		"status_callback", "status_callback_event", "status_callback_event_type", "status_callback_method", "recording_status_callback",
		"recording_status_callback_event", "recording_status_callback_event_type", "recording_status_callback_method", "result", "stream")
	j := &joining{
		name: v.text("name", required), muted: v.boolean("muted", false), starts: v.boolean("start_on_enter", true),
		ends:    v.boolean("end_on_exit", false),
		records: v.oneOf("record", optional, "do-not-record", "record-from-start") == "record-from-start",
		trim:    v.oneOf("trim", optional, "trim-silence", "do-not-trim"), region: v.oneOf("region", optional, "global", "us", "eu", "ch"),
		coach: v.sid("coach", optional), most: v.whole("max_participants", 2, 100_000),
	}
	if j.trim == "" {
		j.trim = "trim-silence"
	}
	if utf8.RuneCountInString(j.name) > maxName {
		v.invalid("name", fmt.Sprintf("name must not be longer than %d characters", maxName))
	}
	v.oneOf("beep", optional, "true", "false", "onEnter", "onExit")
	for _, name := range []string{"wait_url", "status_callback", "recording_status_callback"} {
		v.url(name, "http", "https")
	}
	for _, name := range []string{"status_callback_method", "recording_status_callback_method"} {
		v.oneOf(name, optional, http.MethodGet, http.MethodPost)
	}
	for _, name := range []string{"status_callback_event_type", "recording_status_callback_event_type"} {
		v.oneOf(name, optional, "cxml", "laml", "relay")
	}
	v.events("status_callback_event", "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
	v.events("recording_status_callback_event", inProgress, completed, "absent")
	if v.has("stream") {
		stream := v.inner("stream", required)
		stream.text("url", required)
		stream.url("url", "wss")
	}
	return j
}
