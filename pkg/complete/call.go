package complete

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/flags"
	"confcall/pkg/number"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// candidates are the SIDs of the first page of a list, each with what describes it.
func candidates(pages signalwire.Pages, describe func(signalwire.Resource) string) []candidate {
	var found []candidate
	for _, item := range firstPage(pages) {
		if sid := item.SID(); signalwire.IsSID(sid) {
			found = append(found, candidate{sid, describe(item)})
		}
	}
	return found
}

// callsInProgress lists as many calls in progress as are offered.
func callsInProgress(ctx context.Context, client *signalwire.Client) signalwire.Pages {
	return client.Calls(ctx, url.Values{"Status": {status.InProgress}}, completionPaging)
}

// findCalls offers the calls of the conference on the command line, but for those that are given already. To the commands
// on calls it offers those of the account that are in progress.
func (c *completer) findCalls(ctx context.Context, client *signalwire.Client, cmd *cobra.Command, _ string) []candidate {
	given := givenCalls(cmd)
	if isAboutCalls(cmd) {
		calls := candidates(callsInProgress(ctx, client), func(call signalwire.Resource) string {
			return call.Text(signalwire.FieldFrom) + " to " + call.Text(signalwire.FieldTo)
		})
		return slices.DeleteFunc(calls, func(call candidate) bool { return given[strings.ToLower(call.value)] })
	}
	conference := c.givenConference(ctx, client, cmd)
	if conference == "" {
		return nil
	}
	participants := firstPage(client.Participants(ctx, conference, nil, completionPaging))
	calls := c.callsOf(ctx, client, participants)
	var found []candidate
	for _, participant := range participants {
		call := participant.CallSID()
		if !signalwire.IsSID(call) || given[strings.ToLower(call)] {
			continue
		}
		description := participant.Status()
		if who := roster.Describe(calls[call]); who != "" {
			description = who + ", " + description
		}
		if states := roster.States(participant); states != "" {
			description += ", " + states
		}
		found = append(found, candidate{call, description})
	}
	return found
}

// callsOf are the calls of participants, by SID. Calls that do not arrive in time are left out.
func (c *completer) callsOf(ctx context.Context, client *signalwire.Client,
	participants []signalwire.Resource) map[string]signalwire.Resource {
	ctx, cancel := context.WithTimeout(ctx, c.app.CompletionTimeout/2)
	defer cancel()
	calls := roster.NewCalls(client, 8)
	defer calls.Close()
	found := map[string]signalwire.Resource{}
	for m := range calls.Of(ctx, participants) {
		if m.Err == nil {
			found[m.SID()] = m.Call
		}
	}
	return found
}

// findNumbers offers the numbers of those who are in the conference on the command line or, for commands without a conference, of
// everyone on a call. A number that several people share is not offered.
func (c *completer) findNumbers(ctx context.Context, client *signalwire.Client, cmd *cobra.Command, _ string) []candidate {
	var calls []signalwire.Resource
	if conference := cmd.Flags().Lookup("conference"); conference == nil {
		calls = firstPage(callsInProgress(ctx, client))
	} else if sid := c.givenConference(ctx, client, cmd); sid != "" {
		for _, call := range c.callsOf(ctx, client, firstPage(client.Participants(ctx, sid, nil, completionPaging))) {
			calls = append(calls, call)
		}
	}
	holders := map[string]int{}
	for _, call := range calls {
		holders[roster.FarEnd(call)]++
	}
	var found []candidate
	for _, call := range calls {
		if who := roster.FarEnd(call); holders[who] == 1 {
			if _, err := number.Parse(who); err == nil {
				found = append(found, candidate{who, call.Text(signalwire.FieldDirection) + ", " + call.SID()})
			}
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return strings.Compare(a.value, b.value) })
	return found
}

// givenCalls are the calls on the command line, in lower case.
func givenCalls(cmd *cobra.Command) map[string]bool {
	given := map[string]bool{}
	for _, name := range callFlags {
		if flag := cmd.Flags().Lookup(name); flag != nil {
			for call := range strings.SplitSeq(flag.Value.String(), ",") {
				given[strings.ToLower(call)] = true
			}
		}
	}
	return given
}

// isAboutCalls reports whether a command works on calls without naming a conference.
func isAboutCalls(cmd *cobra.Command) bool {
	return strings.HasPrefix(cmd.CommandPath(), cmd.Root().Name()+" call ")
}

// findRecordings offers the recordings of the conference on the command line or, where a call is recorded, of that.
func (c *completer) findRecordings(ctx context.Context, client *signalwire.Client, cmd *cobra.Command, _ string) []candidate {
	describe := func(recording signalwire.Resource) string {
		return recording.Status() + ", " + recording.Text(signalwire.FieldDateCreated)
	}
	if isAboutCalls(cmd) {
		call := cmd.Flags().Lookup("call").Value.String()
		if call == "" {
			return nil
		}
		return candidates(client.AccountRecordings(ctx, url.Values{"CallSid": {call}}, completionPaging), describe)
	}
	conference := c.givenConference(ctx, client, cmd)
	switch flag := cmd.Flags().Lookup("conference"); {
	case conference != "":
	case flag == nil || flag.Annotations[flags.NeededUnless] == nil: // it need be of none
		return candidates(client.AccountRecordings(ctx, nil, completionPaging), describe)
	default:
		return nil
	}
	return candidates(client.Recordings(ctx, conference, nil, completionPaging), describe)
}
