package condition

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const object = `{"call_sid": "a", "muted": true, "hold": false, "coach": null, "status": "in-progress", "duration": 42, "price": "0.0030", "cost": "-0.0025", "small": 3.0e-05, "large": 12345678901234567890, "zero": -0, "code": "007", "channels": "1", "word": "null", "quote": "\"x\" =1",
	"date_created": "Mon, 23 Nov 2026 11:50:00 +0000", "date_updated": "whenever", "call": {"from": "+13105550101"}, "list": [1], "big": 1e400, "end_time": "", "start_time": "2026-11-23t11:50:00z", "day": "2026-11-23", "a0": 1, "a9": 2, "when": "2026-11-23T11:50:00Z", "talk_time": "42", "sid": "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e1002"}`

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
		`status="'in-progress'"`:            "status: want \"'in-progress'\", got in-progress",
		"status!='":                         "",
		"status!=rock 'n' roll":             "",
		"status!=completed":                 "",
		"status~^in-":                       "",
		"status~^completed$":                "status: want ~ ^completed$, got in-progress",
		"duration=42.0":                     "",
		"duration>=42":                      "",
		"duration<42":                       "duration: want < 42, got 42",
		"duration>41":                       "",
		"duration>42":                       "duration: want > 42, got 42",
		"date_created>2026-11-23T11:50:00Z": "date_created: want > 2026-11-23T11:50:00Z, got Mon, 23 Nov 2026 11:50:00 +0000",
		"duration<=41":                      "duration: want <= 41, got 42",
		"price=0.0030":                      "",
		"price=0.003":                       "", // a number that is written as text
		`price="0.003"`:                     `price: want "0.003", got 0.0030`,
		`price="0.0030"`:                    "",
		"cost=-0.0025":                      "",
		"cost=-2.5e-3":                      "",
		"cost<0":                            "",
		"cost>-0.0024":                      "cost: want > -0.0024, got -0.0025",
		"cost<=-0.0025":                     "",
		"small=0.00003":                     "",
		"small=3e-5":                        "",
		"small=3E-005":                      "",
		"small<0.000030000000000000000001":  "",
		"large=12345678901234567890":        "",
		"large=1234567890123456789e1":       "",
		"large!=12345678901234567891":       "",
		"large<12345678901234567891":        "",
		"large>1E5":                         "",
		"zero=0":                            "",
		"zero=-0.0e9":                       "",
		"zero>=0":                           "",
		"zero<0":                            "zero: want < 0, got -0",
		"big=1e400":                         "",
		"big=10E399":                        "",
		"big<1e99999999999999999999999":     "",
		"big>1e-99999999999999999999999":    "",
		"big>+.5":                           "",
		"duration<=42":                      "",
		"duration>=42.000":                  "",
		"code=007":                          "",
		"code=7":                            "code: want 7, got 007", // a text, and no number of JSON's
		"channels=1":                        "",
		"channels=1.0":                      "",
		"channels!=1":                       "channels: want != 1, got 1",
		"channels>0":                        "",
		"call.from=13105550101":             "call.from: want 13105550101, got +13105550101",
		// The letter case of a text counts, that of a SID does not.
		"status=In-Progress":                       "status: want In-Progress, got in-progress",
		"status!=IN-PROGRESS":                      "",
		"sid=2E9D4B60-8C1A-4D5E-A7F3-1B6C0D9E1002": "",
		// A value in quotes is JSON.
		`status="in-progress"`:                    "",
		`status="\u0069n-progress"`:               "",
		`status~"^in-\\w+$"`:                      "",
		`status!=""`:                              "",
		`quote="\"x\" =1"`:                        "",
		`word="null"`:                             "",
		"word=null":                               "word: want null, got null",
		`coach="null"`:                            `coach: want "null", got null`,
		`status=" in-progress"`:                   `status: want " in-progress", got in-progress`,
		`date_created="2026-11-23T11:50:00Z"`:     "",
		`date_created="Mon, 23 Nov 2026 11:50 Z"`: "",
		// Null, and what is not there, equals null and has no order.
		"coach!=x": "", "coach<1": "coach: want < 1, got null", "coach>=0": "coach: want >= 0, got null", "coach~.*": "coach: want ~ .*, got null", "coach<5m ago": "coach: want < 5m ago, got null",
		"coach=true": "coach: want true, got null", "coach<null": "coach: want < null, got null", "nosuch!=x": "", "nosuch<1": "nosuch: want < 1, got null", "nosuch~x": "nosuch: want ~ x, got null",
		"call.nosuch!=null": "call.nosuch: want != null, got null", "call=null": "call: want null, got {\"from\": \"+13105550101\"}", "list!=null": "",
		// Times are compared as moments.
		"date_created<=2026-11-23T11:50:00Z":             "",
		"date_created>=2026-11-23 11:50:00 UTC":          "",
		"date_created=2026-11-23 11:50:00 UTC (10m ago)": "",
		"date_created!=23 Nov 26 06:50 EST":              "date_created: want != 23 Nov 26 06:50 EST, got Mon, 23 Nov 2026 11:50:00 +0000",
		"date_created>3d ago":                            "",
		"date_created>1w ago":                            "",
		"date_created<today":                             "date_created: want < today, got Mon, 23 Nov 2026 11:50:00 +0000",
		"date_created>yesterday":                         "",
		"date_created~^Mon":                              "",
		"date_created!=null":                             "",
		"start_time=2026-11-23T11:50:00Z":                "",
		"when<5m ago":                                    "",
		"when=2026-11-23T11:50:00Z":                      "",
		"when=23 Nov 26 06:50 EST (a comment)":           "",
		"when!=2026-11-23T12:50:00+01:00":                "when: want != 2026-11-23T12:50:00+01:00, got 2026-11-23T11:50:00Z",
		"talk_time>41":                                   "",
		"day<2026-11-23T00:00:01Z":                       "", // a day alone is its first moment
		"day>=2026-11-23":                                "",
		"day>yesterday":                                  "",
		"a0=1":                                           "",
		"a9=2":                                           "",
		"end_time!=null":                                 "",
		"end_time~^$":                                    "",
		"price<0.01":                                     "",
		"call.from=+13105550101":                         "",
		"call.from~^\\+1":                                "",
		"date_created<5m ago":                            "",
		"date_created<15m ago":                           "date_created: want < 15m ago, got Mon, 23 Nov 2026 11:50:00 +0000",
		"date_created=2026-11-23T11:50:00Z":              "",
		"date_created=Mon, 23 Nov 2026 12:50:00 +0100":   "",
		"date_created>2026-11-23":                        "",
		"date_updated~whenever":                          "",
		"call_sid<b":                                     "",
		"big~^1e":                                        "",
		"call!=null":                                     "",
		"nosuch=null":                                    "",
		"nosuch=x":                                       "nosuch: want x, got null",
		"exists":                                         "",
		"gone":                                           "want it gone, but it exists",
		"count>=2":                                       "",
		"count=3":                                        "count: want 3, got 2",
	} {
		c, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		verdict, err := c.Judge(Subject{Object: []byte(object), Count: 2, Now: now})
		if err != nil || verdict.Mismatch != want || verdict.Holds != (want == "") || verdict.NoField != strings.Contains(text, "nosuch") {
			t.Errorf("%s: %+v, %v; want %q", text, verdict, err, want)
		}
	}
}

// TestQuoted bounds what an error quotes of an answer, between two characters.
func TestQuoted(t *testing.T) {
	t.Parallel()
	c, err := Parse("x<1")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ text, shown string }{
		{strings.Repeat("a", longestShown-2), strings.Repeat("a", longestShown-2) + `", and`},
		{strings.Repeat("a", longestShown-1), strings.Repeat("a", longestShown-1) + "…, and"},
		{strings.Repeat("a", longestShown-2) + "é", strings.Repeat("a", longestShown-2) + "…, and"},
	} {
		object, _ := json.Marshal(map[string]string{"x": test.text})
		if _, err := c.Judge(Subject{Object: object}); !errors.Is(err, errType) || !strings.Contains(err.Error(), `x is "`+test.shown) {
			t.Errorf("%d bytes: %v", len(test.text), err)
		}
	}
}

// TestLongestNumber compares a number of as many digits as are read, and no longer one.
func TestLongestNumber(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]bool{longestNumber: true, longestNumber + 1: false} {
		if _, ok := parseNumber(strings.Repeat("9", length), asJSON); ok != want {
			t.Errorf("%d digits: %t", length, ok)
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

// TestKnownFields judges by fields that an object has not: those that the documents know are null.
func TestKnownFields(t *testing.T) {
	t.Parallel()
	fields := []string{"muted", "duration", "call", "call.from", "details"}
	for text, want := range map[string]bool{ // whether the field is unknown
		"muted=true": false, "duration!=1": false, "call.from=null": false, "call.nosuch=1": false, "details.x.y!=1": false, "nosuch=null": true, "nosuch.x=1": true,
		"there.x=1": true, "muted.x=1": false, "status.x=1": true, "exists": false, "count=0": false,
	} {
		c, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if verdict, err := c.Judge(Subject{Object: []byte(`{"status": "x", "there": {"y": 1}, "call": null}`), Fields: fields}); err != nil || verdict.NoField != want {
			t.Errorf("%s: %+v, %v", text, verdict, err)
		}
	}
}

func TestWrongConditions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{ // a part of the error
		"": "want FIELD=VALUE", "muted": "want FIELD=VALUE", "muted true": "want FIELD=VALUE", "=true": "want FIELD=VALUE", "~x": "want", "1=2": "want", "a-b=c": "want FIELD=VALUE", ".muted=true": "want",
		"exist": "want", "exists=false": "want exists to stand alone", "gone!=true": "want gone to stand alone", "gone=": "want a value behind =", "!gone": "want", "not gone": "want",
		"status~[": "want a regular expression", "status~*": "want a regular expression", `status~"["`: "want a regular expression",
		"count=many": "want a number", "count~2": "want a number", "count=1/2": "want a number", "count=0x2": "want a number", "count=null": "want a number", `count="2"`: "want a number", "count=1e": "want a number",
		"count=.": "want a number", "count=--1": "want a number", "count=1e+-1": "want a number", "count=1.2.3": "want a number",
		// Operators of other languages.
		"status==in-progress":   `"==" is no operator; write status=in-progress, or if the value begins so status="=in-progress"`,
		"status === x":          `"===" is no operator; write status=x`,
		"status=~^in":           `"=~" is no operator; write status~^in, or if the value begins so status="~^in"`,
		"status~=^in":           `write status~^in`,
		"status~~x":             `write status~x`,
		"status!~x":             `"!~" is no operator, and there is none for what does not match`,
		"status~!x":             `there is none for what does not match`,
		"count=>2":              `"=>" is no operator; write count>=2`,
		"count = > 2":           `"= >" is no operator; write count>=2`,
		"count> =2":             `write count>=2`,
		"count=<2":              `write count<=2`,
		"count<>2":              `"<>" is no operator; write count!=2`,
		"count><2":              `write count!=2`,
		"status!==x":            `"!==" is no operator; write status!=x`,
		"status=!x":             `write status!=x, or if the value begins so status="!x"`,
		"status! =x":            `write status!=x`,
		"status!x":              `"!" is no operator; write status!=x`,
		"status≠x":              `"≠" is no operator; write status!=x`,
		"count≤2":               `write count<=2`,
		"count ≥ 2":             `write count>=2`,
		"count=≥2":              `write count>=2`,
		"count>>2":              `write count>2`,
		"status='in-progress'":  `' and ' are no quotes here; write status=in-progress, or status="'in-progress'" if they belong to the value`,
		"status=''":             `no quotes here`,
		"status!=“completed”":   `“ and ” are no quotes here; write status!=completed`,
		"status=„in-progress“":  `write status=in-progress`,
		"status=«in-progress»":  `write status=in-progress`,
		"status=`in-progress`":  `write status=in-progress`,
		"status~'^in'":          `write status~^in`,
		"date_created<'5m ago'": `write date_created<5m ago`,
		"count<<2":              `write count<2`,
		"count>==2":             `write count>=2`,
		"count<=>2":             `write count!=2`,
		"status＝x":              `write status=x`,
		"status≈x":              `write status~x`,
		"status:x":              `":" is no operator; write status=x`,
		"status: x":             `write status=x`,
		"status:=x":             `write status=x`,
		"status is completed":   `"is" is no operator; write status=completed`,
		"status IS NOT x":       `"IS NOT" is no operator; write status!=x`,
		"status eq x y":         `write status=x y`,
		"count -gt 2":           `write count>2`,
		"count -le 2":           `write count<=2`,
		"count lt 2":            `write count<2`,
		"count gte 2":           `write count>=2`,
		"count ge 2":            `write count>=2`,
		"status ne x":           `write status!=x`,
		"status like x":         `write status~x`,
		"date_created before x": `write date_created<x`,
		"date_created after x":  `write date_created>x`,
		"friendly_name~<b>":     `"~<" is no operator; write friendly_name~b>, or if the value begins so friendly_name~"<b>"`,
		// Several conditions in one.
		"muted=true&&hold=false":            `"&&" begins another condition`,
		"muted=true && hold = false":        `"&&" begins another condition`,
		"muted=true || hold=false":          `"||" begins another condition`,
		"status=x and muted=true":           `"and" begins another condition`,
		"status=x OR call.from!=y":          `"OR" begins another condition`,
		"status=x,muted=true":               `"," begins another condition`,
		"status=x; muted=true":              `";" begins another condition`,
		"date_created>today and muted=true": `"and" begins another condition`,
		"status!=x&muted=true":              `"&" begins another condition`,
		"status!=&muted=true":               `"&" begins another condition`,
		"status!=x & muted = true":          `"&" begins another condition`,
		"status!=x|muted=true":              `"|" begins another condition`,
		"status!=x And muted!=true":         `"And" begins another condition`,
		"status!=x oR muted~t":              `"oR" begins another condition`,
		"status!=x\nmuted=true":             `"\n" begins another condition`,
		"status!=x muted=true":              `"muted" begins another condition`,
		"status!=x  call.from = +1":         `"call.from" begins another condition`,
		"status!=a, b, muted=true":          `"," begins another condition`,
		"friendly_name!=a and b and c!=d":   `"and" begins another condition`,
		// A SID that is none.
		"call_sid!=b3877c40-da60-4998-90ad-b792e98472ca,":           `call_sid is a SID, and the value is none: it is a SID with “,” behind it; if it is meant so, write it in double quotes`,
		"call_sid={b3877c40-da60-4998-90ad-b792e98472ca}":           "it is a SID with “{” in front of it",
		"sid!=b3877c40-da60-4998-90ad-b792e98472c":                  "it is nearly a SID: it has 31 letters",
		"conference_sid!=b3877c40-da60-4998-90ad-b792e98472ca.json": "“.json” behind it",
		"call.parent_call_sid!=b3877c40da60499890adb792e98472ca":    "call.parent_call_sid is a SID, and the value is none: it is nearly a SID",
		"account_sid!=AC b3877c40-da60-4998-90ad-b792e98472ca":      "in front of it",
		"call_sid_to_coach!=undefined":                              "“undefined” is what programs print where there is no SID",
		"call_sid_to_coach!=None":                                   "is what programs print",
		"call_sid_to_coach!=NULL":                                   "is what programs print",
		"call_sid_to_coach!=(nil)":                                  "is what programs print",
		"call_sid!={}":                                              "there is nothing in it but",
		"call_sid=b3877c40–da60–4998–90ad–b792e98472ca":             "U+2013",
		// Values.
		"status=": "want a value behind =", "status!=": `want a value behind !=; the empty text is ""`, "status~": "want a value behind ~", "status= ": "want a value",
		`status="x`: "is JSON text to its end", `status="`: "is JSON text to its end", `status="x" y`: "is JSON text to its end", `status="\x"`: "is JSON text to its end", `status="""`: "is JSON text",
		"status=\u200bx": "U+200B is stuck to the value", "status=x\ufeff": "U+FEFF is stuck to the value", "muted=true\x00": "U+0000 is stuck to the value", "status=x\u200e": "U+200E is stuck",
		"date_created<soon": `date_created is a time, and "soon" is none`, "date_updated>5": "is a time", "end_time=5x ago": "is a time", "start_time<2026-13-01": "is a time", `date_created=""`: "is a time",
		"call.date_created<never": "is a time", "date_created=2026-11-23 11:50:00": "is a time", `date_created="null"`: "is a time",
	} {
		if c, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is read as %s, %v; want %s", text, c, err, want)
		}
	}
	// What looks wrong and is right.
	for _, text := range []string{"friendly_name=:tada:", "friendly_name=R&&D", "friendly_name=Sales and marketing", "friendly_name=this, that", "friendly_name=a|b", "uri=https://x.example/?a=b&&c,d=e",
		"friendly_name=is", "friendly_name=*", "friendly_name=-x", "friendly_name=a==b", "friendly_name=a=b", "friendly_name='x'", `friendly_name="=="`, `friendly_name~"<b>"`, "friendly_name~a and b=c", "friendly_name=x\ufe0f",
		"date_created<2026-11-23 12:50:00 CET", "date_created=null", "end_time~.", "friendly_name=a b=c", "uri=/x?a=b&c=d|e=f g=h", "status=a & b", "status=a|b", "status=x y", "call_sid=x", `call_sid="undefined"`, "call_sid=null", "call_sid!=null",
		"call_sid=b3877c40-da60-4998-90ad-b792e98472ca", "call_sid!=B3877C40-DA60-4998-90AD-B792E98472CA", `sid!="b3877c40-da60-4998-90ad-b792e98472ca,"`, "call_sid~undefined", "call_sid~b3877c40-da60-4998-90ad-b792e98472", "status!=undefined", "friendly_name!=none", "siding!=none", `friendly_name="x and y=z"`, "x and y"[:1] + "=Tom and Jerry"} {
		if _, err := Parse(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	// What cannot be compared, once it is seen, with both values.
	for text, want := range map[string]string{
		"muted=yes": "muted is true, and yes stands against it", "muted<true": "muted is true, and true stands", "muted=1": "muted is true, and 1", `muted="true"`: `muted is true, and "true"`, "muted<null": "null has no order",
		"duration=long": "duration is 42, and long", `duration="42"`: `duration is 42, and "42"`, "duration=0x10": "duration is 42, and 0x10", "duration=true": "duration is 42, and true", "duration=5m ago": "and 5m ago",
		"call=x": `call is {"from": "+13105550101"}, and x`, "call~from": "name a field inside it", "list=1": "list is [1], and 1", "list~1": "name a field inside it", "list<null": "null has no order",
		"call_sid<5m ago": `it is no time; call_sid is "a", and 5m ago stands against it`, "call_sid>=2026-11-23": "it is no time", "call_sid<5": "it is no number", "status>1e5": "it is no number",
		"price<soon": "it is a number", "price<5m ago": "it is no time", "when<soon": "it is a time", "when>5": "it is no number", "sid<today": "it is no time",
		"date_updated<5m ago": `it is no time that can be read; date_updated is "whenever", and 5m ago stands against it`, "date_updated=2026-11-23": "no time that can be read", "date_updated!=2026-11-23": "no time that can be read",
		"end_time<5m ago": `end_time is "", and`, "end_time>5m ago": "no time that can be read", "end_time!=2026-11-23": "no time that can be read", "talk_time<5m ago": "no time that can be read", "date_created<2026-11-23 12:50:00 CET": "it is a time",
	} {
		c, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if verdict, err := c.Judge(Subject{Object: []byte(object), Now: now}); !errors.Is(err, errType) || !strings.Contains(err.Error(), want) || verdict.Holds {
			t.Errorf("%s: %v, want %v with %s", text, err, errType, want)
		}
	}
	c, err := Parse("long=1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Judge(Subject{Object: []byte(`{"long": ` + strings.Repeat("9", 5000) + `}`)}); !errors.Is(err, errType) || len(err.Error()) > 400 {
		t.Errorf("a number of 5000 digits: %v", err)
	}
	if got := strings.Join(Fields([]byte(`{"b":1,"a":2}`)), ","); got != "a,b" {
		t.Errorf("Fields: %s", got)
	}
}

// FuzzNumber holds numbers of any spelling against those of math/big.
func FuzzNumber(f *testing.F) {
	for _, seed := range [][2]string{{"3.0e-05", "0.00003"}, {"-0", "0"}, {"1E5", "100000"}, {"12345678901234567890", "12345678901234567891"}, {"+.5", "05."}, {"1e400", "-1e400"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, ok1 := parseNumber(a, anySpelling)
		y, ok2 := parseNumber(b, anySpelling)
		if _, strict := parseNumber(a, asJSON); strict != (json.Valid([]byte(a)) && a != "" && strings.Trim(a[:1], "-0123456789") == "" && strings.TrimSpace(a) == a) {
			t.Errorf("%q is a number of JSON's: %t", a, strict)
		}
		if !ok1 || !ok2 || len(a) > 100 || len(b) > 100 || !x.exponent.IsInt64() || !y.exponent.IsInt64() || x.exponent.Int64()/1000 != 0 || y.exponent.Int64()/1000 != 0 {
			return
		}
		r1, ok1 := new(big.Rat).SetString(a)
		r2, ok2 := new(big.Rat).SetString(b)
		if !ok1 || !ok2 || x.compare(y) != r1.Cmp(r2) || x.compare(y) != -y.compare(x) {
			t.Errorf("%q and %q: %d, %t %t", a, b, x.compare(y), ok1, ok2)
		}
	})
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
			if err == nil && verdict.Holds == (verdict.Mismatch != "") || err != nil && (!errors.Is(err, errType) || verdict.Holds) {
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
		if not, err2 := Parse(c.field + opposite + c.written); opposite != "" && err2 == nil && object != "" {
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

// TestState says what is, and what is wanted instead.
func TestState(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"count>=9":          "count is 3, want >= 9",
		"count=4":           "count is 3, want 4",
		"muted=true":        "muted is false, want true",
		"status!=completed": "",
		"status~^comp":      "status is in-progress, want ~ ^comp",
		"hold=true":         "hold is null, want true",
		"exists":            "",
		"gone":              "it exists, want it gone",
	} {
		c, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if verdict, err := c.Judge(Subject{Object: []byte(`{"muted": false, "status": "in-progress"}`), Count: 3}); err != nil || verdict.State != want {
			t.Errorf("%s: got %q, %v, want %q", text, verdict.State, err, want)
		}
	}
}
