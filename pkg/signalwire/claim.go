package signalwire

import (
	"fmt"
	"strings"

	"confcall/pkg/reason"
)

// A claim is what an answer must say about itself: that one of its fields holds a SID.
type claim struct {
	field string
	sid   string // empty if any will do
	own   bool   // the field identifies the resource itself, not what it belongs to
}

// is claims that the answer is the resource with this SID.
func is(field, sid string) claim { return claim{field: field, sid: sid, own: true} }

// of claims that the answer belongs to the resource with this SID.
func of(field, sid string) claim { return claim{field: field, sid: sid} }

// begun claims that the answer is a new resource, whose SID is not known beforehand.
func begun(field string) claim { return claim{field: field, own: true} }

// checkClaims returns an error unless an answer is about what was asked for. A cache, a gateway or a fault of the server may send
// another resource, and nothing may be concluded from that. A field that holds no SID names no other resource, so it is accepted; but
// an answer without its own SID must not be an error message of any form.
func checkClaims(claims []claim, answer Resource) error {
	for _, claim := range claims {
		field := answer.Field(claim.field)
		said := textOf(field)
		if claim.sid != "" && IsSID(said) && !strings.EqualFold(said, claim.sid) {
			return fmt.Errorf("the answer is about another one: its %s is %s, not %s", claim.field, said, claim.sid)
		}
		if claim.own && (len(field) == 0 || string(field) == "null" || string(field) == `""`) {
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

// denial returns the name of the member by which a gateway's answer says that nothing was done, or an empty text.
func denial(answer Resource) string {
	for _, name := range [...]string{"success", "ok", "deleted", "removed"} {
		if strings.EqualFold(strings.Trim(string(answer.Field(name)), `"`), "false") {
			return name
		}
	}
	return ""
}
