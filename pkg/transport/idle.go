package transport

import (
	"context"
	"errors"
	"time"
)

// errIdle is the cause of a context that an IdleTimeout has ended.
var errIdle = errors.New("nothing came for too long")

// An IdleTimeout bounds each wait of an operation instead of the whole. A nil one bounds nothing.
type IdleTimeout struct {
	watch    *time.Timer
	patience time.Duration
}

// Begin begins a wait.
func (i *IdleTimeout) Begin() {
	if i != nil {
		i.watch.Reset(i.patience)
	}
}

// End ends the wait.
func (i *IdleTimeout) End() {
	if i != nil {
		i.watch.Stop()
	}
}

// WithIdleTimeout returns a context that ends when a wait takes longer than patience. The first wait begins at once.
func WithIdleTimeout(ctx context.Context, patience time.Duration) (context.Context, *IdleTimeout, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	idle := &IdleTimeout{time.AfterFunc(patience, func() { cancel(errIdle) }), patience}
	return ctx, idle, func() { idle.End(); cancel(nil) }
}
