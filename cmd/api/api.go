// Package api has the command that sends any request of the API.
package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/output"
	"confcall/pkg/rawjson"
	"confcall/pkg/signalwire"
	"confcall/pkg/suggest"
)

// noun is whatever the API answers with. Its fields are not known beforehand.
var noun = output.Noun{ID: "sid"}

type options struct {
	request  signalwire.Request
	fields   url.Values
	json     string // the file that holds the body
	input    string // the same
	paginate bool
	include  bool
}

// New makes the command.
func New(app *cli.App) *cobra.Command {
	opts := options{fields: url.Values{}}
	cmd := &cobra.Command{
		Use:   "api METHOD PATH",
		Short: "Send any request of the API",
		Long: `Send any request of the API, with the settings, timeouts, retries and errors of every other
command. METHOD is GET, POST, PUT, PATCH or DELETE. PATH is below the account, as
in /Conferences, or with two slashes below the space, as in //api/logs/conferences.

The answer is printed as it is, in JSON unless --output or --columns say otherwise. What
changes something asks first; where nobody can be asked it needs --yes.`,
		Example: `  confcall api GET /Conferences -f Status=in-progress --paginate --jq '.[].friendly_name'

  # A change, from standard input and from a flag
  echo '{"Muted": true}' | confcall api POST "/Conferences/$CONFERENCE/Participants/$CALL" --input - --yes
  confcall api POST "/Calls/$CALL" -f Status=completed --yes`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := opts.take(args); err != nil {
				return commands.Usage(cmd, err)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), app, opts) },
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return complete(len(args)), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().VarP(fieldValue(opts.fields), "field", "f",
		"a parameter as `NAME=VALUE`, of the query with GET and DELETE and of a form otherwise; may be repeated")
	flags.Text(cmd, &opts.json, "json", "", "the `FILE` with the body, which is JSON")
	flags.Text(cmd, &opts.input, "input", "", "the same; `-` reads it from standard input")
	cmd.Flags().BoolVar(&opts.paginate, "paginate", false, "follow the pages of a list, and print its items as one array")
	cmd.Flags().BoolVarP(&opts.include, "include", "i", false, "print the status and the header of the answer on standard error")
	cmd.MarkFlagsMutuallyExclusive("field", "json", "input")
	flags.CompleteFiles(cmd, "json")
	flags.CompleteFiles(cmd, "input")
	confirm.AddYes(app, cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlags(cmd, noun)
	return cmd
}

// methods are those that the API knows.
var methods = [...]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// complete returns what the next word may be.
func complete(before int) []string {
	switch before {
	case 0:
		return methods[:]
	case 1:
		return []string{"/Conferences", "/Calls", "/Recordings", "/Transcriptions", "//api/calling/calls", "//api/logs/conferences"}
	}
	return nil
}

// take reads METHOD and PATH, the only arguments of the whole tool that are not flags.
func (o *options) take(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want METHOD and PATH, as in confcall api GET /Conferences, got %d words", len(args))
	}
	o.request.Method = strings.ToUpper(args[0])
	if !slices.Contains(methods[:], o.request.Method) {
		return fmt.Errorf("%q is no method; want one of %s%s", args[0], strings.Join(methods[:], ", "), suggest.Did(args[0], methods[:]))
	}
	o.request.Path = args[1]
	return signalwire.CheckPath(o.request.Path)
}

// check refuses flags that exclude each other, and fills in the request.
func (o *options) check(app *cli.App) error {
	inQuery := o.request.Method == http.MethodGet || o.request.Method == http.MethodDelete
	file, flag := o.json, "json"
	if o.input != "" {
		file, flag = o.input, "input"
	}
	switch {
	case o.paginate && o.request.Method != http.MethodGet:
		return failure.Usage(fmt.Errorf("--paginate beside %s", o.request.Method), "only what is read with GET has pages")
	case file != "" && inQuery:
		return failure.Usage(fmt.Errorf("--%s beside %s, which has no body", flag, o.request.Method), "give parameters with -f NAME=VALUE")
	}
	if file == "-" {
		if err := app.CheckStdin("--" + flag); err != nil {
			return err
		}
	}
	switch {
	case inQuery:
		o.request.Query = o.fields
	case file == "" && len(o.fields) > 0:
		o.request.Form = o.fields
	case file != "":
		return o.readBody(app, flag, file)
	}
	return nil
}

// readBody reads the body from a file. It refuses a body that is not JSON, before anything is sent.
func (o *options) readBody(app *cli.App, flag, file string) error {
	app.InIsTaken = app.InIsTaken || file == "-"
	body, err := app.ReadInput(file, largestBody)
	if err != nil {
		return failure.Usage(fmt.Errorf("--%s %q: %w", flag, file, err), "name a file that holds JSON, or - for standard input")
	}
	if body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff"))); rawjson.Check(body, deepest, largestBody) != nil {
		return failure.Usage(fmt.Errorf("--%s %q: it is not JSON", flag, file), "parameters that are not JSON are given with -f NAME=VALUE")
	}
	o.request.JSON = body
	return nil
}

// What a body may hold: so many bytes, and values inside each other.
const (
	largestBody = 8 << 20
	deepest     = 1000
)

func run(ctx context.Context, app *cli.App, opts options) error {
	if err := opts.check(app); err != nil {
		return err
	}
	changes := opts.request.Method != http.MethodGet
	if changes {
		if err := confirm.NeedYes(app); err != nil {
			return err
		}
	}
	s, err := app.Open(ctx, cli.Needs{Noun: noun, Changes: app.DryRun, Format: output.JSON})
	if err != nil {
		return err
	}
	if changes {
		question := func() (string, error) {
			return fmt.Sprintf("Send %s %s to %s?", opts.request.Method, opts.request.Path, app.SpaceName()), nil
		}
		if err := confirm.AskFirst(ctx, app, question); err != nil {
			return err
		}
	}
	if opts.include {
		opts.request.Seen = func(status string, header []string) {
			for _, line := range append([]string{status}, header...) {
				app.Say(output.Clean(line) + "\n")
			}
			app.Say("\n")
		}
	}
	if opts.paginate && !app.DryRun {
		return printPages(ctx, s, s.Client.List(ctx, opts.request))
	}
	body, err := s.Client.Do(ctx, opts.request)
	if err != nil {
		return err
	}
	return printBody(ctx, app, s, body)
}

func printPages(ctx context.Context, s *cli.Session, pages signalwire.Pages) error {
	return s.Printer.List(ctx, func(yield func([][]byte, error) bool) {
		for page, err := range pages {
			items := make([][]byte, len(page.Items))
			for i, item := range page.Items {
				items[i] = item
			}
			if !yield(items, err) || err != nil {
				return
			}
		}
	})
}

// printBody prints an answer: an array as a list, and anything else as one item.
func printBody(ctx context.Context, app *cli.App, s *cli.Session, body signalwire.Resource) error {
	if len(body) == 0 {
		app.Note("the API answered with nothing, which is success")
		return nil
	}
	if body[0] != '[' {
		return s.Printer.Item(ctx, body)
	}
	return s.Printer.List(ctx, func(yield func([][]byte, error) bool) {
		var items [][]byte
		for item := range rawjson.Items(body) {
			items = append(items, item)
		}
		yield(items, nil)
	})
}

// fieldValue is the flag --field.
type fieldValue url.Values

func (f fieldValue) Set(text string) error {
	name, value, found := strings.Cut(text, "=")
	if !found || name == "" {
		return errors.New("want NAME=VALUE, such as Status=in-progress")
	}
	url.Values(f).Add(name, value)
	return nil
}

func (f fieldValue) String() string { return url.Values(f).Encode() }
func (f fieldValue) Type() string   { return "parameter" }
