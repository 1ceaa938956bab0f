package roster

import (
	"testing"

	"confcall/pkg/signalwire"
)

func TestLabel(t *testing.T) {
	t.Parallel()
	const sid = "2e9d4b60-8c1a-4d5e-a7f3-1b6c0d9e2002"
	for call, want := range map[string][2]string{
		`{"direction": "inbound", "from": "+13105550102", "to": "+13105550100"}`:  {"+13105550102 (2e9d4b60…)", "+13105550102, inbound"},
		`{"direction": "outbound", "from": "+13105550100", "to": "+13105550102"}`: {"+13105550102 (2e9d4b60…)", "+13105550102, outbound"},
		`{"direction": "outbound-dial", "from": "+13105550100", "to": "client:alice"}`: {
			"client:alice (2e9d4b60…)", "client:alice, outbound-dial",
		},
		`{"direction": "inbound", "from": " anonymous "}`:    {"anonymous (2e9d4b60…)", "anonymous, inbound"},
		`{"direction": "inbound", "from": "\u001b[2J+1\n3"}`: {`\u001b[2J+1\n3 (2e9d4b60…)`, `\u001b[2J+1\n3, inbound`},
		`{"direction": "inbound", "from": "sip:a-very-long-name-of-somebody@example.com"}`: {
			"sip:a-very-long-name-of-somebody@exampl… (2e9d4b60…)", "sip:a-very-long-name-of-somebody@exampl…, inbound"},
		`{"from": "+13105550102", "to": "+13105550100"}`: {sid, ""}, // without a direction, either end may be theirs
		`{"direction": "inbound", "from": 7}`:            {sid, ""},
		`{"direction": "inbound"}`:                       {sid, ""},
		`null`:                                           {sid, ""},
		``:                                               {sid, ""},
	} {
		if got := Label(sid, signalwire.Resource(call)); got != want[0] {
			t.Errorf("%s: %q, want %q", call, got, want[0])
		}
		if got := Describe(signalwire.Resource(call)); got != want[1] {
			t.Errorf("%s: %q, want %q", call, got, want[1])
		}
	}
}
