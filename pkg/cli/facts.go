package cli

import (
	"context"
	"encoding/json"

	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// PrintFacts prints what is not a resource of the API: as text or, if the flag --output is given, as an object in its format.
// Environment and file do not count, since these facts are printed even if nothing is set up.
func (a *App) PrintFacts(ctx context.Context, text string, noun output.Noun, facts ...any) error {
	if !a.FormatIsChosen() {
		return a.Print("%s", text)
	}
	printer, err := a.factsPrinter(noun)
	if err != nil {
		return err
	}
	return printer.Item(ctx, factsOf(noun, facts))
}

// PrintFactList is PrintFacts for a list.
func (a *App) PrintFactList(ctx context.Context, text string, noun output.Noun, rows [][]any) error {
	if !a.FormatIsChosen() {
		return a.Print("%s", text)
	}
	printer, err := a.factsPrinter(noun)
	if err != nil {
		return err
	}
	return printer.List(ctx, func(yield func([][]byte, error) bool) {
		var items [][]byte
		for _, row := range rows {
			items = append(items, factsOf(noun, row))
		}
		yield(items, nil)
	})
}

func (a *App) factsPrinter(noun output.Noun) (*output.Printer, error) {
	format, err := a.formatWithout()
	if err != nil {
		return nil, err
	}
	return a.PrinterFor(noun, format)
}

// factsOf makes an object of strings and numbers, one for each of the noun's fields.
func factsOf(noun output.Noun, facts []any) signalwire.Resource {
	object := signalwire.Resource("{}")
	for i, field := range noun.Fields {
		value, _ := json.Marshal(facts[i]) // they encode
		object = object.Append(field, value)
	}
	return object
}
