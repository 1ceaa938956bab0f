package list

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"confcall/pkg/condition"
	"confcall/pkg/expect"
	"confcall/pkg/failure"
	"confcall/pkg/output"
	"confcall/pkg/rawjson"
	"confcall/pkg/signalwire"
	"confcall/pkg/suggest"
)

// sortValue is the flag --sort: a field's name, with a dash in front for the reverse.
type sortValue struct {
	field   string
	reverse bool
}

func (s *sortValue) Set(text string) error {
	field, reverse := strings.CutPrefix(text, "-")
	switch {
	case s.field != "":
		return errors.New("it is given a second time")
	case field == "" || strings.ContainsAny(field, " ,\t=<>"):
		return errors.New("want a field such as date_created, or -date_created for the reverse")
	}
	s.field, s.reverse = field, reverse
	return nil
}

func (s *sortValue) String() string { return s.field }
func (s *sortValue) Type() string   { return "string" }

// sorted yields all items as one page, by the value of a field. Items without it come last, and equal ones keep their order.
func sorted(by sortValue, noun output.Noun, pages signalwire.Pages) signalwire.Pages {
	type keyed struct {
		key  condition.SortKey
		item signalwire.Resource
	}
	return func(yield func(signalwire.Page, error) bool) {
		var all []keyed
		known := false
		for page, err := range pages {
			if err != nil {
				yield(signalwire.Page{}, err)
				return
			}
			for _, item := range page.Items {
				subject := condition.Subject{Object: item, Fields: noun.Fields}
				known = known || subject.MayHave(by.field)
				all = append(all, keyed{condition.NewSortKey(rawjson.Lookup(item, by.field)), item})
			}
		}
		if len(all) > 0 && !known {
			yield(signalwire.Page{}, &failure.Error{Exit: failure.ExitUsage, Err: fmt.Errorf("--sort %q: no item has the field%s",
				by.field, suggest.Did(by.field, noun.Fields)), Hint: expect.FieldsHint(noun, by.field, all[0].item)})
			return
		}
		slices.SortStableFunc(all, func(a, b keyed) int {
			if order := a.key.Compare(b.key); !by.reverse || a.key.IsNull() || b.key.IsNull() {
				return order
			}
			return b.key.Compare(a.key)
		})
		items := make([]signalwire.Resource, len(all))
		for i, one := range all {
			items[i] = one.item
		}
		yield(signalwire.Page{Items: items}, nil)
	}
}
