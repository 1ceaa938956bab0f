package cmd

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

// Tree returns the root with all commands below it, for the generator of the reference and the man pages.
func Tree(app *cli.App) *cobra.Command { return newRoot(app, nil) }
