package supervisor_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/galera-aks/galera-aks/member/event"
	"github.com/galera-aks/galera-aks/member/ledger"
	"github.com/galera-aks/galera-aks/member/writer"
)

// fileLedger keeps the ledger in a directory that all members under test share. While the directory holds a file
// "away" it cannot be reached.
type fileLedger struct{ path string }

type storedEntry struct {
	Record   ledger.Record
	Expected int
	Policy   ledger.Policy
	Version  int
}

func (l fileLedger) Read(context.Context) (ledger.Entry, error) {
	var stored storedEntry
	err := l.locked(func() (err error) {
		stored, err = l.load()
		return err
	})
	return stored.entry(), err
}

func (l fileLedger) Write(_ context.Context, read ledger.Entry, record ledger.Record) (ledger.Entry, error) {
	var stored storedEntry
	err := l.locked(func() (err error) {
		if stored, err = l.load(); err != nil {
			return err
		}
		if strconv.Itoa(stored.Version) != read.Version {
			return ledger.ErrConflict
		}
		stored.Record = record
		stored.Version++
		return l.store(stored)
	})
	return stored.entry(), err
}

func (s storedEntry) entry() ledger.Entry {
	return ledger.Entry{Record: s.Record, Expected: s.Expected, Policy: s.Policy, Version: strconv.Itoa(s.Version)}
}

func (l fileLedger) load() (storedEntry, error) {
	var stored storedEntry
	text, err := os.ReadFile(filepath.Join(l.path, "ledger.json"))
	if err == nil {
		err = json.Unmarshal(text, &stored)
	}
	return stored, err
}

func (l fileLedger) store(stored storedEntry) error {
	text, err := json.Marshal(stored)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(l.path, "ledger.json"), text, 0o600)
}

func (l fileLedger) locked(do func() error) error {
	if _, err := os.Stat(filepath.Join(l.path, "away")); !errors.Is(err, fs.ErrNotExist) {
		return ledger.ErrUnreachable
	}
	lock, err := os.OpenFile(filepath.Join(l.path, "ledger.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	return do()
}

// fileRoles keeps the writer's lease and the pods' marks in the same directory, and the order of all changes in a file.
type fileRoles struct{ path string }

type storedRoles struct {
	Lease   writer.Lease
	Version int
	Marked  map[string]bool
}

func (r fileRoles) change(do func(*storedRoles) error) error {
	return fileLedger(r).locked(func() error {
		stored := storedRoles{Marked: map[string]bool{}}
		text, err := os.ReadFile(filepath.Join(r.path, "roles.json"))
		if err == nil {
			err = json.Unmarshal(text, &stored)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := do(&stored); err != nil {
			return err
		}
		text, err = json.Marshal(stored)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(r.path, "roles.json"), text, 0o600)
	})
}

func (r fileRoles) Lease(context.Context) (writer.Lease, error) {
	var lease writer.Lease
	err := r.change(func(stored *storedRoles) error {
		lease = stored.Lease
		return nil
	})
	return lease, err
}

func (r fileRoles) Take(_ context.Context, read writer.Lease, pod string) (writer.Lease, error) {
	var lease writer.Lease
	err := r.change(func(stored *storedRoles) error {
		if stored.Lease.Version != read.Version {
			return writer.ErrConflict
		}
		if stored.Lease.Holder != pod {
			r.tell("lease " + pod)
		}
		stored.Version++
		stored.Lease = writer.Lease{Holder: pod, Renewed: time.Now(), Version: strconv.Itoa(stored.Version)}
		lease = stored.Lease
		return nil
	})
	return lease, err
}

func (r fileRoles) Mark(_ context.Context, pod string, on bool) error {
	return r.change(func(stored *storedRoles) error {
		if stored.Marked[pod] != on {
			r.tell(fmt.Sprintf("mark %s %v", pod, on))
		}
		stored.Marked[pod] = on
		return nil
	})
}

// tell appends a line to the order of changes.
func (r fileRoles) tell(line string) {
	appendLine(filepath.Join(r.path, "order"), line)
}

// fileEvents appends events to a file, a reason and a message on each line.
type fileEvents struct{ path string }

func (e fileEvents) Record(reason event.Reason, message string) {
	appendLine(filepath.Join(e.path, "events"), string(reason)+" "+message)
}

func appendLine(path, line string) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer file.Close()
	_, _ = file.WriteString(line + "\n")
}
