package watch

import (
	"bytes"
	"context"
	"strings"

	"confcall/pkg/board"
	"confcall/pkg/output"
	"confcall/pkg/signalwire"
)

// details returns the page that Enter shows: all fields of a row's resource and of those that belong to it, such as its call.
// With an error it holds what could be fetched.
func (v *view) details(ctx context.Context, row *board.Row) ([]string, error) {
	items := []signalwire.Resource{row.Item}
	var err error
	if v.watch.Details != nil {
		items, err = v.watch.Details(ctx, v.watch.Session, row.Item)
	}
	var page bytes.Buffer
	width, _ := v.screen.Size()
	for i, item := range items {
		options := v.app.PrintOptions()
		options.Format, options.Terminal, options.Width, options.Columns, options.NoHeaders = output.Table, true, width, "", i > 0
		printer, err := output.NewPrinter(&page, v.watch.Noun, options)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			page.WriteString("\n")
		}
		if err := printer.Item(ctx, item); err != nil {
			return nil, err
		}
	}
	return strings.Split(strings.TrimSuffix(page.String(), "\n"), "\n"), err
}
