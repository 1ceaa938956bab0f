package cli

import (
	"fmt"
	"io"

	"confcall/pkg/config"
	"confcall/pkg/failure"
	"confcall/pkg/file"
	"confcall/pkg/secret"
)

// ReadInput reads a file that a flag names, of at most limit bytes; - is standard input.
func (a *App) ReadInput(path string, limit int64) (text []byte, err error) {
	if path == "-" {
		a.NoteReading("all of it")
		text, err = file.ReadAll(a.In, limit)
	} else {
		text, err = file.Read(path, limit)
	}
	return text, file.WithoutPath(err)
}

// ReadSecret reads a secret from the file that a flag names.
func (a *App) ReadSecret(flag, path string) (secret.Text, error) {
	text, err := config.ReadTokenFile(path, a.WarnText)
	if err != nil {
		return secret.Text{}, &failure.Error{Exit: failure.ExitUsage,
			Err: fmt.Errorf("--%s %q: %w", flag, config.ShownFile(path), err), Hint: "correct the flag --" + flag}
	}
	a.secrets = append(a.secrets, text)
	return text, nil
}

// CheckStdin refuses what reads standard input, such as --file, where the token is read from there too.
func (a *App) CheckStdin(flag string) error {
	if a.Flags.Settings["token-file"] != "-" {
		return nil
	}
	return failure.Usage(fmt.Errorf("%s - beside --token-file -", flag),
		"standard input can be read once; put the token into a file or the environment")
}

// WriteFile writes a file that only its owner can read, whole or not at all.
func (a *App) WriteFile(path string, replace bool, write func(io.Writer) error) error {
	return file.Write(path, replace, a.WarnText, write)
}
