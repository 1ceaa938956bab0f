package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// globalFlags are the flags of every command.
type globalFlags struct {
	settings       map[string]string // the settings' flags that were given, by name
	sandbox, debug bool
	color          string
}

// settingFlag passes a flag on to the settings, which check it with its source.
type settingFlag struct {
	name string
	into map[string]string
}

func (f settingFlag) Set(text string) error { f.into[f.name] = text; return nil }
func (f settingFlag) String() string        { return f.into[f.name] }
func (f settingFlag) Type() string          { return "string" }

// AddGlobalFlags adds the flags of every command to the root.
func (a *App) AddGlobalFlags(root *cobra.Command) {
	a.flags.settings = map[string]string{}
	flags := root.PersistentFlags()
	flags.SortFlags = false
	setting := func(name, short, usage string) {
		flags.VarP(settingFlag{name, a.flags.settings}, name, short, usage)
	}
	setting("space", "", "the space: a `NAME`, host or full URL")
	setting("project", "", "the `PROJECT` ID")
	setting("token-file", "", "a `FILE` that holds the API token, - for standard input")
	setting("account", "", "the account's `SID`, if it is not the project")
	setting("ca-file", "", "a PEM `FILE` of root certificates to trust beside the system's")
	setting("profile", "", "the `PROFILE` of the config file; takes the account from flags and file only")
	setting("config", "", "the config `FILE`")
	setting("output", "o", "the `FORMAT`: "+strings.Join(output.Formats(), ", ")+" (default table)")
	setting("timeout", "", "how long one operation may take, retries included: a `DURATION` such as 30s (the default)")
	setting("retries", "", "the `NUMBER` of extra tries (default 3)")
	flags.BoolVar(&a.flags.sandbox, "sandbox", false, "run against a sandbox inside this process: no account, no settings")
	flags.BoolVar(&a.flags.debug, "debug", false, "trace requests and answers on standard error, without credentials")
	flags.BoolVarP(&a.Quiet, "quiet", "q", false, "no notes and warnings on standard error, only errors")
	flags.Var(&choice{&a.flags.color, colors, "auto"}, "color", "`WHEN` to use colour: "+strings.Join(colors, ", "))
	complete(root, "output", output.Formats())
	for _, file := range []string{"token-file", "ca-file", "config"} {
		completeFiles(root, file)
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	complete(root, "color", colors)
}

var colors = []string{"auto", "always", "never"}

// CheckGlobalFlags refuses flags that contradict each other.
func (a *App) CheckGlobalFlags() error {
	if !a.flags.sandbox {
		return nil
	}
	for _, name := range []string{"space", "project", "token-file", "account", "profile"} {
		if _, given := a.flags.settings[name]; given {
			return fmt.Errorf("--sandbox beside --%s: the sandbox has an account of its own", name)
		}
	}
	return nil
}

// printFlags are the flags of the commands that print a result.
type printFlags struct {
	columns, jq    string
	noHeaders, utc bool
}

// AddPrintFlags adds the flags that shape the result to a command that prints a noun.
func (a *App) AddPrintFlags(cmd *cobra.Command, noun output.Noun) {
	a.AddPrintFlagsFor(cmd, func() output.Noun { return noun })
}

// AddPrintFlagsFor is AddPrintFlags for a noun that depends on the command's other flags.
func (a *App) AddPrintFlagsFor(cmd *cobra.Command, noun func() output.Noun) {
	flags := cmd.Flags()
	flags.Var((*something)(&a.printing.columns), "columns", "the `COLUMNS` of table, csv and tsv, comma-separated; dots reach inside")
	flags.BoolVar(&a.printing.noHeaders, "no-headers", false, "table, csv and tsv without their header")
	flags.Var((*something)(&a.printing.jq), "jq", "a jq `EXPRESSION` for json and jsonl")
	flags.BoolVar(&a.printing.utc, "utc", false, "times of tables in UTC")
	completeColumns(cmd, noun)
}

// Printer makes the printer for a noun, as flags and settings say.
func (a *App) Printer(noun output.Noun) (*output.Printer, error) {
	settings, err := a.Settings()
	if err != nil {
		return nil, err
	}
	format, err := a.format(settings)
	if err != nil {
		return nil, err
	}
	return a.printerFor(noun, format)
}

func (a *App) printerFor(noun output.Noun, format output.Format) (*output.Printer, error) {
	options := a.printOptions()
	options.Format = format
	return output.NewPrinter(a.Out, noun, options)
}

// printOptions are what flags and terminal say of printing, but for the format.
func (a *App) printOptions() output.Options {
	options := output.Options{
		Columns: a.printing.columns, NoHeaders: a.printing.noHeaders, JQ: a.printing.jq,
		Now: a.Now(), Zone: a.Zone, Color: a.flags.color == "always",
	}
	if a.printing.utc {
		options.Zone = time.UTC
	}
	if fd, ok := console.Terminal(a.Out); ok {
		options.Terminal = true
		options.Width, _, _ = term.GetSize(fd) // 0, which means any width, when it is not known
		if a.flags.color == "" || a.flags.color == "auto" {
			options.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		}
	}
	return options
}

// CheckFormat refuses a format that is none.
func (a *App) CheckFormat(settings *config.Settings) error {
	_, err := a.format(settings)
	return err
}

// PrintFacts prints what is no resource: as text, or when the flag --output is given as an object in its format.
func (a *App) PrintFacts(ctx context.Context, text string, fields []string, facts map[string]string) error {
	if _, given := a.flags.settings["output"]; !given {
		return a.Print("%s", text)
	}
	// The flag alone: these facts never depend on the file.
	if err := a.useFormat(a.flags.settings["output"]); err != nil {
		return err
	}
	printer, err := a.Printer(output.Noun{ID: fields[0], Fields: fields})
	if err != nil {
		return err
	}
	object := signalwire.Resource("{}")
	for _, field := range fields {
		value, err := output.Line(facts[field])
		if err != nil {
			return err
		}
		object = WithField(object, field, value[:len(value)-1], false)
	}
	return printer.Item(ctx, object)
}

// PrinterAnyway is Printer for a command whose result may be that the settings cannot be read; unread says why not.
// The flag --output, or else CONFCALL_OUTPUT, then chooses the format, as it does for errors.
func (a *App) PrinterAnyway(noun output.Noun) (printer *output.Printer, unread, err error) {
	if _, unread = a.Settings(); unread != nil {
		format, given := a.flags.settings["output"]
		if !given {
			format = string(output.Table)
			if a.printing.jq != "" {
				format = string(output.JSON)
			}
			fromEnvironment, ok := output.ParseFormat(os.Getenv("CONFCALL_OUTPUT"))
			if ok && !a.flags.sandbox && (a.printing.jq == "" || fromEnvironment == output.JSONL) {
				format = string(fromEnvironment)
			}
		}
		if err := a.useFormat(format); err != nil {
			return nil, unread, err
		}
	}
	printer, err = a.Printer(noun)
	return printer, unread, err
}

// useFormat makes the settings ones that hold a format and nothing else.
func (a *App) useFormat(format string) error {
	input := a.ConfigInput(true)
	input.Flags = map[string]string{"output": format}
	settings, err := config.Load(input)
	if err != nil {
		return err
	}
	a.settings = settings
	return nil
}

// format is the format to print in. --jq brings json with it, whatever environment and file prefer.
func (a *App) format(settings *config.Settings) (output.Format, error) {
	chosen := settings.Get(config.Output)
	format, ok := output.ParseFormat(chosen.Text)
	if !ok {
		return "", config.Invalid(config.Output, chosen, output.FormatForm())
	}
	if a.printing.jq != "" && chosen.Source.Kind != config.FromFlag && format != output.JSONL {
		return output.JSON, nil
	}
	return format, nil
}
