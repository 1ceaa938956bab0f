// Package sandbox has the command that serves the sandbox.
package sandbox

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/sandbox"
)

type options struct {
	listen string
}

// New makes the command.
func New(app *cli.App) *cobra.Command {
	var opts options
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a stand-in for the API, with sample conferences",
		Long: `Serve a stand-in for the API from memory, with sample conferences, until it is interrupted.
It prints the environment that points confcall, curl or a script at it.

For a single command, the global flag --sandbox does the same inside the process.`,
		Example: `  # In one terminal
  confcall sandbox

  # In another one, after the three lines that the first one printed
  confcall participant get --conference b3877c40-da60-4998-90ad-b792e98472cf --call b3877c40-da60-4998-90ad-b792e98472ca`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), app, opts) },
	}
	cmd.Flags().StringVar(&opts.listen, "listen", "127.0.0.1:4010", "the `ADDRESS` to serve; port 0 takes any free one")
	return cmd
}

func run(ctx context.Context, app *cli.App, opts options) error {
	listener, err := sandbox.Listen(opts.listen)
	if err != nil {
		return &cli.Failure{Exit: cli.ExitUsage, Err: fmt.Errorf("serve --listen %q: %w", opts.listen, err),
			Hint: "want an address of this machine that is free, such as 127.0.0.1:0"}
	}
	url := "http://" + reachable(listener.Addr().(*net.TCPAddr))
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		app.Warn("the sandbox serves %s, which other machines can reach; its token is public", listener.Addr())
	}
	err = app.Print("export SIGNALWIRE_SPACE='%s'\nexport SIGNALWIRE_PROJECT_ID=%s\nexport SIGNALWIRE_API_TOKEN=%s\n", url, sandbox.Account, sandbox.Token)
	if err != nil {
		return err
	}
	app.Note("sandbox at %s; no account is contacted; Ctrl-C ends it", url)
	app.Note("try: confcall participant get --conference %s --call %s", sandbox.SampleConference, sandbox.SampleCall)
	return sandbox.New(app.Now()).Serve(ctx, listener)
}

// reachable is the address that a client on this machine uses: a server on every address is on loopback too.
func reachable(address *net.TCPAddr) string {
	if address.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", address.Port)
	}
	return strings.TrimSpace(address.String())
}
