package bulk

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"confcall/pkg/failure"
)

// isCutShort reports whether a signal came while there were changes to make.
func (m *many) isCutShort(ctx context.Context) bool { return m.work.Change && ctx.Err() != nil }

// interrupted names the changes whose answers a signal has cut off, and returns the error that says how many were made. If
// nobody reads the results, changes may still be under way: then it counts those that are known.
func (m *many) interrupted(cause error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.summed || m.app.DryRun {
		return cause
	}
	m.summed = true
	for _, number := range slices.Sorted(maps.Keys(m.unsettled)) {
		m.tell(m.unsettled[number])
	}
	for _, err := range m.lost {
		m.app.Report(err)
	}
	text := fmt.Sprintf("%d %s", m.done, m.work.Name)
	if m.calls.input == nil {
		text = fmt.Sprintf("%d of %d %s", m.done, len(m.calls.named), m.work.Name)
	}
	if m.failed.count > 0 {
		text += fmt.Sprintf(", %d failed", m.failed.count)
	}
	hint := "the others were not begun"
	if len(m.lost) > 0 {
		text += fmt.Sprintf(", %d not confirmed", len(m.lost))
		hint = "those that are not confirmed are named above, and may have been made; " + hint
	}
	return &failure.Error{Exit: failure.Exit(cause), Err: fmt.Errorf("%w: %s", cause, text), Hint: hint}
}
