package process

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// reapPause bounds how long an orphan that no signal told of stays a zombie.
const reapPause = 5 * time.Second

// Reap collects ended orphans until the context ends. A process needs it only while it is PID 1 or a subreaper.
func Reap(ctx context.Context) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGCHLD)
	defer signal.Stop(signals)
	ticker := time.NewTicker(reapPause)
	defer ticker.Stop()
	for {
		for reapOne() {
		}
		select {
		case <-ctx.Done():
			return
		case <-signals:
		case <-ticker.C:
		}
	}
}

// reapOne collects one ended orphan and tells whether to look for more. The children of Start are left to their own
// Wait: whoever looks first would otherwise take the other's exit status away.
func reapOne() bool {
	managed.Lock()
	defer managed.Unlock()
	pid := endedChild()
	if pid == 0 || managed.pids[pid] {
		return false
	}
	got, err := unix.Wait4(pid, nil, unix.WNOHANG, nil)
	return err == nil && got == pid
}

// siginfo is the part of the kernel's siginfo_t that waitid fills in.
type siginfo struct {
	signo, errno, code int32
	_                  int32
	pid                int32
	_                  [108]byte
}

// endedChild returns the id of a child that has ended and was not collected, without collecting it; 0 if there is none.
func endedChild() int {
	var info siginfo
	const flags = unix.WEXITED | unix.WNOHANG | unix.WNOWAIT
	if err := unix.Waitid(unix.P_ALL, 0, (*unix.Siginfo)(unsafe.Pointer(&info)), flags, nil); err != nil {
		return 0
	}
	return int(info.pid)
}
