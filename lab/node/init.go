package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/galera-aks/galera-aks/lab/host"
)

// networkDescriptor is where the node's first process finds the pipe that tells it of its network.
const networkDescriptor = 3

// joined is the argument that tells the second start of the first process from the first.
const joined = "joined"

// InitMain is the main function of a node's first process. Its argument is the path of the machine that Boot has written
// down. It returns only on failure, and with it the node ends.
func InitMain(args []string) error {
	if len(args) == 0 {
		return errors.New("a node's first process needs the path of its machine")
	}
	content, err := os.ReadFile(args[0])
	if err != nil {
		return fmt.Errorf("reading the machine: %w", err)
	}
	m, err := parseMachine(content)
	if err != nil {
		return err
	}
	if os.Getpid() != 1 {
		return errors.New("a node's first process runs in namespaces of its own, not by hand")
	}
	if len(args) < 2 || args[1] != joined {
		return joinCgroups(m)
	}
	return runMachine(m)
}

// joinCgroups enters the node's control groups and makes them the root of what can be seen. A control group namespace
// belongs to a thread, and only starting the program anew makes all of its threads members.
func joinCgroups(m machine) error {
	runtime.LockOSThread()
	if err := m.Cgroups.Join(m.Name); err != nil {
		return err
	}
	if err := unix.Unshare(unix.CLONE_NEWCGROUP); err != nil {
		return fmt.Errorf("making a control group namespace: %w", err)
	}
	err := unix.Exec("/proc/self/exe", append(os.Args, joined), os.Environ())
	return fmt.Errorf("starting again inside the control groups: %w", err)
}

func runMachine(m machine) error {
	if err := unix.Sethostname([]byte(m.Name)); err != nil {
		return fmt.Errorf("setting the host name: %w", err)
	}
	if err := mountMachine(m); err != nil {
		return err
	}
	if err := awaitNetwork(); err != nil {
		return err
	}
	for key, value := range m.Settings {
		if err := os.WriteFile(filepath.Join("/proc/sys", key), []byte(value), 0o644); err != nil {
			return fmt.Errorf("setting %s: %w", key, err)
		}
	}
	_, err := host.Run(context.Background(), host.Command{Args: []string{"nft", "-f", "-"}, Stdin: strings.NewReader(m.Translation)})
	if err != nil {
		return fmt.Errorf("setting the node's packet filter: %w", err)
	}
	log.Printf("node %s is up, boot %s", m.Name, m.BootID)
	return superviseAll(m)
}

// awaitNetwork waits until Boot has connected the node. The other end being closed without a word means that Boot died.
func awaitNetwork() error {
	pipe := os.NewFile(networkDescriptor, "network")
	defer pipe.Close()
	if _, err := io.ReadFull(pipe, make([]byte, 1)); err != nil {
		return fmt.Errorf("nobody is there to connect the node: %w", err)
	}
	return nil
}
