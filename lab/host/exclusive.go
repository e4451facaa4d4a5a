package host

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Exclusive waits until nobody else holds the lock of a name in this region, and holds it. Unlike Lock it is for moments,
// such as changing one small file, so that commands that do different things to the region can run at once. The kernel
// releases it when this process ends.
func (r *Region) Exclusive(ctx context.Context, name string) (release func(), err error) {
	path := r.Path("locks", name)
	if err := os.MkdirAll(r.Path("locks"), 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of locks: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("opening the lock %s: %w", name, err)
	}
	err = Await(ctx, "the lock "+name, func(context.Context) (bool, string, error) {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if errors.Is(err, unix.EWOULDBLOCK) {
			return false, "another lab command holds it", nil
		}
		return err == nil, "", err
	})
	if err != nil {
		file.Close()
		return nil, err
	}
	return func() { file.Close() }, nil
}
