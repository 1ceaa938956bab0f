package recording

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"confcall/pkg/cli"
	"confcall/pkg/failure"
	"confcall/pkg/input"
	"confcall/pkg/signalwire"
)

// runDownloadNamed downloads the recordings that standard input names into a folder, side by side.
func runDownloadNamed(ctx context.Context, app *cli.App, opts *downloadOptions) error {
	if err := cmp.Or(app.CheckStdin("--recording"), checkFolder(opts.file)); err != nil {
		return err
	}
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	app.InIsTaken = true
	app.NoteReading("one a line")
	named := input.SIDs(app.In, signalwire.FieldRecordingSID, signalwire.FieldSID)
	targets := named.Targets()
	if named.HasItems() {
		all := slices.Collect(targets)
		for _, target := range all {
			if target.Err != nil {
				return target.Err
			}
		}
		targets = slices.Values(all)
	}
	count := 0
	err = download(ctx, app, opts, client, func(d *downloads) error {
		return run(ctx, d, once(targets, &count), func(ctx context.Context, target input.Target) arrival {
			if target.Err != nil {
				return arrival{err: target.Err}
			}
			recording, err := client.AccountRecording(ctx, target.Word)
			if err != nil {
				return arrival{err: fmt.Errorf("download %s: %w", target.Word, err)}
			}
			return d.fetch(ctx, recording)
		})
	})
	if err != nil || count > 0 {
		return err
	}
	app.Note("standard input is empty: there is nothing to do")
	if opts.requireSome {
		return &failure.Error{Exit: failure.ExitNotFound, Err: errors.New("there are none"), Hint: "--require-some wants at least one"}
	}
	return nil
}

// once yields each recording the first time that it is named, and every bad line, and counts both.
func once(targets iter.Seq[input.Target], count *int) iter.Seq[input.Target] {
	return func(yield func(input.Target) bool) {
		seen := map[string]bool{}
		for target := range targets {
			key := strings.ToLower(target.Word)
			if target.Err == nil && seen[key] {
				continue
			}
			seen[key] = true
			*count++
			if !yield(target) {
				return
			}
		}
	}
}
