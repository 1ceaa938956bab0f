package secret

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestTextIsNeverPrinted(t *testing.T) {
	t.Parallel()
	const token = "PT0123456789"
	type holder struct {
		Public  Text
		private Text
		nested  *struct{ inner Text }
	}
	h := holder{New(token), New(token), &struct{ inner Text }{New(token)}}

	shown := []string{fmt.Sprint(fmt.Errorf("wrapped: %v", h))}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, h), fmt.Sprintf(verb, &h), fmt.Sprintf(verb, h.Public),
			fmt.Sprintf(verb, h.nested), fmt.Sprintf(verb, []any{h, h.private}))
	}
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(map[string]Text{"token": h.Public})
	if err != nil {
		t.Fatal(err)
	}
	shown = append(shown, string(asJSON), string(asYAML))

	hexForm := fmt.Sprintf("%x", token)
	for _, text := range shown {
		if strings.Contains(text, token) || strings.Contains(text, hexForm) {
			t.Errorf("the secret shows in %s", text)
		}
	}
	if got := h.private.Reveal(); got != token {
		t.Errorf("Reveal() = %q, want the value", got)
	}
	if (Text{}).IsSet() || New("").IsSet() || !h.Public.IsSet() {
		t.Error("IsSet is wrong")
	}
}
