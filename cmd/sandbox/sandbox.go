// Package sandbox has the command that serves the sandbox.
package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"confcall/pkg/cli"
	"confcall/pkg/commands"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/sandbox"
)

type options struct {
	listen          string
	data            string
	live            bool
	seed            uint64
	seeded          bool // the seed was given
	latency         time.Duration
	faults          faults
	tlsCert, tlsKey string
	log             bool
}

// New makes the command.
func New(app *cli.App) *cobra.Command {
	var opts options
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a stand-in for the API, with sample conferences",
		Long: `Serve a stand-in for the API from memory, with sample conferences, until it is interrupted.
It prints the environment that points confcall, curl or a script at it. What one request changes the next one sees.

--data replaces the samples by those of a YAML or JSON file. All but the list itself can be left out:

  conferences:
    - friendly_name: Stand-up
      participants: [{muted: true}, {hold: true}]

--live adds a conference named "Live call" in which people join, mute, go on hold, coach and leave, until the host
leaves after some three minutes and the next one begins. It is for trying out what watches and waits. The same --seed
plays the same again, counted from the server's start; what requests set stays so.

Whoever is dialled rings, answers after some three seconds or the third request about the call, and is then in
the conference. Numbers that end in 0001 to 0005 are busy, do not answer, fail, are refused for their price, and are
answered by a machine.

--fail answers 503 without Retry-After, as the API is documented to, and 429 with it.

For a single command, the global flag --sandbox does the same inside the process.`,
		Example: `  # In one terminal
  confcall sandbox

  # In another one, after the lines that the first one printed
  confcall participant get --conference b3877c40-da60-4998-90ad-b792e98472cf --call b3877c40-da60-4998-90ad-b792e98472ca

  # Something to watch
  confcall sandbox --live

  # How does a script fare when the API is slow, fails at first, and then limits the rate?
  confcall sandbox --latency 200ms --fail 503:2 --fail 429:every=5`,
		Args: commands.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts.seeded = cmd.Flags().Changed("seed")
			if err := opts.check(); err != nil {
				return commands.Usage(cmd, err)
			}
			return run(cmd.Context(), app, opts)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&opts.listen, "listen", "127.0.0.1:4010", "the `ADDRESS` to serve; port 0 takes any free one")
	flags.StringVar(&opts.data, "data", "", "a YAML or JSON `FILE` with the conferences, in place of the samples")
	flags.BoolVar(&opts.live, "live", false, "add a conference in which people join, mute, go on hold and leave by themselves")
	flags.Uint64Var(&opts.seed, "seed", 1, "what happens with --live, by a `NUMBER`")
	flags.DurationVar(&opts.latency, "latency", 0, "hold each answer back for a `DURATION` such as 200ms")
	flags.Var(&opts.faults, "fail", "fail with a status: the first requests (`STATUS:COUNT`) or each Nth (STATUS:every=N); may be repeated")
	flags.StringVar(&opts.tlsCert, "tls-cert", "", "serve https with the certificate of a PEM `FILE`")
	flags.StringVar(&opts.tlsKey, "tls-key", "", "the certificate's key, a PEM `FILE`")
	flags.BoolVar(&opts.log, "log", false, "write a line of JSON for each request to standard error")
	return cmd
}

// check returns an error if the flags do not fit each other.
func (o options) check() error {
	switch {
	case (o.tlsCert == "") != (o.tlsKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case o.listen == "": // which would be every address of the machine
		return errors.New("--listen is empty: want an address such as 127.0.0.1:4010")
	case o.latency < 0:
		return fmt.Errorf("--latency %s: want a time that is not negative", o.latency)
	case o.seeded && !o.live:
		return errors.New("--seed goes with --live")
	}
	return nil
}

// faults is the flag --fail, which may be repeated.
type faults []sandbox.Fault

// Set adds a fault.
func (f *faults) Set(text string) error {
	fault, err := sandbox.ParseFault(text)
	if err == nil {
		*f = append(*f, fault)
	}
	return err
}

func (f *faults) String() string {
	var texts []string
	for _, fault := range *f {
		texts = append(texts, fault.String())
	}
	return strings.Join(texts, " ")
}

// Type names the flag's values.
func (f *faults) Type() string { return "fault" }

func run(ctx context.Context, app *cli.App, opts options) error {
	serving := sandbox.Options{Now: app.Now, Live: opts.live, Seed: opts.seed, Latency: opts.latency, Faults: opts.faults}
	if opts.log {
		serving.Log = app.Err
	}
	if opts.data != "" {
		var err error
		if serving.Data, err = readData(app, opts.data); err != nil {
			return err
		}
	}
	scheme, secure, err := certificate(opts)
	if err != nil {
		return err
	}
	listener, err := sandbox.Listen(opts.listen)
	if err != nil {
		return &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("serve --listen %q: %w", opts.listen, err),
			Hint: "want an address of this machine that is free, such as 127.0.0.1:0"}
	}
	address := listener.Addr().(*net.TCPAddr)
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	url := scheme + "://" + reachable(address)
	if !address.IP.IsLoopback() {
		// This is said even with --quiet: nobody should serve a network without knowing it.
		fmt.Fprintf(app.Err, "confcall: warning: the sandbox serves %s, which other machines can reach; its token is public\n", address)
	}
	err = app.Print(`export SIGNALWIRE_SPACE='%s'
export SIGNALWIRE_PROJECT_ID=%s
export SIGNALWIRE_ACCOUNT_SID=%s
export SIGNALWIRE_API_TOKEN=%s
`, url, sandbox.Account, sandbox.Account, sandbox.Token)
	if err != nil {
		return err
	}
	app.Note("sandbox at %s; no account is contacted; Ctrl-C ends it", url)
	if serving.Data != nil {
		conferences, participants := serving.Data.Size()
		app.Note("from %s: %s with %s", opts.data, output.Plural(conferences, "conference"), output.Plural(participants, "participant"))
	}
	switch {
	case opts.live:
		app.Note("live: %q begins, the same for --seed %d", sandbox.LiveName, opts.seed)
		app.Note("try: confcall participant list --conference %q", sandbox.LiveName)
	case serving.Data == nil:
		app.Note("try: confcall participant get --conference %s --call %s", sandbox.SampleConference, sandbox.SampleCall)
	}
	app.StopIsDone.Store(true)
	cli.UseAllProcessors()
	return sandbox.New(serving).Serve(ctx, listener)
}

// readData reads the file of --data. A missing file is a usage error; wrong content is not.
func readData(app *cli.App, path string) (*sandbox.Data, error) {
	data, err := sandbox.ReadData(path, app.Now())
	var missing *fs.PathError
	switch {
	case errors.As(err, &missing):
		return nil, &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("read --data %s: %w", path, missing.Err),
			Hint: "name a file that can be read"}
	case err != nil:
		return nil, &failure.Error{Exit: failure.ExitNotSetUp, Err: err,
			Hint: "correct the file " + path + "; confcall sandbox --help shows a short one"}
	}
	return data, nil
}

// maxPEM is how much is read of a certificate's file, in bytes.
const maxPEM = 1 << 20

// certificate returns the scheme to serve, and what https needs.
func certificate(opts options) (string, *tls.Config, error) {
	if opts.tlsCert == "" {
		return "http", nil, nil
	}
	pair, err := loadPair(opts.tlsCert, opts.tlsKey)
	if err != nil {
		return "", nil, &failure.Error{Exit: failure.ExitUsage,
			Err:  fmt.Errorf("load --tls-cert %s and --tls-key %s: %w", opts.tlsCert, opts.tlsKey, err),
			Hint: "name the PEM files of a certificate and of its key"}
	}
	return "https", &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"}}, nil
}

// loadPair loads a certificate and its key. The files may be pipes that never end, so it reads no more than maxPEM.
func loadPair(certificate, key string) (tls.Certificate, error) {
	var read [2][]byte
	for i, path := range []string{certificate, key} {
		file, err := os.Open(path)
		if err != nil {
			return tls.Certificate{}, err
		}
		read[i], err = io.ReadAll(io.LimitReader(file, maxPEM))
		_ = file.Close()
		if err != nil {
			return tls.Certificate{}, err
		}
	}
	return tls.X509KeyPair(read[0], read[1])
}

// reachable returns the address that a client on this machine uses: a server on all addresses is on loopback too.
func reachable(address *net.TCPAddr) string {
	if address.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", address.Port)
	}
	return address.String()
}
