package roster

import (
	"context"
	"strings"

	"confcall/pkg/failure"
	"confcall/pkg/signalwire"
)

// A Memory keeps the calls of participants between polls, as they were first seen: the numbers of a call do not change. The
// zero value is empty. It is not safe for concurrent use.
type Memory struct {
	calls map[string]signalwire.Resource
}

// Of returns the calls of participants, in the same order, and fetches only those of newcomers. A call that cannot be fetched
// is JSON null and is tried again the next time; failed is the first such error. err is an error that may pass, or the end of
// ctx.
func (m *Memory) Of(ctx context.Context, client *signalwire.Client,
	participants []signalwire.Resource) (calls []signalwire.Resource, failed, err error) {
	var newcomers []signalwire.Resource
	kept := map[string]signalwire.Resource{} // those who have gone are forgotten
	for _, participant := range participants {
		key := strings.ToLower(participant.CallSID())
		if call, known := m.calls[key]; known {
			kept[key] = call
		} else {
			newcomers = append(newcomers, participant)
		}
	}
	m.calls = kept
	list := NewCalls(client, atOnce)
	defer list.Close()
	for member := range list.Of(ctx, newcomers) {
		switch {
		case ctx.Err() != nil:
			return nil, nil, context.Cause(ctx)
		case failure.MayPass(member.Err):
			return nil, nil, member.Err
		case member.Err == nil:
			m.calls[strings.ToLower(member.SID())] = member.Call
		case failed == nil:
			failed = member.Err
		}
	}
	for _, participant := range participants {
		call := m.calls[strings.ToLower(participant.CallSID())]
		if call == nil {
			call = signalwire.Resource("null")
		}
		calls = append(calls, call)
	}
	return calls, failed, nil
}
