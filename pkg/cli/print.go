package cli

import (
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"confcall/pkg/config"
	"confcall/pkg/console"
	"confcall/pkg/flags"
	"confcall/pkg/output"
)

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
	flags.Text(cmd, &a.printing.columns, "columns", "",
		"the `COLUMNS` of table, csv and tsv, comma-separated; dots reach inside, +COLUMN adds to the usual ones")
	cmd.Flags().BoolVar(&a.printing.noHeaders, "no-headers", false, "table, csv and tsv without their header")
	flags.Text(cmd, &a.printing.jq, "jq", "", "a jq `EXPRESSION` for json and jsonl")
	cmd.Flags().BoolVar(&a.printing.utc, "utc", false, "times of tables in UTC")
	completeColumns(cmd, noun)
}

// WantsColumn reports whether --columns names a field, or something inside it. In the events of a watch the fields of a
// participant are inside the field participant.
func (a *App) WantsColumn(field string) bool {
	return output.NamesColumn(a.printing.columns, field) || output.NamesColumn(a.printing.columns, "participant."+field)
}

// Printer makes the printer for a noun, by flags and settings.
func (a *App) Printer(noun output.Noun) (*output.Printer, error) {
	format, err := a.Format()
	if err != nil {
		return nil, err
	}
	return a.PrinterFor(noun, format)
}

// printer makes the printer for what a command needs.
func (a *App) printer(needs Needs) (*output.Printer, error) {
	if needs.Format == "" || a.printing.columns != "" {
		return a.Printer(needs.Noun)
	}
	settings, err := a.Settings()
	if err != nil {
		return nil, err
	}
	if settings.Get(config.Output).Source.Kind != config.FromDefault {
		return a.Printer(needs.Noun)
	}
	return a.PrinterFor(needs.Noun, needs.Format)
}

// PrinterFor makes the printer for a noun in a format.
func (a *App) PrinterFor(noun output.Noun, format output.Format) (*output.Printer, error) {
	options := a.PrintOptions()
	options.Format = format
	return output.NewPrinter(a.Out, noun, options)
}

// PrintOptions returns how to print, by flags and terminal, but without the format.
func (a *App) PrintOptions() output.Options {
	options := output.Options{
		Columns: a.printing.columns, NoHeaders: a.printing.noHeaders, JQ: a.printing.jq,
		Now: a.Now(), Zone: a.Zone, Color: a.Flags.Color == "always",
		Note: a.NoteText,
	}
	if a.printing.utc {
		options.Zone = time.UTC
	}
	if fd, ok := console.Terminal(a.Out); ok {
		options.Terminal = true
		options.Width, _, _ = term.GetSize(fd) // 0, which means any width, when it is not known
		if a.Flags.Color == "" || a.Flags.Color == "auto" {
			options.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		}
	}
	return options
}

// completeColumns completes --columns to a noun's fields, also after a comma.
func completeColumns(cmd *cobra.Command, noun func() output.Noun) {
	complete := func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndexAny(typed, ",+")+1]
		seen := strings.FieldsFunc(before, func(r rune) bool { return r == ',' || r == '+' })
		known := noun()
		var found []cobra.Completion
		for _, column := range slices.Concat(known.Fields, known.Columns, known.Named) {
			if strings.HasPrefix(before+column, typed) && !slices.Contains(seen, column) {
				found, seen = append(found, before+column), append(seen, column)
			}
		}
		return found, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	}
	// An error would mean that the flag does not exist, or has a completion already.
	_ = cmd.RegisterFlagCompletionFunc("columns", complete)
}
