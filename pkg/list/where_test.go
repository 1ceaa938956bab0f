package list

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// TestMatching filters lists that end in every way: with a last page that says so, with one that does not, and without one.
func TestMatching(t *testing.T) {
	t.Parallel()
	noun := output.Noun{ID: "sid", Fields: []string{"sid", "status"}}
	for _, test := range []struct {
		where string
		pages string // of items by their sids, which have the field extra if in upper case; + says that more will come
		want  string // the pages, ! is an error
	}{
		{"status=on", "a,b+ c", "a,b c"},
		{"status=on", "a,b+ c+", "a,b c"},
		{"status=on", "a+ -", "a -"},
		{"status=off", "a+ b", "- -"},
		{"status=on", "a+ !", "a !"},
		{"extra=on", "a+ b+ C", "C"},
		{"extra=on", "a,B+ c+ D", "B - D"},
		{"extra=on", "A+ b", "A -"},
		{"extra!=on", "a+ b+ C+", "a,b"},
		{"extra=on", "a+ b", "!"},
		{"extra=on", "a+ b+", "!"},
		{"extra=on", "a+ -", "!"},
		{"extra=on", "a+ -+", "!"},
		{"extra=null", "a+ b+", "!"},
		{"extra=on", "-", ""},
		{"extra=on", "", ""},
		{"extra=on", "a+ !", "!"},
	} {
		parsed, err := condition.Parse(test.where)
		if err != nil {
			t.Fatal(err)
		}
		pages := func(yield func(signalwire.Page, error) bool) {
			for word := range strings.FieldsSeq(test.pages) {
				sids, more := strings.CutSuffix(word, "+")
				page := signalwire.Page{More: more}
				if sids == "!" {
					yield(page, errors.New("it breaks off"))
					return
				}
				for sid := range strings.SplitSeq(strings.Trim(sids, "-"), ",") {
					extra := ""
					if strings.ToUpper(sid) == sid {
						extra = `, "extra": "on"`
					}
					if sid != "" {
						page.Items = append(page.Items, signalwire.Resource(fmt.Sprintf(`{"sid": %q, "status": "on"%s}`, sid, extra)))
					}
				}
				if !yield(page, nil) {
					return
				}
			}
		}
		var got []string
		for page, err := range matching(expect.NewFilter([]expect.Clause{{Condition: parsed, Name: "--where"}}, noun, time.Time{}), pages) {
			var sids []string
			for _, item := range page.Items {
				sids = append(sids, item.Text("sid"))
			}
			switch {
			case err != nil:
				got = append(got, "!")
			case len(sids) == 0:
				got = append(got, "-")
			default:
				got = append(got, strings.Join(sids, ","))
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s of %q: %q, want %q", test.where, test.pages, got, test.want)
		}
	}
}
