package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// AddDryRun adds the flag that shows a change instead of sending it.
func (a *App) AddDryRun(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.DryRun, "dry-run", false, "print the request, without the token, and send no change")
}

// AddYes adds the flag that answers the question beforehand.
func (a *App) AddYes(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&a.Yes, "yes", "y", false, "do not ask")
}

// requestNoun is a request that was not sent.
var requestNoun = output.Noun{
	ID:      "url",
	Fields:  []string{"method", "url", "form", "json", "verb", "target"},
	Columns: []string{"method", "url", "form", "verb", "target"},
}

// requestColumns are those of a table for a person: what would happen to whom stands first, and the long path last.
var requestColumns = []string{"verb", "target", "form", "method", "url"}

// Planned adds to a request that was not sent, one of many, what it would do and to whom.
func (a *App) Planned(request signalwire.Resource, target string) signalwire.Resource {
	if !a.DryRun || request == nil {
		return request
	}
	for _, field := range [][2]string{{"verb", a.Runs}, {"target", target}} {
		value, _ := json.Marshal(field[1]) // a text encodes
		request = request.Append(field[0], value)
	}
	return request
}

// Open makes what a command needs that prints resources of a noun. The printer comes first: a bad format is found before anything is sent.
func (a *App) Open(ctx context.Context, noun output.Noun) (*output.Printer, *signalwire.Client, error) {
	printer, err := a.Printer(noun)
	if err != nil {
		return nil, nil, err
	}
	client, err := a.Client(ctx)
	return printer, client, err
}

// OpenChange makes what a command needs that changes something. An unknown column is refused before the change;
// of a dry run the request is printed.
func (a *App) OpenChange(ctx context.Context, noun output.Noun) (*output.Printer, *signalwire.Client, error) {
	if a.DryRun {
		if noun = requestNoun; a.OutIsTerminal() {
			noun.Columns = requestColumns
		}
	}
	printer, err := a.Printer(noun)
	if err == nil {
		err = printer.CheckColumns()
	}
	if err != nil {
		return nil, nil, err
	}
	client, err := a.Client(ctx)
	return printer, client, err
}

// Confirm asks before something that cannot be undone. Where nobody can be asked, --yes has to say so beforehand.
// question makes the question, and is called only when it is asked.
func (a *App) Confirm(ctx context.Context, question func() (string, error)) error {
	if a.Yes || a.DryRun {
		return nil
	}
	asker := a.Asker()
	if asker == nil {
		return a.NeedYes(false)
	}
	text, err := question()
	if err != nil {
		return err
	}
	var answer string
	if err := asker.Ask(ctx, output.Clean(text)+" [y/N]", func(given string) error { answer = given; return nil }); err != nil {
		return err
	}
	if !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
		return &failure.Error{Exit: failure.ExitDeclined, Err: errors.New("declined"), Hint: "nothing was changed"}
	}
	return nil
}

// NeedYes is the error of a question that nobody can be asked, or nil where somebody can, or need not. Where standard input is taken
// for something else it holds no answer.
func (a *App) NeedYes(stdinTaken bool) error {
	if a.Yes || a.DryRun || a.Asker() != nil && !stdinTaken {
		return nil
	}
	return &failure.Error{Exit: failure.ExitUsage, Err: errors.New("this cannot be undone, and there is nobody to ask"), Hint: "agree beforehand with --yes"}
}

// SpaceName is the space as a person knows it, for questions.
func (a *App) SpaceName() string {
	space, err := url.Parse(a.settings.Get(config.Space).Text)
	if err == nil && space.Host != "" {
		return space.Host
	}
	return a.settings.Get(config.Space).Text
}
