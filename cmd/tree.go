package cmd

import (
	"github.com/spf13/cobra"

	"confcall/pkg/cli"
)

// Tree is the root with all commands below it, for what reads them: the generator of the reference and the man pages.
func Tree(app *cli.App) *cobra.Command { return newRoot(app, nil) }
