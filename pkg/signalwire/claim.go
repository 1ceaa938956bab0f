package signalwire

import (
	"fmt"
	"strings"

	"confcall/pkg/reason"
)

// A claim is what an answer has to say for itself: that a field holds a SID.
type claim struct {
	field, sid string
	own        bool // the field names the resource itself, not what it belongs to
}

// is claims that the answer is the resource of this SID.
func is(field, sid string) claim { return claim{field, sid, true} }

// of claims that what the answer belongs to has this SID.
func of(field, sid string) claim { return claim{field, sid, false} }

// checkClaims tells whether an answer is about what was asked for. A cache, a gateway or a mix-up at the other end may give
// somebody else's, and no yes, no or done may rest on that. What is no SID is misshapen, and names nobody else; but an answer
// that names nobody must not be an error, of whatever shape.
func checkClaims(claims []claim, answer Resource) error {
	for _, claim := range claims {
		said := answer.Text(claim.field)
		if IsSID(said) && !strings.EqualFold(said, claim.sid) {
			return fmt.Errorf("the answer is about another one: its %s is %s, not %s", claim.field, said, claim.sid)
		}
		if field := answer.Field(claim.field); claim.own && (len(field) == 0 || string(field) == "null") {
			if message := reason.Read(answer).Message; message != "" {
				return fmt.Errorf("the answer has no %s, but says: %s", claim.field, message)
			}
		}
	}
	return nil
}
