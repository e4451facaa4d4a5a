package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Identity is one process and no other: numbers are used again, a number with its start time is not.
type Identity struct {
	PID int `json:"pid"`
	// StartTime is in clock ticks since the machine started, as the kernel reports it.
	StartTime uint64 `json:"starttime"`
}

// Identify returns the identity of a live process; a zombie is not alive.
func Identify(pid int) (Identity, error) {
	identity, err := identify(pid)
	if err != nil {
		return identity, fmt.Errorf("looking at process %d: %w", pid, err)
	}
	return identity, nil
}

// identify is Identify with the kernel's own error.
func identify(pid int) (Identity, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Identity{}, err
	}
	found, err := parseStat(string(stat))
	if err != nil {
		return Identity{}, err
	}
	if found.ended() {
		return Identity{}, os.ErrProcessDone
	}
	return Identity{PID: pid, StartTime: found.start}, nil
}

// status is what the kernel says of a process.
type status struct {
	state   string
	threads int
	// start is in clock ticks since the machine started.
	start uint64
}

// ended tells whether a process is none any more. While one thread of a program executes another program its first thread is
// a zombie for a moment, with the other one beside it.
func (s status) ended() bool { return s.state == "X" || s.state == "Z" && s.threads <= 1 }

// parseStat takes a process's status out of the content of /proc/PID/stat. The command in it may hold spaces and brackets,
// so fields are counted from the last closing one.
func parseStat(stat string) (status, error) {
	// proc(5) counts from 1; the first field after the command is the third.
	const threadsField, startField = 20 - 3, 22 - 3
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) <= startField {
		return status{}, fmt.Errorf("unexpected process status %q", stat)
	}
	threads, wrong := strconv.Atoi(fields[threadsField])
	start, err := strconv.ParseUint(fields[startField], 10, 64)
	return status{state: fields[0], threads: threads, start: start}, errors.Join(wrong, err)
}

// Alive tells whether this very process still runs.
func (i Identity) Alive() bool {
	now, err := identify(i.PID)
	return err == nil && now == i
}

// Signal sends a signal to this very process. It does nothing when the process has ended.
func (i Identity) Signal(signal unix.Signal) error {
	handle, err := i.open()
	if err != nil || handle < 0 {
		return err
	}
	defer unix.Close(handle)
	if err := unix.PidfdSendSignal(handle, signal, nil, 0); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("sending signal %v to process %d: %w", signal, i.PID, err)
	}
	return nil
}

// AwaitExit waits until this very process has ended.
func (i Identity) AwaitExit(ctx context.Context) error {
	handle, err := i.open()
	if err != nil || handle < 0 {
		return err
	}
	defer unix.Close(handle)
	for i.Alive() {
		if ctx.Err() != nil {
			return fmt.Errorf("waiting for process %d to end: %w", i.PID, ctx.Err())
		}
		const step = 100 * time.Millisecond // only how soon a cancelled context is noticed
		polled := []unix.PollFd{{Fd: int32(handle), Events: unix.POLLIN}}
		if _, err := unix.Poll(polled, int(step.Milliseconds())); err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("waiting for process %d to end: %w", i.PID, err)
		}
	}
	return nil
}

// open returns a handle that stays with this process, or -1 when it has ended. The start time is looked at after the
// handle is open, so the number cannot have changed hands in between.
func (i Identity) open() (int, error) {
	handle, err := unix.PidfdOpen(i.PID, 0)
	if errors.Is(err, unix.ESRCH) {
		return -1, nil
	}
	if err != nil {
		return -1, fmt.Errorf("opening process %d: %w", i.PID, err)
	}
	if !i.Alive() {
		unix.Close(handle)
		return -1, nil
	}
	return handle, nil
}

// end terminates a process: politely, and with SIGKILL when that has not helped within the grace time. A grace of zero
// kills at once.
func (i Identity) end(ctx context.Context, grace time.Duration) error {
	if grace > 0 {
		if err := i.Signal(unix.SIGTERM); err != nil {
			return err
		}
		polite, cancel := context.WithTimeout(ctx, grace)
		defer cancel()
		if i.AwaitExit(polite) == nil {
			return nil
		}
	}
	if err := i.Signal(unix.SIGKILL); err != nil {
		return err
	}
	return i.AwaitExit(ctx)
}
