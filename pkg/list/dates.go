package list

import (
	"errors"
	"net/url"
	"time"

	"github.com/spf13/cobra"
)

// Dates are the flags that filter a list by a date, as the API's query: on, before and after.
type Dates struct {
	query url.Values
}

// Query returns what the flags say, to be filled further.
func (d *Dates) Query() url.Values {
	if d.query == nil {
		d.query = url.Values{}
	}
	return d.query
}

// Add adds the flags for a date of the API, such as --created-on for DateCreated.
func (d *Dates) Add(cmd *cobra.Command, name, parameter string) {
	for _, variant := range []struct{ suffix, mark, usage string }{
		{"on", "", "only those " + name + " on this `DATE` (YYYY-MM-DD)"},
		{"before", "<", "only those " + name + " before this `DATE`"},
		{"after", ">", "only those " + name + " after this `DATE`"},
	} {
		cmd.Flags().Var(&dateValue{query: d.Query(), parameter: parameter + variant.mark}, name+"-"+variant.suffix, variant.usage)
	}
}

type dateValue struct {
	query     url.Values
	parameter string
}

func (d *dateValue) Set(text string) error {
	if d.query.Has(d.parameter) {
		return errors.New("it is given a second time")
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return errors.New("want a date as YYYY-MM-DD, such as 2026-11-23")
	}
	d.query.Set(d.parameter, text)
	return nil
}

func (d *dateValue) String() string { return d.query.Get(d.parameter) }
func (d *dateValue) Type() string   { return "date" }
