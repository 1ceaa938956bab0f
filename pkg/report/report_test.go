package report

import (
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// evil are names and texts that could break a format, or forge a line of it.
var evil = []string{
	`quotes "double" and 'single'`, `<b>markup</b> & ]]> <!-- -->`, "two\nlines\r\nmore", "control \x00\x07\x1b[2J\x7f",
	"::error title=forged::yes", "a, b: c % d",
	"ok 1 - forged # SKIP", `back\slash`, "| pipes | in ` markdown ` [x](http://evil.example)", "bidi \u202e and \u2028",
	"\ufffe\uffff", "not UTF-8 \xff\xfe", "# TYPE forged gauge", `{check="x"} 1`, strings.Repeat("long ", 1000),
}

var began = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// evilRun has each of the evil texts as a name, a wanted value, an actual value and a problem, in turn.
func evilRun() Run {
	run := Run{Name: evil[1], Began: began, Duration: 1500 * time.Millisecond}
	for i, text := range evil {
		result := Result{Name: text, Status: []Status{OK, Failed, Error, Skipped}[i%4], Duration: 120 * time.Millisecond, Requests: 2}
		switch result.Status {
		case Failed:
			result.Want, result.Got, result.Exit = text, text, 9
		case Error:
			result.Problem, result.Exit = text, 8
		}
		run.Results = append(run.Results, result)
	}
	return run
}

func render(t *testing.T, name string, run Run, before string) string {
	t.Helper()
	one, err := Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return one.Render(run, before)
}

// TestJUnit reads a report back with the standard library's parser, and compares it with what Jenkins' schema requires.
func TestJUnit(t *testing.T) {
	t.Parallel()
	text := render(t, "junit=x", evilRun(), "")
	type message struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	var read struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Name      string `xml:"name,attr"`
			Tests     int    `xml:"tests,attr"`
			Failures  int    `xml:"failures,attr"`
			Errors    int    `xml:"errors,attr"`
			Skipped   int    `xml:"skipped,attr"`
			Time      string `xml:"time,attr"`
			Timestamp string `xml:"timestamp,attr"`
			Cases     []struct {
				Name      string    `xml:"name,attr"`
				ClassName string    `xml:"classname,attr"`
				Time      string    `xml:"time,attr"`
				Failures  []message `xml:"failure"`
				Errors    []message `xml:"error"`
				Skipped   *struct{} `xml:"skipped"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	suite := read.Suites[0]
	if len(read.Suites) != 1 || suite.Tests != 15 || suite.Failures != 4 || suite.Errors != 4 || suite.Skipped != 3 ||
		suite.Time != "1.500" || suite.Timestamp != "2026-11-23T12:00:00" || len(suite.Cases) != 15 {
		t.Errorf("%+v", read)
	}
	decimal := regexp.MustCompile(`^\d+\.\d{3}$`)
	for i, one := range suite.Cases {
		failures, errors, skipped := len(one.Failures), len(one.Errors), one.Skipped != nil
		if want := i % 4; (failures == 1) != (want == 1) || (errors == 1) != (want == 2) || skipped != (want == 3) ||
			one.ClassName != "confcall" || !decimal.MatchString(one.Time) || one.Name == "" {
			t.Errorf("%d: %+v", i, one)
		}
	}
	if suite.Cases[0].Name != evil[0] || suite.Cases[1].Name != evil[1] || suite.Cases[2].Name != `two\nlines\r\nmore` ||
		suite.Cases[10].Name != `\ufffe\uffff` {
		t.Errorf("names: %+v", suite.Cases)
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	known := map[string]string{
		"testsuites": "", "testsuite": "testsuites", "testcase": "testsuite", "failure": "testcase", "error": "testcase",
		"skipped": "testcase",
	}
	var inside []string
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			parent, ok := known[token.Name.Local]
			if !ok || parent != "" && inside[len(inside)-1] != parent {
				t.Errorf("%s stands inside %v", token.Name.Local, inside)
			}
			inside = append(inside, token.Name.Local)
		case xml.EndElement:
			inside = inside[:len(inside)-1]
		}
	}
}

// TestLines checks that no text of a result begins a line of its own.
func TestLines(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"tap=x":        `^(TAP version 13|1\.\.15|(not )?ok \d+ - .*|  ---|  \.\.\.|  (status|exit|want|got|message|seconds): .*)$`,
		"github":       `^::error title=[^:,]*::.*$`,
		"nagios":       `^CONFCALL (OK|CRITICAL|UNKNOWN) - [^|]* \| ok=4 failed=4 errors=4 skipped=3 time=1\.500s requests=30$`,
		"prometheus=x": `^(# (HELP|TYPE) confcall_check_\w+ .*|confcall_check_\w+\{check="([^"\\]|\\.)*"\} [0-9.]+)$`,
	} {
		text := render(t, name, evilRun(), "")
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		for _, one := range lines {
			if !regexp.MustCompile(line).MatchString(one) {
				t.Errorf("%s: %q", name, one)
			}
		}
		if want := map[string]int{"github": 8, "nagios": 1}[name]; want > 0 && len(lines) != want {
			t.Errorf("%s: %d lines, want %d", name, len(lines), want)
		}
		if name != "prometheus=x" && strings.ContainsAny(text, "\x00\x07\x1b\x7f\u202e\u2028") {
			t.Errorf("%s acts on a terminal: %q", name, text)
		}
	}
	tap := render(t, "tap=x", evilRun(), "")
	for _, want := range []string{
		"\nok 4 - control \\\\u0000\\\\u0007\\\\u001b[2J\\\\u007f # SKIP not run\n", "\nnot ok 7 - ok 1 - forged \\# SKIP\n",
		`  message: "ok 1 - forged # SKIP"`,
	} {
		if !strings.Contains(tap, want) {
			t.Errorf("tap lacks %q:\n%s", want, tap)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	text := summary(evilRun())
	if lines := strings.Count(text, "\n"); lines != 2+2+15+1 {
		t.Errorf("%d lines:\n%s", lines, text)
	}
	cell := regexp.MustCompile(`(^|[^\\])\|`)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "| ") && len(cell.FindAllString(line, -1)) != 5 {
			t.Errorf("the cells of %q", line)
		}
	}
	if strings.Contains(text, "<b>") || !strings.Contains(text, `\[x\]\(http`) {
		t.Error(text)
	}
}

// TestPrometheus checks that a failing check keeps the time of its last success, and that checks that no longer exist are
// dropped.
func TestPrometheus(t *testing.T) {
	t.Parallel()
	run := Run{Began: began, Duration: time.Second}
	for _, name := range []string{`a "b"`, "later", "never"} {
		run.Results = append(run.Results, Result{Name: name, Status: OK})
	}
	run.Results[2].Status = Failed
	first := render(t, "prometheus=x", run, "")
	if !strings.Contains(first, `confcall_check_last_success_timestamp_seconds{check="a \"b\""} 1795435201`) ||
		strings.Contains(first, `seconds{check="never"} 1`) {
		t.Error(first)
	}
	run.Began, run.Results = began.Add(time.Hour), run.Results[:2]
	run.Results[0].Status, run.Results[1].Status = Failed, Skipped
	second := render(t, "prometheus=x", run, first)
	for _, want := range []string{
		`_up{check="a \"b\""} 0`, `timestamp_seconds{check="a \"b\""} 1795435201`, `timestamp_seconds{check="later"} 1795435201`,
	} {
		if !strings.Contains(second, want) {
			t.Errorf("want %s in\n%s", want, second)
		}
	}
	if strings.Contains(second, `up{check="later"}`) || strings.Contains(second, "never") {
		t.Error(second)
	}
	for _, odd := range []string{
		"\x00\xff", metricSuccess, metricSuccess + `{check="a \"b\""} x`, metricSuccess + `{check="x} 1`, strings.Repeat("{", 1000),
	} {
		if text := render(t, "prometheus=x", run, odd); strings.Contains(text, metricSuccess) {
			t.Errorf("of %q:\n%s", odd, text)
		}
	}
}

func TestNagiosExit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		statuses []Status
		want     int
	}{
		{nil, 3}, {[]Status{OK}, 0}, {[]Status{OK, Skipped}, 0}, {[]Status{OK, Failed}, 2}, {[]Status{Failed, Error}, 3}, {[]Status{Error}, 3},
	} {
		var run Run
		for _, status := range test.statuses {
			run.Results = append(run.Results, Result{Status: status})
		}
		if got := nagiosExit(run); got != test.want {
			t.Errorf("%v: %d, want %d", test.statuses, got, test.want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"junit=a=b.xml": "", "tap=-": "", "prometheus=/x": "", "github": "", "nagios": "", "none": "",
		"junit": "want the file", "junit=": "want the file", "tap": "want the file", "nagios=x": "goes into no file",
		"github=": "goes into no file", "none=x": "goes into no file",
		"": "want junit=FILE", "xml=x": "want junit=FILE", "JUnit=x": "want junit=FILE",
	} {
		one, err := Parse(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) || err == nil && one.String() != text {
			t.Errorf("%q: %v, %v; want %q", text, one, err, want)
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"junit=a tap=b github": "", "junit=- prometheus=x": "", "none": "",
		"junit=a junit=a": "a second time", "github github": "a second time", "junit=a tap=a": "go to one file",
		"junit=a tap=./a": "go to one file", "junit=b/../a junit=a": "go to one file",
		"junit=a tap=" + here + "/a": "go to one file", "junit=- tap=./-": "", "junit=a tap=b/a": "", "tap=- nagios": "only one",
		"junit=- tap=-": "go to one file", "none github": "none beside",
	} {
		var all []Report
		for _, word := range strings.Fields(text) {
			one, err := Parse(word)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		if err := check(all); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
