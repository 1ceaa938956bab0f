package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// record writes the log's line about a request. It holds the path but neither the query nor the body nor a header,
// where credentials could stand.
func (s *Server) record(r *http.Request, a *answer, began time.Time) {
	if s.options.Log == nil {
		return
	}
	ended := s.options.Now()
	// The path is percent-encoded and the method a token, so the line holds no character that could drive a terminal.
	line, err := json.Marshal(struct {
		Time       string  `json:"time"`
		Method     string  `json:"method"`
		Path       string  `json:"path"`
		Status     int     `json:"status"`
		DurationMS float64 `json:"duration_ms"`
		Bytes      int     `json:"bytes"`
	}{
		ended.UTC().Format(time.RFC3339), r.Method, r.URL.EscapedPath(),
		a.status, float64(ended.Sub(began).Microseconds()) / 1000, len(a.body),
	})
	if err != nil {
		return
	}
	s.logging.Lock()
	defer s.logging.Unlock()
	_, _ = s.options.Log.Write(append(line, '\n')) // a log that cannot be written is no reason not to answer
}
