// Package status has the statuses of the API's resources, in its own words, and knows which of them are final.
package status

// The statuses that decisions depend on.
const (
	Init       = "init" // a conference before it begins
	InProgress = "in-progress"
	Completed  = "completed" // a conference or a call that has ended, a participant who has left
	Paused     = "paused"    // a recording
	Resumed    = "resumed"   // a recording that is in progress again
	Stopped    = "stopped"   // a recording or a stream
	Absent     = "absent"    // a recording without any audio

	// Statuses of a call that is not answered yet, or never was.
	Queued   = "queued"
	Ringing  = "ringing"
	Canceled = "canceled"
	Busy     = "busy"
	Failed   = "failed"
	NoAnswer = "no-answer"

	Ended = "ended" // a leg in the calling API
)

// IsOver reports whether a conference, a call or a leg with this status has ended, or a participant has left. A call may end in
// several ways.
func IsOver(status string) bool {
	switch status {
	case Completed, Canceled, Busy, Failed, NoAnswer, Ended:
		return true
	}
	return false
}
