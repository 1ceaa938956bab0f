//go:build unix

package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/rogpeppe/go-internal/testscript"

	"confcall/pkg/sandbox"
)

// dials has the sandbox call a number for a conference, and sets $DIALLED to the call's SID: `dials +13105550142 'War room'`.
// That request is not counted.
func dials(server http.Handler) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: dials NUMBER CONFERENCE")
		}
		body := fmt.Sprintf(`{"command": "dial", "params": {"from": "+13105550100", "to": %q,
			"swml": {"sections": {"main": [{"join_conference": {"name": %q}}]}}}}`, args[0], args[1])
		r := httptest.NewRequest(http.MethodPost, "/api/calling/calls", bytes.NewBufferString(body))
		r.SetBasicAuth(sandbox.Account, sandbox.Token)
		r.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, r)
		var leg struct{ ID string }
		if err := json.Unmarshal(answer.Body.Bytes(), &leg); err != nil || leg.ID == "" {
			ts.Fatalf("dial %s: HTTP %d: %s", args[0], answer.Code, answer.Body)
		}
		ts.Setenv("DIALLED", leg.ID)
	}
}
