package signalwire

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Retry describes the wait before another try.
type Retry struct {
	Reason     string
	Wait       time.Duration
	Number, Of int // the retry that follows, from 1, and how many there may be
}

// longestBackoff bounds the waits that the client chooses itself; those that the API asks for are bounded by the timeout.
const longestBackoff = 10 * time.Second

// longestWait bounds a Retry-After, so that adding to it cannot overflow a duration. Timeouts end any wait long before.
const longestWait = 100 * 365 * 24 * time.Hour

// maxHeld is how often a request may be refused for want of a stream, while others are served, before that counts as a try.
const maxHeld = 20

// nextTry reports whether to try again after the given number of tries, and how long to wait first.
// A wait that would pass the operation's timeout is not begun.
func (c *Client) nextTry(ctx context.Context, tries int, r request, problem *Error) (time.Duration, bool) {
	if tries > c.options.Retries || !mayRepeat(r, problem) {
		return 0, false
	}
	wait := problem.RetryAfter
	if wait == 0 {
		wait = c.backoff(max(tries, 1))
	}
	left := c.options.Timeout
	if deadline, bounded := ctx.Deadline(); bounded {
		left = time.Until(deadline)
	}
	return wait, wait < left
}

// mayRepeat is the rule of retries. A GET or DELETE is repeated whenever the fault may pass. Any other change is repeated only if it
// was certainly not carried out, and an announcement only after a 429.
func mayRepeat(r request, problem *Error) bool {
	switch {
	case !problem.transient:
		return false
	case problem.held:
		return true
	case r.method == http.MethodGet || r.method == http.MethodDelete:
		return true
	case problem.Status == http.StatusTooManyRequests:
		return true
	case r.once:
		return false
	case problem.Status == http.StatusServiceUnavailable:
		return problem.saysWhen
	}
	return problem.Status == 0 && problem.unsent
}

// backoff doubles with every try, and is shortened at random by up to a half, so that many clients do not all come back at once.
func (c *Client) backoff(tries int) time.Duration {
	wait := float64(c.options.Backoff) * math.Pow(2, float64(tries-1))
	wait = min(wait, float64(longestBackoff))
	return time.Duration(wait * (1 - c.options.Random()/2))
}

// retryAfter reads a Retry-After header: seconds or a date. Some servers send fractions of a second, or more seconds than fit into 64
// bits. A value that cannot be read counts as absent.
func retryAfter(header string, now time.Time) (wait time.Duration, ok bool) {
	whole, part, hasPart := strings.Cut(header, ".")
	if isNumber(whole) && (!hasPart || isNumber(part)) {
		seconds, _ := strconv.ParseFloat(header, 64) // a number that is too large becomes infinite
		return time.Duration(min(seconds, longestWait.Seconds()) * float64(time.Second)), true
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(max(0, date.Sub(now)), longestWait), true
	}
	return 0, false
}

// isNumber reports whether a text consists of digits.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
