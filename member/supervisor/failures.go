package supervisor

import (
	"strings"

	"github.com/galera-aks/galera-aks/member/state"
)

// failed notes that a run of mariadbd ended before it could serve, or that one could not even begin. Whoever carries a
// change through the cluster goes by it: what has failed several times in a row is not waited for.
func (s *Supervisor) failed(how error) {
	said := s.words.Said()
	if how != nil {
		said = strings.TrimPrefix(said+"; "+how.Error(), "; ")
	}
	s.board.Update(func(r *state.Report) { r.Failures, r.LastFailure = r.Failures+1, said })
}

// succeeded notes that mariadbd serves.
func (s *Supervisor) succeeded() {
	s.board.Update(func(r *state.Report) { r.Failures, r.LastFailure = 0, "" })
}
