package signalwire

import (
	"fmt"
	"strings"

	"confcall/pkg/reason"
)

// A claim is what an answer has to say for itself: that a field holds a SID.
type claim struct {
	field, sid string // no SID is any
	own        bool   // the field names the resource itself, not what it belongs to
}

// is claims that the answer is the resource of this SID.
func is(field, sid string) claim { return claim{field, sid, true} }

// of claims that what the answer belongs to has this SID.
func of(field, sid string) claim { return claim{field, sid, false} }

// begun claims that the answer is a resource that came into being just now, whose SID nobody knows yet.
func begun(field string) claim { return claim{field, "", true} }

// checkClaims reports whether an answer is about what was asked for. A cache, a gateway or a mix-up at the other end may give
// somebody else's, and no yes, no or done may rest on that. What is no SID is misshapen, and names nobody else; but an answer
// that names nobody must not be an error, of whatever shape.
func checkClaims(claims []claim, answer Resource) error {
	for _, claim := range claims {
		said := answer.Text(claim.field)
		if claim.sid != "" && IsSID(said) && !strings.EqualFold(said, claim.sid) {
			return fmt.Errorf("the answer is about another one: its %s is %s, not %s", claim.field, said, claim.sid)
		}
		if field := string(answer.Field(claim.field)); claim.own && (field == "" || field == "null" || field == `""`) {
			switch message, denial := reason.Read(answer).Message, denial(answer); {
			case message != "":
				return fmt.Errorf("the answer has no %s, but says: %s", claim.field, message)
			case denial != "":
				return fmt.Errorf("the answer has no %s, but says %s: false", claim.field, denial)
			case claim.sid == "":
				return fmt.Errorf("the answer has no %s", claim.field)
			}
		}
	}
	return nil
}

// denial is the member by which an answer of a gateway says that nothing was done; it is empty if there is none.
func denial(answer Resource) string {
	for _, name := range [...]string{"success", "ok", "deleted", "removed"} {
		if strings.EqualFold(strings.Trim(string(answer.Field(name)), `"`), "false") {
			return name
		}
	}
	return ""
}
