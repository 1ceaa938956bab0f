package cli

import (
	"os"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/output"
)

// Format is the format to print in.
func (a *App) Format() (output.Format, error) {
	settings, err := a.Settings()
	if err != nil {
		return "", err
	}
	return a.formatOf(settings.Get(config.Output))
}

// FormatIsChosen reports whether the flag --output is given.
func (a *App) FormatIsChosen() bool {
	_, given := a.Flags.Settings[config.Output]
	return given
}

// CheckOutput says what is wrong with a value of the setting output.
func (a *App) CheckOutput(v config.Value) error {
	_, err := a.formatOf(v)
	return err
}

// formatOf decides on the format. A preference from the environment or the file gives way to --jq, which needs json or jsonl,
// and to --columns, which needs a format that has them.
func (a *App) formatOf(chosen config.Value) (output.Format, error) {
	format, ok := output.ParseFormat(chosen.Text)
	switch {
	case !ok, chosen.Source.Kind != config.FromFlag && !format.IsSetting():
		return "", config.Invalid(config.Output, chosen, output.FormatForm(chosen.Text))
	case chosen.Source.Kind == config.FromFlag:
		return format, nil
	case a.printing.jq != "" && format != output.JSONL:
		return output.JSON, nil
	case a.printing.jq == "" && a.printing.columns != "" && format != output.CSV && format != output.TSV:
		return output.Table, nil
	}
	return format, nil
}

// formatWithout returns the format if the settings could not be read: that of the flag, or of the environment.
func (a *App) formatWithout() (output.Format, error) {
	if text, given := a.Flags.Settings[config.Output]; given {
		return a.formatOf(config.Value{Text: text, Source: config.Source{Kind: config.FromFlag, Name: config.Output}})
	}
	text := os.Getenv("CONFCALL_OUTPUT")
	if format, ok := output.ParseFormat(text); !ok || !format.IsSetting() || a.Flags.Sandbox {
		text = string(output.Table)
	}
	return a.formatOf(config.Value{Text: text})
}

// PrinterAnyway is Printer for a command whose result may be that the settings cannot be read; unread says why not.
func (a *App) PrinterAnyway(noun output.Noun) (printer *output.Printer, unread, err error) {
	if _, unread = a.Settings(); unread == nil {
		printer, err = a.Printer(noun)
		return printer, nil, err
	}
	format, err := a.formatWithout()
	if err == nil {
		printer, err = a.PrinterFor(noun, format)
	}
	return printer, unread, err
}

// PrinterDespite is Printer for a command about all profiles: its result does not depend on whether the settings in force can
// be read, unless the command line is at fault.
func (a *App) PrinterDespite(noun output.Noun) (*output.Printer, error) {
	printer, unread, err := a.PrinterAnyway(noun)
	if err == nil && unread != nil && failure.Exit(unread) == failure.ExitUsage {
		err = unread
	}
	return printer, err
}

// reportsJSON reports whether errors are written as one JSON line: with json, jsonl and --jq.
func (a *App) reportsJSON() bool {
	if a.printing.jq != "" {
		return true
	}
	format, err := a.formatWithout()
	if a.settings != nil {
		format, err = a.formatOf(a.settings.Get(config.Output))
	}
	return err == nil && (format == output.JSON || format == output.JSONL)
}
