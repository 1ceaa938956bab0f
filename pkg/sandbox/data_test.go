package sandbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confcall/pkg/yamlfile"
)

func TestExampleData(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	data, err := ReadData("../../examples/sandbox.yaml", now)
	if err != nil {
		t.Fatal(err)
	}
	if conferences, participants := data.Size(); conferences != 4 || participants != 7 {
		t.Errorf("%d conferences, %d participants", conferences, participants)
	}
	c := newCaller(t, Options{Data: data})
	const conference, host = "11111111-1111-4111-8111-000000000001", "22222222-2222-4222-8222-000000000001"
	c.get("Conferences").lists(conference, "c0000000-0000-4000-8000-000000000001", "c0000000-0000-4000-8000-000000000002", "c0000000-0000-4000-8000-000000000003")
	c.get("Conferences/"+conference).ok("friendly_name", "Morning stand-up", "date_created", "Mon, 23 Nov 2026 11:40:00 +0000", "date_updated", "Mon, 23 Nov 2026 11:42:00 +0000")
	c.get("Conferences/"+conference+"/Participants/22222222-2222-4222-8222-000000000002").ok("muted", true, "hold", true, "status", "in-progress",
		"start_conference_on_enter", true, "end_conference_on_exit", false, "date_created", "Mon, 23 Nov 2026 11:41:00 +0000")
	c.get("Conferences/"+conference+"/Participants/22222222-2222-4222-8222-000000000003").ok("coaching", true, "call_sid_to_coach", host)
	c.get("Calls/"+host).ok("from", "+13105550101", "formatted_from", "(310) 555-0101", "direction", "outbound", "answered_by", "human",
		"caller_name", "Ada", "duration", 1200.0, "status", "in-progress", "annotation", "The one who invites")
	c.get("Calls/22222222-2222-4222-8222-000000000009").ok("status", "completed", "start_time", "Mon, 23 Nov 2026 10:00:00 +0000",
		"end_time", "Mon, 23 Nov 2026 10:01:15 +0000", "duration", 75.0, "price", -0.006)
	c.get("Conferences/"+conference+"/Recordings/33333333-3333-4333-8333-000000000001").ok("status", "in-progress", "channels", "2", "channel", "2", "duration", 0.0)
	c.get("Conferences/"+conference+"/Recordings/33333333-3333-4333-8333-000000000002").ok("status", "completed", "duration", 42.0)
	c.post("Conferences/"+conference+"/Streams/44444444-4444-4444-8444-000000000001", "Status", "stopped").ok("name", "captions")
	c.get("Conferences/c0000000-0000-4000-8000-000000000001").ok("status", "completed")
	c.get("Conferences/c0000000-0000-4000-8000-000000000001/Participants").lists()
	c.get("Calls/ca000000-0000-4000-8000-000000000001").ok("status", "completed", "duration", 3600.0)
	c.get("Conferences/c0000000-0000-4000-8000-000000000002").ok("status", "init")
	c.get("Conferences/c0000000-0000-4000-8000-000000000003/Participants?Muted=true").lists("ca000000-0000-4000-8000-000000000003")

	// Data serves as many servers as one likes, each afresh.
	c.post("Conferences/"+conference, "Status", "completed").ok("status", "completed")
	newCaller(t, Options{Data: data}).get("Conferences/"+conference).ok("status", "in-progress")
}

// parseData reads a data file's content.
func parseData(path string, data []byte, now time.Time) (*Data, error) {
	root, err := yamlfile.Parse(path, data, dataRules)
	if err != nil {
		return nil, err
	}
	return readData(root, now)
}

func TestDataForms(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "a comment": "# nothing\n", "null": "null", "an empty mapping": "{}", "no conferences": "conferences:\n", "an empty list": "conferences: []",
	} {
		c := newCaller(t, Options{Data: mustParse(t, text)})
		if got := c.get("Conferences").sids(); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	c := newCaller(t, Options{Data: mustParse(t, `{
	"conferences": [
		{"friendly_name": "\ud83d\ude00 \\ud83d\\ude00", "sid": "AAAAAAAA-0000-4000-8000-000000000001", "participants": [null, {"hold": true, "call": {"from": "sip:a@example.com"}}]}
	]
}`)})
	c.get("Conferences/aaaaaaaa-0000-4000-8000-000000000001").ok("friendly_name", "😀 \\ud83d\\ude00", "sid", "aaaaaaaa-0000-4000-8000-000000000001")
	c.get("Calls/ca000000-0000-4000-8000-000000000002").ok("from", "sip:a@example.com", "formatted_from", "sip:a@example.com", "to", "+13105550100")

	// A SID that is made up is none that the file has.
	c = newCaller(t, Options{Data: mustParse(t, "conferences: [{}, {sid: c0000000-0000-4000-8000-000000000001, friendly_name: 007}]\ncalls: [{duration: 90}, {status: busy}]")})
	c.get("Conferences").lists("c0000000-0000-4000-8000-000000000002", "c0000000-0000-4000-8000-000000000001")
	c.get("Conferences?FriendlyName=007").lists("c0000000-0000-4000-8000-000000000001")
	c.get("Conferences?FriendlyName=Conference+1").lists("c0000000-0000-4000-8000-000000000002")
	c.get("Calls/ca000000-0000-4000-8000-000000000001").ok("duration", 90.0, "start_time", "Mon, 23 Nov 2026 11:58:30 +0000", "status", "in-progress")
	c.get("Calls/ca000000-0000-4000-8000-000000000002").ok("duration", 0.0, "status", "busy", "price", nil)

	dates := newCaller(t, Options{Data: mustParse(t, `conferences:
  - date_created: 2026-11-23T13:00:00+02:00
  - date_created: Mon, 23 Nov 2026 11:00:00 +0000
  - date_created: 1h0m ago
  - date_created: 2026-11-22
`)})
	dates.get("Conferences?DateCreated=2026-11-22").lists("c0000000-0000-4000-8000-000000000004")
	for _, n := range []string{"1", "2", "3"} {
		dates.get("Conferences/c0000000-0000-4000-8000-00000000000"+n).ok("date_created", "Mon, 23 Nov 2026 11:00:00 +0000")
	}
}

func TestDataRefused(t *testing.T) {
	t.Parallel()
	const sid = "11111111-1111-4111-8111-000000000001"
	for _, test := range []struct{ name, text, want string }{
		{"no YAML", "conferences:\n\t- x", ":2: not valid YAML: "},
		{"a broken first line", "[", ":1: not valid YAML: "},
		{"two documents", "conferences: []\n---\ncalls: []", ":2: want one YAML document"},
		{"a list", "- x", ":1: want the file, which is a mapping, got a list"},
		{"an unknown key", "conferences: []\nconference: []", `:2: unknown key "conference" of the file; want one of conferences, calls`},
		{"an unknown key of a conference", "conferences:\n  - friendly_name: x\n    name: x", `:3: unknown key "name" of a conference`},
		{"an unknown key of a participant", "conferences: [{participants: [{\nmute: true}]}]", `:2: unknown key "mute" of a participant`},
		{"an unknown key of a call", "conferences: [{participants: [{call: {\nnumber: 1}}]}]", `:2: unknown key "number" of a call`},
		{"a SID in a participant's call", "conferences: [{participants: [{call: {sid: " + sid + "}}]}]", `:1: unknown key "sid" of a call`},
		{"a key that is no word", "? [x]\n: y", `:1: unknown key "" of the file`},
		{"a key twice", "conferences: []\nconferences: []", `:2: the key "conferences" stands here a second time`},
		{"no list", "conferences: {}", ":1: conferences: want a list, got a mapping"},
		{"no mapping", "conferences:\n  - x", `:2: want a conference, which is a mapping, got "x"`},
		{"no text", "conferences: [{friendly_name: true}]", ":1: friendly_name: want text or a number, got true or false (quote it if it is text)"},
		{"blank text", `conferences: [{friendly_name: ""}]`, ":1: friendly_name: want text that is not empty"},
		{"a long name", "conferences:\n- friendly_name: " + strings.Repeat("é", 65), ":2: friendly_name: it is longer than 64 characters"},
		{"no SID", "conferences: [{sid: 472co}]", ":1: sid: want a SID"},
		{"a SID twice", "conferences:\n- sid: " + sid + "\n- sid: " + sid, ":3: sid: " + sid + " stands in line 2 already"},
		{"a SID twice, of different things", "conferences:\n- sid: " + sid + "\n  participants:\n  - call_sid: " + sid, ":4: call_sid: " + sid + " stands in line 2 already"},
		{"a call in two conferences", "conferences:\n- participants: [{call_sid: " + sid + "}]\n- participants: [{call_sid: " + strings.ToUpper(sid) + "}]", ":3: call_sid: "},
		{"an unknown status", "conferences: [{status: over}]", `:1: status: "over" is none of init, in-progress, completed`},
		{"an unknown region", "conferences: [{region: fr1}]", `:1: region: "fr1" is none of us1, `},
		{"no boolean", "conferences: [{participants: [{muted: yes}]}]", `:1: muted: want true or false, got "yes"`},
		{"a quoted boolean", "conferences: [{participants: [{muted: \"true\"}]}]", `:1: muted: want true or false, got "true"`},
		{"no time", "conferences: [{date_created: yesterday}]", `:1: date_created: "yesterday" is no time`},
		{"a time to come", "conferences: [{date_created: -5m ago}]", `:1: date_created: "-5m ago" is no time`},
		{"no seconds", "conferences: [{recordings: [{duration: 1.5}]}]", ":1: duration: want whole seconds"},
		{"negative seconds", "conferences: [{recordings: [{duration: -1}]}]", ":1: duration: want whole seconds"},
		{"too many seconds", "conferences: [{recordings: [{duration: 86401}]}]", ":1: duration: want whole seconds"},
		{"the length of what goes on", "conferences: [{recordings: [{duration: 1, status: paused}]}]", ":1: duration: a recording that is paused has none yet"},
		{"a recording of what is over", "conferences: [{status: completed, recordings: [{status: in-progress}]}]", ":1: status: the conference is completed"},
		{"a participant of what is over", "conferences: [{status: completed, participants: [{status: in-progress}]}]", ":1: status: the conference is completed"},
		{"coaching nobody", "conferences:\n- participants:\n  - {}\n  - coaching: true", ":4: coaching: it needs call_sid_to_coach"},
		{"coaching someone elsewhere", "conferences:\n- participants:\n  - call_sid_to_coach: " + sid, ":3: call_sid_to_coach: " + sid + " is not another participant"},
		{"coaching oneself", "conferences: [{participants: [{call_sid: " + sid + ", coaching: true, call_sid_to_coach: " + sid + "}]}]", "is not another participant"},
		{"a stream of a broken kind", "conferences: [{streams: [x]}]", `:1: want a stream, which is a mapping, got "x"`},
		{"a recording of a broken kind", "conferences: [{recordings: [x]}]", `:1: want a recording, which is a mapping, got "x"`},
		{"a broken second document", "calls: []\n---\n[", ": not valid YAML: "},
		{"answered by a list", "calls: [{answered_by: [human]}]", ":1: answered_by: want text or a number, got a list"},
		{"answered by a dog", "calls: [{answered_by: dog}]", `:1: answered_by: "dog" is none of human, machine`},
		{"a reference", "conferences: &c []\ncalls: *c", ":2: calls: want a list, got a reference, which this file cannot have"},
		{"a merge", "conferences: [&c {status: init}, {<<: *c}]", `:1: unknown key "<<" of a conference`},
		{"very many items", "conferences: [{participants: [\n" + strings.Repeat("{},", maxItems) + "]}]", ":2: participants: more than 20000 items are in this file's lists"},
		{"a long value", "conferences: [{status: " + strings.Repeat("x", 1000) + "}]", `x…" is none of`},
	} {
		_, err := parseData("data.yaml", []byte(test.text), time.Now())
		if err == nil {
			t.Errorf("%s is taken", test.name)
		} else if text := err.Error(); !strings.HasPrefix(text, "data.yaml:") || !strings.Contains(text, test.want) || len(text) > 300 {
			t.Errorf("%s: got %s, want %s", test.name, text, test.want)
		}
	}
}

func TestReadData(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, path := range []string{filepath.Join(folder, "missing"), folder} {
		var problem *fs.PathError
		if _, err := ReadData(path, time.Now()); !errors.As(err, &problem) {
			t.Errorf("%s: %v", path, err)
		}
	}
	large := filepath.Join(folder, "large.yaml")
	file, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(maxData + 1); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadData(large, time.Now()); err == nil || !strings.Contains(err.Error(), "it is larger than 1 MiB") {
		t.Errorf("a large file: %v", err)
	}
}
