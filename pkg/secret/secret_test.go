package secret

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

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
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "% X", "%d", "%c", "%t", "%p", "%10.3s", "%U"} {
		shown = append(shown, fmt.Sprintf(verb, h), fmt.Sprintf(verb, &h), fmt.Sprintf(verb, h.Public), fmt.Sprintf(verb, &h.Public),
			fmt.Sprintf(verb, h.nested), fmt.Sprintf(verb, []any{h, h.private}), fmt.Sprintf(verb, map[string]holder{"a": h}))
	}
	var written bytes.Buffer
	for _, logger := range []*slog.Logger{slog.New(slog.NewTextHandler(&written, nil)), slog.New(slog.NewJSONHandler(&written, nil))} {
		logger.Info("a", "text", h.Public, "holder", h, "pointer", &h, slog.Group("group", "inner", h.private))
	}
	page := template.Must(template.New("").Parse(`{{.}} {{.Public}} {{printf "%#v %x" . .Public}} ` +
		`{{.Public | js}} {{.Public | urlquery}} {{len .Public.String}}`))
	if err := page.Execute(&written, h); err != nil {
		t.Fatal(err)
	}
	if err := xml.NewEncoder(&written).EncodeElement(h.Public, xml.StartElement{Name: xml.Name{Local: "inner"}}); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewEncoder(&written).Encode(h); err == nil {
		t.Error("gob takes it")
	}
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(map[string]Text{"token": h.Public})
	if err != nil {
		t.Fatal(err)
	}
	shown = append(shown, string(asJSON), string(asYAML), written.String())

	for _, text := range shown {
		lower := strings.ToLower(strings.ReplaceAll(text, " ", ""))
		if strings.Contains(lower, strings.ToLower(token)) || strings.Contains(lower, fmt.Sprintf("%x", token)) {
			t.Errorf("the secret shows in %s", text)
		}
	}
	if got := strings.Count(written.String(), redacted); got < 8 {
		t.Errorf("only %d placeholders in %s", got, written.String())
	}
	if got := h.private.Reveal(); got != token {
		t.Errorf("Reveal() = %q, want the value", got)
	}
	if (Text{}).IsSet() || New("").IsSet() || !h.Public.IsSet() {
		t.Error("IsSet is wrong")
	}
}
