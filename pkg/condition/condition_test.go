package condition

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const object = `{"call_sid": "a", "muted": true, "hold": false, "coach": null, "status": "in-progress", "duration": 42, "price": "0.0030",
	"date_created": "Mon, 23 Nov 2026 11:50:00 +0000", "date_updated": "whenever", "call": {"from": "+13105550101"}, "list": [1], "big": 1e400}`

func TestJudge(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{ // the mismatch, empty when it holds
		"muted=true":                        "",
		" muted = true ":                    "",
		"muted!=false":                      "",
		"muted=false":                       "muted: want false, got true",
		"hold!=false":                       "hold: want != false, got false",
		"coach=null":                        "",
		"coach!=null":                       "coach: want != null, got null",
		"coach=x":                           "coach: want x, got null",
		"muted=null":                        "muted: want null, got true",
		"status=in-progress":                "",
		"status!=completed":                 "",
		"status~^in-":                       "",
		"status~^completed$":                "status: want ~ ^completed$, got in-progress",
		"duration=42.0":                     "",
		"duration>=42":                      "",
		"duration<42":                       "duration: want < 42, got 42",
		"duration>41":                       "",
		"duration<=41":                      "duration: want <= 41, got 42",
		"price=0.0030":                      "",
		"price=0.003":                       "price: want 0.003, got 0.0030",
		"price<0.01":                        "",
		"call.from=+13105550101":            "",
		"call.from~^\\+1":                   "",
		"date_created<5m ago":               "",
		"date_created<15m ago":              "date_created: want < 15m ago, got Mon, 23 Nov 2026 11:50:00 +0000",
		"date_created=2026-11-23T11:50:00Z": "",
		"date_created=Mon, 23 Nov 2026 12:50:00 +0100": "",
		"date_created>2026-11-23":                      "",
		"date_updated=whenever":                        "",
		"call_sid<b":                                   "",
		"big~^1e":                                      "",
		"call!=null":                                   "",
		"nosuch=null":                                  "",
		"nosuch=x":                                     "nosuch: want x, got null",
		"exists":                                       "",
		"gone":                                         "want it gone, but it exists",
		"count>=2":                                     "",
		"count=3":                                      "count: want 3, got 2",
	} {
		c, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		verdict, err := c.Judge(Subject{Object: []byte(object), Count: 2, Now: now})
		if err != nil || verdict.Mismatch != want || verdict.Holds != (want == "") || verdict.NoField != strings.HasPrefix(text, "nosuch") {
			t.Errorf("%s: %+v, %v; want %q", text, verdict, err, want)
		}
	}
}

func TestJudgeNothing(t *testing.T) {
	t.Parallel()
	for text, object := range map[string]string{"gone": "", "exists": `{"status": "in-progress"}`, " gone ": `{"status": "completed"}`} {
		c, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s := Subject{Object: []byte(object)}
		if object == "" {
			s.Object = nil
		}
		if verdict, err := c.Judge(s); err != nil || !verdict.Holds {
			t.Errorf("%s of %q: %+v, %v", text, object, verdict, err)
		}
	}
	c, _ := Parse("muted=false")
	if verdict, err := c.Judge(Subject{}); err != nil || verdict.Holds || verdict.NoField || verdict.Mismatch != "muted: want false, got nothing" {
		t.Errorf("of nothing: %+v, %v", verdict, err)
	}
}

func TestWrongConditions(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "muted", "muted true", "=true", "~x", "1=2", "muted==", "status~[", "count=many", "count~2", "count<1e9", "count=1/2", "exist", "exists=false", "gone!=true", "a-b=c"} {
		if c, err := Parse(text); err == nil && text != "muted==" {
			t.Errorf("%q is read as %s", text, c)
		}
	}
	for _, text := range []string{"muted=yes", "muted<true", "duration=long", "call=x", "call~from", "list=1", "list~1", "date_created<soon", "duration=0x10", "big=1"} {
		c, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if _, err := c.Judge(Subject{Object: []byte(object), Now: now}); !errors.Is(err, ErrType) {
			t.Errorf("%s: %v, want %v", text, err, ErrType)
		}
	}
	if got := strings.Join(Fields([]byte(`{"b":1,"a":2}`)), ","); got != "a,b" {
		t.Errorf("Fields: %s", got)
	}
}

// FuzzCondition reads any condition and judges any object by it: what is read means the same when it is written again,
// the same for the same object written otherwise, and with = and != the opposite.
func FuzzCondition(f *testing.F) {
	for _, seed := range []string{"muted=true", "duration>=42", "date_created<5m ago", "status~^in", "gone", "count<2", "call.from!=x"} {
		f.Add(seed, object)
	}
	f.Fuzz(func(t *testing.T, text, object string) {
		c, err := Parse(text)
		if err != nil {
			return
		}
		judge := func(c Condition, object string) (Verdict, error) {
			verdict, err := c.Judge(Subject{Object: []byte(object), Now: now})
			if err == nil && verdict.Holds == (verdict.Mismatch != "") || err != nil && (!errors.Is(err, ErrType) || verdict.Holds) {
				t.Errorf("%q of %s: %+v, %v", c, object, verdict, err)
			}
			return verdict, err
		}
		verdict, err := judge(c, object)
		again, err2 := Parse(c.String())
		if err2 != nil {
			t.Fatalf("%q is written %q, which is not read: %v", text, c, err2)
		}
		if verdict2, err2 := judge(again, object); verdict != verdict2 || (err == nil) != (err2 == nil) {
			t.Errorf("%q: %+v %v, again %+v %v", text, verdict, err, verdict2, err2)
		}
		if otherwise, ok := rewritten(object); ok {
			if verdict2, err2 := judge(c, otherwise); verdict.Holds != verdict2.Holds || verdict.NoField != verdict2.NoField || (err == nil) != (err2 == nil) {
				t.Errorf("%q: %+v %v of %s, %+v %v of %s", text, verdict, err, object, verdict2, err2, otherwise)
			}
		}
		opposite := map[string]string{"=": "!=", "!=": "="}[c.operator]
		if not, err2 := Parse(c.field + opposite + c.value); opposite != "" && err2 == nil && object != "" {
			if verdict2, err2 := judge(not, object); (err == nil) != (err2 == nil) || err == nil && verdict.Holds == verdict2.Holds {
				t.Errorf("%q: %+v %v, but %q: %+v %v", c, verdict, err, not, verdict2, err2)
			}
		}
	})
}

// rewritten is the same JSON with other blanks and escapes and another order of keys.
func rewritten(text string) (string, bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if !json.Valid([]byte(text)) || decoder.Decode(&value) != nil {
		return "", false
	}
	other, err := json.MarshalIndent(value, "\t", " ")
	return string(other), err == nil
}
