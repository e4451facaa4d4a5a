package process

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// Usage is what a process has used up since it was started.
type Usage struct {
	// Halted tells that it is stopped by a signal or a debugger.
	Halted bool
	// CPU is the processor time of all its threads.
	CPU time.Duration
	// Written is what it has had written to disks, in bytes.
	Written int64
	// Bytes is what it has had read from and written to disks.
	Bytes int64
}

// tick is the unit of times in /proc: 100 a second on every architecture that Linux containers run on.
const tick = time.Second / 100

// UsageOf asks the kernel about a process.
func UsageOf(pid int) (Usage, error) {
	used, err := statOf(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Usage{}, fmt.Errorf("asking for what process %d uses: %w", pid, err)
	}
	// Reading this needs more rights; without them only processor time counts as work.
	read, written := bytesOf(fmt.Sprintf("/proc/%d/io", pid))
	return Usage{Halted: used.state == 'T' || used.state == 't', CPU: used.cpu, Written: written, Bytes: read + written}, nil
}

func whole(text []byte) int64 {
	n, _ := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64)
	return n
}
