package poll

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confcall/pkg/signalwire"
)

// TestNothingAsked checks that an error mentions a wait only if the API asked for one, however long a look takes.
func TestNothingAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fault := &signalwire.Error{Layer: signalwire.LayerAPI, Status: 503}
		for _, asked := range []time.Duration{0, time.Minute} {
			looks := 0
			err := Loop{Interval: time.Second, Random: func() float64 { return 0 }, Passing: func(err error) {
				later := (*Asked)(nil)
				if strings.Contains(err.Error(), "asks") != (asked > 0) || errors.As(err, &later) != (asked > 0) ||
					later != nil && later.Err != error(fault) || !errors.Is(err, fault) {
					t.Errorf("asked to wait %s it says %q", asked, err)
				}
			}}.Run(t.Context(), func(context.Context) (bool, error) {
				if looks++; looks == 2 {
					return true, nil
				}
				time.Sleep(time.Hour)
				fault.RetryAfter = asked
				return false, fault
			})
			if err != nil || looks != 2 {
				t.Errorf("%v after %d looks", err, looks)
			}
		}
	})
}

// TestRetryAfter checks that a loop waits as long as the API asks, but not beyond its time or its own limit, and says so.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const interval = 2 * time.Second
	for name, test := range map[string]struct {
		asked, longest, within time.Duration
		wait                   time.Duration // from the end of the first look to the second; 0 if there is none
		says                   string
	}{
		"nothing asked":          {wait: interval},
		"less than the interval": {asked: time.Second, wait: interval},
		"more than the interval": {asked: time.Minute, wait: time.Minute, says: "the API asks to wait 1m0s"},
		"an hour":                {asked: time.Hour, wait: time.Hour, says: "the API asks to wait 1h0m0s"},
		"more than wanted": {asked: time.Hour, longest: time.Minute, wait: time.Minute,
			says: "the API asks to wait 1h0m0s, and is asked again in 1m0s"},
		"less than wanted": {asked: 59 * time.Second, longest: time.Minute, wait: 59 * time.Second, says: "the API asks to wait 59s"},
		"wanted is less than all": {asked: time.Hour, longest: time.Second, wait: interval,
			says: "the API asks to wait 1h0m0s, and is asked again in 2s"},
		"there is time": {asked: 59 * time.Second, within: time.Minute, wait: 59 * time.Second, says: "the API asks to wait 59s"},
		"more than there is, but asked again in time": {asked: time.Hour, longest: 10 * time.Second, within: time.Minute,
			wait: 10 * time.Second, says: "the API asks to wait 1h0m0s, and is asked again in 10s"},
		"there is no time": {asked: 61 * time.Second, within: time.Minute, says: "the API asks to wait 1m1s"},
		"a hundred years":  {asked: 100 * 365 * 24 * time.Hour, within: time.Minute, says: "the API asks to wait a hundred years or more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if test.within > 0 {
					bounded, cancel := context.WithTimeout(ctx, test.within)
					defer cancel()
					ctx = bounded
				}
				var said []string
				var looks []time.Time
				loop := Loop{
					Interval: interval, Longest: test.longest, Random: func() float64 { return 0.5 },
					Passing: func(err error) { said = append(said, err.Error()) },
				}
				began := time.Now()
				err := loop.Run(ctx, func(context.Context) (bool, error) {
					looks = append(looks, time.Now())
					if len(looks) == 1 {
						return false, &signalwire.Error{Layer: signalwire.LayerAPI, Status: 503, RetryAfter: test.asked}
					}
					return true, nil
				})
				if len(said) != 1 || !strings.HasPrefix(said[0], "service unavailable") || !strings.HasSuffix(said[0], test.says) ||
					test.says == "" && strings.Contains(said[0], "asks") {
					t.Errorf("it says %q, want %q", said, test.says)
				}
				if test.wait == 0 {
					if !errors.Is(err, ErrTooLate) || len(looks) != 1 || time.Since(began) > 0 {
						t.Errorf("%v after %s and %d looks, want that it is too late, at once", err, time.Since(began), len(looks))
					}
					return
				}
				if err != nil || len(looks) != 2 || looks[1].Sub(looks[0]) != test.wait {
					t.Errorf("%v, looks at %v, want a second one after %s", err, looks, test.wait)
				}
			})
		})
	}
}
