package output

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestColumns names columns as the API writes them and as a header shows them, and adds some to the usual ones.
func TestColumns(t *testing.T) {
	t.Parallel()
	noun := Noun{ID: "call_sid", Fields: []string{"call_sid", "muted", "call"}, Columns: []string{"call_sid", "muted"}}
	const one, two = `{"call_sid":"a","muted":true,"call":{"from":"+1","Extra":{"deep":1}}}`, `{"call_sid":"b","muted":false,"later":"x","call":null}`
	for _, test := range []struct{ columns, items, want string }{
		{"call_sid,muted", one, "call_sid,muted\na,true\n"},
		{"CALL_SID, Muted", one, "call_sid,muted\na,true\n"},
		{"CALL.FROM", one, "call.from\n+1\n"},
		{"call.EXTRA.Deep", one, "call.Extra.deep\n1\n"},
		{"LATER", one + two, "later\n\"\"\nx\n"},
		{"later,call_sid", one + two, "later,call_sid\n,a\nx,b\n"},
		{"CALL.FROM", two, "call.from\n\"\"\n"},
		{"call.anything", two, "call.anything\n\"\"\n"},
		{"call.nosuch", one, `unknown column "call.nosuch"`},
		{"nosuch", one, `unknown column "nosuch"`},
		{"nosuch", one + two, `unknown column "nosuch"`},
		{"nosuch", "", "nosuch\n"},
		{"CALL_SID", "", "call_sid\n"},
		{"+call.from", one, "call_sid,muted,call,call.from\na,true,\"{\"\"from\"\":\"\"+1\"\",\"\"Extra\"\":{\"\"deep\"\":1}}\",+1\n"},
		{"+muted", two, "call_sid,muted,later,call\nb,false,x,\n"},
		{"+ MUTED , +CALL.FROM", "", "call_sid,muted,call,call.from\n"},
		{"+nosuch", one, `unknown column "nosuch"`},
		{"call_sid,+muted", one, "a column with + follows one without"},
		{"+", one, "a column's name is empty"},
		{"call_sid,", one, "a column's name is empty"},
		{"", one + two, "call_sid,muted,call,later\na,true,\"{\"\"from\"\":\"\"+1\"\",\"\"Extra\"\":{\"\"deep\"\":1}}\",\nb,false,,x\n"},
	} {
		got, err := printPage(t, noun, Options{Format: CSV, Columns: test.columns}, test.items)
		if err != nil {
			got = err.Error()
		}
		if got != test.want && (err == nil || !strings.HasPrefix(strings.TrimPrefix(got, "--columns \""+test.columns+"\": "), test.want)) {
			t.Errorf("--columns %q of %s: got %q, want %q", test.columns, test.items, got, test.want)
		}
	}
	// A table of many adds to its own.
	got, err := printPage(t, noun, Options{Format: Table, Columns: "+CALL.FROM"}, one)
	if want := "CALL_SID  MUTED  CALL.FROM\na         yes    +1\n"; err != nil || got != want {
		t.Errorf("added to a table: %v, %q", err, got)
	}
}

// printPage prints objects, which stand behind each other, as one page.
func printPage(t *testing.T, noun Noun, options Options, items string) (string, error) {
	t.Helper()
	var b bytes.Buffer
	options.Zone = time.UTC
	p, err := NewPrinter(&b, noun, options)
	if err != nil {
		return "", err
	}
	var page [][]byte
	for item := range strings.SplitSeq(strings.ReplaceAll(items, "}{", "}\n{"), "\n") {
		if item != "" {
			page = append(page, []byte(item))
		}
	}
	err = p.List(t.Context(), func(yield func([][]byte, error) bool) { yield(page, nil) })
	return b.String(), err
}

// TestCheckColumns judges a change's columns by what is documented, once: when the answer is there, it is too late.
func TestCheckColumns(t *testing.T) {
	t.Parallel()
	noun := Noun{ID: "call_sid", Fields: []string{"call_sid", "call"}, Columns: []string{"call_sid"}}
	for columns, want := range map[string]string{
		"call_sid": "", "CALL_SID,call.from": "", "+call": "", "extra": `unknown column "extra"`, "call_sid.x": "",
	} {
		var b bytes.Buffer
		p, err := NewPrinter(&b, noun, Options{Format: CSV, Columns: columns, Zone: time.UTC})
		if err != nil {
			t.Fatal(err)
		}
		err = p.CheckColumns()
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("--columns %s: %v, want %q", columns, err, want)
		}
		if err == nil {
			if err := p.Item(t.Context(), []byte(`{"call_sid":"a","call":{"to":"x"}}`)); err != nil {
				t.Errorf("--columns %s, after the change: %v", columns, err)
			}
		}
	}
}

// TestLeftOut names the fields that only later items have, at the end, and only where columns were not chosen.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	items := []string{`{"call_sid":"a","muted":true}`, `{"call_sid":"b","extra":1}`, `{"call_sid":"c","extra":1,"more":2}`}
	for _, test := range []struct {
		options Options
		want    string
	}{
		{Options{Format: CSV}, "not among the columns, since the first page did not have them: extra, more (name them with --columns)"},
		{Options{Format: TSV}, "not among the columns, since the first page did not have them: extra, more (name them with --columns)"},
		{Options{Format: CSV, Columns: "call_sid"}, ""},
		{Options{Format: Table}, ""},
		{Options{Format: JSONL}, ""},
	} {
		var said []string
		test.options.Note = func(text string) { said = append(said, text) }
		got, err := print(t, test.options, true, items...)
		if err != nil || strings.Join(said, "\n") != test.want {
			t.Errorf("%s: %v, said %q, want %q, printed %q", test.options.Format, err, said, test.want, got)
		}
	}
}
