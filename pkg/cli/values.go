package cli

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"confcall/pkg/signalwire"
)

// The values of flags that are more than text. A wrong one is refused while the command line is read.

// SIDVar adds a required flag that takes a SID.
func SIDVar(flags *pflag.FlagSet, target *string, name, usage string) {
	OptionalSIDVar(flags, target, name, usage)
	Require(flags, name)
}

// OptionalSIDVar adds a flag that takes a SID.
func OptionalSIDVar(flags *pflag.FlagSet, target *string, name, usage string) {
	flags.Var((*sidValue)(target), name, usage)
}

// Require makes a flag a required one.
func Require(flags *pflag.FlagSet, name string) {
	// An error would mean that the flag does not exist.
	_ = cobra.MarkFlagRequired(flags, name)
}

type sidValue string

func (s *sidValue) Set(text string) error {
	if *s != "" {
		return errors.New("it is given a second time")
	}
	if !signalwire.IsSID(text) {
		return errors.New("want " + signalwire.SIDForm)
	}
	*s = sidValue(text)
	return nil
}

func (s *sidValue) String() string { return string(*s) }
func (s *sidValue) Type() string   { return "SID" }

// something is a text that is not empty: a script's variable that is not set should not change what is printed.
type something string

// TextVar adds a flag that takes a text which is not empty. It has a short name unless that is empty.
func TextVar(flags *pflag.FlagSet, target *string, name, short, usage string) {
	flags.VarP((*something)(target), name, short, usage)
}

func (s *something) Set(text string) error {
	if text == "" {
		return errors.New("want more than nothing")
	}
	*s = something(text)
	return nil
}

func (s *something) String() string { return string(*s) }
func (s *something) Type() string   { return "string" }

// number is a whole number within bounds.
type number struct {
	value       *int
	least, most int
}

func (n *number) Set(text string) error {
	value, err := strconv.Atoi(text)
	if err != nil || value < n.least || value > n.most {
		return fmt.Errorf("want a whole number from %d to %d", n.least, n.most)
	}
	*n.value = value
	return nil
}

func (n *number) String() string {
	if n.value == nil || *n.value == 0 {
		return ""
	}
	return strconv.Itoa(*n.value)
}

func (n *number) Type() string { return "int" }

// choice is one of a few words.
type choice struct {
	value    *string
	values   []string
	fallback string
}

func (c *choice) Set(text string) error {
	if !slices.Contains(c.values, text) {
		return fmt.Errorf("want one of %s", strings.Join(c.values, ", "))
	}
	*c.value = text
	return nil
}

func (c *choice) String() string {
	if c.value == nil || *c.value == "" {
		return c.fallback
	}
	return *c.value
}

func (c *choice) Type() string { return "string" }

// ChoiceVar adds a flag with one of a few values, the first of them unless told otherwise.
func ChoiceVar(cmd *cobra.Command, target *string, name string, values []string, usage string) {
	*target = values[0]
	cmd.Flags().Var(&choice{target, values, values[0]}, name, usage)
	complete(cmd, name, values)
}

// A FormFlag is a flag that fills a parameter of the API's, in a form or a query.
type FormFlag struct {
	Name, Parameter, Usage string
	Check                  func(text string) error // nil takes any text
	Values                 []string                // the only ones, if there are any
	Bool                   bool                    // true or false, and true when the flag stands alone
}

// AddFormFlags adds flags that fill a form.
func AddFormFlags(cmd *cobra.Command, form url.Values, flags ...FormFlag) {
	for _, flag := range flags {
		if flag.Bool {
			flag.Values = []string{"true", "false"}
		}
		added := cmd.Flags().VarPF(&formValue{flag, form}, flag.Name, "", flag.Usage)
		if flag.Bool {
			added.NoOptDefVal = "true"
		}
		if flag.Values != nil {
			complete(cmd, flag.Name, flag.Values)
		}
	}
}

type formValue struct {
	flag FormFlag
	form url.Values
}

func (f *formValue) Set(text string) error {
	if f.form.Has(f.flag.Parameter) {
		return errors.New("it is given a second time")
	}
	if text == "" {
		return errors.New("want more than nothing")
	}
	if f.flag.Values != nil && !slices.Contains(f.flag.Values, text) {
		return errors.New("want one of " + strings.Join(f.flag.Values, ", "))
	}
	if f.flag.Check != nil {
		if err := f.flag.Check(text); err != nil {
			return err
		}
	}
	f.form.Set(f.flag.Parameter, text)
	return nil
}

func (f *formValue) String() string { return f.form.Get(f.flag.Parameter) }

func (f *formValue) Type() string {
	if f.flag.Bool {
		return "bool"
	}
	return "string"
}

// CheckSID wants a SID.
func CheckSID(text string) error { return new(sidValue).Set(text) }

// CheckURL wants an absolute URL of one of the schemes.
func CheckURL(schemes ...string) func(string) error {
	return func(text string) error {
		u, err := url.Parse(text)
		if err != nil || u.Hostname() == "" || !slices.Contains(schemes, u.Scheme) {
			return fmt.Errorf("want a full URL that begins with %s://", strings.Join(schemes, ":// or "))
		}
		return nil
	}
}

// Methods are the HTTP methods by which the API fetches a URL.
var Methods = []string{"GET", "POST"}

// AnnounceFlags are the flags that say what to announce, under the names that a command gives them.
func AnnounceFlags(url, method string) []FormFlag {
	return []FormFlag{
		{Name: url, Parameter: "AnnounceUrl", Usage: "what to play: an audio or instructions at this `URL`", Check: CheckURL("http", "https")},
		{Name: method, Parameter: "AnnounceMethod", Usage: "the HTTP `METHOD` for it (default POST)", Values: Methods},
	}
}
