package main

import (
	"os"
	"path/filepath"
)

// writeShare writes what is installed beside the program, in the folders of a PREFIX/share.
func writeShare(folder string) error {
	r, err := thisRelease()
	if err != nil {
		return err
	}
	exitCodes, err := output("exit-codes")
	if err != nil {
		return err
	}
	files := map[string]string{}
	for _, command := range commands() {
		files["man/man1/"+pageName(command)+".1"] = manPage(command, r, exitCodes)
	}
	for shell, name := range map[string]string{
		"bash": "bash-completion/completions/confcall", "zsh": "zsh/site-functions/_confcall",
		"fish": "fish/vendor_completions.d/confcall.fish", "powershell": "powershell/confcall.ps1",
	} {
		if files[name], err = output("completion", shell); err != nil {
			return err
		}
	}
	licence, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	files["doc/confcall/LICENSE"] = string(licence)
	if files["doc/confcall/LICENSES-OF-LIBRARIES"], err = licences(); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
