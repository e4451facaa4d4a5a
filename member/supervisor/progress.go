package supervisor

import (
	"context"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/member/probe"
	"github.com/galera-aks/galera-aks/member/state"
)

// progressPause is the time between two looks at the data directory during a start.
const progressPause = 5 * time.Second

// progressWriter passes on what MariaDB prints, and counts it as progress.
type progressWriter struct {
	out   io.Writer
	board *probe.Board
}

func (w progressWriter) Write(text []byte) (int, error) {
	w.board.Progress()
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
			s.noteProgress(&look)
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
func (s *Supervisor) noteProgress(last *dataLook) {
	switch s.board.Report().Phase {
	case state.PhaseInitialising, state.PhaseInspecting, state.PhaseStarting, state.PhaseJoining:
	default:
		return
	}
	if time.Since(last.at) < progressPause {
		return
	}
	now := lookAt(filepath.Dir(s.config.Paths.Data))
	if now.bytes != last.bytes || !now.newest.Equal(last.newest) {
		s.board.Progress()
	}
	*last = now
}

func lookAt(root string) dataLook {
	look := dataLook{at: time.Now()}
	_ = filepath.WalkDir(root, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // files come and go during a transfer
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
