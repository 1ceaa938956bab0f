package participant

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/config"
	"confcall/pkg/confirm"
	"confcall/pkg/failure"
	"confcall/pkg/flags"
	"confcall/pkg/number"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

type addOptions struct {
	conference flags.ConferenceTarget
	to         bulk.Calls
	from       string
	values     url.Values // --caller-id, --send-digits and --max-price-per-minute
	rings      time.Duration
	joining    joining
	arrival    arrival
}

func newAdd(app *cli.App) *cobra.Command {
	opts := addOptions{values: url.Values{}}
	cmd := &cobra.Command{
		Use:   "add --conference CONFERENCE --to ADDRESS --from NUMBER",
		Short: "Call someone into a conference",
		Long: `Call someone, who joins the conference on answering. The conference is joined by its name, and comes into being
if nobody is in it. A call costs money, so it asks first; where nobody can be asked it needs --yes.
It prints the call as it is before anyone answers; with --within it waits until the one who was called is in the
conference, and prints the participant. It ends with 10 when that takes longer, and with 9 when the call ends before that.
--timeout is how long it rings here; how long a request may take is set by CONFCALL_TIMEOUT.`,
		Example: `  confcall participant add --conference "Support line" --to +13105550177 --from +13105550100 --yes

  # Only go on once they are in
  confcall participant add --conference "Support line" --to +13105550177 --from +13105550100 --within 60s --yes`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runAdd(cmd.Context(), app, &opts) },
	}
	flags.Conference(cmd, &opts.conference)
	opts.to.AddAddresses(cmd, "to",
		"the `ADDRESS` to call: +13105550102, or one that begins with sip:, client: or verto:; may be repeated, "+
			"- reads them from standard input")
	cmd.Flags().Var(&addressValue{&opts.from}, "from", "the `NUMBER` to call from; default_from in the config file is one for all calls")
	flags.AddForm(cmd, opts.values,
		flags.FormFlag{Name: "caller-id", Parameter: "caller_id", Usage: "the `NUMBER` to show to whom is called", Check: checkAddress},
		flags.FormFlag{Name: "send-digits", Parameter: "send_digits", Usage: "`DIGITS` to press once it is answered, w pauses",
			Check: checkDigits, Tidy: tidyDigits},
		flags.FormFlag{Name: "max-price-per-minute", Parameter: "max_price_per_minute",
			Usage: "the most that a minute may cost, in `DOLLARS`", Check: checkPrice},
	)
	flags.Duration(cmd, &opts.rings, "timeout", "how long it rings: a `DURATION` of whole seconds, up to 10m")
	opts.joining.add(cmd)
	opts.arrival.add(cmd)
	confirm.AddYes(app, cmd)
	app.AddDryRun(cmd)
	app.AddPrintFlagsFor(cmd, func() output.Noun { return opts.arrival.noun(legNoun) })
	return cmd
}

// addressValue is a flag that takes an address.
type addressValue struct{ target *string }

func (a *addressValue) Set(text string) error {
	if *a.target != "" {
		return errors.New("it is given a second time")
	}
	address, err := number.Dialled(text)
	*a.target = address
	return err
}

func (a *addressValue) String() string { return *a.target }
func (a *addressValue) Type() string   { return "address" }

func checkAddress(text string) error {
	_, err := number.Dialled(text)
	return err
}

func runAdd(ctx context.Context, app *cli.App, opts *addOptions) error {
	if opts.rings != 0 && (opts.rings%time.Second != 0 || opts.rings > 10*time.Minute) {
		return failure.Usage(fmt.Errorf("--timeout %s: want whole seconds, from 1s to 10m", opts.rings), "it is how long the call rings")
	}
	if err := cmp.Or(opts.to.Check(app), confirm.NeedYes(app)); err != nil {
		return err
	}
	dialling, err := opts.dialling(app)
	if err != nil {
		return err
	}
	s, err := opts.to.Open(ctx, app, cli.Needs{Noun: opts.arrival.noun(legNoun), Changes: true})
	if err != nil {
		return err
	}
	if dialling.Conference.Name, err = conferenceName(ctx, app, s.Client, opts.conference); err != nil {
		return err
	}
	if err := confirm.AskFirst(ctx, app, func() (string, error) { return diallingQuestion(app, dialling, opts.to.Named()), nil }); err != nil {
		return err
	}
	return bulk.ForEach(ctx, app, s.Printer, &opts.to, bulk.Work{
		Name: "called", Change: true,
		Do: func(ctx context.Context, target bulk.Target) (signalwire.Resource, error) {
			one, to := dialling, target.Call
			one.To = to
			leg, err := s.Client.Dial(ctx, one)
			if err != nil {
				return nil, failure.WhenUncertain(err, "confcall call list --to "+to)
			}
			if app.DryRun {
				return leg, nil
			}
			if opts.arrival.within == 0 {
				return leg, confirm.Started(app, opts.arrival.done(to, one.Conference.Name), leg)
			}
			app.Note("calling %s", to)
			return opts.arrival.await(ctx, app, s.Client, one.Conference.Name, leg, one)
		},
		Done: func(target bulk.Target, _ signalwire.Resource) {
			_ = confirm.Made(app, opts.arrival.done(target.Call, dialling.Conference.Name), nil, nil) // there is nothing to deny
		},
	})
}

// dialling returns what the flags say, without whom to call and the conference's name.
func (o *addOptions) dialling(app *cli.App) (signalwire.Dialling, error) {
	dialling := signalwire.Dialling{
		From: o.from, CallerID: o.values.Get("caller_id"), SendDigits: o.values.Get("send_digits"),
		MaxPricePerMinute: json.Number(o.values.Get("max_price_per_minute")), Timeout: int(o.rings / time.Second),
		Conference: o.joining.into(""),
	}
	if err := app.NeedProject("calls are made"); err != nil {
		return dialling, err
	}
	if dialling.CallerID != "" {
		dialling.CallerID, _ = number.Dialled(dialling.CallerID) // which was checked
	}
	if dialling.From == "" {
		settings, err := app.Settings()
		if err != nil {
			return dialling, err
		}
		dialling.From = settings.Get(config.DefaultFrom).Text
	}
	if dialling.From == "" {
		return dialling, failure.Usage(errors.New("confcall participant add needs --from"),
			"give the number to call from, or set default_from in the config file")
	}
	return dialling, nil
}

// diallingQuestion asks whether to call, and says whom, from which number and into which conference.
func diallingQuestion(app *cli.App, dialling signalwire.Dialling, to []string) string {
	who := strings.Join(to, ", ")
	if len(to) > 1 {
		who = fmt.Sprintf("%d numbers (%s)", len(to), who)
	}
	return fmt.Sprintf("Call %s from %s into the conference %q of %s? It costs money.", who, dialling.From,
		dialling.Conference.Name, app.SpaceName())
}
