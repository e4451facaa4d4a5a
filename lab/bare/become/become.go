package become

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/galera-aks/galera-aks/member/contract"
	"github.com/galera-aks/galera-aks/member/serverconfig"
	"golang.org/x/sys/unix"
)

// StatementsFile is where the program finds the order's statements.
const StatementsFile = contract.RunPath + "/first.sql"

// Main is the main function of a bare member's process, which must have a mount namespace of its own: it makes what the
// order at a path says and becomes the order's program. It returns only on failure.
func Main(path string) error {
	o, err := read(path)
	if err != nil {
		return err
	}
	if err := o.Cgroups.Join(o.Group); err != nil {
		return err
	}
	if err := o.mount(); err != nil {
		return err
	}
	if err := o.putFiles(); err != nil {
		return err
	}
	return o.enter()
}

// mount makes the file system that the program sees. What the image holds cannot be written to, as in a pod.
func (o Order) mount() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("parting from the machine's mounts: %w", err)
	}
	at := func(path string) string { return filepath.Join(o.Root, path) }
	var options string
	if o.FileSystem == "xfs" {
		// A copy of a disk has the original's identifier, and xfs would mount only one of them.
		options = "nouuid"
	}
	for _, m := range []struct {
		source, target, kind, options string
		flags                         uintptr
	}{
		{"overlay", "/", "overlay", "lowerdir=" + strings.Join(o.Layers, ":"), unix.MS_RDONLY},
		{"/proc", "/proc", "", "", unix.MS_BIND},
		{"/sys", "/sys", "", "", unix.MS_BIND},
		{"/dev", "/dev", "", "", unix.MS_BIND},
		{"tmpfs", contract.RunPath, "tmpfs", "mode=0755", 0},
		{o.Scratch, contract.ScratchPath, "", "", unix.MS_BIND},
		{o.Device, contract.VolumePath, o.FileSystem, options, 0},
	} {
		if err := unix.Mount(m.source, at(m.target), m.kind, m.flags, m.options); err != nil {
			return fmt.Errorf("mounting %s at %s: %w", m.source, m.target, err)
		}
	}
	return nil
}

// putFiles writes the files that a pod would be given, for the user that the program will be.
func (o Order) putFiles() error {
	for path, content := range map[string]string{serverconfig.MemberPath: o.Settings, StatementsFile: o.Statements} {
		if err := os.WriteFile(filepath.Join(o.Root, path), []byte(content), 0o600); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
	}
	for _, path := range []string{contract.RunPath, serverconfig.MemberPath, StatementsFile, contract.VolumePath} {
		if err := os.Chown(filepath.Join(o.Root, path), o.User, o.User); err != nil {
			return fmt.Errorf("giving %s to the database's user: %w", path, err)
		}
	}
	return nil
}

// enter changes into the root, becomes the user and then the program. Its environment has nothing of this one's but what
// the lab finds its processes by.
func (o Order) enter() error {
	marker := os.Environ()
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"changing the root", func() error { return syscall.Chroot(o.Root) }},
		{"changing into the root", func() error { return syscall.Chdir("/") }},
		{"leaving all groups", func() error { return syscall.Setgroups(nil) }},
		{"changing the group", func() error { return syscall.Setgid(o.User) }},
		{"changing the user", func() error { return syscall.Setuid(o.User) }},
		{"starting " + o.Command[0], func() error { return syscall.Exec(o.Command[0], o.Command, marker) }},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}
