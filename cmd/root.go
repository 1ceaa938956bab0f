// Package cmd puts the commands together and runs one of them.
package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"confcall/cmd/api"
	"confcall/cmd/auth"
	"confcall/cmd/call"
	"confcall/cmd/check"
	"confcall/cmd/conference"
	"confcall/cmd/config"
	"confcall/cmd/participant"
	"confcall/cmd/recording"
	"confcall/cmd/sandbox"
	"confcall/cmd/stream"
	"confcall/cmd/transcription"
	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/complete"
	"confcall/pkg/failure"
	"confcall/pkg/pick"
)

// Run runs the command that args name and returns the exit code.
func Run(app *cli.App, args []string) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	app.Quit = func(received os.Signal) { cancel(failure.Interrupted{Signal: received}) }
	signals := catchSignals()
	defer app.GiveBack() // whoever holds the terminal may never get to give it back
	finished := make(chan int, 1)
	go func() {
		makeRoom()
		err := execute(ctx, app, args)
		if err != nil && ctx.Err() != nil && !errors.As(err, new(failure.Interrupted)) {
			err = context.Cause(ctx)
		}
		finished <- app.Finish(err)
	}()
	select {
	case code := <-finished:
		return code
	case received := <-signals:
		app.Quit(received)
	case <-ctx.Done(): // who has the keys of a terminal has quit
	}
	return interrupted(app, context.Cause(ctx), finished, signals)
}

// interrupted waits for a command to tidy up, unless it hangs in a read or a write that nothing can end. Then it says at least
// which changes may have been made, unless that hangs too.
func interrupted(app *cli.App, cause error, finished <-chan int, signals <-chan os.Signal) int {
	for range graceSteps {
		select {
		case code := <-finished:
			return code
		case <-signals: // a second one ends the program at once
			return failure.Exit(cause)
		case <-time.After(app.Grace):
		}
	}
	if app.StopIsDone.Load() {
		return failure.ExitOK
	}
	app.GiveBack() // so that what follows is readable
	if told := app.Interrupted.Load(); told != nil {
		said := make(chan int, 1)
		go func() { said <- app.Finish((*told)(cause)) }()
		for range lastSteps {
			select {
			case <-said:
				return failure.Exit(cause)
			case <-time.After(app.Grace):
			}
		}
	}
	return failure.Exit(cause)
}

// An interrupted command gets some steps of time to tidy up: on a busy machine a step takes longer, and so does the whole.
const (
	graceSteps = 6
	lastSteps  = 3 // for saying what was changed, which may hang if nobody reads it
)

// execute runs the command that args name.
func execute(ctx context.Context, app *cli.App, args []string) (err error) {
	// A panic must not end with Go's own exit code, which is that of a usage error.
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Fprintf(app.Err, "%s", debug.Stack())
			err = fmt.Errorf("panic: %v", problem)
		}
	}()
	args, everyFlag := withoutAll(args)
	root := newRoot(app, args)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { printHelp(cmd, everyFlag) })
	root.SetArgs(args)
	if isCompletion(args) {
		complete.Prepare(app, root)
	}
	command, err := root.ExecuteContextC(ctx)
	if err != nil {
		app.ReadAgain(command, args)
	}
	if app.Forgives(err) {
		err = nil
	}
	return app.WriteFailure(err)
}

// catchSignals passes on the signals that end a command. A SIGHUP or SIGINT that was ignored when the program began, as under
// nohup, stays ignored. They stay caught until the process ends: to give one back, a thread would have to be woken.
func catchSignals() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	for _, ending := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(ending) {
			signal.Notify(signals, ending)
		}
	}
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is a write error, which decides the exit code
	return signals
}

// isCompletion reports whether a shell asks for the completions of a word.
func isCompletion(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// addCommands adds the command that the command line begins with, or all of them if it names none. Making all of them would
// take a tenth of a short run.
func addCommands(app *cli.App, root *cobra.Command, args []string) {
	if isCompletion(args) && len(args) > 2 {
		args = args[1 : len(args)-1] // the last word is the one that is completed
	}
	commands := []struct {
		name string
		make func(*cli.App) *cobra.Command
	}{
		{"participant", participant.New},
		{"conference", conference.New},
		{"call", call.New},
		{"recording", recording.New},
		{"stream", stream.New},
		{"transcription", transcription.New},
		{"console", newConsole},
		{"config", config.New},
		{"auth", auth.New},
		{"check", check.New},
		{"api", api.New},
		{"sandbox", sandbox.New},
		{"version", newVersion},
		{"exit-codes", newExitCodes},
	}
	app.Words = leadingWords(args)
	for _, command := range commands {
		if made := app.Verb(command.name, command.make); made != nil {
			root.AddCommand(made)
		}
	}
	if root.HasSubCommands() {
		root.CompletionOptions.DisableDefaultCmd = len(app.Words) > 0
		return
	}
	app.Words = nil
	for _, command := range commands {
		root.AddCommand(command.make(app))
	}
}

// leadingWords are the words before the first flag.
func leadingWords(args []string) []string {
	for i, arg := range args {
		if strings.HasPrefix(arg, "-") {
			return args[:i]
		}
	}
	return args
}

func newRoot(app *cli.App, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "confcall",
		Short: "Look into and steer live conference calls on SignalWire",
		Long: `Look into and steer live conference calls on SignalWire.

Settings come from flags, the environment (SIGNALWIRE_SPACE, SIGNALWIRE_PROJECT_ID,
SIGNALWIRE_API_TOKEN) and a config file; "confcall config show" says which is from where.`,
		Example: `  # Without an account
  confcall --sandbox participant get --conference b3877c40-da60-4998-90ad-b792e98472cf --call b3877c40-da60-4998-90ad-b792e98472ca`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	app.AddGlobalFlags(root)
	root.SetOut(app.Out)
	root.SetErr(app.Err)
	root.SetFlagErrorFunc(commands.FlagError)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := app.BeginReports(cmd); err != nil {
			return err
		}
		app.Runs = cmd.Name()
		if err := app.TakeConference(cmd); err != nil {
			return err
		}
		if err := pick.Missing(cmd.Context(), app, cmd); err != nil {
			return err
		}
		// Cobra itself looks at required flags later, and its error is no usage error.
		if err := cmp.Or(commands.MissingFlags(cmd), cmd.ValidateFlagGroups(), app.CheckGlobalFlags()); err != nil {
			return commands.Usage(cmd, err)
		}
		return nil
	}
	addCommands(app, root, args)
	commands.RequireCommand(root)
	addVersionFlag(app, root)
	addCompletion(root)
	root.SetHelpCommand(newHelp())
	return root
}

// addVersionFlag adds --version to the root. Cobra's own is printed by a template, and templates would make a sixth of the program.
func addVersionFlag(app *cli.App, root *cobra.Command) {
	var wanted bool
	root.Flags().BoolVarP(&wanted, "version", "v", false, "version for confcall")
	run := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if wanted {
			return app.Print("confcall %s\n", cli.ThisBuild().Version)
		}
		return run(cmd, args)
	}
}
