package cmd

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestCorrectionsFit fails if cobra has changed a script that is corrected: then the correction has to be rewritten, or to go.
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
			for _, c := range test.corrections {
				if !c.fits(script.String()) {
					t.Errorf("cobra's script for %s has changed: it does not have exactly once\n%s", shell, c.line)
				}
			}
			if correct(script.String(), test.corrections) == script.String() {
				t.Errorf("the script for %s is not corrected", shell)
			}
		}
	}
}

// TestCorrect makes all corrections or, if one does not fit, none: half of them could break a script.
func TestCorrect(t *testing.T) {
	t.Parallel()
	corrections := []correction{{"a\n", "A\n"}, {"b\n", "B\n"}}
	for script, want := range map[string]string{
		"a\nb\n":       "A\nB\n",
		"b\nc\na\n":    "B\nc\nA\n",
		"a\nc\n":       "a\nc\n",    // one line is gone
		"a\nb\nb\n":    "a\nb\nb\n", // one is there twice
		"nothing of\n": "nothing of\n",
	} {
		if got := correct(script, corrections); got != want {
			t.Errorf("%q became %q, want %q", script, got, want)
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
