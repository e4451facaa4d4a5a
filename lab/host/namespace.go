package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// NamespacePrefix begins the name of every network namespace of the lab.
const NamespacePrefix = "galera-aks-lab-"

// namespaceFolder is where iproute2 keeps named namespaces, so that `ip netns` shows ours as well.
const namespaceFolder = "/run/netns"

// ownNamespace is the network namespace of the calling thread, not of the process.
const ownNamespace = "/proc/thread-self/ns/net"

// NamespacePath is the path of a named network namespace.
func NamespacePath(name string) string { return filepath.Join(namespaceFolder, name) }

// ProcessNamespacePath is the path of the network namespace that a process is in.
func ProcessNamespacePath(pid int) string { return fmt.Sprintf("/proc/%d/ns/net", pid) }

// CreateNamespace makes a named network namespace with its loopback up, unless it exists.
func CreateNamespace(name string) error {
	if !strings.HasPrefix(name, NamespacePrefix) {
		return fmt.Errorf("network namespace %q must begin with %s, or nothing would find it again", name, NamespacePrefix)
	}
	path := NamespacePath(name)
	if isNamespace(path) {
		return nil
	}
	if err := os.MkdirAll(namespaceFolder, 0o755); err != nil {
		return fmt.Errorf("making network namespace %s: %w", name, err)
	}
	if err := os.WriteFile(path, nil, 0o444); err != nil {
		return fmt.Errorf("making network namespace %s: %w", name, err)
	}
	err := onThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return err
		}
		return unix.Mount(ownNamespace, path, "none", unix.MS_BIND, "")
	})
	if err != nil {
		return fmt.Errorf("making network namespace %s: %w", name, err)
	}
	network, err := OpenNetwork(path)
	if err != nil {
		return err
	}
	defer network.Close()
	return network.Up("lo")
}

// DeleteNamespace removes a named network namespace, and with it every interface in it.
func DeleteNamespace(name string) error {
	path := NamespacePath(name)
	if err := unix.Unmount(path, unix.MNT_DETACH); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("removing network namespace %s: %w", name, err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing network namespace %s: %w", name, err)
	}
	return nil
}

// Namespaces returns the names of the lab's network namespaces on this machine.
func Namespaces() ([]string, error) {
	paths, err := filepath.Glob(NamespacePath(NamespacePrefix + "*"))
	if err != nil {
		return nil, fmt.Errorf("listing network namespaces: %w", err)
	}
	names := make([]string, 0, len(paths))
	for _, path := range paths {
		names = append(names, filepath.Base(path))
	}
	return names, nil
}

// Enter runs a function in a network namespace, on a thread that serves nothing else meanwhile. Sockets that the function
// opens and processes that it starts stay in that namespace. Goroutines that it starts are not in it. An empty path
// means the namespace of this program.
func Enter(path string, do func() error) error {
	if path == "" {
		return do()
	}
	return onThread(func() error {
		target, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("opening network namespace: %w", err)
		}
		defer target.Close()
		if err := unix.Setns(int(target.Fd()), unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("entering network namespace %s: %w", path, err)
		}
		return do()
	})
}

// Dial connects to an address, which must be given in numbers, from inside a network namespace.
func Dial(ctx context.Context, path, network, address string) (net.Conn, error) {
	var connection net.Conn
	err := Enter(path, func() (err error) {
		connection, err = new(net.Dialer).DialContext(ctx, network, address)
		return err
	})
	return connection, err
}

// onThread runs a function on a thread of its own and puts the thread's network namespace back afterwards. Where that
// fails the thread is never used again: a locked thread ends with its goroutine.
func onThread(do func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		origin, err := os.Open(ownNamespace)
		if err != nil {
			runtime.UnlockOSThread()
			result <- fmt.Errorf("opening this program's network namespace: %w", err)
			return
		}
		defer origin.Close()
		err = do()
		if unix.Setns(int(origin.Fd()), unix.CLONE_NEWNET) == nil {
			runtime.UnlockOSThread()
		}
		result <- err
	}()
	return <-result
}

// isNamespace tells a namespace's file from the empty file that a crash may have left in its place.
func isNamespace(path string) bool {
	var file unix.Statfs_t
	return unix.Statfs(path, &file) == nil && file.Type == unix.NSFS_MAGIC
}
