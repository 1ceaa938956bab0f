//go:build unix && !darwin

package keyring

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/godbus/dbus/v5"
	library "github.com/zalando/go-keyring"
)

// present reports whether there is a session bus to ask. Without this check the library would start a bus of its own.
func present() bool {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		return address != "autolaunch:"
	}
	_, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid()))
	return err == nil
}

// judge turns an error of the library into one of this package's. Most errors of the bus become ErrLocked, because they do not
// say whether the keyring has the token.
func judge(err error) error {
	problem := dbus.Error{}
	switch {
	case err == nil, errors.Is(err, ErrLocked):
		return err
	case errors.Is(err, library.ErrNotFound):
		return ErrMissing
	case strings.HasPrefix(err.Error(), "failed to unlock"): // nobody answered the prompt, or it could not be shown
		return ErrLocked
	case !errors.As(err, &problem):
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case problem.Name == "org.freedesktop.DBus.Error.ServiceUnknown", problem.Name == "org.freedesktop.DBus.Error.NameHasNoOwner",
		strings.HasPrefix(problem.Name, "org.freedesktop.DBus.Error.Spawn."):
		return ErrNone // the bus has no keyring
	case problem.Name == "org.freedesktop.Secret.Error.NoSuchObject", problem.Name == "org.freedesktop.DBus.Error.UnknownObject":
		return ErrMissing // nothing was ever stored in it
	}
	return fmt.Errorf("%w: %s", ErrLocked, problem.Name)
}
