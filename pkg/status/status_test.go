package status

import "testing"

func TestIsOver(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		Completed: true, Canceled: true, Busy: true, Failed: true, NoAnswer: true, Ended: true,
		Init: false, InProgress: false, Queued: false, Ringing: false, Paused: false, Resumed: false, "Completed": false, "": false,
	} {
		if IsOver(status) != want {
			t.Errorf("%q: over is %t, want %t", status, !want, want)
		}
	}
}
