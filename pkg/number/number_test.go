package number

import (
	"strings"
	"testing"
)

func TestMatches(t *testing.T) {
	t.Parallel()
	const has = "+13105550102"
	for _, test := range []struct {
		written string
		has     string
		matches bool
	}{
		{"+13105550102", has, true},
		{"+1 310 555 0102", has, true},
		{"+1 (310) 555-0102", has, true},
		{"+1.310.555.0102", has, true},
		{"+1‑310–555−0102", has, true},
		{"310/555 0102", has, true},
		{"+1‑310–555—0102", has, true},
		{"+1\u00a0310\u00a0555\u00a00102", has, true},
		{" +13105550102 ", has, true},
		{"+1310555010", has, false},
		{"+131055501020", has, false},
		{"+3105550102", has, false},
		{"3105550102", has, true},
		{"(310) 555-0102", has, true},
		{"[310] 555.0102", has, true},
		{"5550102", has, true},
		{"555-0102", has, true},
		{"13105550102", has, true},
		{"5550103", has, false},
		{"013105550102", has, false},
		{"+13105550102", "13105550102", true},
		{"+13105550102", "(310) 555-0102", false},
		{"3105550102", "(310) 555-0102", true},
		{"+13105550102", "", false},
		{"5550102", "sip:5550102", false},
		{"5550102", "anonymous", false},
		{"sip:alice@example.com", "sip:alice@example.com", true},
		{"SIP:alice@Example.com", "sip:alice@example.com", true},
		{"sip:Alice@example.com", "sip:alice@example.com", false},
		{"sip:alice@example.com", "sip:alice@example.com;transport=tls", false},
		{"client:alice", "client:alice", true},
		{"client:ali", "client:alice", false},
		{"verto:1001@example.com", "verto:1001@example.com", true},
		{"verto:1001@example.com", "sip:1001@example.com", false},
	} {
		p, err := Parse(test.written)
		if err != nil {
			if test.matches {
				t.Errorf("%q: %v", test.written, err)
			}
			continue
		}
		if p.Matches(test.has) != test.matches {
			t.Errorf("%q matches %q: %t", test.written, test.has, !test.matches)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "+", "555010", "0102", "...0102", "+1310...", "…0102", "nobody",
		"+1310555010a", "5550102 ext 5", "+1234567890123456",
		"555+0102", "++13105550102", "sip:", "sip:a b", "tel:+13105550102", "5550102\x00", "５５５０１０２"} {
		if p, err := Parse(text); err == nil {
			t.Errorf("%q is %+v", text, p)
		}
	}
	for text, has := range map[string][2]string{
		"...0102":      {"+13105550102", "+13105550103"},
		"…0102":        {"+13105550102", "+13105550103"},
		"... 01-02":    {"+13105550102", "+13105550112"},
		"+1310...":     {"+13105550102", "+13115550102"},
		"+1 (310)…":    {"+13105550102", "+13115550102"},
		"...5550102":   {"+13105550102", "+13105551102"},
		"+13105550102": {"+13105550102", "+13105550103"},
	} {
		p, err := ParsePart(text)
		if err != nil || !p.Matches(has[0]) || p.Matches(has[1]) || p.String() != text {
			t.Errorf("%q: %v %+v", text, err, p)
		}
		if part := text != "+13105550102" && text != "...5550102"; p.IsPart() != part {
			t.Errorf("%q is a part: %t", text, !part)
		}
	}
	for _, text := range []string{"...", "…", "...0102...", "1310...", "...+0102", "0102"} {
		if p, err := ParsePart(text); err == nil {
			t.Errorf("%q is %+v", text, p)
		}
	}
}

func TestDialled(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"+13105550102": "+13105550102", "+1 (310) 555-0102": "+13105550102", "sip:alice@example.com": "sip:alice@example.com",
		"client:alice": "client:alice", "verto:1001": "verto:1001",
		"3105550102": "", "0013105550102": "", "+013105550102": "", "+1": "", "": "", "alice": "", "+1310555010x": "",
		"+1234567890123456": "", "...0102": "",
	} {
		got, err := Dialled(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

// FuzzParse checks that a whole number matches itself, and that nothing matches a text without digits.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"+1 (310) 555-0102", "...0102", "+1310…", "sip:a@b", "5550102"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePart(text)
		if err != nil {
			return
		}
		if p.Matches("") || p.Matches("+") {
			t.Errorf("%q matches nothing", text)
		}
		if dialled, err := Dialled(text); err == nil && !p.Matches(dialled) && !strings.HasPrefix(strings.TrimSpace(text), "+0") {
			t.Errorf("%q does not match %q", text, dialled)
		}
	})
}
