//go:build unix

package hostile

import (
	"encoding/json"
	"strings"
	"testing"

	"confcall/acceptance/harness"
)

// TestReportFormat writes the flags that choose the format of errors in every way, before and after a mistake. Wherever the
// mistake is, the error is one line of JSON or two lines of text, as the whole command line says.
func TestReportFormat(t *testing.T) {
	t.Parallel()
	call := "b3877c40-da60-4998-90ad-b792e98472ca"
	verb := []string{"participant", "remove", "--conference", call, "--call", call}
	for line, asJSON := range map[string]bool{
		"":                                      false,
		"--nosuch":                              false,
		"-o json --nosuch":                      true,
		"--nosuch -o json":                      true,
		"-o json -y --nosuch":                   true,
		"-yo json --nosuch":                     true,
		"-yojson --nosuch":                      true,
		"-yo=json --nosuch":                     true,
		"-o=json --nosuch":                      true,
		"-ojson --nosuch":                       true,
		"-qyojson --nosuch":                     true,
		"--nosuch -qyo json":                    true,
		"--output json --nosuch":                true,
		"--output=json --nosuch":                true,
		"--nosuch --output=jsonl":               true,
		"-o jsonl --nosuch":                     true,
		"--nosuch -o yaml":                      false,
		"--nosuch -o table":                     false,
		"-o json -o table --nosuch":             false,
		"-o json --nosuch -o table":             false,
		"-o table --nosuch -o json":             true,
		"--nosuch -- -o json":                   false,
		"-o json --nosuch -- -o table":          true,
		"--except -ojson --nosuch":              false, // the value of another flag
		"--except -o json":                      false, // the word json is an argument
		"--profile -o --nosuch":                 false,
		"--profile --output=json --nosuch":      false,
		"-y=-ojson --nosuch":                    false,
		"--timeout 7 --except --nosuch -o json": true,
		"--nosuch word -o json":                 true,
		"--nosuch=word -o json":                 true,
		"-z -o json":                            true,
		"--=x -o json":                          true,
		"---x -o json":                          true,
		"--yes=perhaps -o json":                 true,
		"-o json word":                          true,
		"word -o json":                          true,
		"-o json -o":                            true, // the last -o lacks its format
		"--call x -o json":                      true,
		"-o json --call x":                      true,
		"--parallel many -o json":               true,
		"-o jsn":                                false,
		"-o json -o jsn":                        false,
		"-o JSON --nosuch":                      false,
		"--outpu json":                          false, // flags are not abbreviated
		"--jq .sid --nosuch":                    true,
		"--nosuch --jq=.sid":                    true,
		"--nosuch -o table --jq .sid":           true,
		"--jq  -o table":                        false, // an empty expression counts as missing
		"--sandbox --space x -o json":           true,
	} {
		words := strings.Split(line, " ")
		if line == "" {
			words = nil
		}
		o := harness.Run(t, nil, append(append([]string{}, verb...), words...)...)
		lines := strings.Split(strings.TrimSuffix(o.Stderr, "\n"), "\n")
		last := lines[len(lines)-1]
		if isJSON := json.Valid([]byte(last)) && strings.HasPrefix(last, `{"error":`); isJSON != asJSON || o.Code < 2 || o.Code > 3 {
			t.Errorf("%q ends with %d and reports as JSON: %t\n%s", line, o.Code, isJSON, o.Stderr)
		}
	}
	for line, asJSON := range map[string]bool{
		"nosuch -o json":                       true,
		"-o json nosuch":                       true,
		"-ojson nosuch":                        true,
		"participant nosuch -o json":           true,
		"participant -o json nosuch":           true,
		"participant --call x nosuch -qo=json": true,
		"--nosuch -o json":                     true,
		"version --jq . -o table":              true,
		"help nosuch -o json":                  true,
		"help nosuch":                          false,
		"sandbox --listen -ojson --nosuch":     false,
		"recording download --file -o json":    false,
		"recording download -O-ojson":          false,
		"recording download -O x -o json":      true,
	} {
		o := harness.Run(t, nil, strings.Split(line, " ")...)
		if isJSON := strings.HasPrefix(o.Stderr, `{"error":`); isJSON != asJSON || o.Code != 2 {
			t.Errorf("%q ends with %d and reports as JSON: %t\n%s", line, o.Code, isJSON, o.Stderr)
		}
	}
}
