package supervisor

import (
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/member/disk"
	"github.com/galera-aks/galera-aks/member/state"
)

// measurePause is the time between two measurements of the data.
const measurePause = 2 * time.Minute

// measure reports how much room the data takes, and how much there is.
func (s *Supervisor) measure() {
	used, err := disk.Used(s.config.Paths.Data)
	s.roomTold.change(s.log, "measuring the data", err)
	if err == nil {
		s.board.Update(func(r *state.Report) { r.DataBytes = used })
	}
	s.measureRoom()
}

// measureRoom reports how much room there is.
func (s *Supervisor) measureRoom() {
	free, err := disk.Free(filepath.Dir(s.config.Paths.Data))
	s.roomTold.change(s.log, "measuring the room on the volume", err)
	if err == nil {
		s.board.Update(func(r *state.Report) { r.FreeBytes = free })
	}
}
