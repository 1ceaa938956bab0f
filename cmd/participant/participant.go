// Package participant has the commands on the participants of a conference.
package participant

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

var noun = output.Noun{
	ID:      signalwire.FieldCallSID,
	Fields:  signalwire.ParticipantFields,
	Columns: []string{"call_sid", "status", "muted", "hold", "coaching", "date_created"},
	Least:   []string{"coaching"},

	Elsewhere: ofCall,
}

// ofCall says how to get a field that is the call's.
func ofCall(field string) string {
	name := strings.ToLower(field)
	if inside, ok := strings.CutPrefix(name, callField+"."); ok {
		name = inside
	} else if name == "number" {
		name = "from"
	}
	switch name {
	case callField:
		return "the call comes with --with-call, of participant get, list, find and watch"
	case "from", "to", "direction", "duration", "start_time", "answered_by", "from_formatted", "to_formatted", "caller_name", "price":
		return fmt.Sprintf("%s.%s comes with --with-call, of participant get, list, find and watch", callField, name)
	}
	return ""
}

// New makes the group of commands.
func New(app *cli.App) *cobra.Command {
	return cli.Group("participant", "Look at the participants of a conference, and change them",
		app.Verb("list", newList),
		app.Verb("get", newGet),
		app.Verb("find", newFind),
		app.Verb("add", newAdd),
		app.Verb("move", newMove),
		app.Verb("mute", newMute), app.Verb("unmute", newUnmute),
		app.Verb("hold", newHold), app.Verb("unhold", newUnhold),
		app.Verb("coach", newCoach), app.Verb("uncoach", newUncoach),
		app.Verb("announce", newAnnounce),
		app.Verb("update", newUpdate),
		app.Verb("remove", newRemove),
		app.Verb("wait", newWait),
		app.Verb("watch", newWatch),
	)
}
