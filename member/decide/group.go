package decide

import "fmt"

// newGroup names the group of a Primary that is started anew.
func newGroup(epoch int64) string { return fmt.Sprintf("e%d", epoch) }

// restoredGroup names the group in which a view is formed again. A member that was parted from the Primary before that
// view began may still run under the former name; its group communication would take the members that come back for
// those of its own last view, and make its own state the Primary's.
func (c situation) restoredGroup(view int64) string {
	if c.rules.oneGroup {
		return newGroup(c.Self.Epoch)
	}
	return fmt.Sprintf("%sv%d", newGroup(c.Self.Epoch), view)
}
