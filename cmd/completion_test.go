package cmd

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestCorrectionsFit fails when cobra has changed a script that is corrected: the correction is then to be made anew, or to go.
func TestCorrectionsFit(t *testing.T) {
	t.Parallel()
	root := &cobra.Command{Use: "confcall"}
	for shell, test := range map[string]struct {
		generate    func(io.Writer, bool) error
		corrections []correction
	}{
		"bash": {root.GenBashCompletionV2, bashCorrections()},
		"zsh":  {generateZsh(root), zshCorrections()},
		"fish": {root.GenFishCompletion, fishCorrections()},
	} {
		for _, descriptions := range []bool{false, true} {
			var script strings.Builder
			if err := test.generate(&script, descriptions); err != nil {
				t.Fatal(err)
			}
			for _, one := range test.corrections {
				if !one.fits(script.String()) {
					t.Errorf("cobra's script for %s has changed: it does not have once\n%s", shell, one.line)
				}
			}
		}
	}
}

// TestCorrectionThatDoesNotFit prints a script as it is.
func TestCorrectionThatDoesNotFit(t *testing.T) {
	t.Parallel()
	var printed strings.Builder
	cmd := &cobra.Command{RunE: printCorrected(func(w io.Writer, _ bool) error {
		_, err := io.WriteString(w, "another script\n")
		return err
	}, bashCorrections())}
	cmd.Flags().Bool("no-descriptions", false, "")
	cmd.SetOut(&printed)
	cmd.SetArgs(nil)
	if err := cmd.Execute(); err != nil || printed.String() != "another script\n" {
		t.Errorf("%q, %v", printed.String(), err)
	}
}
