package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"confcall/pkg/failure"
	"confcall/pkg/lookup"
)

// AddIgnoreNotFound adds --ignore-not-found. It excludes --expect, which would then be met by nothing.
func (a *App) AddIgnoreNotFound(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.ignoresNotFound, "ignore-not-found", false,
		"that there is no such thing is no error; it is said on standard error")
	if cmd.Flags().Lookup("expect") != nil {
		cmd.MarkFlagsMutuallyExclusive("expect", "ignore-not-found")
	}
}

// Forgives reports whether an error says that something is not there and the command line ignores that, and then says so.
// A conference's name that looks like another one may be misspelt, so it is not forgiven.
func (a *App) Forgives(err error) bool {
	if !a.ignoresNotFound || !failure.IsMissing(err) {
		return false
	}
	if none := (*lookup.NoConference)(nil); errors.As(err, &none) && none.MayBeMisspelt() {
		return false
	}
	a.Note("ignored: %s", err)
	return true
}
