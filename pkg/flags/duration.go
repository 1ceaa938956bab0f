package flags

import (
	"errors"
	"time"

	"github.com/spf13/cobra"
)

// Duration adds a flag that takes a duration above zero; the target holds the default.
func Duration(cmd *cobra.Command, target *time.Duration, name, usage string) {
	cmd.Flags().Var((*duration)(target), name, usage)
}

// duration is a duration above zero, and far from where adding to it would overflow.
type duration time.Duration

func (d *duration) Set(text string) error {
	value, err := time.ParseDuration(text)
	if err != nil || value <= 0 || value > 365*24*time.Hour {
		return errors.New("want a duration with a unit, such as 30s or 2m, of at most a year")
	}
	*d = duration(value)
	return nil
}

func (d *duration) String() string { return time.Duration(*d).String() }
func (d *duration) Type() string   { return "duration" }
