package output

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// TestClean shows what a person would not see, and leaves what readers of any script need.
func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":                                "plain",
		"日本 👩‍👧 é ١":                           "日本 👩‍👧 é ١",
		"a\nb\tc\rd":                           `a\nb\tc\rd`,
		"\x00\x1b\x7f\u0085":                   `\u0000\u001b\u007f\u0085`,
		"\u202e\u2066\u200f\u2028\ufeff\u00ad": `\u202e\u2066\u200f\u2028\ufeff\u00ad`,
		"\U000e0041":                           `\U000e0041`,
		"a\xffb":                               "a\ufffdb",

		// Fillers, selectors, joiners of graphemes, blanks that are no blanks, and places kept for more of them.
		"\u115f\u1160\u3164\uffa0":       `\u115f\u1160\u3164\uffa0`,
		"x\ufe00\ufe0f\U000e0100":        `x\ufe00\ufe0f\U000e0100`,
		"a\u034fb\u180e\u180b\u17b4":     `a\u034fb\u180e\u180b\u17b4`,
		"\u2800\u2065\ufff0\ufffc":       `\u2800\u2065\ufff0\ufffc`,
		"\ufff9text\ufffaruby\ufffb":     `\ufff9text\ufffaruby\ufffb`,
		"\U000e0001\U000e01f0\U000e0fff": `\U000e0001\U000e01f0\U000e0fff`,
		"\u2060\u2061\u206f\u061c":       `\u2060\u2061\u206f\u061c`,
		"\U0001d159\U0001d173":           `\U0001d159\U0001d173`,
		"🏴\U000e0067\U000e007f":          `🏴\U000e0067\U000e007f`,
		"葛\U000e0100":                    `葛\U000e0100`,

		// Joiners: between letters that they join, and in a picture of several emoji.
		"می\u200cخواهم":          "می\u200cخواهم",
		"مُ\u200cخ":              "مُ\u200cخ",
		"क्\u200dष क्\u200cष":    "क्\u200dष क्\u200cष",
		"র\u200d্য":              "র\u200d্য",
		"ශ්\u200dර":              "ශ්\u200dර",
		"a\u200db\u200cc":        `a\u200db\u200cc`,
		"\u200cم\u200d":          `\u200cم\u200d`,
		"م\u200c م":              `م\u200c م`,
		"م\u200cक":               `م\u200cक`,
		"م\u200d\u200dم":         `م\u200d\u200dم`,
		"م\u034f\u200dم":         `م\u034f\u200dم`,
		"١\u200c٢":               `١\u200c٢`,
		"日\u200d本":               `日\u200d本`,
		"👩\u200cx👩\u200c👧":       `👩\u200cx👩\u200c👧`,
		"👩🏽\u200d🚒":              "👩🏽\u200d🚒",
		"❤\ufe0f\u200d🔥":         "❤\ufe0f\u200d🔥",
		"🏳\ufe0f\u200d🌈 ✈\ufe0e": "🏳\ufe0f\u200d🌈 ✈\ufe0e",
		"👩\u200d":                `👩\u200d`,
		"👩\u200dx":               `👩\u200dx`,
		"1\ufe0f\u20e3 1\ufe0f":  "1\ufe0f\u20e3 1" + `\ufe0f`,
		"❤\ufe0f\ufe0f":          "❤\ufe0f" + `\ufe0f`,
		"é ñ ü ß ø Å 한국어 ไทย עברית": "é ñ ü ß ø Å 한국어 ไทย עברית",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%+q) = %+q, want %+q", text, got, want)
		}
	}
}

// TestEscapes writes what is not seen as escapes of the format, alone and beside others, and no value is changed by it.
func TestEscapes(t *testing.T) {
	t.Parallel()
	for _, unseen := range []string{"\x7f", "\u0085", "\u009b", "\u2028", "\u200b", "\u3164", "\u034f", "\u2800", "\ufe0f", "\ufff9", "\U000e0041", "\U000e01f0", "\u200d"} {
		for _, value := range []string{unseen, "a" + unseen + "b", unseen + unseen} {
			object := `{"call_sid":"` + value + `"}`
			for _, format := range []Format{JSON, JSONL, YAML} {
				got, err := print(t, Options{Format: format}, false, object)
				if err != nil || strings.Contains(got, unseen) {
					t.Errorf("%s of %+q: %v, %+q", format, value, err, got)
				}
				var back map[string]string
				if format == YAML {
					err = yaml.Unmarshal([]byte(got), &back)
				} else {
					err = json.Unmarshal([]byte(got), &back)
				}
				if err != nil || back["call_sid"] != value {
					t.Errorf("%s of %+q: %v, comes back as %+q", format, value, err, back["call_sid"])
				}
			}
			shown, err := print(t, Options{Format: JSONL, JQ: "[.call_sid]"}, false, object)
			if err != nil || strings.Contains(shown, unseen) || !utf8.ValidString(shown) {
				t.Errorf("jq of %+q: %v, %+q", value, err, shown)
			}
		}
	}
}
