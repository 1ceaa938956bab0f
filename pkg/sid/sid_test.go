package sid

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

const one, two = "b3877c40-da60-4998-90ad-b792e98472ca", "2E9D4B60-8C1A-4D5E-A7F3-1B6C0D9E1002"

func TestIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		one: true, two: true, "": false, one[1:]: false, one + "a": false, " " + one: false, one + "\n": false,
		strings.ReplaceAll(one, "-", ""): false, strings.ReplaceAll(one, "-", "_"): false, one[:34] + "co": false,
		"b3877c4-0da60-4998-90ad-b792e98472ca": false, "..%2f" + one[5:]: false, strings.Repeat("é", 18): false,
	} {
		if Is(text) != want {
			t.Errorf("Is(%q) = %t", text, !want)
		}
	}
}

// TestConference checks as conferences what shells, editors, jq, spreadsheets and chats make of a SID.
func TestConference(t *testing.T) {
	t.Parallel()
	bare := strings.ReplaceAll(one, "-", "")
	for text, want := range map[string]string{ // a part of the error; empty for none
		// Something is stuck to it.
		one + "\r":                             `a SID with \r behind it`,
		one + "\n":                             `a SID with \n behind it`,
		one + "\r\n":                           `a SID with \r \n behind it`,
		"\t" + one:                             `a SID with \t in front of it`,
		one + " ":                              `a SID with a blank behind it`,
		"  " + one + " ":                       `a SID with 2 blanks in front of it and a blank behind it`,
		one + "\u00a0":                         `U+00A0 behind it`,
		"\ufeff" + one:                         `a SID with U+FEFF in front of it`,
		one + "\u200b":                         `U+200B behind it`,
		"\u200d" + one + "\u2060":              `U+200D in front of it and U+2060 behind it`,
		one + "\u3164":                         `U+3164 behind it`,
		one + "\ufe0f":                         `U+FE0F behind it`,
		one + "\x00":                           `U+0000 behind it`,
		one + "\x1b[0m":                        `U+001B “[0m” behind it`,
		one + "\xff":                           `\xff behind it`,
		one + "\u0301":                         `U+0301 behind it`,
		"{" + one + "}":                        `“{” in front of it and “}” behind it`,
		"<" + one + ">":                        `“<” in front of it and “>” behind it`,
		"[" + one + "]":                        `“[” in front of it and “]” behind it`,
		`"` + one + `"`:                        `“"” in front of it and “"” behind it`,
		"'" + one + "'":                        `“'” in front of it and “'” behind it`,
		"\u201c" + one + "\u201d":              `U+201C in front of it and U+201D behind it`,
		"`" + one + "`":                        "“`” in front of it and “`” behind it",
		one + ",":                              `“,” behind it`,
		one + ";":                              `“;” behind it`,
		one + ".":                              `“.” behind it`,
		one + ".json":                          `“.json” behind it`,
		"urn:uuid:" + one:                      `“urn:uuid:” in front of it`,
		"CF" + one:                             `“CF” in front of it`,
		one + "0":                              `“0” behind it`,
		"0" + one:                              `“0” in front of it`,
		"sid=" + one:                           `“sid=” in front of it`,
		"-" + one:                              `“-” in front of it`,
		"/Conferences/" + one + "/x":           `“/Conferences/” in front of it and “/x” behind it`,
		"%7B" + one + "%7D":                    `“%7B” in front of it`,
		"Stand-up " + one:                      `“Stand-up ” in front of it`,
		one + "," + two:                        `it is 2 SIDs, with “,” between the first two`,
		one + "\n" + two:                       `it is 2 SIDs, with \n between the first two`,
		one + two:                              `it is 2 SIDs in one`,
		one[:10] + "\u200b" + one[10:]:         `a SID with U+200B within it`,
		one[:10] + "\n" + one[10:]:             `nearly a SID: a letter or a dash is not where it belongs, and \n`,
		strings.ReplaceAll(one, "-", "\u2013"): `a SID with U+2013 U+2013 U+2013 U+2013 within it`,
		strings.ReplaceAll(one, "-", "\u2212"): `U+2212`,
		strings.ReplaceAll(one, "-", "\u2011") + ",": `“,” behind it`,
		strings.ReplaceAll(one, "-", "_"):            `“____” within it`,
		strings.ReplaceAll(one, "-", "\uff0d"):       `U+FF0D`,
		"\uff42" + one[1:]:                           `U+FF42`,
		strings.ToUpper(one) + "\u2028":              `U+2028 behind it`,
		"https://example.signalwire.com/api/laml/2010-04-01/Conferences/" + two + ".json?Page=0": `“.json?Page=0” behind it`,
		// It is nearly one.
		bare:                                   `nearly a SID: a letter or a dash is not where it belongs`,
		strings.ToUpper(bare):                  `nearly a SID`,
		"CF" + bare:                            `nearly a SID: it has 34 letters and digits where 32 belong`,
		"RE" + bare:                            `34 letters and digits`,
		"urn:uuid:" + bare:                     `nearly a SID`,
		"{" + bare + "}":                       `nearly a SID`,
		"conference " + bare:                   `nearly a SID`,
		one[:35]:                               `it has 31 letters and digits where 32 belong`,
		one[:35] + ".json":                     `it has 31 letters and digits`,
		one[1:]:                                `it has 31 letters and digits`,
		one[:20] + one[21:]:                    `31 letters and digits`,
		one[:20] + "0" + one[20:]:              `33 letters and digits`,
		one[:33]:                               `29 letters and digits`,
		one[:8] + one[9:]:                      `nearly a SID`,
		one[:34] + "co":                        `nearly a SID: a letter or a dash is not where it belongs, and “o”`,
		"O" + one[1:]:                          `“O”`,
		"bl877c40" + one[8:]:                   `“l”`,
		strings.ReplaceAll(one, "-", " "):      `nearly a SID`,
		strings.ReplaceAll(one, "-", "."):      ``,
		strings.ReplaceAll(one, "-", "--"):     `nearly a SID`,
		"xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx": `nearly a SID`,
		"YOURCONF-HERE-THIS-IS_A\u2013PLACEHOLDER":  ``,
		"\u0430bcdefgh-1jkl-mnop-qrst-uvwxyzabcdef": `nearly a SID`,
		"b3877c4-da60-4998-90ad-b792e98472caz":      `nearly a SID`,
		// It stands for nothing.
		"":             `it is empty`,
		" ":            `nothing in it but a blank`,
		"\t":           `nothing in it but \t`,
		"\u00a0":       `nothing in it but U+00A0`,
		"\ufeff":       `nothing in it but U+FEFF`,
		"\r\n":         `nothing in it but \r \n`,
		`""`:           `nothing in it but “""”`,
		"''":           `nothing in it but`,
		"{}":           `nothing in it but`,
		"[]":           `nothing in it but`,
		"null":         `“null” is what programs print`,
		"NULL":         `“NULL” is`,
		"null ":        `“null ” is`,
		"null\r":       `“null” \r is`,
		`"null"`:       `is what programs print`,
		"null,":        `is what programs print`,
		"Nil":          `is what programs print`,
		"<nil>":        `is what programs print`,
		"None":         `is what programs print`,
		"<none>":       `is what programs print`,
		"undefined":    `is what programs print`,
		"Undefined\n":  `is what programs print`,
		"[undefined]":  `is what programs print`,
		"\ufeffnull":   `U+FEFF “null” is`,
		"\u201cnone":   `is what programs print`,
		"nuLL\u200b":   `is what programs print`,
		"(null)":       `is what programs print`,
		"none;":        `is what programs print`,
		"'undefined',": `is what programs print`,
		// It is a SID, or a name.
		one: "", two: "", "Morning stand-up": "", "deadbeef": "", "deadbeef-cafe": "", "2026-11-23": "", "2026-11-23T11:42:00Z": "",
		"20261123114200": "", "+13105550101": "", "(310) 555-0101": "", "sip:alice@example.com": "", "a": "", "-": "", "_": "", "0": "", "-1": "",
		"🎉": "", "Ω 😀\u00a0": "", "Null Island": "", "none of us": "", "nonesuch": "", "The undefined": "", "nil by mouth": "",
		"annul": "", "nulls": "", "N/A": "", "NaN": "", "false": "", "R&D = 100% +1": "", "?#/..": "", `"\`: "", "Stand-up ": "",
		"\u202eevil": "", "thirtytwolettersofnaturalwording": "", "Quarterly-business-review-EMEA": "",
		"Datenschutzgrundverordnungssitzung": "", "weekly_all_hands_for_the_whole_team": "",
		"one-two-three-four-five": "", "Board meeting 2026-11-23, 11:42 UTC": "",
		"{{room}}": "", "$CONFERENCE": "", "conference-name": "", strings.Repeat("é", 64): "", strings.Repeat("z", 64): "", "faceb00k cafe": "",
		"Sales (null)": "", "3f2a": "", "b3877c40": "", "b3877c40-da60": "", "b3877c40-da60-4998-90ad": "",
		strings.Repeat("é", 65): "at most 64 characters",
	} {
		err := CheckConference(text)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: %v", text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %s", text, err, want)
		case want != "" && utf8.RuneCountInString(text) > 0 && utf8.RuneCountInString(text) <= 64 &&
			!strings.HasSuffix(err.Error(), NameFlag(text)):
			t.Errorf("%q: %v, which does not tell how to name it", text, err)
		}
		isHidden := func(r rune) bool { return isInvisible(r) || strings.ContainsRune("\t\r\n\u00a0\u2028", r) }
		if err != nil && strings.ContainsFunc(err.Error(), isHidden) {
			t.Errorf("%q: %q hides something", text, err)
		}
	}
}

// TestNameFlag pastes the flag into shells, which must turn it back into the name.
func TestNameFlag(t *testing.T) {
	t.Parallel()
	for _, shell := range [][]string{{"bash", "-c"}, {"env", "LC_ALL=C", "bash", "-c"}} {
		for _, name := range []string{
			"", "null", "it's", `a\b`, "$HOME `id` \"x\" !", one + "\r", "\ufeff" + one + "1", "\u200b'\\n\t\n\x1b[0m7", "\xff1", "–é😀",
			"-e",
		} {
			out, err := exec.Command(shell[0], append(shell[1:], "printf %s "+NameFlag(name))...).Output()
			if err != nil || string(out) != "--conference-name="+name {
				t.Errorf("%q is pasted as %s, and becomes %q, %v", name, NameFlag(name), out, err)
			}
		}
	}
}

// FuzzConference checks any text as a conference. A SID is accepted; a text that contains one, or stands for nothing, is
// refused; and the error shows the text in visible characters.
func FuzzConference(f *testing.F) {
	for _, seed := range []string{
		one, one + "\r", "\ufeff" + two, "null", "Stand-up", strings.ReplaceAll(one, "-", "\u2013"), one[:20] + "\xff" + one[20:],
		"\u3164", one + one, "b_-_",
	} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	f.Fuzz(func(t *testing.T, text string) {
		err := CheckConference(text)
		whole := form.FindString(text) == text && len(text) == 36
		if Is(text) != whole || whole && err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if !whole && err == nil &&
			(form.MatchString(text) || strings.TrimSpace(text) == "" || strings.EqualFold(strings.TrimSpace(text), "null")) {
			t.Errorf("%q is taken for a name", text)
		}
		if err != nil && (strings.ContainsFunc(err.Error(), isInvisible) || !utf8.ValidString(err.Error())) {
			t.Errorf("%q: %q hides something", text, err)
		}
		if err == nil && !whole && CheckConference(" "+text) != nil && utf8.RuneCountInString(text) < longestName {
			t.Errorf("%q is a name, and with a blank in front of it is none", text)
		}
	})
}
