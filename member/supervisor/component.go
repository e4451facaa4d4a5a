package supervisor

import (
	"github.com/galera-aks/galera-aks/member/state"
)

// component tells the Primary that a member belongs to in the members' names. It is nil where the member is in none, or
// where the sources do not agree, as they do not for a moment after a change. names are mariadbd's, by the names that
// group communication has for the members.
func component(epoch int64, view *state.View, status state.Wsrep, names map[string]string) *state.Component {
	if !status.Primary() || view == nil || epoch == 0 || len(view.Members) != status.Size || len(names) != status.Size {
		return nil
	}
	told := state.Component{Epoch: epoch, ID: view.ID, Seq: view.Seq}
	for _, member := range view.Members {
		name, known := names[member]
		if !known {
			return nil
		}
		told.Members = append(told.Members, name)
	}
	return &told
}
