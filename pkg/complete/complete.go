// Package complete lets the shell complete the values of flags, with what the API knows at the moment.
package complete

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/cli"
	"confcall/pkg/config"
	"confcall/pkg/flags"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/sid"
	"confcall/pkg/signalwire"
)

// Each press of the tab key runs the program anew, on an unfinished command line. Whatever goes wrong, the person is left
// alone: no completions, nothing on standard error, nothing read or asked.

// callFlags take a participant's call.
var callFlags = []string{"call", "except", "target", "call-sid-to-coach"}

// Prepare makes all commands ready to complete what their flags take, by the flags' names: a name means the
// same in every command. From then on the app says nothing and has no standard input.
func Prepare(app *cli.App, root *cobra.Command) {
	c := &completer{app}
	app.In = strings.NewReader("")
	functions := map[string]cobra.CompletionFunc{
		"conference":      c.live(findConferences),
		"conference-name": c.live(findConferenceNames),
		"recording":       c.live(c.findRecordings),
		"parent":          c.live(c.findCalls),
		"number":          c.live(c.findNumbers),
		"transcription": c.live(func(ctx context.Context, client *signalwire.Client, _ *cobra.Command, _ string) []candidate {
			return candidates(client.Transcriptions(ctx, nil, completionPaging), func(transcription signalwire.Resource) string {
				return transcription.Text(signalwire.FieldDateCreated)
			})
		}),
		"profile": c.quietly(func(context.Context, *cobra.Command, string) []candidate {
			var found []candidate
			for _, name := range config.Profiles(c.app.ConfigInput()) {
				found = append(found, candidate{value: name})
			}
			return found
		}),
	}
	for _, name := range callFlags {
		functions[name] = c.live(c.findCalls)
	}
	for _, name := range []string{"file", "bearer-token-file", "data", "tls-cert", "tls-key"} {
		functions[name] = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
	}
	var prepare func(cmd *cobra.Command)
	prepare = func(cmd *cobra.Command) {
		flag := func(flag *pflag.Flag) {
			if _, many := flag.Value.(cobra.SliceValue); !many {
				flag.Value = repeated{flag.Value}
			}
			if function, ok := functions[flag.Name]; ok {
				// An error would mean that the flag has a completion already.
				_ = cmd.RegisterFlagCompletionFunc(flag.Name, function)
			}
		}
		cmd.Flags().VisitAll(flag)
		cmd.PersistentFlags().VisitAll(flag)
		for _, command := range cmd.Commands() {
			prepare(command)
		}
	}
	prepare(root)
}

// repeated accepts the same value twice for a flag that may be given once: cobra parses a line twice to complete it.
type repeated struct{ pflag.Value }

func (r repeated) Set(text string) error {
	if text != "" && text == r.String() {
		return nil
	}
	return r.Value.Set(text)
}

// A candidate is what a word can be completed to.
type candidate struct{ value, description string }

// completer completes for a run of the program.
type completer struct{ app *cli.App }

// quietly makes a completion of what find returns in time.
func (c *completer) quietly(find func(ctx context.Context, cmd *cobra.Command, typed string) []candidate) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		c.app.Quiet, c.app.Flags.Debug = true, false
		ctx, cancel := context.WithTimeout(cmd.Context(), c.app.CompletionTimeout)
		defer cancel()
		found := make(chan []candidate, 1)
		// Not everything that may hang, such as opening a file, heeds the context.
		go func() {
			if c.flagsNameFiles() {
				found <- find(ctx, cmd, typed)
			} else {
				found <- nil
			}
		}()
		select {
		case candidates := <-found:
			return completions(candidates, typed), cobra.ShellCompDirectiveNoFileComp
		case <-ctx.Done():
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
	}
}

// longestDescription bounds what is said of a candidate, in characters.
const longestDescription = 100

// completions are those of the candidates that begin with what is typed. The shell is given a line for each, so neither
// value nor description may hold what breaks one.
func completions(candidates []candidate, typed string) []cobra.Completion {
	var found []cobra.Completion
	for _, c := range candidates {
		if c.value == "" || output.Clean(c.value) != c.value || !strings.HasPrefix(c.value, typed) {
			continue
		}
		if runes := []rune(c.description); len(runes) > longestDescription {
			c.description = string(runes[:longestDescription-1]) + "…"
		}
		found = append(found, cobra.CompletionWithDesc(c.value, output.Clean(c.description)))
	}
	return found
}

// A finder asks the API for candidates.
type finder func(ctx context.Context, client *signalwire.Client, cmd *cobra.Command, typed string) []candidate

// live makes a completion of what the API knows.
func (c *completer) live(find finder) cobra.CompletionFunc {
	return c.quietly(func(ctx context.Context, cmd *cobra.Command, typed string) []candidate {
		client, err := c.client(ctx)
		if err != nil {
			return nil
		}
		return find(ctx, client, cmd, typed)
	})
}

// client makes a client that tries once.
func (c *completer) client(ctx context.Context) (*signalwire.Client, error) {
	if err := c.app.CheckGlobalFlags(); err != nil {
		return nil, err
	}
	c.app.Flags.Settings["retries"] = "0"
	c.app.Unasked = true
	return c.app.Client(ctx)
}

// flagsNameFiles reports whether what is to be read is files: standard input, or another program's output, can be read
// once, and not by the shell.
func (c *completer) flagsNameFiles() bool {
	for _, name := range []string{"token-file", "ca-file", "config"} {
		if path, given := c.app.Flags.Settings[name]; given {
			if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
				return false
			}
		}
	}
	return true
}

// completionPaging asks for as many items as are offered: nobody picks from more.
var completionPaging = signalwire.Paging{Size: 100, Limit: 1}

// firstPage returns the items of the first page, none when it cannot be had.
func firstPage(pages signalwire.Pages) []signalwire.Resource {
	for page, err := range pages {
		if err != nil {
			return nil
		}
		return page.Items[:min(len(page.Items), completionPaging.Size)]
	}
	return nil
}

// findConferences offers the SIDs of the conferences that are not over and, once something is typed, their names.
func findConferences(ctx context.Context, client *signalwire.Client, _ *cobra.Command, typed string) []candidate {
	var found []candidate
	for _, one := range liveConferences(ctx, client) {
		found = append(found, candidate{one.sid, fmt.Sprintf("%s (%s)", one.name, one.status)})
		if _, err := flags.ParseConference(one.name); typed != "" && one.only && err == nil && fitsEveryShell(one.name) {
			found = append(found, candidate{one.name, one.status + ", " + one.sid})
		}
	}
	return found
}

// findConferenceNames offers the names of the conferences that are not over.
func findConferenceNames(ctx context.Context, client *signalwire.Client, _ *cobra.Command, _ string) []candidate {
	var found []candidate
	for _, one := range liveConferences(ctx, client) {
		if one.only && fitsEveryShell(one.name) {
			found = append(found, candidate{one.name, one.status + ", " + one.sid})
		}
	}
	return found
}

// A liveConference is one that is not over.
type liveConference struct {
	sid, name, status string
	only              bool // of this name
}

func liveConferences(ctx context.Context, client *signalwire.Client) []liveConference {
	var conferences []liveConference
	seen, named := map[string]bool{}, map[string]int{}
	first := func(ctx context.Context, status string) []signalwire.Resource {
		return firstPage(client.Conferences(ctx, url.Values{"Status": {status}}, completionPaging))
	}
	for page := range parallel.Map(ctx, 2, slices.Values(signalwire.LiveStatuses()), first) {
		for _, conference := range page {
			// A conference that begins between the two requests is in both answers.
			if one := (liveConference{sid: conference.SID(), name: conference.Name(), status: conference.Status()}); !seen[one.sid] {
				seen[one.sid] = true
				named[one.name]++
				conferences = append(conferences, one)
			}
		}
	}
	var found []liveConference
	for _, one := range conferences {
		if one.only = named[one.name] == 1; sid.Is(one.sid) && slices.Contains(signalwire.LiveStatuses(), one.status) {
			found = append(found, one)
		}
	}
	return found
}

// fitsEveryShell reports whether a friendly name can be offered: what it begins with, its blanks and its marks are such
// that every shell's completion writes it on the command line right, and none ever takes a part of it for a command.
func fitsEveryShell(name string) bool {
	plain := func(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }
	for i, r := range name {
		if !plain(r) && (i == 0 || !strings.ContainsRune(" -_.,+/", r)) {
			return false
		}
	}
	return !strings.HasSuffix(name, " ") && !strings.Contains(name, "  ")
}

// givenConference is the SID of the conference on the command line or, without one, of the session's; empty when there is none.
func (c *completer) givenConference(ctx context.Context, client *signalwire.Client, cmd *cobra.Command) string {
	var target flags.ConferenceTarget
	if flag := cmd.Flags().Lookup("conference-name"); flag != nil {
		target.Name = flag.Value.String()
	}
	if flag := cmd.Flags().Lookup("conference"); flag != nil && flag.Value.String() != "" {
		var err error
		if target, err = flags.ParseConference(flag.Value.String()); err != nil {
			return ""
		}
	}
	if !target.Given() {
		if target = c.app.SessionConference(); !target.Given() {
			return ""
		}
	}
	found, err := lookup.FindConference(ctx, client, target)
	if err != nil {
		return ""
	}
	return found
}
