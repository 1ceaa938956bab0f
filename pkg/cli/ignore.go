package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/failure"
)

// AddIgnoreNotFound adds the flag by which what is not there is no error. Beside an expectation it would be one that is met by
// nothing.
func (a *App) AddIgnoreNotFound(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.ignoresNotFound, "ignore-not-found", false,
		"that there is no such thing is no error; it is said on standard error")
	if cmd.Flags().Lookup("expect") != nil {
		cmd.MarkFlagsMutuallyExclusive("expect", "ignore-not-found")
	}
}

// Forgives tells whether an error is that there is no such thing, and the command line ignores that. It is said then. A name that
// looks like that of a conference which is there may be misspelt, and is no proof.
func (a *App) Forgives(err error) bool {
	if !a.ignoresNotFound || !failure.IsMissing(err) {
		return false
	}
	if none := (*NoConference)(nil); errors.As(err, &none) && len(none.Alike) > 0 {
		return false
	}
	a.Note("ignored: %s", err)
	return true
}
