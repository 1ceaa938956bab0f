// Package setup reads and writes the config file for the commands that change it.
package setup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"confcall/pkg/cli"
	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/file"
	"confcall/pkg/secret"
)

// A File is the config file while a command changes it. Write replaces the whole file or leaves it alone.
type File struct {
	Path   string
	Exists bool
	Data   []byte // the content; a file that does not exist yet begins with comments alone

	app  *cli.App
	read string // the content when it was read, empty if there was no file
}

// Open reads the config file to change it. It refuses a file that cannot be replaced, such as a symbolic link, so that nobody
// answers questions for nothing.
func Open(app *cli.App) (*File, error) {
	path, err := config.Path(app.ConfigInput())
	if err == nil {
		err = file.CheckTarget(path, true)
	}
	if err != nil {
		return nil, err
	}
	return Read(app)
}

// Read reads the config file without the intent to change it.
func Read(app *cli.App) (*File, error) {
	path, err := config.Path(app.ConfigInput())
	if err != nil {
		return nil, err
	}
	s := &File{Path: path, app: app}
	data, err := readStart(path, config.MaxFile+1)
	switch {
	case len(data) > config.MaxFile:
		err = fmt.Errorf("it is larger than %d KiB", config.MaxFile>>10)
	// There is no file yet. If its path is wrong, writing will report that.
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ENAMETOOLONG):
		s.Data, err = config.Contents(nil, secret.Text{})
	case err == nil:
		s.Exists, s.Data, s.read = true, data, string(data)
	}
	if err != nil {
		return nil, &failure.Error{Exit: failure.ExitNotSetUp,
			Err: fmt.Errorf("read config file %s: %w", path, file.WithoutPath(err)), Hint: "check the file and its permissions"}
	}
	return s, nil
}

// readStart reads a file up to limit bytes.
func readStart(path string, limit int64) ([]byte, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return io.ReadAll(io.LimitReader(opened, limit))
}

// CheckReplaced returns an error if the file exists and may not be replaced.
func (s *File) CheckReplaced(may bool) error {
	if err := file.CheckTarget(s.Path, may); err != nil && s.Exists {
		return failure.Usage(err, "name another file, or replace it with --force; config set changes it, --profile NAME adds a profile")
	}
	return nil
}

// Apply makes edits in the content, not yet in the file.
func (s *File) Apply(edits ...config.Edit) error {
	data, err := config.Apply(s.Path, s.Data, edits...)
	if errors.Is(err, config.ErrForm) {
		return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("change %s: %w", s.Path, err),
			Hint: "change it by hand: confcall config edit"}
	}
	if err == nil {
		s.Data = data
	}
	return err
}

// Judge returns an error if a setting in the content is not valid.
func (s *File) Judge() error { return s.judge(s.Data) }

func (s *File) judge(data []byte) error {
	return config.Judge(s.Path, data, func(v config.Value) error { return s.app.CheckOutput(v) })
}

// Write writes the content, and notes what a profile, or the one in force if profile is empty, still lacks. It refuses content
// that is not valid, unless the file was not valid before either: then mistakes can be corrected one by one. It also refuses
// if the file has changed since it was read.
func (s *File) Write(profile string) error {
	wrong := s.Judge()
	if wrong != nil && s.judge([]byte(s.read)) == nil {
		return wrong
	}
	if s.Exists {
		defer lock(s.Path)()
		now, err := os.ReadFile(s.Path)
		if err != nil || string(now) != s.read {
			return &failure.Error{Exit: failure.ExitBug,
				Err: fmt.Errorf("write %s: somebody else has changed it meanwhile", s.Path), Hint: "run the command again"}
		}
	}
	if err := os.MkdirAll(filepath.Dir(s.Path), 0o700); err != nil {
		return &failure.Error{Exit: failure.ExitBug, Err: fmt.Errorf("make the folder of the config file: %w", err),
			Hint: "name another file with --config"}
	}
	err := s.app.WriteFile(s.Path, s.Exists, func(w io.Writer) error {
		_, err := w.Write(s.Data)
		return err
	})
	if err == nil {
		s.app.Note("wrote %s: %s", s.Path, s.verdict(profile, wrong))
	}
	return err
}

// verdict says whether the file alone has all that `confcall check` needs, or else what is missing or wrong, and how to try it.
// wrong is a mistake anywhere in the file, also in a profile that is not in force. It asks nobody and sends nothing.
func (s *File) verdict(profile string, wrong error) string {
	check := "confcall check"
	flags := map[string]string{"config": s.Path}
	if profile != "" {
		flags["profile"] = profile
		check += " --profile " + profile
	}
	if given, ok := s.app.Flags.Settings["config"]; ok {
		check += " --config " + given
	}
	silent := func(string) {}
	settings, err := config.Load(config.Input{Flags: flags, FileOnly: true, Warn: s.app.WarnText,
		Note: silent})
	if err == nil {
		err = wrong
	}
	switch {
	case err != nil:
		return fmt.Sprintf("%s; once that is corrected, try: %s", err, check)
	case settings.RequireAddress() != nil:
		return fmt.Sprintf("%s by the file alone; try what is in force: %s", settings.RequireAccount(), check)
	case settings.RequireAccount() != nil:
		return fmt.Sprintf("space and project are there, the token is not in it; try them: %s", check)
	case settings.TokenCommand():
		return fmt.Sprintf("space and project are there, a command has the token; try them: %s", check)
	}
	return fmt.Sprintf("space, project and token are there; try them: %s", check)
}
