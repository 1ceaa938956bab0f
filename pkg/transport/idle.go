package transport

import (
	"context"
	"errors"
	"time"
)

var errIdle = errors.New("nothing came for too long")

// An IdleTimeout ends a context when something is waited for too long. A nil one never does.
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

// End ends it.
func (i *IdleTimeout) End() {
	if i != nil {
		i.watch.Stop()
	}
}

// WithIdleTimeout returns a context that ends when a wait takes longer than patience. The first one has begun.
func WithIdleTimeout(ctx context.Context, patience time.Duration) (context.Context, *IdleTimeout, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	idle := &IdleTimeout{time.AfterFunc(patience, func() { cancel(errIdle) }), patience}
	return ctx, idle, func() { idle.End(); cancel(nil) }
}
