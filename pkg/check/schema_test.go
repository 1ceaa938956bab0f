package check

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// schema is what the tests read of the schema for editors.
type schema struct {
	Properties map[string]schema `json:"properties"`
	AnyOf      []schema          `json:"anyOf"`
	Closed     *bool             `json:"additionalProperties"`
	Defs       map[string]schema `json:"$defs"`
}

// TestSchema holds the keys that docs/checks.schema.json has in each place against those that the reader knows there: a key of
// the schema is none that is unknown to the reader, and one that the schema lacks is.
func TestSchema(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/checks.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root schema
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	check := root.Defs["check"]
	places := map[string]schema{"%s": root, "defaults: {%s}": root.Properties["defaults"], "checks: [{%s}]": check}
	for _, kind := range kinds() {
		target := check.Properties[string(kind)]
		for _, form := range target.AnyOf { // a conference may be a name alone
			if form.Properties != nil {
				target = form
			}
		}
		places["checks: [{name: x, expect: [exists], "+string(kind)+": {%s}}]"] = target
	}
	everywhere := map[string]bool{}
	for _, place := range places {
		for key := range place.Properties {
			everywhere[key] = true
		}
	}
	for place, at := range places {
		if at.Closed == nil || *at.Closed || len(at.Properties) == 0 {
			t.Errorf("%s takes any key", place)
		}
		for key := range everywhere {
			_, err := Parse("x.yaml", fmt.Appendf(nil, place, key+": {}"), func(string) (string, bool) { return "", false })
			known := err == nil || !strings.Contains(err.Error(), "unknown key")
			if _, has := at.Properties[key]; has != known {
				t.Errorf("%s: %s is in the schema: %v, known to the reader: %v (%v)", place, key, has, known, err)
			}
		}
	}
}

// TestExample reads the example, which has a check of every kind and every key of the schema that does not exclude another one.
func TestExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../examples/checks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, err := Parse("examples/checks.yaml", text, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	shown := map[kind]bool{}
	for _, c := range file.Checks {
		shown[c.target.kind] = true
	}
	for _, kind := range kinds() {
		if !shown[kind] {
			t.Errorf("it has no %s", kind)
		}
	}
}
