package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A Fault says which requests fail, and how. Such a request changes nothing.
type Fault struct {
	Status int // 400 to 599
	First  int // so many requests from the first one on, or
	Every  int // each one whose number this divides
}

// faultForm says how a fault is written.
const faultForm = "STATUS:COUNT (the first requests, as in 503:2) or STATUS:every=N (as in 429:every=5)"

// ParseFault reads a fault as it is written on a command line.
func ParseFault(text string) (Fault, error) {
	status, which, _ := strings.Cut(text, ":")
	number, every := strings.CutPrefix(which, "every=")
	s, err1 := strconv.Atoi(status)
	n, err2 := strconv.Atoi(number)
	if err1 != nil || err2 != nil || s < 400 || s > 599 || n < 1 {
		return Fault{}, fmt.Errorf("want %s, with a status of 400 to 599 and a number from 1 on", faultForm)
	}
	if every {
		return Fault{Status: s, Every: n}, nil
	}
	return Fault{Status: s, First: n}, nil
}

func (f Fault) String() string {
	if f.Every > 0 {
		return fmt.Sprintf("%d:every=%d", f.Status, f.Every)
	}
	return fmt.Sprintf("%d:%d", f.Status, f.First)
}

// hits reports whether the request of a number, counted from 1, fails.
func (f Fault) hits(number int) bool {
	return number <= f.First || f.Every > 0 && number%f.Every == 0
}

// fault counts a request and returns the answer if it is one that fails.
func (s *Server) fault() *answer {
	s.mu.Lock()
	s.asked++
	number := s.asked
	s.mu.Unlock()
	for _, fault := range s.options.Faults {
		if fault.hits(number) {
			return fault.answer()
		}
	}
	return nil
}

func (f Fault) answer() *answer {
	code, text := 10000, http.StatusText(f.Status)
	switch {
	case f.Status == http.StatusTooManyRequests:
		code = 20429
	case f.Status == http.StatusUnauthorized:
		code = 20003
	case f.Status == http.StatusNotFound:
		code = 20404
	case f.Status >= 500:
		code = 20504
	}
	if text == "" {
		text = "Status " + strconv.Itoa(f.Status)
	}
	a := refused(refuse(f.Status, code, "%s (a failure on purpose).", text))
	// No document says that a 503 comes with a Retry-After, so a change that one meets is not to be sent again.
	if f.Status == http.StatusTooManyRequests {
		a.header = map[string]string{"Retry-After": "1"}
	}
	return a
}
