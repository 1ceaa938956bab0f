package flags

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"confcall/pkg/suggest"
)

// A FormFlag is a flag that fills a parameter of the API's, in a form or a query.
type FormFlag struct {
	Name, Parameter, Usage string
	Check                  func(text string) error  // nil takes any text
	Tidy                   func(text string) string // how it is written for the API, nil as it is
	Values                 []string                 // the only ones, if there are any
	Bool                   bool                     // true or false, and true when the flag stands alone
	Many                   bool                     // it may be repeated, or take several values with commas
}

// AddForm adds flags that fill a form.
func AddForm(cmd *cobra.Command, form url.Values, flags ...FormFlag) {
	for _, flag := range flags {
		if flag.Bool {
			flag.Values = []string{"true", "false"}
		}
		added := cmd.Flags().VarPF(&formValue{flag, form}, flag.Name, "", flag.Usage)
		if flag.Bool {
			added.NoOptDefVal = "true"
		}
		if flag.Values != nil {
			Complete(cmd, flag.Name, flag.Values)
		}
	}
}

type formValue struct {
	flag FormFlag
	form url.Values
}

func (f *formValue) Set(text string) error {
	if !f.flag.Many {
		return f.set(text)
	}
	for one := range strings.SplitSeq(text, ",") {
		if err := f.set(one); err != nil {
			return err
		}
	}
	return nil
}

func (f *formValue) set(text string) error {
	if f.flag.Many && slices.Contains(f.form[f.flag.Parameter], text) {
		return nil
	}
	if !f.flag.Many && f.form.Has(f.flag.Parameter) {
		return errors.New("it is given a second time")
	}
	if text == "" {
		return errors.New("want more than nothing")
	}
	if f.flag.Values != nil && !slices.Contains(f.flag.Values, text) {
		return errors.New("want one of " + strings.Join(f.flag.Values, ", ") + suggest.Did(text, f.flag.Values))
	}
	if f.flag.Check != nil {
		if err := f.flag.Check(text); err != nil {
			return err
		}
	}
	if f.flag.Tidy != nil {
		text = f.flag.Tidy(text)
	}
	f.form.Add(f.flag.Parameter, text)
	return nil
}

func (f *formValue) String() string { return strings.Join(f.form[f.flag.Parameter], ",") }

func (f *formValue) Type() string {
	if f.flag.Bool {
		return "bool"
	}
	return "string"
}

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

// Announcement are the flags that say what to announce, under the names that a command gives them.
func Announcement(url, method string) []FormFlag {
	return []FormFlag{
		{Name: url, Parameter: "AnnounceUrl", Usage: "what to play: an audio or instructions at this `URL`",
			Check: CheckURL("http", "https")},
		{Name: method, Parameter: "AnnounceMethod", Usage: "the HTTP `METHOD` for it (default POST)", Values: Methods},
	}
}
