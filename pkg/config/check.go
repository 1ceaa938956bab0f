package config

import (
	"confcall/pkg/sid"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// check validates an entry and stores its typed value in s. An unset entry is valid.
func (l *loader) check(s *Settings, row setting, e entry) error {
	if e.Source.Kind == Unset {
		return nil
	}
	problem := func(expected string) error { return invalid(row, e.Value, expected) }
	var err error
	switch row.name {
	case Space:
		if s.SpaceURL, err = parseSpace(e.Text); err != nil {
			e.Text = withoutUserinfo(e.Text)
			return problem(err.Error())
		}
	case Project, Account:
		if !sid.Is(e.Text) {
			if e.Source.Kind != FromFlag && strings.Trim(e.Text, "0123456789abcdefABCDEF-") != "" {
				e.Text = e.Text[:min(2, len(e.Text))] + "…" // it may be a token in the wrong setting
			}
			return problem("want a UUID of 36 characters such as b3877c40-da60-4998-90ad-b792e98472af")
		}
	case Token:
		if e.command != nil {
			s.command = e
			return e.checkSafety()
		}
		s.Token, err = l.token(row, e)
		return err
	case CAFile:
		s.CA, err = certificates(e.Value)
		if err != nil {
			return problem(err.Error())
		}
	case Timeout:
		if s.Timeout, err = time.ParseDuration(e.Text); err != nil || s.Timeout <= 0 {
			return problem("want a duration with a unit, such as 30s or 2m")
		}
	case Retries:
		if s.Retries, err = strconv.Atoi(e.Text); err != nil || s.Retries < 0 || s.Retries > 100 {
			return problem("want a whole number from 0 to 100")
		}
	case WithCall:
		if s.WithCall = e.Text == "true"; !s.WithCall && e.Text != "false" {
			return problem("want true or false")
		}
	case DefaultFrom:
		if !isE164(e.Text) {
			return problem("want a telephone number such as +13105550100")
		}
	}
	return nil
}

// isE164 reports whether text is a telephone number in E.164 form: + and 2 to 15 digits, the first of them not zero.
func isE164(text string) bool {
	digits, international := strings.CutPrefix(text, "+")
	return international && len(digits) >= 2 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// Check returns an error if text is not a valid value for the setting name: space, project or account.
func Check(name, text string) error {
	l := &loader{}
	return l.check(&Settings{}, lookup(name), entry{Value: Value{Text: text, Source: Source{Kind: FromFlag, Name: lookup(name).flag}}})
}

// warnOfDisagreement warns if two variables set one setting to different values, and says which is used.
func (l *loader) warnOfDisagreement(s *Settings) {
	for _, row := range settings {
		winner := s.values[row.name].Source
		if winner.Kind != FromEnv {
			continue
		}
		for _, name := range row.env {
			if other := environment(name); other != "" && !sameSetting(row, environment(winner.Name), other) {
				l.in.Warn(fmt.Sprintf("%s and %s disagree: %s is used", winner.Name, name, winner.Name))
			}
		}
	}
}

// sameSetting reports whether two texts mean the same value of a setting: a space can be spelled in several ways.
func sameSetting(row setting, a, b string) bool {
	if row.name == Space {
		first, err1 := parseSpace(a)
		second, err2 := parseSpace(b)
		return err1 == nil && err2 == nil && first.String() == second.String()
	}
	return a == b
}
