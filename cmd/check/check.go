// Package check is the command that asks whether everything is there to work with: settings, network and credentials.
package check

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

var noun = output.Noun{
	ID:      "name",
	Fields:  []string{"name", "status", "detail", "hint"},
	Columns: []string{"name", "status", "detail", "hint"},
}

// The checks, in the order in which each needs those before it.
const (
	settingsCheck = iota
	connectionCheck
	tlsCheck
	credentialsCheck
)

var names = []string{"settings", "connection", "tls", "credentials"}

// The states of a check.
const (
	ok      = "ok"
	failed  = "failed"
	skipped = "skipped" // one before it failed
)

// An item is the result of one check.
type item struct {
	Name   string  `json:"name"`
	Status string  `json:"status"`
	Detail string  `json:"detail"`
	Hint   *string `json:"hint"` // what to do, of one that failed
}

// New returns the command.
func New(app *cli.App) *cobra.Command {
	var file fileOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check settings, connection and credentials, or what a file lists",
		Long: `Check what every other command needs, and change nothing:

  settings     space, project and token are set, and every setting can be used
  connection   the space is found and accepts connections, by the proxy too
  tls          it has a certificate that is trusted
  credentials  the project may read conferences, by the token's scope Voice

One request is sent. What comes after a failed check is skipped. The exit code is that
of the failure: 3 or 2 for settings, 8 for connection and TLS, 4 for rejected credentials.

With --file, check that everything in the file holds: conferences, participants, calls and
recordings, each with what is expected of it. The exit code is 0, or that of the first
check that is not ok: 9 if it failed, another one if it could not be made.`,
		Example: `  # Why does it not work?
  confcall check

  # Silent in a CI job, unless something is wrong
  confcall check --quiet >/dev/null

  # The name of the check that failed, if one did
  confcall check --jq '.[] | select(.status == "failed").name'

  # What a file lists, with a report for CI
  confcall check --file smoke.yaml --report junit=results.xml`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file.path != "" {
				return runFile(cmd.Context(), app, file)
			}
			if err := file.misplaced(cmd); err != nil {
				return err
			}
			return run(cmd.Context(), app)
		},
	}
	file.add(cmd)
	app.AddReport(cmd)
	app.AddPrintFlagsFor(cmd, file.noun)
	return cmd
}

func run(ctx context.Context, app *cli.App) error {
	printer, unread, err := app.PrinterAnyway(noun)
	if err == nil {
		err = printer.CheckColumns()
	}
	if err != nil {
		return err
	}
	details, failure := make([]string, len(names)), unread
	if failure == nil {
		details, failure = examine(ctx, app)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	printed := printItems(ctx, app, printer, judge(app, details, failure))
	if failure != nil {
		failure = fmt.Errorf("%s failed: %w", names[failedCheck(details)], failure)
	}
	return output.Judged(printed, failure)
}

// examine runs the checks. Each one that passes has a detail, so the first one without a detail is the one that failed.
func examine(ctx context.Context, app *cli.App) ([]string, error) {
	details := make([]string, len(names))
	client, err := app.Client(ctx)
	if err != nil {
		return details, err
	}
	settings, err := app.Settings()
	if err != nil {
		return details, err
	}
	details[settingsCheck] = sources(settings)
	reach, err := client.Probe(ctx)
	last := len(names)
	if err != nil {
		last = blame(reach, err)
	}
	passed := func(check int, detail string) {
		if check < last {
			details[check] = detail
		}
	}
	passed(connectionCheck, connection(reach, settings.SpaceURL))
	passed(tlsCheck, security(reach))
	passed(credentialsCheck, fmt.Sprintf("project %s at %s, Voice scope", settings.Get(config.Project).Text, settings.SpaceURL))
	return details, cli.Rejected(err, settings)
}

// blame returns the check that a failed request belongs to: by the layer of its error or, if that does not say, by how far it
// came. A refusal by TLS may arrive as late as the answer, and still belongs to TLS.
func blame(reach signalwire.Reach, err error) int {
	layer := signalwire.Layer("")
	if problem := (*signalwire.Error)(nil); errors.As(err, &problem) {
		layer = problem.Layer
	}
	switch {
	case layer == signalwire.LayerTLS:
		return tlsCheck
	case layer == signalwire.LayerDNS, layer == signalwire.LayerProxy, !reach.Connected && layer != signalwire.LayerHTTP2:
		return connectionCheck
	case !reach.Secured && layer != signalwire.LayerHTTP2:
		return tlsCheck
	}
	return credentialsCheck
}

// sources says where the account's settings came from.
func sources(settings *config.Settings) string {
	space := settings.Get(config.Space).Source
	if space == (config.Source{Kind: config.FromFlag, Name: "sandbox"}) {
		return "the sandbox's own"
	}
	text := fmt.Sprintf("space %s, project %s, token %s", space, settings.Get(config.Project).Source, settings.Get(config.Token).Source)
	if account := settings.Get(config.Account).Source; account.Kind != config.FromDefault {
		text += fmt.Sprintf(", account %s", account)
	}
	return text
}

// connection says how the space is reached.
func connection(reach signalwire.Reach, space *url.URL) string {
	if reach.Proxy != "" {
		return "through the proxy " + reach.Proxy
	}
	port := space.Port()
	switch {
	case port != "":
	case space.Scheme == "http":
		port = "80"
	default:
		port = "443"
	}
	return net.JoinHostPort(space.Hostname(), port) + " resolves and accepts"
}

// security names the TLS version, the issuer of the certificate and when it expires.
func security(reach signalwire.Reach) string {
	if reach.TLS == nil {
		return "plain http on loopback needs none"
	}
	certificate := reach.TLS.PeerCertificates[0]
	issuer := certificate.Issuer.CommonName
	if organizations := certificate.Issuer.Organization; len(organizations) > 0 {
		issuer = strings.TrimSpace(organizations[0] + " " + issuer)
	}
	if issuer == "" {
		issuer = "an issuer without a name"
	}
	return fmt.Sprintf("%s, certificate from %s, valid until %s", tls.VersionName(reach.TLS.Version), issuer,
		certificate.NotAfter.UTC().Format(time.DateOnly))
}

// failedCheck returns the first check without a detail.
func failedCheck(details []string) int { return slices.Index(details, "") }

// judge makes the items from the details, and from the failure that ended them if there is one.
func judge(app *cli.App, details []string, failure error) []item {
	items := make([]item, len(names))
	for i, name := range names {
		items[i] = item{Name: name, Status: ok, Detail: output.Clean(details[i])}
		if details[i] == "" {
			items[i].Status = skipped
		}
	}
	if failure != nil {
		first := &items[failedCheck(details)]
		report := app.Describe(failure)
		message, hint := output.Clean(report.Message), output.Clean(report.Hint)
		first.Status, first.Detail, first.Hint = failed, message, &hint
	}
	return items
}

func printItems(ctx context.Context, app *cli.App, printer *output.Printer, items []item) error {
	if printer.IsPlain() {
		return app.Print("%s", lines(items))
	}
	rows := make([][]byte, len(items))
	for i, item := range items {
		row, err := output.Line(item)
		if err != nil {
			return err
		}
		rows[i] = row
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) { yield(rows, nil) })
}

// lines writes the items for a person. A hint follows the one that failed.
func lines(items []item) string {
	marks := map[string]string{ok: "✓", failed: "✗", skipped: "-"}
	var text strings.Builder
	for _, item := range items {
		detail := item.Detail
		if item.Status == skipped {
			detail = skipped
		}
		fmt.Fprintf(&text, "%s %-11s  %s\n", marks[item.Status], item.Name, detail)
		if item.Hint != nil {
			fmt.Fprintf(&text, "%15s%s\n", "", *item.Hint)
		}
	}
	return text.String()
}
