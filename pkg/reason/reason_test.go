package reason

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestReasons finds the reason in bodies of every shape.
func TestReasons(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][3]string{ // message, code, link
		`{"code": 20404, "message": "no such thing", "more_info": "https://x/20404", "status": 404}`: {
			"no such thing", "20404", "https://x/20404",
		},
		`{"code": "20404", "message": "no such thing"}`:                                               {"no such thing", "20404", ""},
		`{"errors": [{"code": "30010", "message": "a", "more_info": "https://x"}, {"message": "b"}]}`: {"a; b", "30010", "https://x"},
		`{"errors": ["a", "b", "a"]}`:                                                                 {"a; b", "", ""},
		`{"errors": [{"type": "validation_error", "code": "missing_required_parameter", "message": "to is missing", ` +
			`"attribute": "to", "url": "https://x/y"}]}`: {"to is missing (attribute to)", "missing_required_parameter", "https://x/y"},
		`{"error": "no route"}`: {"no route", "", ""},
		`{"error": {"code": 7, "message": "m", "more_info": "l"}}`:           {"m", "7", "l"},
		`{"error": ["a", {"message": "b"}]}`:                                 {"a; b", "", ""},
		`{"error": "invalid_token", "error_description": "it has expired"}`:  {"invalid_token; it has expired", "", ""},
		`{"detail": "no such thing"}`:                                        {"no such thing", "", ""},
		`{"detail": [{"loc": ["body", "to"], "msg": "field required"}]}`:     {"field required", "", ""},
		`{"title": "Bad Request", "detail": "to is missing", "status": 400}`: {"Bad Request; to is missing", "", ""},
		`{"errors": {"to": ["is missing", "is odd"], "from": "is odd"}}`:     {"to: is missing; is odd; from: is odd", "", ""},
		`{"message": "Validation failed", "errors": {"to": ["is missing"]}}`: {"Validation failed; to: is missing", "", ""},
		`{"message": ["a", "b"]}`:                                            {"a; b", "", ""},
		`{"message": {"to": ["is missing"]}}`:                                {"to: is missing", "", ""},
		`{"message": {"text": {"deep": {"deeper": 1}}}}`:                     {"text: deep: deeper: 1", "", ""},
		`{"message": "to is odd", "attribute": "to", "url": "https://x"}`:    {"to is odd (attribute to)", "", "https://x"},
		`{"message": 7}`:                         {"7", "", ""},
		`{"message": " ", "detail": "x"}`:        {"x", "", ""},
		`{"message": null, "error": "x"}`:        {"x", "", ""},
		`{"message": "\u001b[31mred\n"}`:         {"\x1b[31mred", "", ""},
		`{"unknown": "shape"}`:                   {"", "", ""},
		`{}`:                                     {"", "", ""},
		`{"errors": []}`:                         {"", "", ""},
		`{"errors": [[[[[[[["too deep"]]]]]]]]}`: {"", "", ""},
	} {
		got := Read([]byte(body))
		if got.Message != want[0] || got.Code != want[1] || got.MoreInfo != want[2] {
			t.Errorf("%s:\n got %q, %q, %q\nwant %q", body, got.Message, got.Code, got.MoreInfo, want)
		}
	}
}

// TestShapes tells shapes of the API from those of others, which may also have a list of errors.
func TestShapes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]bool{ // IsAPIs, HasErrors
		`{"code": 20404}`:                          {true, false},
		`{"code": "20404"}`:                        {true, false},
		`{"code": "not_found"}`:                    {false, false},
		`{"code": true}`:                           {false, false},
		`{"errors": ["a", "b"]}`:                   {true, true},
		`{"errors": ["a", {"message": "b"}]}`:      {false, true},
		`{"errors": [{"message": "b"}, "a"]}`:      {false, true},
		`{"errors": ["404", "x", 3]}`:              {false, true},
		`{"errors": [""]}`:                         {false, true},
		`{"errors": [" ", "a"]}`:                   {false, true},
		`{"errors": ["a", {"code": 20404}]}`:       {true, true},
		`{"errors": [{"code": "30010"}]}`:          {true, true},
		`{"errors": [{"code": "missing"}]}`:        {false, true},
		`{"errors": [{"extensions": {"code":1}}]}`: {false, true},
		`{"errors": [null]}`:                       {false, true},
		`{"errors": []}`:                           {false, false},
		`{"errors": {"to": ["a"]}}`:                {false, false},
		`{"errors": "a"}`:                          {false, false},
		`{"error": {"code": 404}}`:                 {false, false},
		`{"status": 404}`:                          {false, false},
	} {
		if got := Read([]byte(body)); got.IsAPIs != want[0] || got.HasErrors != want[1] {
			t.Errorf("%s: the API's %t, errors %t, want %v", body, got.IsAPIs, got.HasErrors, want)
		}
	}
}

// TestManyReasons checks that a body with a hundred times as many errors takes some hundred times as long, and not ten thousand.
func TestManyReasons(t *testing.T) {
	t.Parallel()
	read := func(count int) time.Duration {
		var items []string
		for i := range count {
			items = append(items, fmt.Sprintf(`"%d"`, i))
		}
		list := strings.Join(items, ",")
		begun := time.Now()
		for _, body := range []string{
			`{"errors":[` + list + `]}`, `{"message":{"a":[` + list + `],"b":[` + list + `]}}`,
			strings.Repeat(`{"errors":[`, 4) + list + strings.Repeat(`]}`, 4),
		} {
			if got := Read([]byte(body)); len(got.Message) > 100<<10 {
				t.Errorf("%d bytes are told", len(got.Message))
			}
		}
		ReadXML([]byte(strings.Repeat("<a>", 5*count)))
		return time.Since(begun)
	}
	if few, many := read(2000), read(200_000); many > 1500*few {
		t.Errorf("%s for a few and %s for many", few, many)
	}
}

// TestReasonsInXML finds the reason in XML error documents.
func TestReasonsInXML(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]string{
		`<?xml version="1.0"?><TwilioResponse><RestException><Code>20404</Code><Message>no such thing</Message>` +
			`<MoreInfo>https://x</MoreInfo><Status>404</Status></RestException></TwilioResponse>`: {"no such thing", "20404"},
		"<RestException>\n  <Message> a &amp; b &#60;c&gt; </Message>\n</RestException>": {"a & b <c>", ""},
		`<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`:       {"Access Denied", "AccessDenied"},
		`<soap:Envelope xmlns:soap="x"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode>` +
			`<faultstring xml:lang="en">it broke</faultstring></soap:Fault></soap:Body></soap:Envelope>`: {"it broke", "soap:Server"},
		`<error><message><![CDATA[a <b> c]]></message><!-- <message>no</message> --></error>`: {"a <b> c", ""},
		`<problem><title>Bad</title><detail lang="en">it is odd</detail></problem>`:           {"it is odd", ""},
		`<error>plain</error>`:              {"plain", ""},
		`<a><b/><message>x</message>`:       {"x", ""},
		`<a`:                                {"", ""},
		`<message>never closed`:             {"", ""},
		`<message><message>inner</message>`: {"inner", ""},
		`<![CDATA[`:                         {"", ""},
		`<nothing>here</nothing>`:           {"", ""},
	} {
		got := ReadXML([]byte(body))
		if got.Message != want[0] || got.Code != want[1] {
			t.Errorf("%s:\n got %q, %q\nwant %q", body, got.Message, got.Code, want)
		}
	}
}
