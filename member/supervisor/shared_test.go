package supervisor_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"github.com/galera-aks/galera-aks/member/ledger"
)

// fileLedger keeps the ledger in a directory that all members under test share. While the directory holds a file
// "away" it cannot be reached.
type fileLedger struct{ path string }

type storedEntry struct {
	Record   ledger.Record
	Expected int
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
	return ledger.Entry{Record: s.Record, Expected: s.Expected, Version: strconv.Itoa(s.Version)}
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

// fileWriter makes the member that holds a file's lock the writer; the lock of a killed member is free at once.
type fileWriter struct {
	path, member string
	mu           sync.Mutex
	lock         *os.File
}

func (w *fileWriter) Stand() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lock != nil {
		return
	}
	lock, err := os.OpenFile(filepath.Join(w.path, "writer.lock"), os.O_CREATE|os.O_RDWR|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return
	}
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		lock.Close()
		return
	}
	w.lock = lock
}

func (w *fileWriter) StandDown(context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lock != nil {
		w.lock.Close()
		w.lock = nil
	}
}

func (w *fileWriter) Holds() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lock != nil
}
