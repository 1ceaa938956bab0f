package participant

import (
	"context"
	"fmt"
	"strings"

	"confcall/pkg/bulk"
	"confcall/pkg/roster"
	"confcall/pkg/signalwire"
)

// mostNamed is how many people a question names. If there are more, it only says how many.
const mostNamed = 3

// nameByNumber lets participants be named by their numbers. Numbers that cannot be fetched are left out: a question does not
// wait for a fault to pass.
func nameByNumber(ctx context.Context, client *signalwire.Client, calls *bulk.Calls, participants []signalwire.Resource) {
	found := roster.NewCalls(client, mostNamed)
	defer found.Close()
	for m := range found.Of(ctx, participants) {
		if m.Err == nil {
			calls.Know(m.SID(), m.Call)
		}
	}
}

// inWords names calls for a question: `+13105550102 (2e9d4b60…)`, `2 calls (…)`, `4 calls`.
func inWords(calls *bulk.Calls, what string) string {
	var people []string
	for _, call := range calls.Named() {
		people = append(people, calls.Label(bulk.Target{Call: call}))
	}
	switch {
	case len(people) == 1:
		return people[0]
	case len(people) > mostNamed:
		return fmt.Sprintf("%d %s", len(people), what)
	}
	return fmt.Sprintf("%d %s (%s)", len(people), what, strings.Join(people, ", "))
}
