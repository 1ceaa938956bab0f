//go:build !unix || darwin

package keyring

import (
	"errors"
	"fmt"

	library "github.com/zalando/go-keyring"
)

// present reports whether there may be a keyring: these systems bring one along.
func present() bool { return true }

// judge makes one of this package's errors of the library's.
func judge(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrLocked):
		return err
	case errors.Is(err, library.ErrNotFound):
		return ErrMissing
	case errors.Is(err, library.ErrUnsupportedPlatform):
		return ErrNone
	}
	return fmt.Errorf("%w: %w", ErrLocked, err)
}
