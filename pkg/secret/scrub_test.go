package secret

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const user = "b3877c40-da60-4998-90ad-b792e98472af"

// encoders write a secret in the forms in which it can be sent or quoted.
var encoders = map[string]func(value string) string{
	"itself":        func(v string) string { return v },
	"credentials":   func(v string) string { return base64.StdEncoding.EncodeToString([]byte(user + ":" + v)) },
	"for URLs":      func(v string) string { return base64.URLEncoding.EncodeToString([]byte(user + ":" + v)) },
	"base64":        func(v string) string { return base64.StdEncoding.EncodeToString([]byte(v)) },
	"no padding":    func(v string) string { return base64.RawStdEncoding.EncodeToString([]byte(v)) },
	"behind a byte": func(v string) string { return base64.RawURLEncoding.EncodeToString([]byte("?" + v + "?")) },
	"behind two":    func(v string) string { return base64.StdEncoding.EncodeToString([]byte("??" + v + "????")) },
	"behind three":  func(v string) string { return base64.StdEncoding.EncodeToString([]byte("???" + v + "??")) },
	"in a query":    url.QueryEscape,
	"in a path":     url.PathEscape,
	"base64 in a query": func(v string) string {
		return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(user + ":" + v)))
	},
	"small letters": func(v string) string { return strings.ToLower(url.QueryEscape(v)) },
	"in capitals": func(v string) string {
		capitals := []byte(v)
		for i, c := range capitals {
			if 'a' <= c && c <= 'z' {
				capitals[i] = c - 'a' + 'A'
			}
		}
		return string(capitals)
	},
	"JSON": func(v string) string {
		quoted, _ := json.Marshal(v) // encoding a string cannot fail
		return string(quoted)
	},
	"quoted": strconv.Quote,
}

// readings returns what a text can be decoded to: itself, unescaped, and each of these from base64 at four offsets.
func readings(text string) []string {
	all := []string{text}
	if unescaped, err := url.QueryUnescape(text); err == nil {
		all = append(all, unescaped)
	}
	if unescaped, err := url.PathUnescape(text); err == nil {
		all = append(all, unescaped)
	}
	if unquoted, err := strconv.Unquote(text); err == nil {
		all = append(all, unquoted)
	}
	for _, one := range all {
		one = strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(one), "=")
		for skip := range min(4, len(one)) {
			decoded, _ := base64.RawStdEncoding.DecodeString(one[skip:])
			all = append(all, string(decoded))
		}
	}
	return all
}

func TestScrub(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"a token":                  "PT0123456789abcdef0123456789abcdef0123456789abcdef",
		"of four bytes":            "hunt",
		"of five":                  "hunte",
		"of six":                   "hunter",
		"of signs":                 `+/"\'&<>%=?~ :;#$`,
		"beyond ASCII":             "gehéim☎🔑x",
		"no UTF-8":                 "PT\xff\xfe\x80token",
		"as in a regexp":           "(PT.*)[a-z]+$",
		"as a base64 of something": "UFQwMTIzNDU2Nzg5",
	} {
		token := New(value)
		for form, encode := range encoders {
			encoded := encode(value)
			if got := token.Scrub(user, "before "+encoded+" after"); !strings.Contains(got, redacted) ||
				!strings.HasPrefix(got, "before ") || !strings.HasSuffix(got, " after") {
				t.Errorf("%s, %s: %q is scrubbed as %q", name, form, encoded, got)
			}
			for _, reading := range readings(token.Scrub(user, encoded)) {
				if strings.Contains(strings.ToLower(reading), strings.ToLower(value)) {
					t.Errorf("%s, %s: what is left of %q can be read: %q", name, form, encoded, reading)
				}
			}
		}
		// Any other text stays as it is.
		for _, text := range []string{"", "nothing", user, "not found (HTTP 404, code 20404): PT☎\xff", hex.EncodeToString([]byte("else"))} {
			if got := token.Scrub(user, text); got != text {
				t.Errorf("%s: %q becomes %q", name, text, got)
			}
		}
	}
	for _, test := range []struct{ value, text, want string }{
		{"", "text", "text"},
		{"a", "a cat", "a cat"}, // too short: it could be part of any word
		{"abc", "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":abc")), "Basic [redacted]"},
		{"secret", "secretsecret, a secret", "[redacted][redacted], a [redacted]"},
		{"hunter2", "HUNTER2 and Hunter2", "[redacted] and [redacted]"},
	} {
		if got := New(test.value).Scrub(user, test.text); got != test.want {
			t.Errorf("without %q, %q is %q, want %q", test.value, test.text, got, test.want)
		}
	}
}

// FuzzScrub scrubs a text with the secret in all its forms. No form may be left, a second scrub must change nothing, and the text
// must not grow beyond three times its length.
func FuzzScrub(f *testing.F) {
	f.Add("PT0123456789abcdef", "before ", " after")
	f.Add("hunter2", "hunter", "2hunter2")
	f.Add("aaaa", "aaa", "aaaaaaa")
	f.Add(`+/"\'&<>`, `\"`, "%2B%2f\\u0026")
	f.Add("gehéim☎🔑x", "\xf0\x9f", "\xff")
	f.Add("PT\xff\xfe\x80token", "\xff", "\xfe")
	f.Add("UFQwMTIz", "UFQw", "==")
	f.Add("0\x02\xb4A", "0", "0") // in base64 it has a part of the placeholder
	f.Fuzz(func(t *testing.T, value, before, after string) {
		if len(value) < shortest || len(value) > 100 || len(before)+len(after) > 1000 ||
			strings.ContainsAny(value, "[]") || strings.Contains(redacted, strings.ToLower(value)) {
			t.Skip("a secret that cannot be told from the placeholder")
		}
		token := New(value)
		text := before
		for _, name := range slices.Sorted(maps.Keys(encoders)) {
			text += encoders[name](value) + "\n" + after
		}
		scrubbed := token.Scrub(user, text)
		lower := strings.ReplaceAll(strings.ToLower(scrubbed), redacted, "[]")
		var forms []string
		for name, encode := range encoders {
			form := encode(value)
			switch {
			case name == "JSON", name == "quoted":
				forms = append(forms, form[1:len(form)-1])
			case !strings.HasPrefix(name, "behind"): // their first and last characters depend on the neighbours
				forms = append(forms, form)
			}
		}
		for before := range 3 {
			forms = append(forms, inBase64(value, before))
		}
		for _, form := range forms {
			if strings.Contains(lower, strings.ToLower(form)) {
				t.Errorf("%q is left in %q", form, scrubbed)
			}
		}
		if again := token.Scrub(user, scrubbed); again != scrubbed {
			t.Errorf("%q becomes %q the second time", scrubbed, again)
		}
		if len(scrubbed) > 3*len(text) {
			t.Errorf("%d bytes become %d", len(text), len(scrubbed))
		}
	})
}
