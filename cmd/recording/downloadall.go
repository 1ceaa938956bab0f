package recording

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"confcall/pkg/bulk"
	"confcall/pkg/cli"
	"confcall/pkg/console"
	"confcall/pkg/failure"
	"confcall/pkg/file"
	"confcall/pkg/lookup"
	"confcall/pkg/output"
	"confcall/pkg/parallel"
	"confcall/pkg/signalwire"
	"confcall/pkg/status"
)

// runDownloadAll downloads the recordings that the flags choose into a folder, several at once. Files that are there and
// complete are left alone. A recording that fails does not stop the others.
func runDownloadAll(ctx context.Context, app *cli.App, opts *downloadOptions) error {
	if err := checkFolder(opts.file); err != nil {
		return err
	}
	client, err := app.Client(ctx)
	if err != nil {
		return err
	}
	s := &cli.Session{Client: client}
	if s.Conference, err = lookup.ConferenceSID(ctx, client, opts.conference); err != nil {
		return err
	}
	return download(ctx, app, opts, client, func(d *downloads) error {
		return run(ctx, d, signalwire.Items(opts.chosen(ctx, s)), func(ctx context.Context, listed signalwire.Item) arrival {
			if listed.Err != nil {
				return arrival{listErr: listed.Err}
			}
			return d.fetch(ctx, listed.Resource)
		})
	})
}

// download makes the folder, lets work download into it, and prints the files that are in it afterwards.
func download(ctx context.Context, app *cli.App, opts *downloadOptions, client *signalwire.Client, work func(d *downloads) error) error {
	folder, err := openFolder(opts.file, opts.format)
	if err != nil {
		return err
	}
	d := &downloads{app: app, opts: opts, folder: folder, names: newNames(client), client: client,
		progress: app.StartProgress("of recordings")}
	defer d.progress.Done()
	err = work(d)
	d.progress.Done()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if printErr := d.print(ctx); err == nil {
		err = printErr
	}
	return err
}

// checkFolder accepts a folder, or a name that can only mean a folder.
func checkFolder(path string) error {
	if path == "" || path == "-" {
		return failure.Usage(errors.New("recording download of many needs a folder"), "name one with -O FOLDER/")
	}
	info, err := os.Stat(filepath.Clean(path)) // without the slash at its end, which would hide a file
	switch {
	case err == nil && !info.IsDir():
		return failure.Usage(fmt.Errorf("write into %s: it is no folder", path), "name a folder with -O FOLDER/")
	case errors.Is(err, fs.ErrNotExist) && !strings.HasSuffix(filepath.ToSlash(path), "/"):
		return failure.Usage(fmt.Errorf("write into %s: there is no such folder", path), "to have it made, end its name with a slash")
	}
	return nil
}

// downloads is a run that downloads many recordings into a folder.
type downloads struct {
	app      *cli.App
	opts     *downloadOptions
	folder   *folder
	names    *names
	client   *signalwire.Client
	progress *console.Progress
	bytes    atomic.Int64
	finished atomic.Int64

	files                       [][]any // of each file that is there now: its path, the recording, and whether it was downloaded
	fetched, there, notFinished int
}

// An arrival is the outcome for one recording.
type arrival struct {
	recording string
	path      string
	fetched   bool // just now
	status    string
	err       error
	listErr   error // why there is no recording: their list broke off
}

// run fetches recordings side by side, and returns the error that stands for all that failed.
func run[T any](ctx context.Context, d *downloads, recordings iter.Seq[T], fetch func(context.Context, T) arrival) error {
	failed, count := bulk.NewFailures(d.app), 0
	for a := range parallel.Map(ctx, d.opts.parallel, recordings, fetch) {
		if ctx.Err() != nil {
			return context.Cause(ctx) // and not that each of those under way was cut off
		}
		if a.listErr != nil {
			return a.listErr
		}
		count++
		switch {
		case a.err != nil && failure.Exit(a.err) == failure.ExitBug:
			return a.err // the disk is full, or the folder is not writable: the others would fail too
		case a.err != nil:
			failed.Add(a.err)
		case a.path == "":
			d.notFinished++
			d.app.Note("%s is left out, as it is not finished: %s", a.recording, a.status)
		default:
			d.files = append(d.files, []any{a.path, a.recording, a.fetched})
			if d.there++; a.fetched {
				d.there--
				d.fetched++
			}
		}
	}
	return failed.Sum(count)
}

// fetch downloads a recording, unless it is there or has no sound yet.
func (d *downloads) fetch(ctx context.Context, recording signalwire.Resource) arrival {
	sid, err := lookup.SIDOf(recording, signalwire.FieldSID)
	if err != nil {
		return arrival{err: err}
	}
	a := arrival{recording: sid, status: recording.Status()}
	if a.status == "" {
		a.err = &output.AnswerError{Message: fmt.Sprintf("download %s: whether it is finished is not known, its status is %s", sid,
			cmp.Or(string(recording.Field(signalwire.FieldStatus)), "missing"))}
		return a
	}
	if a.status != status.Completed {
		return a // a part of it would be taken for the whole the next time
	}
	path, whole := d.folder.has(sid)
	if whole && !d.opts.force {
		a.path = path
		return a
	}
	replace := path != ""
	if !replace {
		path = d.folder.path(recording, d.names.of(ctx, recording))
	}
	if a.err = d.opts.fetch(ctx, d.app, d.client, sid, path, replace, d.count()); a.err == nil {
		a.path, a.fetched = path, true
		d.finished.Add(1)
	}
	return a
}

// count returns a function that adds the bytes of one recording to those of all.
func (d *downloads) count() func(done, all int64) {
	before := int64(0)
	return func(done, _ int64) {
		total := d.bytes.Add(done - before)
		before = done
		d.progress.Set(total, 0, fmt.Sprintf("bytes, %d", d.finished.Load()))
	}
}

// print prints the files that are there now, and says how many were downloaded.
func (d *downloads) print(ctx context.Context) error {
	d.app.Note("downloaded: %d; there already: %d; not finished: %d", d.fetched, d.there, d.notFinished)
	var text strings.Builder
	for _, file := range d.files {
		text.WriteString(d.app.Shown(file[0].(string)) + "\n")
	}
	return d.app.PrintFactList(ctx, text.String(), output.Noun{ID: "file", Fields: []string{"file", "recording", "downloaded"}}, d.files)
}

// A folder holds the recordings that were downloaded before, under names that end with their SIDs.
type folder struct {
	at     string
	ending string            // of the files: .wav
	files  map[string]string // by SID in lower case
}

// openFolder makes the folder if there is none, readable by its owner only, and reads which recordings it holds.
func openFolder(at, format string) (*folder, error) {
	if err := file.MakeFolder(at); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(at)
	if err != nil {
		return nil, &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("look into the folder %s: %w", at, err),
			Hint: "name another folder"}
	}
	f := &folder{at: at, ending: "." + format, files: map[string]string{}}
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), f.ending); ok && len(name) >= sidLength &&
			signalwire.IsSID(name[len(name)-sidLength:]) {
			f.files[strings.ToLower(name[len(name)-sidLength:])] = entry.Name()
		}
	}
	return f, nil
}

// sidLength is the length of a SID, in bytes.
const sidLength = 36

// has returns the file of a recording, if there is one, and whether it is whole.
func (f *folder) has(sid string) (path string, whole bool) {
	name, there := f.files[strings.ToLower(sid)]
	if !there {
		return "", false
	}
	path = filepath.Join(f.at, name)
	return path, isWhole(path)
}

// path returns the file for a recording: {date}-{conference}-{sid}.wav.
func (f *folder) path(recording signalwire.Resource, conference string) string {
	return filepath.Join(f.at, fileName(recording, conference)+f.ending)
}
