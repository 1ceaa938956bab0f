// Confcall looks into live conference calls on SignalWire and steers them, from a terminal or a script.
package main

import (
	"os"

	"confcall/cmd"
	"confcall/pkg/cli"
	_ "confcall/pkg/startup"
)

func main() {
	os.Exit(cmd.Run(cli.System(), os.Args[1:]))
}
