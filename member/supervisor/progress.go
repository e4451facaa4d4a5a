package supervisor

import (
	"context"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/server"
	"github.com/galera-aks/galera-aks/member/state"
)

// progressPause is the time between two looks at the data directory during a start.
const progressPause = 5 * time.Second

// progressWriter passes on what MariaDB prints, and counts it as progress, except during a state transfer: one whose
// sender is gone still prints that it cannot reach it.
type progressWriter struct {
	out   io.Writer
	board *probe.Board
	words *server.Words
	// transferring tells whether a full state transfer was asked for and is not complete.
	transferring func() bool
}

func (w progressWriter) Write(text []byte) (int, error) {
	_, _ = w.words.Write(text)
	if !w.transferring() {
		w.board.Progress()
	}
	return w.out.Write(text)
}

// during does something that may take long, while the loop counts as alive, and a data directory that changes as
// progress.
func (s *Supervisor) during(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	beat := time.NewTicker(time.Second)
	defer beat.Stop()
	var look dataLook
	for {
		select {
		case err := <-done:
			return err
		case <-beat.C:
			s.board.Beat()
			s.noteProgress(&look, false)
		}
	}
}

// dataLook is what the data directory looked like the last time.
type dataLook struct {
	at     time.Time
	bytes  int64
	newest time.Time
}

// noteProgress counts it as progress when files in the data directory grow or are written to.
func (s *Supervisor) noteProgress(last *dataLook, transfer bool) {
	switch s.board.Report().Phase {
	case state.PhaseInitialising, state.PhaseInspecting, state.PhaseStarting, state.PhaseJoining, state.PhaseRunning:
	default:
		return
	}
	pause := min(progressPause, s.config.Timing.Stall/4)
	if s.board.Report().Ready || time.Since(last.at) < pause {
		return
	}
	now := lookAt(filepath.Dir(s.config.Paths.Data))
	if now.bytes != last.bytes || !now.newest.Equal(last.newest) {
		s.board.Progress()
	}
	*last = now
}

// unrelated tells whether a file changes although a state transfer stands still: a joiner keeps what the others write
// meanwhile, and notes every change of the group's members.
func unrelated(name string) bool {
	return strings.HasPrefix(name, "galera.cache") || strings.HasPrefix(name, "gcache.page") || strings.HasPrefix(name, "gvwstate") || strings.HasPrefix(name, "grastate")
}

func lookAt(root string) dataLook {
	look := dataLook{at: time.Now()}
	_ = filepath.WalkDir(root, func(_ string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // files come and go during a transfer
		case entry.IsDir() && strings.Contains(entry.Name(), "-aside-"):
			return fs.SkipDir
		case unrelated(entry.Name()):
			return nil
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			look.bytes += info.Size()
			if info.ModTime().After(look.newest) {
				look.newest = info.ModTime()
			}
		}
		return nil
	})
	return look
}
